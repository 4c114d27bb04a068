/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Key rings of sides: what libsrtp2 encrypts here is opened by them. Whole
 * calls are in tests/replay/srtp.sh. */
#include "calls/media_srtp.h"

#include <srtp2/srtp.h>

#include "calls/media.h"
#include "tests/check_main.h"
#include "tests/calls/rtp_packets.h"

static struct call call;
static struct media_stream stream;
static struct sdp sdp;
static srtp_t sender;
static uint8_t key_bytes[30];

static void
setup(void)
{
	static const struct srtp_key any = {.suite = SRTP_AES_CM_128_80};

	counter_reset();
	/* The first one starts the library, which may be done but once. */
	srtp_context_free(srtp_context_new(&any, 0));
	call = (struct call){.state = CALL_ACTIVE};
	stream = (struct media_stream){
	    .call = &call, .side = SIDE_CALLEE, .ssrc = 7};
	call.streams = &stream;
	sender = NULL;
}

static void
teardown(void)
{
	if (sender)
		srtp_dealloc(sender);
	media_srtp_free(stream.srtp);
	media_srtp_forget(&call);
	ck_assert_ptr_null(call.sides[SIDE_CALLEE].keyring);
}

/* From now on packets are encrypted with that key. */
static void
use_key(uint8_t number)
{
	srtp_policy_t policy = {.ssrc = {ssrc_any_outbound, 0},
	    .key = key_bytes,
	    .window_size = 128};

	if (sender)
		srtp_dealloc(sender);
	memset(key_bytes, number, sizeof key_bytes);
	srtp_crypto_policy_set_rtp_default(&policy.rtp);
	srtp_crypto_policy_set_rtcp_default(&policy.rtcp);
	ck_assert_int_eq(srtp_create(&sender, &policy), srtp_err_status_ok);
}

/* The callee names that key. */
static void
describe_key(uint8_t number, const char *suite)
{
	struct sdp_crypto *key = &sdp.cryptos[0];

	sdp = (struct sdp){.media_count = 1, .crypto_count = 1};
	sdp.media[0].rtp.port = 4000;
	sdp.media[0].crypto_count = 1;
	key->key_size = sizeof key_bytes;
	memset(key->key, number, sizeof key_bytes);
	snprintf(key->suite, sizeof key->suite, "%s", suite);
	media_srtp_describe(&call, SIDE_CALLEE, &sdp, true);
}

static void
name_key(uint8_t number)
{
	describe_key(number, "AES_CM_128_HMAC_SHA1_80");
}

static bool
opens_rtp(uint16_t sequence)
{
	uint32_t words[64]; /* libsrtp2 wants them aligned */
	uint8_t *bytes = (uint8_t *)words;
	int size = RTP_PACKET_SIZE;
	struct datagram packet = {.bytes = bytes};
	const struct srtp_opened *opened;

	rtp_packet(bytes, 0, 7, sequence);
	ck_assert_int_eq(
	    srtp_protect(sender, bytes, &size), srtp_err_status_ok);
	packet.size = (size_t)size;
	opened = media_srtp_open(&stream, &packet);
	if (opened)
		ck_assert_uint_eq(opened->bytes[20], 0xff);
	return opened != NULL;
}

static bool
opens_rtcp(uint32_t ssrc)
{
	uint32_t words[64] = {0};
	uint8_t *bytes = (uint8_t *)words;
	int size = 28;
	struct datagram packet = {.bytes = bytes};
	const struct srtp_opened *opened;

	bytes[0] = 0x80;
	bytes[1] = 200;
	bytes[3] = 6;
	bytes[7] = (uint8_t)ssrc;
	bytes[27] = 0x42;
	ck_assert_int_eq(
	    srtp_protect_rtcp(sender, bytes, &size), srtp_err_status_ok);
	packet.size = (size_t)size;
	opened = media_srtp_open_rtcp(&call, SIDE_CALLEE, &packet);
	if (opened) {
		ck_assert_uint_eq(opened->size, 28);
		ck_assert_uint_eq(opened->bytes[27], 0x42);
	}
	return opened != NULL;
}

START_TEST(without_a_key_it_stays_closed)
{
	use_key(1);
	ck_assert(!opens_rtp(1));
	ck_assert(!opens_rtcp(7));
	ck_assert_str_eq(media_srtp_state(&stream), "no_key");
	ck_assert_uint_eq(counter_get(COUNTER_rtp_srtp_no_key), 1);
	describe_key(1, "F8_128_HMAC_SHA1_80");
	ck_assert_uint_eq(counter_get(COUNTER_srtp_suite_unknown), 1);
	ck_assert(!opens_rtp(2));
	ck_assert_str_eq(media_srtp_state(&stream), "no_key");
	name_key(1);
	ck_assert(opens_rtp(3));
	ck_assert(opens_rtp(4));
	ck_assert_str_eq(media_srtp_state(&stream), "decrypted");
}
END_TEST

START_TEST(a_wrong_key_is_not_searched_for_ever)
{
	use_key(1);
	name_key(2);
	for (uint16_t i = 0; i < 1000; i++)
		ck_assert(!opens_rtp(i));
	ck_assert_uint_eq(counter_get(COUNTER_rtp_srtp_failed), 1000);
	ck_assert_str_eq(media_srtp_state(&stream), "failed");
	/* Not even for one that is there. */
	name_key(3);
	for (uint16_t i = 1000; i < 1100; i++)
		ck_assert(!opens_rtp(i));
	use_key(3);
	ck_assert(!opens_rtp(1100));
	use_key(1);
	/* A key that is new is worth a search; the same one again is not. */
	name_key(2);
	ck_assert(!opens_rtp(2000));
	name_key(1);
	for (uint16_t i = 2001; i < 4000; i++)
		ck_assert(opens_rtp(i));
}
END_TEST

START_TEST(the_newest_keys_are_kept)
{
	for (uint8_t i = 0; i <= KEYRING_KEYS_MAX; i++)
		name_key(i);
	use_key(0);
	ck_assert(!opens_rtp(1));
	for (uint8_t i = KEYRING_KEYS_MAX; i > 0; i--) {
		use_key(i);
		ck_assert(opens_rtp((uint16_t)(100 * i)));
	}
	ck_assert(opens_rtcp(7));
}
END_TEST

START_TEST(rtcp_has_senders_of_its_own)
{
	use_key(3);
	name_key(3);
	for (uint32_t round = 0; round < 3; round++)
		for (uint32_t ssrc = 1; ssrc < 9; ssrc++)
			ck_assert(opens_rtcp(ssrc));
	use_key(4);
	ck_assert(!opens_rtcp(1));
	ck_assert_uint_ge(counter_get(COUNTER_srtcp_failed), 1);
}
END_TEST

static void
add(Suite *suite, const char *name, const TTest *test)
{
	add_test_between(suite, name, test, setup, teardown);
}

int
main(void)
{
	Suite *suite = suite_create("media_srtp");

	add(suite, "no_key", without_a_key_it_stays_closed);
	add(suite, "wrong_key", a_wrong_key_is_not_searched_for_ever);
	add(suite, "ring", the_newest_keys_are_kept);
	add(suite, "rtcp", rtcp_has_senders_of_its_own);
	return run_suite(suite);
}
