/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judging calls: was all that both sides said recorded? */
#include "calls/ledger.h"

#include <stdarg.h>

#include "calls/gaps.h"
#include "calls/fax.h"
#include "calls/media.h"
#include "calls/media_srtp.h"
#include "calls/feed.h"
#include "calls/pause.h"
#include "calls/policy.h"
#include "calls/silence.h"

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
	const char *codec;    /* of its undecodable packets */
	const char *spoken;   /* of those that were recorded */
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
		sum.packets += stream->stats.received;
		sum.decodable += stream->decodable;
		sum.undecodable += stream->undecodable;
		sum.recorded += stream->recorded;
		if (stream->recorded)
			sum.lost += rtp_stream_lost(&stream->stats);
		if (stream->recorded)
			sum.spoken = media_stream_codec(stream, &payload_type);
		if (stream->undecodable)
			sum.codec = stream->codecs[stream->refused_codec].name;
	}
	if (call->feed)
		sum.refused = call->feed->result.refused[side];
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

/* No packet of 'side' was seen. Adds why; false when one should have been. */
static bool
judge_silence(
    const struct call *call, enum side side, char reason[LEDGER_REASON_SIZE])
{
	const char *name = side_name(side);
	char why[LEDGER_REASON_SIZE];

	if (!call->sides[side].described && !call->sides[side].has_sent &&
	    !call->has_fax) {
		add_reason(reason,
		    "%s: neither its SDP nor an RTP packet was seen: does the "
		    "mirror copy both directions?",
		    name);
		return false;
	}
	if (!call->sides[side].has_sent) {
		silence_agreed(call, side, why, sizeof why);
		if (why[0])
			add_reason(reason, "%s: %s", name, why);
		return true;
	}
	add_reason(reason, "%s: no RTP packet seen", name);
	silence_cause(call, side, why, sizeof why);
	if (why[0])
		add_reason(reason, "%s", why);
	return false;
}

/* Did it lose few enough packets? Adds how many, and where, when not. */
static bool
judge_loss(const struct call *call, enum side side,
    const struct received *received, char reason[LEDGER_REASON_SIZE])
{
	static const char *const places[GAP_CAUSE_COUNT] = {
	    [GAP_NETWORK] = "before the mirror",
	    [GAP_MIRROR] = "by the mirror",
	    [GAP_LATE] = "for they came too late",
	};
	uint64_t sent = received->recorded + received->lost;
	double percent =
	    sent ? 100.0 * (double)received->lost / (double)sent : 0;
	struct gap_sum sum = {.cause = GAP_LOSS};
	char where[64] = "";

	if (percent < LOST_PERCENT)
		return true;
	if (call->feed)
		sum = gaps_lost(call->feed, side);
	if (places[sum.cause] && sum.of_cause_ns == sum.all_ns)
		snprintf(where, sizeof where, ", %s", places[sum.cause]);
	else if (places[sum.cause])
		snprintf(where, sizeof where, ", %.0f %% of it %s",
		    100.0 * (double)sum.of_cause_ns / (double)sum.all_ns,
		    places[sum.cause]);
	add_reason(reason, "%s: %llu of %llu packets lost (%.1f %%)%s",
	    side_name(side), (unsigned long long)received->lost,
	    (unsigned long long)sent, percent, where);
	return false;
}

/* Could nearly all that was encrypted be opened? Adds how much not. */
static bool
judge_closed(const struct call *call, enum side side,
    const struct received *received, char reason[LEDGER_REASON_SIZE])
{
	uint64_t closed = media_srtp_closed(call, side);

	if (closed == 0 ||
	    100.0 * (double)closed < LOST_PERCENT * (double)received->packets)
		return true;
	add_reason(reason, "%s: %llu of %llu packets could not be decrypted",
	    side_name(side), (unsigned long long)closed,
	    (unsigned long long)received->packets);
	return false;
}

/* Why 'side' was not recorded between two times, of what it sent then; "" when
 * it sent nothing. */
static const char *
refusal_text(const struct call *call, enum side side, enum gap_cause cause,
    const char *codec, char out[64])
{
	out[0] = '\0';
	if (cause == GAP_CODEC)
		snprintf(out, 64, ": codec %s is not decoded", codec);
	else if (cause == GAP_NO_KEY)
		snprintf(out, 64, ": %s", media_srtp_reason(call, side));
	else if (cause == GAP_CAPTURE)
		snprintf(out, 64, ": packets are cut");
	return out;
}

/* Was it heard from the answer to the end? Adds when it was not. */
static bool
judge_edges(const struct call *call, enum side side,
    const struct received *received, char reason[LEDGER_REASON_SIZE])
{
	const struct call_side *it = &call->sides[side];
	struct heard_time heard = gaps_heard(call, side);
	const char *name = side_name(side);
	bool whole = true;
	char why[64];

	if (call->has_answered && it->has_sent && heard.any &&
	    tstamp_diff_ns(heard.first, call->answered) > EDGE_NS) {
		refusal_text(call, side,
		    gaps_refused_for(call, side, call->answered, heard.first),
		    received->codec, why);
		add_reason(reason, "%s: nothing in the first %.1f s%s", name,
		    seconds(call->answered, heard.first), why);
		whole = false;
	}
	if (call->state == CALL_ENDED && it->sends && heard.any &&
	    tstamp_diff_ns(call->ended, heard.last) > EDGE_NS) {
		refusal_text(call, side,
		    gaps_refused_for(call, side, heard.last, call->ended),
		    received->codec, why);
		add_reason(reason, "%s: nothing in the last %.1f s%s", name,
		    seconds(heard.last, call->ended), why);
		whole = false;
	}
	return whole;
}

/* Was all between its edges decoded? Adds what was not. */
static bool
judge_refused(const struct call *call, enum side side,
    const struct received *received, char reason[LEDGER_REASON_SIZE])
{
	int64_t ns = gaps_refused(call->feed, side, GAP_CODEC);
	char why[64];

	if (ns == 0)
		return true;
	add_reason(reason, "%s: %.1f s not decoded%s", side_name(side),
	    (double)ns / (double)NS_PER_SEC,
	    refusal_text(call, side, GAP_CODEC, received->codec, why));
	return false;
}

/* Did the decoder take all that was recorded? Adds how much not. */
static bool
judge_payloads(enum side side, const struct received *received,
    char reason[LEDGER_REASON_SIZE])
{
	if (received->refused == 0)
		return true;
	add_reason(reason, "%s: %llu payloads are no %s", side_name(side),
	    (unsigned long long)received->refused, received->spoken);
	return false;
}

/* Is 'side' recorded whole? Adds why not. */
static bool
is_whole(const struct call *call, enum side side,
    const struct received *received, char reason[LEDGER_REASON_SIZE])
{
	bool whole;

	if (received->packets == 0)
		return judge_silence(call, side, reason);
	whole = judge_loss(call, side, received, reason);
	whole = judge_payloads(side, received, reason) && whole;
	whole = judge_closed(call, side, received, reason) && whole;
	whole = judge_edges(call, side, received, reason) && whole;
	if (call->feed)
		whole = judge_refused(call, side, received, reason) && whole;
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

/* Nothing of an answered call was seen. */
static void
add_missing(const struct call *call, char reason[LEDGER_REASON_SIZE])
{
	char why[LEDGER_REASON_SIZE];

	add_reason(reason, "no RTP packet of it was seen");
	for (enum side side = 0; side < SIDE_COUNT; side++) {
		if (call->sides[side].has_sent)
			silence_cause(call, side, why, sizeof why);
		else
			silence_agreed(call, side, why, sizeof why);
		if (!why[0])
			continue;
		add_reason(reason, "%s: %s", side_name(side), why);
		break;
	}
}

/* Are all pages of a fax there, as far as they were sent? Adds why not. */
static bool
is_whole_fax(const struct call *call, char reason[LEDGER_REASON_SIZE])
{
	struct fax_total total = fax_total(call);
	bool whole = true;
	double percent;

	if (!call->has_fax)
		return true;
	if (total.packets == 0) {
		add_reason(reason, "fax: no T.38 packet seen");
		return false;
	}
	if (!fax_listener_is_available()) {
		add_reason(reason, "fax: its pages are not decoded, since the "
				   "program was built without spandsp");
		return false;
	}
	percent =
	    100.0 * (double)total.lost / (double)(total.packets + total.lost);
	if (percent >= LOST_PERCENT || (total.lost && total.pages == 0)) {
		add_reason(reason, "fax: %llu T.38 packets lost (%.1f %%)",
		    (unsigned long long)total.lost, percent);
		whole = false;
	}
	if (total.bad_lines) {
		add_reason(reason, "fax: %u of %u lines are bad",
		    total.bad_lines, total.lines);
		whole = false;
	}
	if (total.is_cut) {
		add_reason(reason, "fax: a page is not whole");
		whole = false;
	}
	if (total.error) {
		add_reason(
		    reason, "fax: writing failed: %s", strerror(total.error));
		whole = false;
	}
	return whole;
}

/* Was there memory for its audio? Adds since when not. */
static bool
judge_overload(const struct call *call, char reason[LEDGER_REASON_SIZE])
{
	if (!call->is_shed)
		return true;
	if (call->recordings == 0)
		add_reason(reason,
		    "overload: nothing was recorded, as no memory was left "
		    "for audio");
	else
		add_reason(reason,
		    "overload: not recorded from %.1f s on, as no memory was "
		    "left for audio",
		    seconds(call->started, call->shed_at));
	return false;
}

/* Was there room on the disk, when it was to be begun? */
static bool
judge_room(const struct call *call, char reason[LEDGER_REASON_SIZE])
{
	if (!call->lacked_room)
		return true;
	add_reason(reason,
	    call->recordings == 0 ? "the disk was full: nothing was recorded"
				  : "the disk was full at its beginning");
	return false;
}

enum completeness
ledger_judge(const struct call *call, char reason[LEDGER_REASON_SIZE])
{
	struct received received[SIDE_COUNT];
	bool undecodable = false, whole = true;
	char why[LEDGER_REASON_SIZE];

	reason[0] = '\0';
	if (!call->was_answered)
		return CALL_UNANSWERED;
	if (policy_skipped(call, reason, LEDGER_REASON_SIZE))
		return CALL_SKIPPED;
	for (enum side side = 0; side < SIDE_COUNT; side++)
		received[side] = received_of(call, side);
	for (enum side side = 0; side < SIDE_COUNT; side++)
		undecodable =
		    is_undecodable(call, side, &received[side], reason) ||
		    undecodable;
	if (undecodable)
		return CALL_UNDECODABLE;
	if (received[SIDE_CALLER].packets + received[SIDE_CALLEE].packets ==
		0 &&
	    !call->has_fax) {
		add_missing(call, reason);
		return CALL_MISSING;
	}
	whole = judge_overload(call, reason);
	whole = judge_room(call, reason) && whole;
	if (!whole && call->recordings == 0)
		return CALL_MISSING;
	whole = is_whole_fax(call, reason) && whole;
	for (enum side side = 0; side < SIDE_COUNT; side++)
		whole = is_whole(call, side, &received[side], reason) && whole;
	if (policy_shortened(call, why, sizeof why)) {
		add_reason(reason, "%s", why);
		whole = false;
	}
	if (pause_total_ns(call) > 0)
		add_reason(reason, "paused for %.1f s",
		    (double)pause_total_ns(call) / (double)NS_PER_SEC);
	if (call->cut_packets) {
		add_reason(reason,
		    "%llu packets cut by the capture or the mirror",
		    (unsigned long long)call->cut_packets);
		whole = false;
	}
	if (call->feed && call->feed->result.error) {
		add_reason(reason, "writing stopped: %s",
		    strerror(call->feed->result.error));
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
