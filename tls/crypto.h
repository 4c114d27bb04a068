/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What TLS needs of cryptography; hides nettle. Only for tls/. */
#ifndef TLS_CRYPTO_H
#define TLS_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TLS_HASH_MAX 48   /* bytes of the longest hash */
#define TLS_KEY_MAX 32    /* of a cipher */
#define TLS_NONCE_SIZE 12 /* of all AEAD ciphers */
#define TLS_BLOCK_SIZE 16 /* of AES */

enum tls_hash {
	TLS_SHA1,
	TLS_SHA256,
	TLS_SHA384,
};

enum tls_cipher {
	TLS_AES_128_GCM,
	TLS_AES_256_GCM,
	TLS_CHACHA20_POLY1305,
	TLS_AES_128_CCM,
	TLS_AES_256_CCM,
	TLS_AES_128_CCM_8,
	TLS_AES_256_CCM_8,
	TLS_AES_128_CBC,
	TLS_AES_256_CBC,
};

/* Some bytes; borrowed. */
struct tls_bytes {
	const uint8_t *at;
	size_t size;
};

size_t tls_hash_size(enum tls_hash hash);
size_t tls_key_size(enum tls_cipher cipher);

/* Bytes of the tag; 0: not an AEAD cipher, but CBC. */
size_t tls_tag_size(enum tls_cipher cipher);

/* HMAC (RFC 2104) over 'count' parts; 'out' gets tls_hash_size() bytes. */
void tls_hmac(enum tls_hash hash, struct tls_bytes key,
    const struct tls_bytes *parts, size_t count, uint8_t out[TLS_HASH_MAX]);

/* The PRF of TLS 1.2 (RFC 5246 section 5): fills 'out'. 'seed' has at most
 * TLS_SEED_MAX bytes with the label before it. */
#define TLS_SEED_MAX 128
void tls_prf(enum tls_hash hash, struct tls_bytes secret, struct tls_bytes seed,
    uint8_t *out, size_t size);

/* HKDF-Expand-Label without a context (RFC 8446 section 7.1); at most
 * TLS_HASH_MAX bytes. */
void tls_expand_label(enum tls_hash hash, struct tls_bytes secret,
    const char *label, uint8_t *out, size_t size);

/*
 * Opens what an AEAD cipher sealed: 'sealed' ends with the tag. 'out' gets
 * that many bytes less. False when it is not authentic.
 */
struct tls_sealed {
	struct tls_bytes key;
	const uint8_t *nonce; /* TLS_NONCE_SIZE bytes */
	struct tls_bytes additional;
	struct tls_bytes sealed;
};
bool tls_aead_open(enum tls_cipher cipher, const struct tls_sealed *in,
    uint8_t *out) __attribute__((warn_unused_result));

/* Decrypts whole blocks; the first one of 'in' is the IV and gives nothing. */
void tls_cbc_decrypt(enum tls_cipher cipher, struct tls_bytes key,
    struct tls_bytes in, uint8_t *out);

/* Equal, in a time that does not tell where they differ? */
bool tls_equal(const uint8_t *a, const uint8_t *b, size_t size);

#endif
