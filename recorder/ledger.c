/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judging calls: was all that both sides said recorded? */
#include "recorder/ledger.h"

#include <stdarg.h>

#include "recorder/media.h"
#include "recorder/media_srtp.h"
#include "recorder/recording.h"

/* A side may begin so late after the answer, and end so early before the end,
 * without being called partial. */
#define EDGE_NS (2 * NS_PER_SEC)

/* From this share of lost packets on, a side is partial. */
#define LOST_PERCENT 1.0

/* What was received of one side. */
struct received {
	uint64_t packets;     /* of all its streams */
	uint64_t decodable;   /* ... that can be decoded */
	uint64_t undecodable; /* ... that cannot */
	uint64_t recorded;    /* ... that went into the recording */
	uint64_t lost;        /* of the streams that were recorded */
	uint64_t refused;     /* recorded, but refused by their decoder */
	struct tstamp first, last;
	const char *codec;  /* of its undecodable packets */
	const char *spoken; /* of those that were recorded */
};

static const char *const names[COMPLETENESS_COUNT] = {
    [CALL_COMPLETE] = "complete",
    [CALL_PARTIAL] = "partial",
    [CALL_UNDECODABLE] = "undecodable",
    [CALL_SKIPPED] = "skipped",
    [CALL_MISSING] = "missing",
};

const char *
completeness_name(enum completeness completeness)
{
	return names[completeness];
}

static struct received
received_of(const struct call *call, enum side side)
{
	struct received sum = {.codec = "", .spoken = ""};
	const struct media_stream *stream;
	uint8_t payload_type;

	for (stream = call->streams; stream; stream = stream->next) {
		if (stream->side != side)
			continue;
		if (sum.packets == 0 ||
		    tstamp_before(stream->stats.first, sum.first))
			sum.first = stream->stats.first;
		if (sum.packets == 0 ||
		    tstamp_before(sum.last, stream->stats.last))
			sum.last = stream->stats.last;
		sum.packets += stream->stats.received;
		sum.decodable += stream->decodable;
		sum.undecodable += stream->undecodable;
		sum.recorded += stream->recorded;
		if (stream->recorded)
			sum.lost += rtp_stream_lost(&stream->stats);
		if (stream->recorded)
			sum.spoken = media_stream_codec(stream, &payload_type);
		if (stream->undecodable)
			sum.codec = media_stream_codec(stream, &payload_type);
	}
	if (call->recording)
		sum.refused = call->recording->tracks[side].refused;
	return sum;
}

/* Adds a clause to 'reason', after "; " when it is not the first. */
static void __attribute__((format(printf, 2, 3)))
add_reason(char reason[LEDGER_REASON_SIZE], const char *format, ...)
{
	size_t used = strlen(reason);
	va_list args;

	if (used && used + 3 < LEDGER_REASON_SIZE) {
		memcpy(reason + used, "; ", 3);
		used += 2;
	}
	va_start(args, format);
	vsnprintf(reason + used, LEDGER_REASON_SIZE - used, format, args);
	va_end(args);
}

static double
seconds(struct tstamp from, struct tstamp to)
{
	return (double)tstamp_diff_ns(to, from) / (double)NS_PER_SEC;
}

/* Is 'side' recorded whole? Adds why not. */
static bool
is_whole(const struct call *call, enum side side,
    const struct received *received, char reason[LEDGER_REASON_SIZE])
{
	const struct call_side *it = &call->sides[side];
	const char *name = side_name(side);
	uint64_t sent = received->recorded + received->lost;
	double percent =
	    sent ? 100.0 * (double)received->lost / (double)sent : 0;
	uint64_t closed = media_srtp_closed(call, side);
	bool whole = true;

	if (received->packets == 0) {
		if (!it->has_sent)
			return true;
		add_reason(reason, "%s: no RTP packet seen", name);
		return false;
	}
	if (percent >= LOST_PERCENT) {
		add_reason(reason, "%s: %llu of %llu packets lost (%.1f %%)",
		    name, (unsigned long long)received->lost,
		    (unsigned long long)sent, percent);
		whole = false;
	}
	if (received->refused > 0) {
		add_reason(reason, "%s: %llu payloads are no %s", name,
		    (unsigned long long)received->refused, received->spoken);
		whole = false;
	}
	if (closed && 100.0 * (double)closed >=
			  LOST_PERCENT * (double)received->packets) {
		add_reason(reason,
		    "%s: %llu of %llu packets could not be decrypted", name,
		    (unsigned long long)closed,
		    (unsigned long long)received->packets);
		whole = false;
	}
	if (call->has_answered && it->has_sent &&
	    tstamp_diff_ns(received->first, call->answered) > EDGE_NS) {
		add_reason(reason, "%s: nothing in the first %.1f s", name,
		    seconds(call->answered, received->first));
		whole = false;
	}
	if (call->state == CALL_ENDED && it->sends &&
	    tstamp_diff_ns(call->ended, received->last) > EDGE_NS) {
		add_reason(reason, "%s: nothing in the last %.1f s", name,
		    seconds(received->last, call->ended));
		whole = false;
	}
	return whole;
}

/* Could nothing of a side be decoded? Adds why. */
static bool
is_undecodable(const struct call *call, enum side side,
    const struct received *received, char reason[LEDGER_REASON_SIZE])
{
	/* What is mostly refused is another codec than was described. */
	if (received->refused > received->recorded / 2) {
		add_reason(reason, "%s: what was sent is no %s",
		    side_name(side), received->spoken);
		return true;
	}
	if (received->undecodable <= received->decodable)
		return false;
	if (media_srtp_closed(call, side) * 2 > received->undecodable)
		add_reason(reason, "%s: %s", side_name(side),
		    media_srtp_reason(call, side));
	else
		add_reason(reason, "%s: codec %s is not decoded",
		    side_name(side), received->codec);
	return true;
}

enum completeness
ledger_judge(const struct call *call, char reason[LEDGER_REASON_SIZE])
{
	struct received received[SIDE_COUNT];
	bool undecodable = false, whole = true;

	reason[0] = '\0';
	if (!call->was_answered)
		return CALL_UNANSWERED;
	for (enum side side = 0; side < SIDE_COUNT; side++)
		received[side] = received_of(call, side);
	for (enum side side = 0; side < SIDE_COUNT; side++)
		undecodable =
		    is_undecodable(call, side, &received[side], reason) ||
		    undecodable;
	if (undecodable)
		return CALL_UNDECODABLE;
	if (received[SIDE_CALLER].packets + received[SIDE_CALLEE].packets ==
	    0) {
		add_reason(reason, "no RTP packet of it was seen");
		return CALL_MISSING;
	}
	for (enum side side = 0; side < SIDE_COUNT; side++)
		whole = is_whole(call, side, &received[side], reason) && whole;
	if (call->cut_packets) {
		add_reason(reason,
		    "%llu packets cut by the capture or the mirror",
		    (unsigned long long)call->cut_packets);
		whole = false;
	}
	if (call->recording && call->recording->error) {
		add_reason(reason, "writing stopped: %s",
		    strerror(call->recording->error));
		whole = false;
	}
	if (call->joined_late) {
		add_reason(reason, "%s",
		    call->unsignalled
			? "known by its audio alone: no signalling was seen"
			: "it was running before the capture began");
		whole = false;
	}
	if (call->state == CALL_INTERRUPTED) {
		add_reason(reason, "%s", call->reason);
		whole = false;
	}
	return whole ? CALL_COMPLETE : CALL_PARTIAL;
}

void
ledger_enter(struct ledger *ledger, const struct call *call,
    enum completeness completeness)
{
	ledger->calls++;
	if (call->was_answered)
		ledger->answered++;
	ledger->by_completeness[completeness]++;
}

bool
ledger_balances(const struct ledger *ledger)
{
	uint64_t sum = 0;

	for (int i = CALL_COMPLETE; i < COMPLETENESS_COUNT; i++)
		sum += ledger->by_completeness[i];
	return sum == ledger->answered &&
	       sum + ledger->by_completeness[CALL_UNANSWERED] == ledger->calls;
}
