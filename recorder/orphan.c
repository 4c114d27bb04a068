/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RTP without signalling. RFC 3550 appendix A.1 (probation), made stricter. */
#include "recorder/orphan.h"

#include "rtp/header.h"

#define CANDIDATES_MAX 4096
#define ORPHANS_MAX 10000

/* Packets in a row that must follow each other exactly. */
#define PROBATION 10

/* G.711 in packets of 5 to 100 ms. */
#define PAYLOAD_MIN 40
#define PAYLOAD_MAX 800

/* A flow that may be audio. */
struct candidate {
	struct table_link link;
	struct flow flow;
	uint32_t ssrc;
	uint32_t timestamp; /* that the next packet must have */
	uint16_t sequence;  /* that the next packet must have */
	uint8_t payload_type;
	unsigned followed; /* packets in a row that did */
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
	struct table candidates; /* by flow */
	struct orphan *list;
	size_t count; /* in 'list' */
};

struct orphans *
orphans_new(struct calls *calls)
{
	struct orphans *orphans = calloc(1, sizeof *orphans);

	if (!orphans)
		return NULL;
	orphans->calls = calls;
	if (table_init(&orphans->candidates, CANDIDATES_MAX) != 0) {
		free(orphans);
		return NULL;
	}
	return orphans;
}

static void
remove_candidate(struct orphans *orphans, struct candidate *candidate)
{
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
	if (table_add(table, &candidate->link, hash) != 0) {
		free(candidate);
		return NULL;
	}
	return candidate;
}

static bool
may_be_audio(const struct rtp_header *header)
{
	return (header->payload_type == 0 || header->payload_type == 8) &&
	       header->payload_size >= PAYLOAD_MIN &&
	       header->payload_size <= PAYLOAD_MAX;
}

/* Counts packets that follow each other; true: enough of them did. */
static bool
has_proved_itself(struct candidate *candidate, const struct rtp_header *header)
{
	bool follows = header->ssrc == candidate->ssrc &&
		       header->sequence == candidate->sequence &&
		       header->timestamp == candidate->timestamp &&
		       header->payload_type == candidate->payload_type;

	candidate->followed = follows ? candidate->followed + 1 : 0;
	candidate->ssrc = header->ssrc;
	candidate->payload_type = header->payload_type;
	candidate->sequence = (uint16_t)(header->sequence + 1);
	candidate->timestamp =
	    header->timestamp + (uint32_t)header->payload_size;
	return candidate->followed >= PROBATION;
}

static void
expect_audio(struct call *call, enum side side, const struct addr *host)
{
	struct call_side *it = &call->sides[side];

	addr_format(host, it->address);
	it->sends = it->has_sent = true;
}

/* A call between the two ends of 'flow', whose sender is taken as caller. */
static void
begin_call(
    struct orphans *orphans, const struct datagram *packet, uint32_t ssrc)
{
	struct media *media = calls_media(orphans->calls);
	char src[ENDPOINT_TEXT_SIZE], dst[ENDPOINT_TEXT_SIZE], identity[160];
	struct orphan *orphan = calloc(1, sizeof *orphan);
	struct call *call;

	snprintf(identity, sizeof identity, "%s;%s;%08x",
	    endpoint_format(&packet->flow->src, src),
	    endpoint_format(&packet->flow->dst, dst), ssrc);
	if (!orphan || orphans->count >= ORPHANS_MAX ||
	    !(call = calls_start(
		  orphans->calls, packet->time, text_of(identity)))) {
		counter_up(orphan_limit);
		free(orphan);
		return;
	}
	call->unsignalled = true;
	call->joined_late = call->was_answered = true;
	call->state = CALL_ACTIVE;
	orphan->caller = packet->flow->src.addr;
	orphan->callee = packet->flow->dst.addr;
	expect_audio(call, SIDE_CALLER, &orphan->caller);
	expect_audio(call, SIDE_CALLEE, &orphan->callee);
	calls_update(orphans->calls, call);
	(void)media_watch(media, call, SIDE_CALLER, &packet->flow->dst);
	(void)media_watch(media, call, SIDE_CALLEE, &packet->flow->src);
	orphan->call = call;
	orphan->next = orphans->list;
	orphans->list = orphan;
	orphans->count++;
}

enum counter_id
orphans_push(struct orphans *orphans, const struct datagram *packet)
{
	struct rtp_header header;
	struct candidate *candidate;

	if (rtp_kind(packet->bytes, packet->size) != RTP_KIND_RTP ||
	    !rtp_header_parse(
		packet->bytes, packet->size, packet->cut_bytes, &header) ||
	    !may_be_audio(&header))
		return COUNTER_NONE;
	candidate = candidate_of(orphans, packet->flow);
	if (candidate && has_proved_itself(candidate, &header)) {
		remove_candidate(orphans, candidate);
		begin_call(orphans, packet, header.ssrc);
	}
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
