/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Protected records of one direction: TLS 1.2 (RFC 5246 section 6.2, RFC 7366)
 * and TLS 1.3 (RFC 8446 section 5.2).
 */
#ifndef TLS_PROTECTION_H
#define TLS_PROTECTION_H

#include "tls/suite.h"

#define TLS_HEADER_SIZE 5
#define TLS_PLAIN_MAX 16384                   /* bytes in a record */
#define TLS_RECORD_MAX (TLS_PLAIN_MAX + 2048) /* encrypted, no header */
#define TLS_RANDOM_SIZE 32
#define TLS_MASTER_SIZE 48

enum tls_content {
	TLS_CHANGE_CIPHER_SPEC = 20,
	TLS_ALERT = 21,
	TLS_HANDSHAKE = 22,
	TLS_APPLICATION_DATA = 23,
};

/* Keys of one direction; a secret, to be wiped. */
struct tls_protection {
	struct tls_suite suite;
	bool is_13;
	bool encrypt_then_mac; /* CBC by RFC 7366 */
	uint8_t key[TLS_KEY_MAX];
	uint8_t iv[TLS_NONCE_SIZE]; /* the fixed part of nonces */
	uint8_t mac_key[TLS_HASH_MAX];
};

/* What TLS 1.2 derives keys from. */
struct tls_agreement {
	struct tls_suite suite;
	bool encrypt_then_mac;
	uint8_t randoms[2][TLS_RANDOM_SIZE]; /* of client and server */
};

/* The keys that the client, or the server, writes with: by the master secret
 * (RFC 5246 section 6.3). */
void tls_protection_12(struct tls_protection *out,
    const struct tls_agreement *agreement,
    const uint8_t master[TLS_MASTER_SIZE], bool is_server);

/* ... or by a traffic secret as long as the hash (RFC 8446 section 7.3). */
void tls_protection_13(struct tls_protection *out,
    const struct tls_suite *suite, const uint8_t *secret);

/* The traffic secret behind a KeyUpdate, in place (section 7.2). */
void tls_secret_update(const struct tls_suite *suite, uint8_t *secret);

/* A record that is opened. */
struct tls_opened {
	uint8_t content; /* enum tls_content */
	size_t size;
	uint8_t bytes[TLS_RECORD_MAX];
};

/*
 * Opens the record of 'size' bytes, header included, that is number 'sequence'
 * of its direction. False when it is not authentic.
 */
bool tls_protection_open(const struct tls_protection *protection,
    uint64_t sequence, const uint8_t *record, size_t size,
    struct tls_opened *out) __attribute__((warn_unused_result));

#endif
