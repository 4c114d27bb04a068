/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Packets that are encrypted here by the formulas of RFC 3711, with the AES
 * and SHA-1 of another library than the one that decrypts them. What libsrtp2
 * itself encrypts is in tests/replay/srtp.sh.
 */
#include "rtp/srtp.h"

#include <nettle/aes.h>
#include <nettle/hmac.h>

#include "tests/check_main.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

#define SSRC 0x01020304
#define TAG 10

/* RFC 3711 appendix B.3. */
static const struct srtp_key key = {
    .suite = SRTP_AES_CM_128_80,
    .bytes = {0xe1, 0xf9, 0x7a, 0x0d, 0x3e, 0x01, 0x8b, 0xe0, 0xd6, 0x4f, 0xa3,
	0x2c, 0x06, 0xde, 0x41, 0x39, 0x0e, 0xc6, 0x75, 0xad, 0x49, 0x8a, 0xfe,
	0xeb, 0xb6, 0x96, 0x0b, 0x3a, 0xab, 0xe6},
};

static struct srtp_opened opened;
static uint8_t packet[200];

/* Section 4.1.1: XORs the key stream that begins with 'iv'. */
static void
aes_cm(const uint8_t k[16], const uint8_t iv[16], uint8_t *at, size_t size)
{
	struct aes128_ctx aes;
	uint8_t counter[16], stream[16];

	aes128_set_encrypt_key(&aes, k);
	memcpy(counter, iv, 16);
	for (size_t i = 0; i < size; i++) {
		counter[14] = (uint8_t)(i / 16 >> 8);
		counter[15] = (uint8_t)(i / 16);
		if (i % 16 == 0)
			aes128_encrypt(&aes, 16, stream, counter);
		at[i] ^= stream[i % 16];
	}
}

/* Section 4.3.1 and 4.3.3. */
static void
derive(const struct srtp_key *from, uint8_t label, uint64_t r, uint8_t *out,
    size_t size)
{
	uint8_t iv[16] = {0};

	memcpy(iv, from->bytes + 16, 14);
	iv[7] ^= label;
	for (int i = 0; i < 6; i++)
		iv[13 - i] ^= (uint8_t)(r >> 8 * i);
	memset(out, 0, size);
	aes_cm(from->bytes, iv, out, size);
}

static void
put(uint8_t *at, uint64_t value, int size)
{
	while (size--) {
		at[size] = (uint8_t)value;
		value >>= 8;
	}
}

/* XORs what is the number of the packet into the salt. */
static void
make_iv(uint8_t iv[16], const uint8_t salt[14], uint64_t index)
{
	memset(iv, 0, 16);
	put(iv + 4, SSRC, 4);
	put(iv + 8, index, 6);
	for (int i = 0; i < 14; i++)
		iv[i] ^= salt[i];
}

static void
sign(const uint8_t auth[20], size_t size, uint32_t last, bool has_last)
{
	struct hmac_sha1_ctx hmac;
	uint8_t word[4];

	put(word, last, 4);
	hmac_sha1_set_key(&hmac, 20, auth);
	hmac_sha1_update(&hmac, size, packet);
	if (has_last)
		hmac_sha1_update(&hmac, 4, word);
	hmac_sha1_digest(&hmac, TAG, packet + size);
}

/* 20 bytes of payload, each the low byte of 'index'. Returns its size. */
static size_t
rtp(const struct srtp_key *with, uint64_t index)
{
	uint64_t r = with->kdr ? index >> with->kdr : 0;
	uint8_t cipher[16], auth[20], salt[14], iv[16];

	derive(with, 0, r, cipher, 16);
	derive(with, 1, r, auth, 20);
	derive(with, 2, r, salt, 14);
	memset(packet, 0, sizeof packet);
	packet[0] = 0x80;
	put(packet + 2, index, 2);
	put(packet + 8, SSRC, 4);
	memset(packet + 12, (int)(index & 0xff), 20);
	make_iv(iv, salt, index);
	aes_cm(cipher, iv, packet + 12, 20);
	sign(auth, 32, (uint32_t)(index >> 16), true);
	return 32 + TAG;
}

/* A receiver report of 24 bytes, its last the low byte of 'index'. */
static size_t
rtcp(const struct srtp_key *with, uint32_t index)
{
	uint64_t r = with->kdr ? index >> with->kdr : 0;
	uint8_t cipher[16], auth[20], salt[14], iv[16];

	derive(with, 3, r, cipher, 16);
	derive(with, 4, r, auth, 20);
	derive(with, 5, r, salt, 14);
	memset(packet, 0, sizeof packet);
	packet[0] = 0x81;
	packet[1] = 201;
	packet[3] = 5;
	put(packet + 4, SSRC, 4);
	packet[23] = (uint8_t)index;
	make_iv(iv, salt, index);
	aes_cm(cipher, iv, packet + 8, 16);
	put(packet + 24, index | 0x80000000, 4);
	sign(auth, 28, 0, false);
	return 28 + TAG;
}

static bool
opens(struct srtp_context *context, const struct srtp_key *with, uint64_t index)
{
	size_t size = rtp(with, index);

	if (!srtp_context_open(context, packet, size, &opened))
		return false;
	ck_assert_uint_eq(opened.size, 32);
	for (size_t i = 12; i < 32; i++)
		ck_assert_uint_eq(opened.bytes[i], index & 0xff);
	return true;
}

START_TEST(what_the_rfc_encrypts_is_opened)
{
	struct srtp_context *context = srtp_context_new(&key, SSRC);
	/* RFC 3711 appendix B.3 */
	static const uint8_t cipher[16] = {0xC6, 0x1E, 0x7A, 0x93, 0x74, 0x4F,
	    0x39, 0xEE, 0x10, 0x73, 0x4A, 0xFE, 0x3F, 0xF7, 0xA0, 0x87};
	uint8_t derived[16];

	derive(&key, 0, 0, derived, 16);
	ck_assert_mem_eq(derived, cipher, 16);
	for (uint64_t i = 65000; i < 67000; i += 7)
		ck_assert(opens(context, &key, i));
	/* Late ones, over the place where the number begins anew. */
	ck_assert(opens(context, &key, 66900));
	ck_assert(!opens(context, &key, 66900));
	srtp_context_free(context);
}
END_TEST

START_TEST(a_changed_packet_is_refused)
{
	struct srtp_context *context = srtp_context_new(&key, SSRC);
	size_t size = rtp(&key, 5);

	for (size_t i = 0; i < size; i++) {
		if (i >= 2 && i < 4)
			continue; /* its number: another place */
		packet[i] ^= 0x10;
		ck_assert(!srtp_context_open(context, packet, size, &opened));
		packet[i] ^= 0x10;
		ck_assert(!srtp_context_open(context, packet, i, &opened));
	}
	ck_assert(srtp_context_open(context, packet, size, &opened));
	srtp_context_free(context);
}
END_TEST

START_TEST(the_roll_over_counter_is_searched)
{
	struct srtp_context *context = srtp_context_new(&key, SSRC);
	uint64_t last = (uint64_t)SRTP_ROC_MAX << 16 | 77;
	size_t size = rtp(&key, last);

	ck_assert(!srtp_context_open(context, packet, size, &opened));
	ck_assert(srtp_context_search(context, packet, size, &opened));
	ck_assert(opens(context, &key, last + 1));
	ck_assert(opens(context, &key, last + 30000));
	ck_assert(opens(context, &key, last + 60000));
	ck_assert(opens(context, &key, last + 80000));
	srtp_context_free(context);
	context = srtp_context_new(&key, SSRC);
	size = rtp(&key, last + 65536);
	ck_assert(!srtp_context_search(context, packet, size, &opened));
	srtp_context_free(context);
}
END_TEST

START_TEST(keys_are_derived_anew_at_their_rate)
{
	struct srtp_key often = key;
	struct srtp_context *context;

	often.kdr = 3;
	context = srtp_context_new(&often, SSRC);
	for (uint64_t i = 65500; i < 65600; i++)
		ck_assert(opens(context, &often, i));
	srtp_context_free(context);
	/* ... which is not what it is without a rate. */
	context = srtp_context_new(&key, SSRC);
	ck_assert(!opens(context, &often, 65500));
	srtp_context_free(context);
	often.suite = SRTP_AES_GCM_128;
	ck_assert_ptr_null(srtp_context_new(&often, SSRC));
}
END_TEST

START_TEST(rtcp_is_opened_too)
{
	for (uint8_t kdr = 0; kdr < 5; kdr++) {
		struct srtp_key with = key;
		struct srtp_context *context;
		size_t size;

		with.kdr = kdr;
		context = srtp_context_new(&with, SSRC);
		for (uint32_t i = 1; i < 40; i++) {
			size = rtcp(&with, i);
			ck_assert(srtp_context_open_rtcp(
			    context, packet, size, &opened));
			ck_assert_uint_eq(opened.size, 24);
			ck_assert_uint_eq(opened.bytes[23], i);
		}
		for (size_t i = 0; i < size; i++)
			ck_assert(!srtp_context_open_rtcp(
			    context, packet, i, &opened));
		srtp_context_free(context);
	}
}
END_TEST

START_TEST(suites_have_names_and_sizes)
{
	static const struct {
		const char *name;
		enum srtp_suite suite;
		size_t size;
	} cases[] = {
	    {"AES_CM_128_HMAC_SHA1_80", SRTP_AES_CM_128_80, 30},
	    {"aes_cm_128_hmac_sha1_32", SRTP_AES_CM_128_32, 30},
	    {"AES_192_CM_HMAC_SHA1_80", SRTP_AES_CM_192_80, 38},
	    {"AES_256_CM_HMAC_SHA1_32", SRTP_AES_CM_256_32, 46},
	    {"AES_CM_256_HMAC_SHA1_80", SRTP_AES_CM_256_80, 46},
	    {"AEAD_AES_128_GCM", SRTP_AES_GCM_128, 28},
	    {"AEAD_AES_256_GCM", SRTP_AES_GCM_256, 44},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		enum srtp_suite suite = srtp_suite_find(cases[i].name);

		ck_assert_int_eq(suite, cases[i].suite);
		ck_assert_uint_eq(srtp_suite_key_size(suite), cases[i].size);
	}
	ck_assert_int_eq(
	    srtp_suite_find("F8_128_HMAC_SHA1_80"), SRTP_SUITE_COUNT);
	ck_assert_int_eq(srtp_suite_find(""), SRTP_SUITE_COUNT);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("srtp");

	add_test(suite, "what_the_rfc_encrypts_is_opened",
	    what_the_rfc_encrypts_is_opened);
	add_test(
	    suite, "a_changed_packet_is_refused", a_changed_packet_is_refused);
	add_test(suite, "the_roll_over_counter_is_searched",
	    the_roll_over_counter_is_searched);
	add_test(suite, "keys_are_derived_anew_at_their_rate",
	    keys_are_derived_anew_at_their_rate);
	add_test(suite, "rtcp_is_opened_too", rtcp_is_opened_too);
	add_test(
	    suite, "suites_have_names_and_sizes", suites_have_names_and_sizes);
	return run_suite(suite);
}
