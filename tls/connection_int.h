/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of tls/connection.h share. */
#ifndef TLS_CONNECTION_INT_H
#define TLS_CONNECTION_INT_H

#include "base/counter.h"
#include "tls/connection.h"
#include "tls/handshake.h"

enum tls_epoch {
	TLS_EPOCH_PLAIN,
	TLS_EPOCH_HANDSHAKE, /* TLS 1.3, up to Finished */
	TLS_EPOCH_TRAFFIC,
};

/* One direction. */
struct tls_half {
	uint8_t *held; /* bytes that are not read yet; owned */
	size_t size, room;
	size_t done; /* of them that are read: they go when it is left */
	struct tls_handshake handshake;
	enum tls_epoch epoch;
	bool has_keys; /* of its epoch: 'protection', 'secret' */
	struct tls_protection protection;
	uint8_t secret[TLS_HASH_MAX]; /* TLS 1.3 */
	uint64_t sequence;            /* of the next record */
	bool was_opened;              /* a record was */
	bool is_lost;   /* where the next record begins is not known */
	bool tell_loss; /* ... and has to be told */
};

struct tls_connection {
	struct tls_shared *shared;
	tls_plain_fn *on_plain;
	void *arg;
	struct tstamp now;
	bool is_over;
	bool is_busy;    /* bytes are being read: nothing may be freed now */
	bool is_waiting; /* for keys, since 'waiting' */
	struct tstamp waiting;
	bool has_client;  /* its hello was seen */
	bool early_data;  /* ... and said that some may come */
	uint16_t version; /* 0 before the hello of the server */
	struct tls_agreement agreement;
	unsigned trials;
	struct tls_half halves[TLS_SIDES];
};

enum tls_step {
	TLS_STEP_TAKEN,
	TLS_STEP_AGAIN, /* nothing was taken, but it is another case now */
	TLS_STEP_WAIT,
};

/* The record that was opened last: they are taken one by one. */
extern struct tls_opened tls_opened_record;

/* Gives it up, and counts why. */
void tls_end(struct tls_connection *connection, enum counter_id why);

/* The size of the record that begins with that header; 0: it is none. */
size_t tls_record_size(const uint8_t *header);

/* In tls/connection_keys.c: */

/* The next record is the first one that new keys protect. */
void tls_begin_epoch(struct tls_half *half, enum tls_epoch epoch);

/* Makes the keys that 'side' has in 'epoch'; false when they are not known. */
bool tls_make_keys(struct tls_connection *connection, enum tls_side side,
    enum tls_epoch epoch);

/* Are the keys of its epoch there? If not they are waited for, but not for
 * ever. */
bool tls_has_keys(struct tls_connection *connection, enum tls_side side);

/* In tls/connection_loss.c: looks for a record behind a loss, its keys being
 * there. */
enum tls_step
tls_find_record(struct tls_connection *connection, enum tls_side side);

#endif
