/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Keys in SIP bodies: RFC 6086 and RFC 4730; for the rest there is no standard
 * but custom. What is kept secret is rather too much than too little: any line
 * that could be a key, in whatever part of such a body.
 */
#include "sip/info.h"

#include <ctype.h>
#include <stdlib.h>

#include "sip/line.h"

/* In the order of their codes in RFC 4733, which are told as numbers, too. */
static const char keys[] = "0123456789*#ABCD!";

#define DURATION_MS_MAX 60000

/* A line of so many keys and no more is one of keys (RFC 4733: at most ten a
 * second). */
#define PLAIN_MAX 32

/* Where 'c', which is no capital, is in 'text' but for ASCII case; NULL: it is
 * nowhere. */
static const char *
find_char(struct text text, char c)
{
	int capital = toupper((unsigned char)c);
	const char *found = text.len ? memchr(text.at, c, text.len) : NULL;

	if (capital == c || text.len == 0)
		return found;
	if (found)
		text.len = (size_t)(found - text.at);
	text.at = memchr(text.at, capital, text.len);
	return text.at ? text.at : found;
}

/* Does 'text' contain 'wanted', which is in lower case, but for ASCII case?
 * Each message is asked. */
static bool
contains(struct text text, const char *wanted)
{
	size_t len = strlen(wanted);
	const char *end = text.at + text.len, *at;

	while ((at = find_char(text, wanted[0])) && len <= (size_t)(end - at)) {
		if (!strncasecmp(at, wanted, len))
			return true;
		text = (struct text){at + 1, (size_t)(end - at) - 1};
	}
	return false;
}

static bool
is_info(const struct sip_message *message)
{
	return message->method == SIP_METHOD_INFO && message->body.len > 0;
}

/* application/dtmf, application/dtmf-relay, application/vnd.*.digits, also as
 * a part of several. */
static bool
has_keys(const struct sip_message *message)
{
	return is_info(message) &&
	       (contains(message->content_type, "dtmf") ||
		   contains(message->content_type, "digits") ||
		   contains(message->body, "application/dtmf"));
}

static bool
is_key_text(struct text value)
{
	for (size_t i = 0; i < value.len; i++)
		if (!strchr(keys, toupper((unsigned char)value.at[i])))
			return false;
	return value.len > 0;
}

/* "5", "*", "d", or "11", which is #; '\0': no key. */
static char
read_key(struct text value)
{
	unsigned long number;

	value = text_trim(value);
	if (value.len == 2 && text_number(value, sizeof keys - 2, &number))
		return keys[number];
	if (value.len != 1 || !is_key_text(value))
		return '\0';
	return (char)toupper((unsigned char)value.at[0]);
}

/*
 * What a line says of a key: "Signal=5" (or "d=5"), or "5" alone. Cuts its
 * value out; false when it says nothing.
 */
static bool
key_value(struct text line, struct text *value)
{
	struct text rest = line, name = text_trim(text_cut(&rest, '='));

	if (text_is(name, "Signal") || text_is(name, "d")) {
		*value = text_trim(rest);
		return true;
	}
	*value = text_trim(line);
	return value->len <= PLAIN_MAX && is_key_text(*value);
}

static void
read_duration(struct text line, unsigned *out_ms)
{
	struct text rest = line, name = text_trim(text_cut(&rest, '='));
	unsigned long ms;

	if (text_is(name, "Duration") &&
	    text_number(text_trim(rest), DURATION_MS_MAX, &ms))
		*out_ms = (unsigned)ms;
}

bool
sip_info_key(const struct sip_message *message, struct sip_key *out)
{
	struct text rest = message->body, line, value;

	*out = (struct sip_key){.key = '\0'};
	if (!message->is_request || !is_info(message))
		return false;
	if (contains(message->content_type, "flash") ||
	    contains(message->body, "flashhook")) {
		out->key = SIP_KEY_FLASH;
		return true;
	}
	while (has_keys(message) && line_next(&rest, &line)) {
		if (key_value(line, &value) && out->key == '\0')
			out->key = read_key(value);
		read_duration(line, &out->duration_ms);
	}
	return out->key != '\0';
}

/* Masks a part of the message in its copy; spaces stay. */
static void
mask_text(const struct sip_message *message, char *copy, struct text secret,
    char mask)
{
	for (size_t i = 0; i < secret.len; i++)
		if (!isspace((unsigned char)secret.at[i]))
			copy[&secret.at[i] - message->bytes.at] = mask;
}

static void
mask_lines(const struct sip_message *message, char *copy, char mask)
{
	struct text rest = message->body, line, value;

	while (line_next(&rest, &line))
		if (key_value(line, &value))
			mask_text(message, copy, value, mask);
}

/* KPML: <kpml-response ... digits="1234" .../> */
static void
mask_attributes(const struct sip_message *message, char *copy, char mask)
{
	static const char name[] = "digits=";
	struct text rest = message->body;

	while (rest.len >= sizeof name) {
		struct text value;
		char quote;

		if (strncasecmp(rest.at, name, sizeof name - 1) != 0) {
			rest.at++;
			rest.len--;
			continue;
		}
		rest.at += sizeof name - 1;
		rest.len -= sizeof name - 1;
		quote = rest.at[0];
		rest.at++;
		rest.len--;
		value = text_cut(&rest, quote);
		mask_text(message, copy, value, mask);
	}
}

char *
sip_info_masked(const struct sip_message *message, const void *bytes, char mask,
    bool *secret)
{
	bool lines = has_keys(message);
	bool attributes = contains(message->content_type, "kpml") ||
			  contains(message->body, "<kpml");
	char *copy;

	*secret = lines || attributes;
	if (!*secret)
		return NULL;
	copy = malloc(message->bytes.len);
	if (!copy)
		return NULL;
	memcpy(copy, bytes, message->bytes.len);
	if (lines)
		mask_lines(message, copy, mask);
	if (attributes)
		mask_attributes(message, copy, mask);
	return copy;
}
