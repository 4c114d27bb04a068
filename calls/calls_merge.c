/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two calls that turn out to be one. */
#include "base/counter.h"
#include "calls/call_leg.h"
#include "calls/calls_int.h"
#include "calls/fax.h"
#include "calls/losses.h"
#include "calls/measure.h"
#include "calls/media.h"
#include "calls/media_srtp.h"
#include "calls/pause.h"
#include "calls/policy.h"

static enum side
side_in(enum side side, bool crossed)
{
	return crossed ? other_side(side) : side;
}

static void
move_streams(struct call *from, struct call *into, bool crossed)
{
	struct media_stream **streams = &into->streams;

	for (struct media_stream *it = from->streams; it; it = it->next) {
		it->call = into;
		it->side = (uint8_t)side_in((enum side)it->side, crossed);
		it->feed = NULL;
		it->places = NULL;
	}
	while (*streams)
		streams = &(*streams)->next;
	*streams = from->streams;
	from->streams = NULL;
	into->stream_count += from->stream_count;
	from->stream_count = 0;
	into->joined += from->joined;
	into->cut_packets += from->cut_packets;
}

/* The stream that is recorded of a side goes on, unless that side has one. */
static void
move_active(struct call *from, struct call *into, enum side side, bool crossed)
{
	struct media_stream *stream =
	    from->sides[side_in(side, crossed)].active;
	struct call_side *it = &into->sides[side];

	if (!stream)
		return;
	stream->is_active = !it->active;
	if (it->active)
		return;
	it->active = stream;
	stream->order_base = reorder_order(++it->generation, 0);
}

/* What was recorded of a side is thrown away, as another file has it. */
static void
note_dropped(struct call *from, enum side side)
{
	for (struct media_stream *it = from->streams; it; it = it->next)
		if (it->side == side)
			it->recorded = 0;
}

/* The young recording of 'from' goes; what 'into' lacks is moved there, unless
 * that is paused: what waited may be of the pause. */
static void
drop_young(struct call *from, struct call *into, bool crossed,
    const bool had_active[SIDE_COUNT])
{
	struct feed_place places[SIDE_COUNT] = {{.is_free = false}};

	for (enum side side = 0; side < SIDE_COUNT; side++) {
		enum side of = side_in(side, crossed);
		const struct media_stream *active = into->sides[side].active;

		if (had_active[side] || pause_is_on(into))
			note_dropped(from, of);
		else if (active)
			places[of] =
			    (struct feed_place){true, side, active->order_base};
	}
	feed_move_held(from->feed, into->feed, places);
}

/* Why 'from' was not recorded, which is all that there is of 'into'. */
static void
move_lack(const struct call *from, struct call *into)
{
	into->lacked_room = into->lacked_room || from->lacked_room;
	if (!from->is_shed || into->is_shed)
		return;
	into->is_shed = true;
	into->shed_at = from->shed_at;
}

/*
 * One recording is enough. That of 'from' is taken over when it is the only
 * one; otherwise it ends, and its streams go on in that of 'into', or in a
 * new one.
 */
static void
move_recording(struct call *from, struct call *into, bool crossed)
{
	bool is_only = !into->feed && !crossed &&
		       !into->sides[SIDE_CALLER].active &&
		       !into->sides[SIDE_CALLEE].active;
	struct feed *feed = from->feed;
	bool had_active[SIDE_COUNT];

	for (enum side side = 0; side < SIDE_COUNT; side++) {
		had_active[side] = into->sides[side].active != NULL;
		if (is_only) {
			into->sides[side].active = from->sides[side].active;
			into->sides[side].generation =
			    from->sides[side].generation;
		} else {
			move_active(from, into, side, crossed);
		}
	}
	if (feed && !is_only) {
		if (into->feed && !feed->has_run) {
			drop_young(from, into, crossed, had_active);
			(void)feed_discard(feed);
		}
		feed_end(feed);
	}
	if (!into->feed)
		move_lack(from, into);
	into->recordings += from->recordings;
	audio_move(from, into, crossed);
	if (is_only && feed) {
		into->feed = feed;
		into->feeds_run += from->feeds_run;
	}
}

static void
take_string(char **to, char **from)
{
	if (*to)
		return;
	*to = *from;
	*from = NULL;
}

/* What only 'from' knows of its parties and of what happened. */
static void
move_facts(struct call *from, struct call *into, bool crossed)
{
	for (enum side side = 0; side < SIDE_COUNT; side++) {
		struct call_side *to = &into->sides[side];
		struct call_side *it = &from->sides[side_in(side, crossed)];

		take_string(&to->number, &it->number);
		take_string(&to->name, &it->name);
		take_string(&to->uri, &it->uri);
		if (!to->address[0])
			memcpy(to->address, it->address, sizeof to->address);
		to->has_sent = to->has_sent || it->has_sent;
		media_srtp_move(it, to);
		if (to->described || !it->described)
			continue;
		to->described = true;
		to->encrypted = it->encrypted;
		to->offers_to_send = it->offers_to_send;
		to->offers_to_receive = it->offers_to_receive;
		to->sends = it->sends;
	}
	take_string(&into->diverted_from, &from->diverted_from);
	if (from->direction_proof > into->direction_proof) {
		into->direction_proof = from->direction_proof;
		into->direction = from->direction;
	}
	if (!into->has_ringing && from->has_ringing) {
		into->has_ringing = true;
		into->ringing = from->ringing;
	}
	if (tstamp_before(into->last_signal, from->last_signal))
		into->last_signal = from->last_signal;
}

void
calls_merge(struct calls *calls, struct call *from, struct call *into,
    bool crossed, struct tstamp time)
{
	counter_up(call_merged);
	losses_forget(calls->losses, from);
	measure_end(calls, from);
	calls_check(calls, faxes_finish(from));
	into->has_fax = into->has_fax || from->has_fax;
	move_recording(from, into, crossed);
	calls_check(
	    calls, catalogue_merge_calls(calls->catalogue, from->id, into->id));
	media_move(calls->media, from, into, crossed);
	move_streams(from, into, crossed);
	pause_merge(from, into);
	move_facts(from, into, crossed);
	call_sessions_move(from, into, crossed);
	policy_merge(calls, from, into, crossed, time);
	calls_drop(calls, from);
	if (into->was_answered && !into->over)
		calls_negotiated(calls, into, time);
	calls_update(calls, into);
}
