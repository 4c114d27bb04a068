/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Handshake messages: cut out of records, and what hellos say. RFC 5246
 * section 7.4, RFC 8446 section 4. */
#ifndef TLS_HANDSHAKE_H
#define TLS_HANDSHAKE_H

#include "tls/protection.h"

#define TLS_HELLO_MAX 8192 /* bytes of a hello; others are not kept */

#define TLS_VERSION_12 0x0303
#define TLS_VERSION_13 0x0304

enum tls_message {
	TLS_CLIENT_HELLO = 1,
	TLS_SERVER_HELLO = 2,
	TLS_FINISHED = 20,
	TLS_KEY_UPDATE = 24,
};

/* What a ClientHello or ServerHello says. */
struct tls_hello {
	uint16_t version; /* of a server: the one that is used */
	uint8_t random[TLS_RANDOM_SIZE];
	bool is_retry;   /* HelloRetryRequest: none of the handshake yet */
	uint16_t suite;  /* of a server */
	bool compresses; /* of a server */
	bool encrypt_then_mac; /* RFC 7366 */
	bool early_data;       /* of a client: it may send before the server
	                          has answered */
};

/* False when it is malformed. */
bool tls_hello_parse(enum tls_message type, const uint8_t *bytes, size_t size,
    struct tls_hello *out) __attribute__((warn_unused_result));

/* Cuts messages out of records; all zeros at first. */
struct tls_handshake {
	uint8_t header[4];
	size_t header_size; /* bytes in 'header' */
	size_t left;        /* bytes of the message that are to come */
	uint8_t *body;      /* of a hello, owned; NULL else */
	size_t size;        /* bytes in 'body' ... */
	size_t room;        /* ... and for how many there is room */
};

void tls_handshake_clear(struct tls_handshake *handshake);

/* Given each whole message, of its type only the hellos with what is in
 * them. */
typedef void
tls_message_fn(uint8_t type, const uint8_t *body, size_t size, void *arg);

/* Takes the contents of a record. False when a hello is too large, or without
 * memory. */
bool tls_handshake_push(struct tls_handshake *handshake, struct tls_bytes bytes,
    tls_message_fn *on_message, void *arg) __attribute__((warn_unused_result));

#endif
