/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "calls/identity.h"

#include <stdlib.h>

#include "base/counter.h"
#include "base/hash.h"
#include "base/pool.h"
#include "base/table.h"

/* Packets that are remembered, of all calls. */
#define MARKS_MAX 65536

/* A packet is sent on within this time. */
#define SENT_ON_NS NS_PER_SEC

/* So many packets of a stream must have come from the same call. */
#define PACKETS_ALIKE 2

/* A packet that was heard in a call. */
struct identity_mark {
	struct table_link link;
	struct identity_mark *next; /* of the same call */
	struct call *call;
	int64_t from_call; /* call.id that the same packet came from, or 0 */
	int64_t leg_id;    /* leg.id of the stream, or 0 */
	struct tstamp time;
	struct addr dst; /* where it went to */
	uint32_t ssrc;
	uint8_t side; /* enum side; who spoke */
};

struct identities {
	struct table marks;
	struct pool pool;
};

struct identities *
identities_new(void)
{
	struct identities *identities = calloc(1, sizeof *identities);

	if (!identities)
		return NULL;
	pool_init(&identities->pool, sizeof(struct identity_mark));
	if (table_init(&identities->marks, MARKS_MAX) != 0) {
		free(identities);
		return NULL;
	}
	return identities;
}

void
identities_free(struct identities *identities)
{
	if (!identities)
		return;
	table_clear(&identities->marks);
	pool_clear(&identities->pool);
	free(identities);
}

static void
drop(struct identities *identities, struct identity_mark *mark)
{
	struct identity_mark **at = &mark->call->marks;

	while (*at != mark)
		at = &(*at)->next;
	*at = mark->next;
	table_remove(&identities->marks, &mark->link);
	pool_give(&identities->pool, mark);
}

void
identities_forget(struct identities *identities, struct call *call)
{
	while (call->marks)
		drop(identities, call->marks);
}

static struct identity_mark *
entry(struct table_link *link)
{
	return TABLE_ENTRY(link, struct identity_mark, link);
}

/* Old ones go, and the oldest when there is no room. */
static void
make_room(struct identities *identities, struct tstamp now)
{
	struct table *marks = &identities->marks;

	while (
	    marks->oldest &&
	    (marks->count == marks->limit ||
		tstamp_diff_ns(now, entry(marks->oldest)->time) > SENT_ON_NS))
		drop(identities, entry(marks->oldest));
}

/* The hash is seeded: equal ones are equal packets. */
static uint64_t
hash_packet(const struct identities *identities, uint32_t ssrc,
    const struct rtp_frame *frame, struct text payload)
{
	uint32_t numbers[2] = {ssrc, (uint32_t)frame->timestamp};

	return hash_bytes(payload.at, payload.len,
	    hash_bytes(numbers, sizeof numbers, identities->marks.seed));
}

/* Where the packet went to its sender before. */
static const struct identity_mark *
find_before(const struct identities *identities, uint64_t hash,
    const struct media_stream *stream, struct tstamp now)
{
	struct table_link *link = table_first(&identities->marks, hash);

	for (; link; link = table_next(link)) {
		const struct identity_mark *mark = entry(link);

		if (mark->call != stream->call && !mark->call->over &&
		    mark->ssrc == stream->ssrc &&
		    addr_equal(&mark->dst, &stream->flow.src.addr) &&
		    tstamp_diff_ns(now, mark->time) <= SENT_ON_NS)
			return mark;
	}
	return NULL;
}

/* How many packets of the call with this SSRC came from the call 'id'? */
static unsigned
count_alike(const struct call *call, uint32_t ssrc, int64_t id)
{
	const struct identity_mark *it = call->marks;
	unsigned count = 0;

	for (; it; it = it->next)
		count += it->ssrc == ssrc && it->from_call == id;
	return count;
}

static bool
add_mark(struct identities *identities, const struct media_stream *stream,
    struct tstamp time, uint64_t hash, const struct identity_mark *before)
{
	struct identity_mark *mark = pool_take(&identities->pool);

	if (!mark)
		return false;
	*mark = (struct identity_mark){
	    .call = stream->call,
	    .next = stream->call->marks,
	    .from_call = before ? before->call->id : 0,
	    .leg_id = stream->leg_id,
	    .time = time,
	    .dst = stream->flow.dst.addr,
	    .ssrc = stream->ssrc,
	    .side = stream->side,
	};
	if (table_add(&identities->marks, &mark->link, hash) != 0) {
		pool_give(&identities->pool, mark);
		return false;
	}
	stream->call->marks = mark;
	return true;
}

bool
identities_note(struct identities *identities,
    const struct media_stream *stream, const struct rtp_frame *frame,
    struct text payload, struct identity *out)
{
	uint64_t hash = hash_packet(identities, stream->ssrc, frame, payload);
	const struct identity_mark *before;

	if (stream->call->over)
		return false;
	make_room(identities, frame->arrival);
	before = find_before(identities, hash, stream, frame->arrival);
	if (!add_mark(identities, stream, frame->arrival, hash, before) ||
	    !before ||
	    count_alike(stream->call, stream->ssrc, before->call->id) <
		PACKETS_ALIKE)
		return false;
	*out = (struct identity){
	    .call = before->call,
	    .leg_id = before->leg_id,
	    .crossed = before->side != stream->side,
	};
	return true;
}
