/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * a=crypto:TAG SUITE inline:KEY|LIFETIME|MKI:SIZE;inline:... PARAMETER...
 * RFC 4568 sections 4, 6 and 9. Lifetimes are for those who send.
 */
#include "sip/sdp_crypto.h"

#include "base/counter.h"

#define TAG_MAX 999999999 /* nine digits */
#define KDR_MAX 24

/* The value of a character of base64 (RFC 4648 section 4), or -1. */
static int
digit_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+')
		return 62;
	return c == '/' ? 63 : -1;
}

/* Decodes 'text', with or without padding; false when it is no base64, or
 * too long for a key. */
static bool
read_key(struct text text, struct sdp_crypto *out)
{
	uint32_t bits = 0;
	unsigned count = 0; /* of bits that wait for their byte */

	while (text.len && text.at[text.len - 1] == '=')
		text.len--;
	out->key_size = 0;
	for (size_t i = 0; i < text.len; i++) {
		int value = digit_value(text.at[i]);

		if (value < 0)
			return false;
		bits = (bits << 6 | (uint32_t)value) & 0xffff;
		count += 6;
		if (count < 8)
			continue;
		if (out->key_size == SDP_CRYPTO_KEY_SIZE)
			return false;
		count -= 8;
		out->key[out->key_size++] = (uint8_t)(bits >> count);
	}
	return out->key_size > 0;
}

/* "MKI:SIZE": a number, and how many bytes it has in a packet. */
static bool
read_mki(struct text text, struct sdp_crypto *out)
{
	unsigned long value, size;

	if (!text_number(text_cut(&text, ':'), UINT32_MAX, &value) ||
	    !text_number(text, SDP_CRYPTO_MKI_MAX, &size) || size == 0)
		return false;
	out->mki = value;
	out->mki_size = (uint8_t)size;
	return true;
}

/* "inline:KEY|LIFETIME|MKI:SIZE", the last two optional. */
static bool
read_key_parameter(struct text text, struct sdp_crypto *out)
{
	struct text part;

	if (!text_is(text_cut(&text, ':'), "inline") ||
	    !read_key(text_cut(&text, '|'), out))
		return false;
	while (text.len) {
		part = text_cut(&text, '|');
		if (part.len && memchr(part.at, ':', part.len) &&
		    !read_mki(part, out))
			return false;
	}
	return true;
}

/* Section 6.3. What is not known here changes nothing for a listener. */
static void
read_session_parameter(struct text text, struct sdp_crypto *out)
{
	struct text name = text_cut(&text, '=');
	unsigned long number;

	if (text_is(name, "UNENCRYPTED_SRTP"))
		out->unencrypted_srtp = true;
	else if (text_is(name, "UNENCRYPTED_SRTCP"))
		out->unencrypted_srtcp = true;
	else if (text_is(name, "UNAUTHENTICATED_SRTP"))
		out->unauthenticated_srtp = true;
	else if (text_is(name, "KDR") && text_number(text, KDR_MAX, &number))
		out->kdr = (uint8_t)number;
}

static void
add_key(struct sdp *sdp, struct sdp_media *media,
    const struct sdp_crypto *common, struct text parameter)
{
	struct sdp_crypto *to = &sdp->cryptos[sdp->crypto_count];

	if (sdp->crypto_count == SDP_CRYPTOS_MAX) {
		counter_up(sdp_crypto_limit);
		return;
	}
	*to = *common;
	if (read_key_parameter(text_trim(parameter), to)) {
		sdp->crypto_count++;
		media->crypto_count++;
	} else {
		counter_up(sdp_crypto_bad);
		explicit_bzero(to, sizeof *to);
	}
}

void
sdp_crypto_add(struct sdp *sdp, struct sdp_media *media, struct text value)
{
	struct sdp_crypto common = {0};
	struct text suite, keys, word;
	unsigned long tag;

	if (!text_number(text_word(&value), TAG_MAX, &tag)) {
		counter_up(sdp_crypto_bad);
		return;
	}
	common.tag = (uint32_t)tag;
	suite = text_word(&value);
	text_copy(common.suite, sizeof common.suite, suite);
	keys = text_word(&value);
	/* "inline:A; inline:B" is no good form, but it is clear. */
	while ((word = text_word(&value)).len) {
		if (word.len > 7 && !strncasecmp(word.at, "inline:", 7))
			keys.len = (size_t)(word.at + word.len - keys.at);
		else
			read_session_parameter(word, &common);
	}
	while (keys.len)
		add_key(sdp, media, &common, text_cut(&keys, ';'));
}
