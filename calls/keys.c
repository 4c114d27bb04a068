/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys to rows, each once. */
#include "calls/keys.h"

#include "base/counter.h"
#include "calls/filing.h"

/* The newest keys are kept to know them again. */
#define NEWEST_KEPT 16

/* So far apart two messages may tell of the same key: a SIP INFO may come when
 * it is pressed, or when it is let go and after a resend. */
#define APART_NS (500 * NS_PER_MS)

/* Ways to tell of a key, a bit each: streams, hops of SIP, and its tone. Those
 * of the same kind differ only if there are not too many. */
#define WAY_STREAMS 20
#define WAY_LEGS 8
#define WAY_INBAND (UINT32_C(1) << 31)

struct known_key {
	enum side side;
	char key;
	struct tstamp from, to;
	uint32_t ways; /* in which it was told of */
};

struct call_keys {
	size_t count; /* rows so far */
	size_t next;  /* place of the next key in 'newest' */
	struct known_key newest[NEWEST_KEPT];
};

static const char *const methods[] = {
    [KEY_RFC4733] = "rfc4733",
    [KEY_INFO] = "info",
    [KEY_INBAND] = "inband",
};

static uint32_t
way_of(const struct call *call, const struct key_press *press)
{
	const struct media_stream *stream = call->streams;
	unsigned place = 0;

	if (press->method == KEY_INFO)
		return UINT32_C(1) << (WAY_STREAMS + press->leg_id % WAY_LEGS);
	if (press->method == KEY_INBAND)
		return WAY_INBAND;
	for (; stream && stream != press->stream; stream = stream->next)
		place++;
	return UINT32_C(1) << place % WAY_STREAMS;
}

static bool
is_near(const struct known_key *known, struct tstamp from, struct tstamp to)
{
	return tstamp_diff_ns(from, known->to) <= APART_NS &&
	       tstamp_diff_ns(known->from, to) <= APART_NS;
}

/*
 * Was it told of already, in another way? Each way tells of a key once, so
 * that a key pressed twice, and told of in two ways, is two keys: the oldest
 * that this way has not told of yet is the one.
 */
static bool
is_known(struct call_keys *keys, const struct known_key *it)
{
	for (size_t i = 0; i < NEWEST_KEPT; i++) {
		struct known_key *known =
		    &keys->newest[(keys->next + i) % NEWEST_KEPT];

		if (known->key != it->key || known->side != it->side ||
		    known->ways & it->ways || !is_near(known, it->from, it->to))
			continue;
		known->ways |= it->ways;
		return true;
	}
	return false;
}

bool
keys_room(struct call *call)
{
	if (!call->keys && !(call->keys = calloc(1, sizeof *call->keys)))
		return false;
	if (call->keys->count >= KEYS_PER_CALL_MAX) {
		counter_up(dtmf_limit);
		return false;
	}
	call->keys->count++;
	return true;
}

int
keys_put(struct catalogue *catalogue, struct call *call,
    const struct key_press *press, bool plain)
{
	const char key[2] = {press->key, '\0'};
	struct dtmf_row row = {
	    .call_id = call->id,
	    .time_us = tstamp_us(press->time),
	    .side = side_name(press->side),
	    .digit = plain ? key : KEY_MASK,
	    .duration_ms = press->duration_ms,
	    .method = methods[press->method],
	};
	int error = 0;

	if (!keys_room(call))
		return 0;
	if (press->stream && press->stream->id == 0)
		error = file_stream(catalogue, press->stream);
	if (error)
		return error;
	row.stream_id = press->stream ? press->stream->id : 0;
	return catalogue_add_dtmf(catalogue, &row);
}

bool
keys_is_again(struct call *call, const struct key_press *press)
{
	struct known_key it = {
	    .side = press->side,
	    .key = press->key,
	    .from = press->time,
	    .to = tstamp_add_ns(press->time, press->duration_ms * NS_PER_MS),
	    .ways = way_of(call, press),
	};

	if (!call->keys && !(call->keys = calloc(1, sizeof *call->keys)))
		return false;
	if (is_known(call->keys, &it)) {
		counter_up(dtmf_again);
		return true;
	}
	call->keys->newest[call->keys->next] = it;
	call->keys->next = (call->keys->next + 1) % NEWEST_KEPT;
	return false;
}

void
keys_forget(struct call *call)
{
	free(call->keys);
	call->keys = NULL;
}
