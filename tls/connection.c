/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two directions, each from record to record. */
#include "tls/connection.h"

#include <stdlib.h>
#include <string.h>

#include "base/cursor.h"
#include "tls/connection_int.h"

#define RANDOM_PLACE 11 /* of a hello, from the beginning of its record */

/* The record that was opened last: they are taken one by one. */
struct tls_opened tls_opened_record;

enum tls_look
tls_look(const uint8_t *bytes, size_t size, uint8_t random[TLS_RANDOM_SIZE])
{
	if ((size > 0 && bytes[0] != TLS_HANDSHAKE) ||
	    (size > 1 && bytes[1] != 3) || (size > 2 && bytes[2] > 3) ||
	    (size > 5 && bytes[5] != TLS_CLIENT_HELLO &&
		bytes[5] != TLS_SERVER_HELLO))
		return TLS_LOOK_NO;
	if (size < RANDOM_PLACE + TLS_RANDOM_SIZE)
		return TLS_LOOK_MAYBE;
	memcpy(random, bytes + RANDOM_PLACE, TLS_RANDOM_SIZE);
	return bytes[5] == TLS_CLIENT_HELLO ? TLS_LOOK_CLIENT : TLS_LOOK_SERVER;
}

struct tls_connection *
tls_connection_new(struct tls_shared *shared, tls_plain_fn *on_plain, void *arg)
{
	struct tls_connection *connection = calloc(1, sizeof *connection);

	if (!connection)
		return NULL;
	connection->shared = shared;
	connection->on_plain = on_plain;
	connection->arg = arg;
	counter_up(tls_connection);
	return connection;
}

/* Frees what both directions hold, and overwrites their keys. */
static void
clear(struct tls_connection *connection)
{
	for (int i = 0; i < TLS_SIDES; i++) {
		struct tls_half *half = &connection->halves[i];

		connection->shared->held -= half->room + half->handshake.room;
		free(half->held);
		tls_handshake_clear(&half->handshake);
		explicit_bzero(half, sizeof *half);
	}
}

void
tls_connection_give_up(struct tls_connection *connection)
{
	connection->is_over = true;
	if (!connection->is_busy)
		clear(connection);
}

void
tls_end(struct tls_connection *connection, enum counter_id why)
{
	if (!connection->is_over)
		counter_add(why, 1);
	tls_connection_give_up(connection);
}

void
tls_connection_free(struct tls_connection *connection)
{
	if (!connection)
		return;
	if (connection->is_waiting)
		tls_end(connection, COUNTER_tls_no_key);
	tls_connection_give_up(connection);
	explicit_bzero(&tls_opened_record, sizeof tls_opened_record);
	free(connection);
}

bool
tls_connection_is_over(const struct tls_connection *connection)
{
	return connection->is_over;
}

static void
take_client_hello(
    struct tls_connection *connection, const struct tls_hello *hello)
{
	memcpy(connection->agreement.randoms[TLS_CLIENT], hello->random,
	    TLS_RANDOM_SIZE);
	connection->has_client = true;
	connection->early_data = hello->early_data;
}

static void
take_server_hello(
    struct tls_connection *connection, const struct tls_hello *hello)
{
	struct tls_agreement *agreement = &connection->agreement;

	if (hello->is_retry || connection->version == TLS_VERSION_13)
		return;
	if ((hello->version != TLS_VERSION_12 &&
		hello->version != TLS_VERSION_13) ||
	    hello->compresses ||
	    !tls_suite_find(hello->suite, &agreement->suite)) {
		tls_end(connection, COUNTER_tls_unsupported);
		return;
	}
	connection->version = hello->version;
	agreement->encrypt_then_mac = hello->encrypt_then_mac;
	memcpy(agreement->randoms[TLS_SERVER], hello->random, TLS_RANDOM_SIZE);
	if (hello->version == TLS_VERSION_13)
		for (int i = 0; i < TLS_SIDES; i++)
			connection->halves[i].epoch = TLS_EPOCH_HANDSHAKE;
}

struct message_from {
	struct tls_connection *connection;
	enum tls_side side;
};

static void
on_message(uint8_t type, const uint8_t *body, size_t size, void *arg)
{
	const struct message_from *from = arg;
	struct tls_connection *connection = from->connection;
	struct tls_half *half = &connection->halves[from->side];
	bool is_13 = connection->version == TLS_VERSION_13;
	struct tls_hello hello;

	if (connection->is_over)
		return;
	if ((type == TLS_CLIENT_HELLO && from->side == TLS_CLIENT) ||
	    (type == TLS_SERVER_HELLO && from->side == TLS_SERVER)) {
		if (!tls_hello_parse(type, body, size, &hello))
			tls_end(connection, COUNTER_tls_malformed);
		else if (type == TLS_CLIENT_HELLO)
			take_client_hello(connection, &hello);
		else
			take_server_hello(connection, &hello);
	} else if (type == TLS_FINISHED && is_13 &&
		   half->epoch == TLS_EPOCH_HANDSHAKE) {
		tls_begin_epoch(half, TLS_EPOCH_TRAFFIC);
	} else if (type == TLS_KEY_UPDATE && is_13 &&
		   half->epoch == TLS_EPOCH_TRAFFIC && half->has_keys) {
		tls_secret_update(&connection->agreement.suite, half->secret);
		tls_protection_13(&half->protection,
		    &connection->agreement.suite, half->secret);
		half->sequence = 0;
	}
}

static void
take_handshake(struct tls_connection *connection, enum tls_side side,
    struct tls_bytes bytes)
{
	struct tls_handshake *handshake = &connection->halves[side].handshake;
	struct message_from from = {connection, side};
	size_t *held = &connection->shared->held;

	*held -= handshake->room;
	if (!tls_handshake_push(handshake, bytes, on_message, &from))
		tls_end(connection, COUNTER_tls_malformed);
	*held += handshake->room;
	if (*held > TLS_HELD_ALL_MAX)
		tls_end(connection, COUNTER_tls_limit);
}

static void
take_opened(struct tls_connection *connection, enum tls_side side)
{
	struct tls_half *half = &connection->halves[side];
	const struct tls_opened *opened = &tls_opened_record;
	bool is_lost = half->tell_loss;

	half->sequence++;
	half->was_opened = true;
	counter_up(tls_record);
	switch (opened->content) {
	case TLS_APPLICATION_DATA:
		if (half->epoch != TLS_EPOCH_TRAFFIC)
			break;
		half->tell_loss = false;
		connection->on_plain(side, opened->bytes, opened->size, is_lost,
		    connection->arg);
		break;
	case TLS_HANDSHAKE:
		take_handshake(connection, side,
		    (struct tls_bytes){opened->bytes, opened->size});
		break;
	case TLS_CHANGE_CIPHER_SPEC: /* keys are agreed on anew */
		if (connection->version == TLS_VERSION_12)
			tls_begin_epoch(half, TLS_EPOCH_TRAFFIC);
		break;
	default:
		break;
	}
}

static enum tls_step
take_protected(struct tls_connection *connection, enum tls_side side,
    const uint8_t *record, size_t size)
{
	struct tls_half *half = &connection->halves[side];

	if (!tls_has_keys(connection, side))
		return TLS_STEP_WAIT;
	if (tls_protection_open(&half->protection, half->sequence, record, size,
		&tls_opened_record)) {
		take_opened(connection, side);
		return TLS_STEP_TAKEN;
	}
	if (side == TLS_CLIENT && connection->early_data &&
	    half->epoch == TLS_EPOCH_HANDSHAKE && !half->was_opened)
		return TLS_STEP_TAKEN;
	counter_up(tls_record_failed);
	if (!half->was_opened)
		tls_connection_give_up(connection); /* the key is wrong */
	half->is_lost = half->tell_loss = true;
	return TLS_STEP_AGAIN;
}

static enum tls_step
take_plain(struct tls_connection *connection, enum tls_side side,
    const uint8_t *record, size_t size)
{
	struct tls_half *half = &connection->halves[side];

	switch (record[0]) {
	case TLS_HANDSHAKE:
		take_handshake(connection, side,
		    (struct tls_bytes){
			record + TLS_HEADER_SIZE, size - TLS_HEADER_SIZE});
		break;
	case TLS_CHANGE_CIPHER_SPEC:
		/* In TLS 1.3 it says nothing (RFC 8446 section 5), and
		 * there a server sends it behind a HelloRetryRequest. */
		if (connection->version == 0 && side == TLS_CLIENT)
			return TLS_STEP_WAIT;
		if (connection->version == TLS_VERSION_12)
			tls_begin_epoch(half, TLS_EPOCH_TRAFFIC);
		break;
	case TLS_APPLICATION_DATA:
		if (connection->version == 0 && side == TLS_CLIENT)
			return TLS_STEP_WAIT;
		tls_end(connection, COUNTER_tls_malformed);
		break;
	default:
		break;
	}
	return TLS_STEP_TAKEN;
}

size_t
tls_record_size(const uint8_t *header)
{
	size_t size = load_be16(header + 3);

	if (header[0] < TLS_CHANGE_CIPHER_SPEC ||
	    header[0] > TLS_APPLICATION_DATA || header[1] != 3 ||
	    header[2] > 3 || size > TLS_RECORD_MAX)
		return 0;
	return TLS_HEADER_SIZE + size;
}

/* Takes the next record of a direction. */
static enum tls_step
take_record(struct tls_connection *connection, enum tls_side side)
{
	struct tls_half *half = &connection->halves[side];
	const uint8_t *record;
	size_t left = half->size - half->done, size;
	enum tls_step step;

	if (half->is_lost)
		return tls_has_keys(connection, side)
			   ? tls_find_record(connection, side)
			   : TLS_STEP_WAIT;
	if (left < TLS_HEADER_SIZE)
		return TLS_STEP_WAIT;
	record = half->held + half->done;
	size = tls_record_size(record);
	if (size == 0) {
		tls_end(connection, COUNTER_tls_malformed);
		return TLS_STEP_WAIT;
	}
	if (left < size)
		return TLS_STEP_WAIT;
	if (connection->version == TLS_VERSION_13
		? record[0] == TLS_APPLICATION_DATA
		: half->epoch == TLS_EPOCH_TRAFFIC)
		step = take_protected(connection, side, record, size);
	else
		step = take_plain(connection, side, record, size);
	if (step == TLS_STEP_TAKEN)
		half->done += size;
	return step;
}

/* Drops what is read. A direction that holds nothing takes no memory. */
static void
drop_done(struct tls_connection *connection, struct tls_half *half)
{
	half->size -= half->done;
	if (half->size == 0) {
		connection->shared->held -= half->room;
		free(half->held);
		half->held = NULL;
		half->room = 0;
	} else if (half->done) {
		memmove(half->held, half->held + half->done, half->size);
	}
	half->done = 0;
}

/* Takes all that can be taken: one direction may have waited for the other. */
static void
take_all(struct tls_connection *connection)
{
	bool goes_on = true;

	while (goes_on && !connection->is_over) {
		goes_on = false;
		for (enum tls_side side = 0; side < TLS_SIDES; side++)
			while (!connection->is_over &&
			       take_record(connection, side) != TLS_STEP_WAIT)
				goes_on = true;
	}
	for (int i = 0; i < TLS_SIDES; i++)
		drop_done(connection, &connection->halves[i]);
}

/* Makes room for 'size' more bytes; false without memory. */
static bool
make_room(struct tls_connection *connection, struct tls_half *half, size_t size)
{
	size_t room = half->room ? half->room : 2048;
	/* Those that wait for keys may wait in vain: others have half of it. */
	size_t limit = TLS_HELD_ALL_MAX / (connection->is_waiting ? 2 : 1);
	uint8_t *held;

	while (room < half->size + size)
		room *= 2;
	if (room == half->room)
		return true;
	if (connection->shared->held - half->room + room > limit)
		return false;
	held = realloc(half->held, room);
	if (!held)
		return false;
	connection->shared->held += room - half->room;
	half->held = held;
	half->room = room;
	return true;
}

static void
push(struct tls_connection *connection, enum tls_side side,
    struct tls_bytes bytes)
{
	struct tls_half *half = &connection->halves[side];

	while (bytes.size && !connection->is_over) {
		size_t some = TLS_HELD_MAX - half->size;

		if (some > bytes.size)
			some = bytes.size;
		if (some == 0 || !make_room(connection, half, some)) {
			tls_end(connection, connection->is_waiting
						? COUNTER_tls_no_key
						: COUNTER_tls_limit);
			return;
		}
		memcpy(half->held + half->size, bytes.at, some);
		half->size += some;
		bytes.at += some;
		bytes.size -= some;
		take_all(connection);
	}
}

void
tls_connection_push(struct tls_connection *connection, enum tls_side side,
    struct tls_bytes bytes, struct tstamp now)
{
	connection->now = now;
	connection->is_busy = true;
	push(connection, side, bytes);
	connection->is_busy = false;
	if (connection->is_over)
		clear(connection);
}

void
tls_connection_lost(struct tls_connection *connection, enum tls_side side)
{
	struct tls_half *half = &connection->halves[side];

	if (connection->is_over)
		return;
	/* Without its hello nothing can be known of it. */
	if (connection->version == 0) {
		tls_end(connection, COUNTER_tls_malformed);
		return;
	}
	half->size = half->done = 0;
	half->is_lost = half->tell_loss = true;
	connection->shared->held -= half->handshake.room;
	tls_handshake_clear(&half->handshake);
}
