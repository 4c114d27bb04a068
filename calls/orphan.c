/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RTP without signalling. RFC 3550 appendix A.1 (probation), made stricter. */
#include "calls/orphan.h"

#include "calls/policy.h"
#include "rtp/codec.h"
#include "rtp/header.h"
#include "rtp/static_audio.h"

#define CANDIDATES_MAX 4096
#define ORPHANS_MAX 10000

/* Packets in a row that must follow each other exactly. */
#define PROBATION 10

/* How far the arrival of these may be from what the RTP clock says. */
#define PACE_NS (120 * NS_PER_MS)

/* Bytes of packets that wait for their proof. */
#define HELD_MAX (4 * 1024 * 1024)

/* A packet that waits. */
struct held {
	struct held *next;
	struct datagram packet; /* 'bytes' are those below */
	struct flow flow;
	uint8_t bytes[];
};

/* A flow that may be audio. */
struct candidate {
	struct table_link link;
	struct flow flow;
	uint32_t ssrc;
	uint32_t timestamp; /* that the next packet must have */
	uint16_t sequence;  /* that the next packet must have */
	uint8_t payload_type;
	bool proved;              /* and is counted only */
	unsigned followed;        /* packets in a row that did */
	struct tstamp start;      /* arrival of the first of these ... */
	uint32_t start_timestamp; /* ... and its timestamp */
	struct held *held;        /* they, oldest first */
	struct held **held_end;
};

/* A call without signalling. */
struct orphan {
	struct orphan *next;
	struct call *call;
	struct addr caller; /* the host of each side */
	struct addr callee;
};

struct orphans {
	struct calls *calls;
	struct parties *parties;
	enum orphan_mode mode;
	struct table candidates; /* by flow */
	struct orphan *list;
	size_t count;      /* in 'list' */
	size_t held_bytes; /* of all candidates */
};

struct orphans *
orphans_new(struct calls *calls, struct parties *parties, enum orphan_mode mode)
{
	struct orphans *orphans = calloc(1, sizeof *orphans);

	if (!orphans)
		return NULL;
	orphans->calls = calls;
	orphans->parties = parties;
	orphans->mode = mode;
	if (table_init(&orphans->candidates, CANDIDATES_MAX) != 0) {
		free(orphans);
		return NULL;
	}
	return orphans;
}

static void
let_go(struct orphans *orphans, struct candidate *candidate)
{
	while (candidate->held) {
		struct held *held = candidate->held;

		candidate->held = held->next;
		orphans->held_bytes -= sizeof *held + held->packet.size;
		free(held);
	}
	candidate->held_end = &candidate->held;
}

/* Keeps a copy of a packet of 'candidate', if there is room. */
static void
hold(struct orphans *orphans, struct candidate *candidate,
    const struct datagram *packet)
{
	size_t size = sizeof(struct held) + packet->size;
	struct held *held;

	if (size > HELD_MAX - orphans->held_bytes || !(held = malloc(size))) {
		counter_up(orphan_not_held);
		return;
	}
	held->next = NULL;
	held->packet = *packet;
	held->flow = *packet->flow;
	held->packet.flow = &held->flow;
	held->packet.bytes = held->bytes;
	memcpy(held->bytes, packet->bytes, packet->size);
	orphans->held_bytes += size;
	*candidate->held_end = held;
	candidate->held_end = &held->next;
}

static void
remove_candidate(struct orphans *orphans, struct candidate *candidate)
{
	let_go(orphans, candidate);
	table_remove(&orphans->candidates, &candidate->link);
	free(candidate);
}

static struct candidate *
oldest_candidate(const struct orphans *orphans)
{
	return TABLE_ENTRY(orphans->candidates.oldest, struct candidate, link);
}

void
orphans_free(struct orphans *orphans)
{
	if (!orphans)
		return;
	while (orphans->candidates.count)
		remove_candidate(orphans, oldest_candidate(orphans));
	table_clear(&orphans->candidates);
	while (orphans->list)
		orphans_forget(orphans, orphans->list->call);
	free(orphans);
}

static struct candidate *
find_candidate(
    const struct orphans *orphans, const struct flow *flow, uint64_t hash)
{
	struct table_link *link = table_first(&orphans->candidates, hash);

	for (; link; link = table_next(link)) {
		struct candidate *candidate =
		    TABLE_ENTRY(link, struct candidate, link);

		if (endpoint_equal(&candidate->flow.src, &flow->src) &&
		    endpoint_equal(&candidate->flow.dst, &flow->dst))
			return candidate;
	}
	return NULL;
}

/* The candidate of a flow, made when it is new; NULL without memory. */
static struct candidate *
candidate_of(struct orphans *orphans, const struct flow *flow)
{
	struct table *table = &orphans->candidates;
	uint64_t hash =
	    endpoint_hash(&flow->dst, endpoint_hash(&flow->src, table->seed));
	struct candidate *candidate = find_candidate(orphans, flow, hash);

	if (candidate) {
		table_touch(table, &candidate->link);
		return candidate;
	}
	if (table->count == table->limit) {
		counter_up(orphan_limit);
		remove_candidate(orphans, oldest_candidate(orphans));
	}
	candidate = calloc(1, sizeof *candidate);
	if (!candidate)
		return NULL;
	candidate->flow = *flow;
	candidate->held_end = &candidate->held;
	if (table_add(table, &candidate->link, hash) != 0) {
		free(candidate);
		return NULL;
	}
	return candidate;
}

/* Ticks that the payload lasts; 0 when it is not taken for audio: what is
 * recorded must be decodable, too. */
static uint32_t
ticks_of(const struct orphans *orphans, const struct rtp_header *header)
{
	static const struct payload_map nothing;
	const struct payload_type *type;

	if (orphans->mode == ORPHANS_RECORD) {
		type = payload_map_find(&nothing, header->payload_type);
		if (!type || type->kind == CODEC_UNSUPPORTED ||
		    !codec_can_decode(type->kind, type->variant))
			return 0;
	}
	return static_audio_ticks(header->payload_type, header->payload_size);
}

/* Did the packets come as fast as they are played (RFC 3551 section 4.1)? */
static bool
keeps_pace(const struct candidate *candidate, const struct rtp_header *header,
    struct tstamp time)
{
	int64_t came = tstamp_diff_ns(time, candidate->start);
	int64_t played =
	    (int64_t)(header->timestamp - candidate->start_timestamp) *
	    (NS_PER_SEC / 8000);

	return came - played <= PACE_NS && played - came <= PACE_NS;
}

/* Takes a packet that lasts 'ticks'; does it follow the one before? */
static bool
follows(struct candidate *candidate, const struct rtp_header *header,
    uint32_t ticks, struct tstamp time)
{
	bool fits = header->ssrc == candidate->ssrc &&
		    header->sequence == candidate->sequence &&
		    header->timestamp == candidate->timestamp &&
		    header->payload_type == candidate->payload_type &&
		    keeps_pace(candidate, header, time);

	candidate->followed = fits ? candidate->followed + 1 : 0;
	if (!fits) {
		candidate->start = time;
		candidate->start_timestamp = header->timestamp;
	}
	candidate->ssrc = header->ssrc;
	candidate->payload_type = header->payload_type;
	candidate->sequence = (uint16_t)(header->sequence + 1);
	candidate->timestamp = header->timestamp + ticks;
	return fits;
}

static void
expect_audio(struct call *call, enum side side, const struct addr *host)
{
	struct call_side *it = &call->sides[side];

	addr_format(host, it->address);
	it->sends = it->has_sent = true;
}

/* What rules may ask for. */
static void
note_facts(struct orphans *orphans, struct call *call,
    const struct candidate *candidate, struct tstamp start)
{
	if (!policy_asks(call))
		return;
	for (enum side side = 0; side < SIDE_COUNT; side++)
		policy_note_number(call, side, call->sides[side].number);
	policy_note_address(call, SIDE_CALLER, &candidate->flow.src.addr);
	policy_note_address(call, SIDE_CALLEE, &candidate->flow.dst.addr);
	if (candidate->held)
		policy_note_source(
		    orphans->calls, call, candidate->held->packet.source_id);
	policy_decide(orphans->calls, call, start);
}

/* A call between the two ends of the flow, whose sender is taken as caller. */
static bool
begin_call(struct orphans *orphans, const struct candidate *candidate,
    struct tstamp start)
{
	const struct flow *flow = &candidate->flow;
	struct media *media = calls_media(orphans->calls);
	char src[ENDPOINT_TEXT_SIZE], dst[ENDPOINT_TEXT_SIZE], identity[160];
	struct orphan *orphan = calloc(1, sizeof *orphan);
	struct call *call;

	snprintf(identity, sizeof identity, "%s;%s;%08x",
	    endpoint_format(&flow->src, src), endpoint_format(&flow->dst, dst),
	    candidate->ssrc);
	if (!orphan || orphans->count >= ORPHANS_MAX ||
	    !(call = calls_start(orphans->calls, start, text_of(identity)))) {
		counter_up(orphan_limit);
		free(orphan);
		return false;
	}
	call->unsignalled = true;
	call->joined_late = call->was_answered = true;
	call->state = CALL_ACTIVE;
	orphan->caller = flow->src.addr;
	orphan->callee = flow->dst.addr;
	expect_audio(call, SIDE_CALLER, &orphan->caller);
	expect_audio(call, SIDE_CALLEE, &orphan->callee);
	parties_take_addresses(orphans->parties, call);
	note_facts(orphans, call, candidate, start);
	calls_update(orphans->calls, call);
	(void)media_watch(media, call, SIDE_CALLER, &flow->dst);
	(void)media_watch(media, call, SIDE_CALLEE, &flow->src);
	orphan->call = call;
	orphan->next = orphans->list;
	orphans->list = orphan;
	orphans->count++;
	return true;
}

/* The flow that goes back, if it is likely to be audio too. */
static struct candidate *
way_back(const struct orphans *orphans, const struct flow *flow)
{
	struct flow back = {flow->dst, flow->src, flow->transport};
	struct candidate *candidate = find_candidate(orphans, &back,
	    endpoint_hash(
		&back.dst, endpoint_hash(&back.src, orphans->candidates.seed)));

	return candidate && candidate->followed ? candidate : NULL;
}

/* Gives the packets that were held to the media table, oldest first; they
 * were counted when they came. */
static void
play_held(struct orphans *orphans, struct held *one, struct held *other)
{
	struct media *media = calls_media(orphans->calls);

	while (one || other) {
		struct held **next = &one;

		if (!one || (other && tstamp_before(other->packet.time,
					  one->packet.time)))
			next = &other;
		(void)media_push(media, &(*next)->packet);
		*next = (*next)->next;
	}
}

/* 'candidate' is audio. */
static void
take_proof(struct orphans *orphans, struct candidate *candidate)
{
	struct candidate *back = way_back(orphans, &candidate->flow);
	struct tstamp start = candidate->start;

	counter_up(orphan_stream);
	if (orphans->mode == ORPHANS_COUNT) {
		candidate->proved = true;
		let_go(orphans, candidate);
		return;
	}
	if (back && tstamp_before(back->start, start))
		start = back->start;
	if (begin_call(orphans, candidate, start))
		play_held(orphans, candidate->held, back ? back->held : NULL);
	remove_candidate(orphans, candidate);
	if (back)
		remove_candidate(orphans, back);
}

enum counter_id
orphans_push(struct orphans *orphans, const struct datagram *packet)
{
	struct rtp_header header;
	struct candidate *candidate;
	uint32_t ticks;

	if (orphans->mode == ORPHANS_IGNORE ||
	    rtp_kind(packet->bytes, packet->size) != RTP_KIND_RTP ||
	    !rtp_header_parse(
		packet->bytes, packet->size, packet->cut_bytes, &header))
		return COUNTER_NONE;
	ticks = ticks_of(orphans, &header);
	candidate = ticks ? candidate_of(orphans, packet->flow) : NULL;
	if (!candidate)
		return COUNTER_NONE;
	if (candidate->proved && candidate->ssrc == header.ssrc)
		return COUNTER_rtp_orphan;
	candidate->proved = false;
	if (!follows(candidate, &header, ticks, packet->time))
		let_go(orphans, candidate);
	if (orphans->mode == ORPHANS_RECORD)
		hold(orphans, candidate, packet);
	if (candidate->followed >= PROBATION)
		take_proof(orphans, candidate);
	return COUNTER_rtp_probation;
}

struct call *
orphans_adopt(struct orphans *orphans, const struct flow *flow, bool *flipped)
{
	const struct orphan *found = NULL;
	bool found_crossed = false;
	struct call *call;

	for (struct orphan *it = orphans->list; it; it = it->next) {
		bool straight = addr_equal(&it->caller, &flow->src.addr) &&
				addr_equal(&it->callee, &flow->dst.addr);
		bool crossed = addr_equal(&it->caller, &flow->dst.addr) &&
			       addr_equal(&it->callee, &flow->src.addr);

		if (!straight && !crossed)
			continue;
		if (found)
			return NULL;
		found = it;
		found_crossed = crossed;
	}
	if (!found)
		return NULL;
	*flipped = found_crossed;
	call = found->call;
	call->unsignalled = false;
	orphans_forget(orphans, call);
	return call;
}

void
orphans_forget(struct orphans *orphans, const struct call *call)
{
	for (struct orphan **at = &orphans->list; *at; at = &(*at)->next) {
		struct orphan *orphan = *at;

		if (orphan->call != call)
			continue;
		*at = orphan->next;
		free(orphan);
		orphans->count--;
		return;
	}
}
