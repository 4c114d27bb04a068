/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys of a=crypto lines, RFC 4568. */
#include "sip/sdp.h"

#include "tests/check_main.h"
#include "tests/sip/sip_check.h"

#define AUDIO "m=audio 4000 RTP/SAVP 0\r\n"
#define KEY "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwd" /* 0 to 29 */

static struct sdp sdp;

/* Reads a media with that line; how many keys it has. */
static size_t
read_line(const char *line)
{
	char text[2048];

	snprintf(text, sizeof text, AUDIO "a=crypto:%s\r\n", line);
	ck_assert_counter(sdp_parse(text_of(text), &sdp), COUNTER_NONE);
	ck_assert(sdp.media[0].encrypted);
	ck_assert(!sdp.media[0].dtls);
	ck_assert_uint_eq(sdp.media[0].crypto_count, sdp.crypto_count);
	return sdp.crypto_count;
}

START_TEST(a_line_is_read)
{
	const struct sdp_crypto *it = sdp.cryptos;

	ck_assert_uint_eq(
	    read_line("1 AES_CM_128_HMAC_SHA1_80 inline:" KEY), 1);
	ck_assert_uint_eq(it->tag, 1);
	ck_assert_str_eq(it->suite, "AES_CM_128_HMAC_SHA1_80");
	ck_assert_uint_eq(it->key_size, 30);
	for (size_t i = 0; i < 30; i++)
		ck_assert_uint_eq(it->key[i], i);
	ck_assert_uint_eq(it->mki_size, 0);
	ck_assert(!it->unencrypted_srtp && !it->unencrypted_srtcp &&
		  !it->unauthenticated_srtp && it->kdr == 0);
}
END_TEST

START_TEST(parameters_are_read)
{
	const struct sdp_crypto *it = sdp.cryptos;

	/* RFC 4568 section 9.1 has these, if not all at once. */
	ck_assert_uint_eq(
	    read_line(
		"123456789 X inline:" KEY "|2^20|258:4;inline:" KEY
		"|1048576|1:1 KDR=24 UNENCRYPTED_SRTCP FEC_ORDER=SRTP_FEC "
		"UNENCRYPTED_SRTP UNAUTHENTICATED_SRTP WSH=64 -x=y"),
	    2);
	for (size_t i = 0; i < 2; i++) {
		ck_assert_uint_eq(it[i].tag, 123456789);
		ck_assert_uint_eq(it[i].kdr, 24);
		ck_assert_uint_eq(it[i].mki_size, i ? 1 : 4);
		ck_assert_uint_eq(it[i].mki, i ? 1 : 258);
		ck_assert(it[i].unencrypted_srtp && it[i].unencrypted_srtcp &&
			  it[i].unauthenticated_srtp);
	}
	ck_assert_uint_eq(read_line("1 X inline:" KEY "|7:2"), 1);
	ck_assert_uint_eq(it->mki, 7);
	ck_assert_uint_eq(read_line("1 X inline:QUI= KDR=25"), 1);
	ck_assert_uint_eq(it->key_size, 2);
	ck_assert_mem_eq(it->key, "AB", 2);
	ck_assert_uint_eq(it->kdr, 0);
}
END_TEST

START_TEST(what_is_no_key_is_counted)
{
	static const char *const bad[] = {"x X inline:" KEY,
	    "1 X inline:", "1 X outline:" KEY, "1 X " KEY, "1 X inline:a-b",
	    "1 X inline:" KEY KEY, "1 X inline:" KEY "|1:9",
	    "1 X inline:" KEY "|1:0", "1 X inline:" KEY "|x:1",
	    "1234567890 X inline:" KEY};

	for (size_t i = 0; i < COUNT(bad); i++) {
		counter_reset();
		ck_assert_uint_eq(read_line(bad[i]), 0);
		ck_assert_uint_eq(counter_get(COUNTER_sdp_crypto_bad), 1);
	}
	ck_assert_uint_eq(read_line("1 X"), 0);
}
END_TEST

START_TEST(each_media_has_its_own)
{
	static const char text[] =
	    AUDIO "a=crypto:1 X inline:QQ==\r\na=crypto:2 Y inline:Qg==\r\n"
		  "m=video 4002 RTP/SAVP 96\r\na=crypto:1 Z inline:Qw==\r\n"
		  "m=audio 4004 UDP/TLS/RTP/SAVP 0\r\n"
		  "m=audio 4006 RTP/AVP 0\r\na=fingerprint:sha-1 AA\r\n";

	ck_assert_counter(sdp_parse(text_of(text), &sdp), COUNTER_NONE);
	ck_assert_uint_eq(sdp.crypto_count, 3);
	ck_assert_uint_eq(sdp.media[0].crypto_first, 0);
	ck_assert_uint_eq(sdp.media[0].crypto_count, 2);
	ck_assert_uint_eq(sdp.media[1].crypto_first, 2);
	ck_assert_uint_eq(sdp.media[1].crypto_count, 1);
	ck_assert_uint_eq(sdp.cryptos[2].key[0], 'C');
	ck_assert(!sdp.media[0].dtls && !sdp.media[1].dtls);
	ck_assert(sdp.media[2].dtls && sdp.media[2].encrypted);
	ck_assert(sdp.media[3].dtls && sdp.media[3].encrypted);
	sdp_wipe(&sdp);
	for (size_t i = 0; i < sizeof sdp.cryptos; i++)
		ck_assert_uint_eq(((uint8_t *)sdp.cryptos)[i], 0);
	ck_assert_uint_eq(sdp.media[0].crypto_count, 0);
}
END_TEST

START_TEST(keys_past_the_limit_are_counted)
{
	char text[4096] = AUDIO;

	for (int i = 0; i < SDP_CRYPTOS_MAX + 5; i++)
		snprintf(text + strlen(text), sizeof text - strlen(text),
		    "a=crypto:1 X inline:QQ==\r\n");
	counter_reset();
	ck_assert_counter(sdp_parse(text_of(text), &sdp), COUNTER_NONE);
	ck_assert_uint_eq(sdp.crypto_count, SDP_CRYPTOS_MAX);
	ck_assert_uint_eq(sdp.media[0].crypto_count, SDP_CRYPTOS_MAX);
	ck_assert_uint_eq(counter_get(COUNTER_sdp_crypto_limit), 5);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("sdp_crypto");

	add_test(suite, "a_line_is_read", a_line_is_read);
	add_test(suite, "parameters_are_read", parameters_are_read);
	add_test(suite, "what_is_no_key_is_counted", what_is_no_key_is_counted);
	add_test(suite, "each_media_has_its_own", each_media_has_its_own);
	add_test(suite, "keys_past_the_limit_are_counted",
	    keys_past_the_limit_are_counted);
	return run_suite(suite);
}
