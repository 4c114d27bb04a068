/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A TLS connection as a listener sees it who has its keys: the bytes of both
 * directions in, what was said in it out. TLS 1.2 (RFC 5246) and TLS 1.3
 * (RFC 8446), from its first byte on.
 *
 *  - What cannot be read yet is held: the bytes of one direction until the
 *    other has said what is needed, or until the keys are in a key log.
 *  - Behind a loss the next record is found by trying: a record that is
 *    authentic under the number that it must have then is no accident.
 *  - Sessions that are resumed, HelloRetryRequest, renegotiation and KeyUpdate
 *    are understood; early data (0-RTT) is passed over.
 */
#ifndef TLS_CONNECTION_H
#define TLS_CONNECTION_H

#include "base/tstamp.h"
#include "tls/keylog.h"

/* Bytes of one direction that are held, and of all connections. */
#define TLS_HELD_MAX ((size_t)64 << 10)
#define TLS_HELD_ALL_MAX ((size_t)32 << 20)

/* How long keys are waited for. */
#define TLS_WAIT_NS (30 * NS_PER_SEC)

/* Records that may have been lost in a row, and how many are opened in vain
 * before a connection is given up. */
#define TLS_LOST_RECORDS_MAX 64
#define TLS_TRIALS_MAX 4096

enum tls_side {
	TLS_CLIENT,
	TLS_SERVER,
	TLS_SIDES,
};

/* What all connections share. */
struct tls_shared {
	struct keylog *keylog; /* borrowed */
	size_t held;           /* bytes, of all */
};

/* Given bytes that 'side' said, borrowed; 'is_lost': some are missing before
 * them. */
typedef void tls_plain_fn(enum tls_side side, const uint8_t *bytes, size_t size,
    bool is_lost, void *arg);

struct tls_connection;

/* Is this how a stream begins whose client, or server, speaks TLS? */
enum tls_look {
	TLS_LOOK_NO,
	TLS_LOOK_MAYBE, /* more bytes are needed to tell */
	TLS_LOOK_CLIENT,
	TLS_LOOK_SERVER,
};

/* With TLS_LOOK_CLIENT, 'random' is that of the client. */
enum tls_look
tls_look(const uint8_t *bytes, size_t size, uint8_t random[TLS_RANDOM_SIZE]);

/* 'shared' is borrowed. NULL without memory. */
struct tls_connection *tls_connection_new(
    struct tls_shared *shared, tls_plain_fn *on_plain, void *arg);

/* Counts what became of it, and overwrites its keys. NULL is allowed. */
void tls_connection_free(struct tls_connection *connection);

/* Takes the next bytes that 'side' sent, at 'now'. */
void tls_connection_push(struct tls_connection *connection, enum tls_side side,
    struct tls_bytes bytes, struct tstamp now);

/* Some bytes of 'side' are missing here. */
void tls_connection_lost(struct tls_connection *connection, enum tls_side side);

/* Nothing comes of it any more: its bytes may be dropped. */
void tls_connection_give_up(struct tls_connection *connection);
bool tls_connection_is_over(const struct tls_connection *connection);

#endif
