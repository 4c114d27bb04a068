/* SPDX-License-Identifier: GPL-3.0-or-later */
/* nettle, by the names of TLS. */
#include "tls/crypto.h"

#include <nettle/cbc.h>
#include <nettle/ccm.h>
#include <nettle/chacha-poly1305.h>
#include <nettle/gcm.h>
#include <nettle/hkdf.h>
#include <nettle/hmac.h>
#include <nettle/memops.h>

#define CCM_8_TAG 8
#define LABEL_MAX 64

union hmac {
	struct hmac_sha1_ctx sha1;
	struct hmac_sha256_ctx sha256;
	struct hmac_sha384_ctx sha384;
};

struct hash {
	size_t size;
	void (*set_key)(union hmac *hmac, size_t size, const uint8_t *key);
	/* As nettle's own functions want them: 'hmac' is a union hmac. */
	nettle_hash_update_func *update;
	nettle_hash_digest_func *digest;
};

#define HASH_FUNCTIONS(name)                                                   \
	static void set_##name(                                                \
	    union hmac *hmac, size_t size, const uint8_t *key)                 \
	{                                                                      \
		hmac_##name##_set_key(&hmac->name, size, key);                 \
	}                                                                      \
	static void update_##name(                                             \
	    void *hmac, size_t size, const uint8_t *bytes)                     \
	{                                                                      \
		hmac_##name##_update(hmac, size, bytes);                       \
	}                                                                      \
	static void digest_##name(void *hmac, size_t size, uint8_t *out)       \
	{                                                                      \
		hmac_##name##_digest(hmac, size, out);                         \
	}

HASH_FUNCTIONS(sha1)
HASH_FUNCTIONS(sha256)
HASH_FUNCTIONS(sha384)

static const struct hash hashes[] = {
    [TLS_SHA1] = {SHA1_DIGEST_SIZE, set_sha1, update_sha1, digest_sha1},
    [TLS_SHA256] = {SHA256_DIGEST_SIZE, set_sha256, update_sha256,
	digest_sha256},
    [TLS_SHA384] = {SHA384_DIGEST_SIZE, set_sha384, update_sha384,
	digest_sha384},
};

size_t
tls_hash_size(enum tls_hash hash)
{
	return hashes[hash].size;
}

size_t
tls_key_size(enum tls_cipher cipher)
{
	switch (cipher) {
	case TLS_AES_128_GCM:
	case TLS_AES_128_CCM:
	case TLS_AES_128_CCM_8:
	case TLS_AES_128_CBC:
		return AES128_KEY_SIZE;
	default:
		return TLS_KEY_MAX;
	}
}

size_t
tls_tag_size(enum tls_cipher cipher)
{
	switch (cipher) {
	case TLS_AES_128_CCM_8:
	case TLS_AES_256_CCM_8:
		return CCM_8_TAG;
	case TLS_AES_128_CBC:
	case TLS_AES_256_CBC:
		return 0;
	default:
		return GCM_DIGEST_SIZE;
	}
}

void
tls_hmac(enum tls_hash hash, struct tls_bytes key,
    const struct tls_bytes *parts, size_t count, uint8_t out[TLS_HASH_MAX])
{
	union hmac hmac;

	hashes[hash].set_key(&hmac, key.size, key.at);
	for (size_t i = 0; i < count; i++)
		if (parts[i].size)
			hashes[hash].update(&hmac, parts[i].size, parts[i].at);
	hashes[hash].digest(&hmac, hashes[hash].size, out);
	explicit_bzero(&hmac, sizeof hmac);
}

void
tls_prf(enum tls_hash hash, struct tls_bytes secret, struct tls_bytes seed,
    uint8_t *out, size_t size)
{
	uint8_t a[TLS_HASH_MAX], block[TLS_HASH_MAX];
	size_t step = tls_hash_size(hash);
	struct tls_bytes parts[] = {{a, step}, seed};

	tls_hmac(hash, secret, &seed, 1, a); /* A(1) */
	while (size) {
		size_t some = size < step ? size : step;

		tls_hmac(hash, secret, parts, 2, block);
		memcpy(out, block, some);
		out += some;
		size -= some;
		tls_hmac(hash, secret, parts, 1, block); /* A(i + 1) */
		memcpy(a, block, step);
	}
	explicit_bzero(a, sizeof a);
	explicit_bzero(block, sizeof block);
}

void
tls_expand_label(enum tls_hash hash, struct tls_bytes secret, const char *label,
    uint8_t *out, size_t size)
{
	uint8_t info[LABEL_MAX];
	union hmac hmac;
	size_t len = strlen(label);

	/* struct HkdfLabel: length, "tls13 " and the label, no context. */
	info[0] = (uint8_t)(size >> 8);
	info[1] = (uint8_t)size;
	info[2] = (uint8_t)(6 + len);
	memcpy(info + 3, "tls13 ", 6);
	memcpy(info + 9, label, len);
	info[9 + len] = 0;
	hashes[hash].set_key(&hmac, secret.size, secret.at);
	hkdf_expand(&hmac, hashes[hash].update, hashes[hash].digest,
	    hashes[hash].size, 10 + len, info, size, out);
	explicit_bzero(&hmac, sizeof hmac);
}

/* Any AEAD cipher, its key set. */
union aead {
	struct gcm_aes128_ctx gcm128;
	struct gcm_aes256_ctx gcm256;
	struct ccm_aes128_ctx ccm128;
	struct ccm_aes256_ctx ccm256;
	struct chacha_poly1305_ctx chacha;
};

/* GCM and ChaCha20 tell the tag of what they have decrypted. */
static void
open_gcm128(struct gcm_aes128_ctx *gcm, const struct tls_sealed *in,
    size_t size, uint8_t *out, uint8_t *tag)
{
	gcm_aes128_set_key(gcm, in->key.at);
	gcm_aes128_set_iv(gcm, TLS_NONCE_SIZE, in->nonce);
	gcm_aes128_update(gcm, in->additional.size, in->additional.at);
	gcm_aes128_decrypt(gcm, size, out, in->sealed.at);
	gcm_aes128_digest(gcm, GCM_DIGEST_SIZE, tag);
}

static void
open_gcm256(struct gcm_aes256_ctx *gcm, const struct tls_sealed *in,
    size_t size, uint8_t *out, uint8_t *tag)
{
	gcm_aes256_set_key(gcm, in->key.at);
	gcm_aes256_set_iv(gcm, TLS_NONCE_SIZE, in->nonce);
	gcm_aes256_update(gcm, in->additional.size, in->additional.at);
	gcm_aes256_decrypt(gcm, size, out, in->sealed.at);
	gcm_aes256_digest(gcm, GCM_DIGEST_SIZE, tag);
}

static void
open_chacha(struct chacha_poly1305_ctx *chacha, const struct tls_sealed *in,
    size_t size, uint8_t *out, uint8_t *tag)
{
	chacha_poly1305_set_key(chacha, in->key.at);
	chacha_poly1305_set_nonce(chacha, in->nonce);
	chacha_poly1305_update(chacha, in->additional.size, in->additional.at);
	chacha_poly1305_decrypt(chacha, size, out, in->sealed.at);
	chacha_poly1305_digest(chacha, CHACHA_POLY1305_DIGEST_SIZE, tag);
}

static bool
open_ccm(union aead *aead, enum tls_cipher cipher, const struct tls_sealed *in,
    size_t size, uint8_t *out)
{
	size_t tag = tls_tag_size(cipher);

	if (tls_key_size(cipher) == AES128_KEY_SIZE) {
		ccm_aes128_set_key(&aead->ccm128, in->key.at);
		return ccm_aes128_decrypt_message(&aead->ccm128, TLS_NONCE_SIZE,
		    in->nonce, in->additional.size, in->additional.at, tag,
		    size, out, in->sealed.at);
	}
	ccm_aes256_set_key(&aead->ccm256, in->key.at);
	return ccm_aes256_decrypt_message(&aead->ccm256, TLS_NONCE_SIZE,
	    in->nonce, in->additional.size, in->additional.at, tag, size, out,
	    in->sealed.at);
}

bool
tls_aead_open(enum tls_cipher cipher, const struct tls_sealed *in, uint8_t *out)
{
	size_t tag_size = tls_tag_size(cipher), size;
	uint8_t tag[GCM_DIGEST_SIZE];
	union aead aead;
	bool good;

	if (tag_size == 0 || in->sealed.size < tag_size)
		return false;
	size = in->sealed.size - tag_size;
	switch (cipher) {
	case TLS_AES_128_GCM:
		open_gcm128(&aead.gcm128, in, size, out, tag);
		break;
	case TLS_AES_256_GCM:
		open_gcm256(&aead.gcm256, in, size, out, tag);
		break;
	case TLS_CHACHA20_POLY1305:
		open_chacha(&aead.chacha, in, size, out, tag);
		break;
	default:
		good = open_ccm(&aead, cipher, in, size, out);
		explicit_bzero(&aead, sizeof aead);
		return good;
	}
	explicit_bzero(&aead, sizeof aead);
	return tls_equal(tag, in->sealed.at + size, tag_size);
}

static void
decrypt_128(const void *aes, size_t size, uint8_t *out, const uint8_t *in)
{
	aes128_decrypt(aes, size, out, in);
}

static void
decrypt_256(const void *aes, size_t size, uint8_t *out, const uint8_t *in)
{
	aes256_decrypt(aes, size, out, in);
}

void
tls_cbc_decrypt(enum tls_cipher cipher, struct tls_bytes key,
    struct tls_bytes in, uint8_t *out)
{
	uint8_t iv[TLS_BLOCK_SIZE];
	struct aes128_ctx aes128;
	struct aes256_ctx aes256;
	size_t size;

	if (in.size < TLS_BLOCK_SIZE || in.size % TLS_BLOCK_SIZE)
		return;
	size = in.size - TLS_BLOCK_SIZE;
	memcpy(iv, in.at, sizeof iv);
	if (cipher == TLS_AES_128_CBC) {
		aes128_set_decrypt_key(&aes128, key.at);
		cbc_decrypt(&aes128, decrypt_128, TLS_BLOCK_SIZE, iv, size, out,
		    in.at + TLS_BLOCK_SIZE);
		explicit_bzero(&aes128, sizeof aes128);
	} else {
		aes256_set_decrypt_key(&aes256, key.at);
		cbc_decrypt(&aes256, decrypt_256, TLS_BLOCK_SIZE, iv, size, out,
		    in.at + TLS_BLOCK_SIZE);
		explicit_bzero(&aes256, sizeof aes256);
	}
}

bool
tls_equal(const uint8_t *a, const uint8_t *b, size_t size)
{
	return memeql_sec(a, b, size);
}
