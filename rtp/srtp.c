/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * libsrtp2, and what it leaves to its user: the search for the roll-over
 * counter, and key derivation rates. What it does check: authentication, and
 * that no packet is opened twice.
 */
#include "rtp/srtp.h"

#include <srtp2/crypto_types.h>
#include <srtp2/srtp.h>
#include <stdlib.h>

#include "base/cursor.h"

#define SEQUENCE_BITS 16
#define RTCP_HEADER_SIZE 8
#define RTCP_INDEX_SIZE 4
#define RTP_HEADER_SIZE 12

/* Packets that come so much later than others are not opened any more. */
#define WINDOW_PACKETS 1024

struct suite {
	const char *name, *other_name; /* the second may be NULL */
	void (*rtp)(srtp_crypto_policy_t *);
	void (*rtcp)(srtp_crypto_policy_t *);
	uint8_t key_size, salt_size, tag_size;
	bool is_aead;
};

/* RFC 4568 section 6.2, RFC 6188 section 2 and RFC 7714 section 12. The tag of
 * RTCP always has 80 bits. Some devices turn two words of a name round. */
static const struct suite suites[SRTP_SUITE_COUNT] = {
    [SRTP_AES_CM_128_80] = {"AES_CM_128_HMAC_SHA1_80", NULL,
	srtp_crypto_policy_set_rtp_default, srtp_crypto_policy_set_rtp_default,
	16, 14, 10, false},
    [SRTP_AES_CM_128_32] = {"AES_CM_128_HMAC_SHA1_32", NULL,
	srtp_crypto_policy_set_aes_cm_128_hmac_sha1_32,
	srtp_crypto_policy_set_rtp_default, 16, 14, 4, false},
    [SRTP_AES_CM_192_80] = {"AES_192_CM_HMAC_SHA1_80",
	"AES_CM_192_HMAC_SHA1_80",
	srtp_crypto_policy_set_aes_cm_192_hmac_sha1_80,
	srtp_crypto_policy_set_aes_cm_192_hmac_sha1_80, 24, 14, 10, false},
    [SRTP_AES_CM_192_32] = {"AES_192_CM_HMAC_SHA1_32",
	"AES_CM_192_HMAC_SHA1_32",
	srtp_crypto_policy_set_aes_cm_192_hmac_sha1_32,
	srtp_crypto_policy_set_aes_cm_192_hmac_sha1_80, 24, 14, 4, false},
    [SRTP_AES_CM_256_80] = {"AES_256_CM_HMAC_SHA1_80",
	"AES_CM_256_HMAC_SHA1_80",
	srtp_crypto_policy_set_aes_cm_256_hmac_sha1_80,
	srtp_crypto_policy_set_aes_cm_256_hmac_sha1_80, 32, 14, 10, false},
    [SRTP_AES_CM_256_32] = {"AES_256_CM_HMAC_SHA1_32",
	"AES_CM_256_HMAC_SHA1_32",
	srtp_crypto_policy_set_aes_cm_256_hmac_sha1_32,
	srtp_crypto_policy_set_aes_cm_256_hmac_sha1_80, 32, 14, 4, false},
    [SRTP_AES_GCM_128] = {"AEAD_AES_128_GCM", NULL,
	srtp_crypto_policy_set_aes_gcm_128_16_auth,
	srtp_crypto_policy_set_aes_gcm_128_16_auth, 16, 12, 16, true},
    [SRTP_AES_GCM_256] = {"AEAD_AES_256_GCM", NULL,
	srtp_crypto_policy_set_aes_gcm_256_16_auth,
	srtp_crypto_policy_set_aes_gcm_256_16_auth, 32, 12, 16, true},
};

struct srtp_context {
	srtp_t session; /* NULL: to be made */
	bool is_fresh;  /* it has opened no packet */
	struct srtp_key key;
	uint32_t ssrc;
	uint64_t period;  /* of key derivation that 'session' is for */
	uint64_t highest; /* with has_highest: index of a packet */
	bool has_highest;
};

enum srtp_suite
srtp_suite_find(const char *name)
{
	for (int i = 0; i < SRTP_SUITE_COUNT; i++)
		if (!strcasecmp(name, suites[i].name) ||
		    (suites[i].other_name &&
			!strcasecmp(name, suites[i].other_name)))
			return (enum srtp_suite)i;
	return SRTP_SUITE_COUNT;
}

size_t
srtp_suite_key_size(enum srtp_suite suite)
{
	return (size_t)suites[suite].key_size + suites[suite].salt_size;
}

static bool
start_library(void)
{
	static bool is_started;

	if (!is_started)
		is_started = srtp_init() == srtp_err_status_ok;
	return is_started;
}

/*
 * A libsrtp2 that was built with NSS loads modules with the first session of
 * all, and unloads them with the last: one that nobody uses keeps them.
 */
void
srtp_load(void)
{
	static srtp_t kept;
	uint8_t bytes[SRTP_KEY_MAX] = {0};
	srtp_policy_t policy = {.ssrc = {ssrc_any_inbound, 0}, .key = bytes};

	if (kept || !start_library())
		return;
	srtp_crypto_policy_set_rtp_default(&policy.rtp);
	srtp_crypto_policy_set_rtcp_default(&policy.rtcp);
	if (srtp_create(&kept, &policy) != srtp_err_status_ok)
		kept = NULL;
}

struct srtp_context *
srtp_context_new(const struct srtp_key *key, uint32_t ssrc)
{
	struct srtp_context *context;

	if (key->suite >= SRTP_SUITE_COUNT || !start_library())
		return NULL;
	/* See open_session(): the salt of GCM ends before the index does. */
	if (key->kdr && suites[key->suite].is_aead)
		return NULL;
	context = calloc(1, sizeof *context);
	if (!context)
		return NULL;
	context->key = *key;
	context->ssrc = ssrc;
	return context;
}

static void
close_session(struct srtp_context *context)
{
	if (context->session)
		(void)srtp_dealloc(context->session);
	context->session = NULL;
}

void
srtp_context_free(struct srtp_context *context)
{
	if (!context)
		return;
	close_session(context);
	explicit_bzero(context, sizeof *context);
	free(context);
}

static void
set_policy(const struct srtp_key *key, srtp_policy_t *policy)
{
	const struct suite *suite = &suites[key->suite];
	int rtp = sec_serv_conf_and_auth, rtcp = sec_serv_conf_and_auth;

	suite->rtp(&policy->rtp);
	suite->rtcp(&policy->rtcp);
	if (key->plain_rtp)
		rtp &= ~sec_serv_conf;
	if (key->plain_rtcp)
		rtcp &= ~sec_serv_conf;
	if (key->unauthenticated && !suite->is_aead) {
		rtp &= ~sec_serv_auth;
		policy->rtp.auth_type = SRTP_NULL_AUTH;
		policy->rtp.auth_key_len = 0;
		policy->rtp.auth_tag_len = 0;
	}
	policy->rtp.sec_serv = (srtp_sec_serv_t)rtp;
	policy->rtcp.sec_serv = (srtp_sec_serv_t)rtcp;
}

/*
 * Makes the session for a period of key derivation. libsrtp2 derives as for
 * period 0, where "key_id XOR master_salt" is the label and the salt: with the
 * period in the salt it derives for that (RFC 3711 section 4.3.1).
 */
static bool
open_session(struct srtp_context *context, uint64_t period)
{
	uint8_t bytes[SRTP_KEY_MAX], mki[SRTP_MKI_MAX];
	srtp_master_key_t master = {
	    .key = bytes, .mki_id = mki, .mki_size = context->key.mki_size};
	srtp_master_key_t *masters[] = {&master};
	srtp_policy_t policy = {
	    .ssrc = {ssrc_specific, context->ssrc},
	    .keys = masters,
	    .num_master_keys = 1,
	    .window_size = WINDOW_PACKETS,
	};
	uint8_t *salt_end = bytes + srtp_suite_key_size(context->key.suite);
	bool good;

	close_session(context);
	memcpy(bytes, context->key.bytes, sizeof bytes);
	memcpy(mki, context->key.mki, sizeof mki);
	for (size_t i = 0; period >> 8 * i; i++)
		*--salt_end ^= (uint8_t)(period >> 8 * i);
	set_policy(&context->key, &policy);
	good = srtp_create(&context->session, &policy) == srtp_err_status_ok;
	explicit_bzero(bytes, sizeof bytes);
	if (!good)
		context->session = NULL;
	context->period = period;
	context->is_fresh = true;
	return good;
}

/* Has the session for the packet with that index, its ROC for RTP included.
 * (Without a rate there is one period only.) */
static bool
prepare(struct srtp_context *context, uint64_t index)
{
	uint64_t period = context->key.kdr ? index >> context->key.kdr : 0;

	return (context->session && period == context->period) ||
	       open_session(context, period);
}

/* RFC 3711 appendix A: the index that is nearest to the highest. */
static uint64_t
guess_index(const struct srtp_context *context, uint16_t sequence)
{
	uint64_t half = UINT64_C(1) << (SEQUENCE_BITS - 1);
	uint64_t base = context->highest & ~UINT64_C(0xffff);
	uint64_t index = base | sequence;

	if (!context->has_highest)
		return sequence;
	if (index + half < context->highest)
		return index + 2 * half;
	if (index > context->highest + half && base > 0)
		return index - 2 * half;
	return index;
}

/* Opens what is an RTP packet by its size, as the one with that index. */
static bool
open_as(struct srtp_context *context, uint64_t index, const uint8_t *packet,
    size_t size, struct srtp_opened *out)
{
	int length = (int)size;

	if (!prepare(context, index))
		return false;
	if (context->is_fresh &&
	    srtp_set_stream_roc(context->session, context->ssrc,
		(uint32_t)(index >> SEQUENCE_BITS)) != srtp_err_status_ok)
		return false;
	memcpy(out->bytes, packet, size);
	if (srtp_unprotect_mki(context->session, out->bytes, &length,
		context->key.mki_size > 0) != srtp_err_status_ok ||
	    length < RTP_HEADER_SIZE)
		return false;
	out->size = (size_t)length;
	context->is_fresh = false;
	if (!context->has_highest || index > context->highest)
		context->highest = index;
	context->has_highest = true;
	return true;
}

static bool
has_rtp_size(const struct srtp_context *context, size_t size)
{
	size_t tag =
	    context->key.unauthenticated && !suites[context->key.suite].is_aead
		? 0
		: suites[context->key.suite].tag_size;

	return size >= RTP_HEADER_SIZE + tag + context->key.mki_size &&
	       size <= SRTP_PACKET_MAX;
}

bool
srtp_context_open(struct srtp_context *context, const uint8_t *packet,
    size_t size, struct srtp_opened *out)
{
	if (!has_rtp_size(context, size))
		return false;
	return open_as(context, guess_index(context, load_be16(packet + 2)),
	    packet, size, out);
}

bool
srtp_context_search(struct srtp_context *context, const uint8_t *packet,
    size_t size, struct srtp_opened *out)
{
	if (!has_rtp_size(context, size))
		return false;
	for (uint64_t roc = 0; roc <= SRTP_ROC_MAX; roc++)
		if (open_as(context,
			roc << SEQUENCE_BITS | load_be16(packet + 2), packet,
			size, out))
			return true;
	return false;
}

bool
srtp_context_open_rtcp(struct srtp_context *context, const uint8_t *packet,
    size_t size, struct srtp_opened *out)
{
	const struct suite *suite = &suites[context->key.suite];
	/* The tag of AES-GCM comes before the index (RFC 7714 section 9). */
	size_t behind = context->key.mki_size;
	size_t tag = suite->is_aead ? suite->tag_size : 10;
	int length = (int)size;
	uint32_t index;

	if (size < RTCP_HEADER_SIZE + tag + RTCP_INDEX_SIZE + behind ||
	    size > SRTP_PACKET_MAX)
		return false;
	if (!suite->is_aead)
		behind += tag;
	index = load_be32(packet + size - behind - RTCP_INDEX_SIZE);
	if (!prepare(context, index & 0x7fffffff))
		return false;
	memcpy(out->bytes, packet, size);
	if (srtp_unprotect_rtcp_mki(context->session, out->bytes, &length,
		context->key.mki_size > 0) != srtp_err_status_ok ||
	    length < RTCP_HEADER_SIZE)
		return false;
	out->size = (size_t)length;
	return true;
}
