/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys and records. */
#include "tls/protection.h"

#include <string.h>

#define SEQUENCE_SIZE 8
#define FIXED_IV_SIZE 4    /* of GCM and CCM in TLS 1.2 (RFC 5288) */
#define EXPLICIT_SIZE 8    /* ... and the part in the record */
#define ADDITIONAL_SIZE 13 /* sequence, type, version, length */

/* The largest key block: CBC with SHA-384. */
#define KEY_BLOCK_MAX (2 * (TLS_HASH_MAX + TLS_KEY_MAX + TLS_NONCE_SIZE))

static size_t
fixed_iv_size(const struct tls_suite *suite)
{
	if (tls_tag_size(suite->cipher) == 0)
		return 0;
	return suite->cipher == TLS_CHACHA20_POLY1305 ? TLS_NONCE_SIZE
						      : FIXED_IV_SIZE;
}

/* The client's or the server's part of a pair in the key block. */
static void
take_part(uint8_t *out, const uint8_t **block, size_t size, bool is_server)
{
	memcpy(out, *block + (is_server ? size : 0), size);
	*block += 2 * size;
}

void
tls_protection_12(struct tls_protection *out,
    const struct tls_agreement *agreement,
    const uint8_t master[TLS_MASTER_SIZE], bool is_server)
{
	static const char label[] = "key expansion";
	size_t len = sizeof label - 1;
	uint8_t seed[TLS_SEED_MAX], block[KEY_BLOCK_MAX];
	const struct tls_suite *suite = &agreement->suite;
	const uint8_t *at = block;
	size_t mac =
	    tls_tag_size(suite->cipher) ? 0 : tls_hash_size(suite->mac);

	memcpy(seed, label, len);
	memcpy(seed + len, agreement->randoms[1], TLS_RANDOM_SIZE);
	memcpy(seed + len + TLS_RANDOM_SIZE, agreement->randoms[0],
	    TLS_RANDOM_SIZE);
	tls_prf(suite->prf, (struct tls_bytes){master, TLS_MASTER_SIZE},
	    (struct tls_bytes){seed, len + 2 * TLS_RANDOM_SIZE}, block,
	    sizeof block);
	*out = (struct tls_protection){.suite = *suite,
	    .encrypt_then_mac = agreement->encrypt_then_mac && mac > 0};
	take_part(out->mac_key, &at, mac, is_server);
	take_part(out->key, &at, tls_key_size(suite->cipher), is_server);
	take_part(out->iv, &at, fixed_iv_size(suite), is_server);
	explicit_bzero(block, sizeof block);
}

void
tls_protection_13(struct tls_protection *out, const struct tls_suite *suite,
    const uint8_t *secret)
{
	struct tls_bytes from = {secret, tls_hash_size(suite->prf)};

	*out = (struct tls_protection){.suite = *suite, .is_13 = true};
	tls_expand_label(
	    suite->prf, from, "key", out->key, tls_key_size(suite->cipher));
	tls_expand_label(suite->prf, from, "iv", out->iv, TLS_NONCE_SIZE);
}

void
tls_secret_update(const struct tls_suite *suite, uint8_t *secret)
{
	uint8_t next[TLS_HASH_MAX];
	size_t size = tls_hash_size(suite->prf);

	tls_expand_label(suite->prf, (struct tls_bytes){secret, size},
	    "traffic upd", next, size);
	memcpy(secret, next, size);
	explicit_bzero(next, sizeof next);
}

static void
put_number(uint8_t *at, uint64_t number, size_t size)
{
	while (size--) {
		at[size] = (uint8_t)number;
		number >>= 8;
	}
}

/* RFC 5246 section 6.2.3.1: what is authenticated beside the bytes. */
static void
put_additional(uint8_t at[ADDITIONAL_SIZE], uint64_t sequence,
    const uint8_t *header, size_t length)
{
	put_number(at, sequence, SEQUENCE_SIZE);
	memcpy(at + SEQUENCE_SIZE, header, 3);
	put_number(at + SEQUENCE_SIZE + 3, length, 2);
}

/* RFC 8446 section 5.3 and RFC 7905 section 2. */
static void
xor_nonce(uint8_t nonce[TLS_NONCE_SIZE], const uint8_t *iv, uint64_t sequence)
{
	put_number(nonce, 0, TLS_NONCE_SIZE - SEQUENCE_SIZE);
	put_number(
	    nonce + TLS_NONCE_SIZE - SEQUENCE_SIZE, sequence, SEQUENCE_SIZE);
	for (size_t i = 0; i < TLS_NONCE_SIZE; i++)
		nonce[i] ^= iv[i];
}

/* RFC 8446 section 5.4: the type is the last byte that is not zero. */
static bool
take_inner_type(struct tls_opened *out)
{
	while (out->size && out->bytes[out->size - 1] == 0)
		out->size--;
	if (out->size == 0)
		return false;
	out->content = out->bytes[--out->size];
	return true;
}

static bool
open_aead(const struct tls_protection *protection, uint64_t sequence,
    const uint8_t *header, struct tls_bytes body, struct tls_opened *out)
{
	enum tls_cipher cipher = protection->suite.cipher;
	size_t tag = tls_tag_size(cipher);
	uint8_t nonce[TLS_NONCE_SIZE], additional[ADDITIONAL_SIZE];
	struct tls_sealed sealed = {
	    .key = {protection->key, tls_key_size(cipher)},
	    .nonce = nonce,
	    .additional = {additional, ADDITIONAL_SIZE},
	    .sealed = body,
	};

	if (protection->is_13)
		sealed.additional = (struct tls_bytes){header, TLS_HEADER_SIZE};
	if (protection->is_13 || cipher == TLS_CHACHA20_POLY1305) {
		xor_nonce(nonce, protection->iv, sequence);
	} else {
		if (body.size < EXPLICIT_SIZE)
			return false;
		memcpy(nonce, protection->iv, FIXED_IV_SIZE);
		memcpy(nonce + FIXED_IV_SIZE, body.at, EXPLICIT_SIZE);
		sealed.sealed.at += EXPLICIT_SIZE;
		sealed.sealed.size -= EXPLICIT_SIZE;
	}
	if (sealed.sealed.size < tag)
		return false;
	out->size = sealed.sealed.size - tag;
	if (!protection->is_13)
		put_additional(additional, sequence, header, out->size);
	return tls_aead_open(cipher, &sealed, out->bytes) &&
	       (!protection->is_13 || take_inner_type(out));
}

/* Takes the padding off (RFC 5246 section 6.2.3.2). */
static bool
take_padding(struct tls_opened *out)
{
	uint8_t padding = out->size ? out->bytes[out->size - 1] : 0;

	if (out->size < (size_t)padding + 1)
		return false;
	for (size_t i = 1; i <= padding; i++)
		if (out->bytes[out->size - 1 - i] != padding)
			return false;
	out->size -= (size_t)padding + 1;
	return true;
}

static bool
has_mac(const struct tls_protection *protection, const uint8_t *additional,
    struct tls_bytes bytes, const uint8_t *mac)
{
	size_t size = tls_hash_size(protection->suite.mac);
	struct tls_bytes parts[] = {{additional, ADDITIONAL_SIZE}, bytes};
	uint8_t right[TLS_HASH_MAX];

	tls_hmac(protection->suite.mac,
	    (struct tls_bytes){protection->mac_key, size}, parts, 2, right);
	return tls_equal(right, mac, size);
}

/* The MAC is over what is encrypted (RFC 7366), or encrypted itself. */
static bool
open_cbc(const struct tls_protection *protection, uint64_t sequence,
    const uint8_t *header, struct tls_bytes body, struct tls_opened *out)
{
	size_t mac = tls_hash_size(protection->suite.mac);
	struct tls_bytes key = {
	    protection->key, tls_key_size(protection->suite.cipher)};
	uint8_t additional[ADDITIONAL_SIZE];

	if (protection->encrypt_then_mac) {
		if (body.size < mac)
			return false;
		body.size -= mac;
		put_additional(additional, sequence, header, body.size);
		if (!has_mac(protection, additional, body, body.at + body.size))
			return false;
	}
	if (body.size < 2 * TLS_BLOCK_SIZE || body.size % TLS_BLOCK_SIZE)
		return false;
	tls_cbc_decrypt(protection->suite.cipher, key, body, out->bytes);
	out->size = body.size - TLS_BLOCK_SIZE;
	if (!take_padding(out))
		return false;
	if (protection->encrypt_then_mac)
		return true;
	if (out->size < mac)
		return false;
	out->size -= mac;
	put_additional(additional, sequence, header, out->size);
	return has_mac(protection, additional,
	    (struct tls_bytes){out->bytes, out->size}, out->bytes + out->size);
}

bool
tls_protection_open(const struct tls_protection *protection, uint64_t sequence,
    const uint8_t *record, size_t size, struct tls_opened *out)
{
	struct tls_bytes body;

	if (size < TLS_HEADER_SIZE || size - TLS_HEADER_SIZE > TLS_RECORD_MAX)
		return false;
	body.at = record + TLS_HEADER_SIZE;
	body.size = size - TLS_HEADER_SIZE;
	out->content = record[0];
	if (tls_tag_size(protection->suite.cipher))
		return open_aead(protection, sequence, record, body, out);
	return open_cbc(protection, sequence, record, body, out);
}
