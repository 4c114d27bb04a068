/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The life of a call. What is written of it when it is over is in
 * calls/filing.c.
 */
#include "calls/calls_int.h"

#include <stdarg.h>
#include <unistd.h>

#include "base/counter.h"
#include "calls/call_leg.h"
#include "calls/fax.h"
#include "calls/filing.h"
#include "calls/heard.h"
#include "calls/losses.h"
#include "calls/measure.h"
#include "calls/media_srtp.h"
#include "calls/pause.h"
#include "calls/policy.h"
#include "storage/digest.h"

#define CALLS_MAX 200000
#define MEDIA_ADDRESSES_MAX (4 * CALLS_MAX)

/* Media in flight when the call is hung up still belongs to it. */
#define GRACE_NS NS_PER_SEC

/* An answered call that is on hold, or whose media is not mirrored, may be
 * silent this long. */
#define SILENT_TIMEOUT_NS (4 * 3600 * NS_PER_SEC)

const char *
side_name(enum side side)
{
	return side == SIDE_CALLER ? "caller" : "callee";
}

void
calls_check(struct calls *calls, int error)
{
	if (!error)
		return;
	counter_up(catalogue_failed);
	if (!calls->error)
		calls->error = error;
}

void
calls_set_room(struct calls *calls, bool room)
{
	calls->audio.no_room = !room;
}

int
calls_error(struct calls *calls)
{
	int error = audio_error(&calls->audio);

	if (calls->error)
		return calls->error;
	/* Live, what cannot be written is told by its row, and all else goes
	 * on. */
	if (error && !settings_is_live(calls->settings))
		return error;
	return catalogue_error(calls->catalogue);
}

/* What is to be recorded: first, may it be that of another call? */
static void
on_audio(struct media_stream *stream, const struct rtp_frame *frame,
    const uint8_t *payload, size_t size, void *arg)
{
	struct calls *calls = arg;
	struct rtp_frame moved;

	if (stream->recorded <= IDENTITY_PACKETS && calls->on_heard &&
	    calls->on_heard(
		stream, frame, payload, size, calls->on_heard_arg)) {
		if (!stream->is_active)
			return;
		moved = *frame;
		moved.order = reorder_rebase(frame->order, stream->order_base);
		frame = &moved;
	}
	if (stream->is_paused && pause_takes_packet(stream, frame))
		return;
	audio_push(&calls->audio, stream, frame, payload, size);
}

static bool
on_fax(
    struct call *call, enum side side, const struct datagram *packet, void *arg)
{
	struct calls *calls = arg;

	return faxes_push(calls->faxes, call, side, packet);
}

struct calls *
calls_new(const struct settings *settings, int dir_fd,
    struct catalogue *catalogue, struct ledger *ledger)
{
	struct calls *calls = calloc(1, sizeof *calls);

	if (!calls)
		return NULL;
	calls->settings = settings;
	calls->catalogue = catalogue;
	calls->ledger = ledger;
	calls->media = media_new(MEDIA_ADDRESSES_MAX, on_audio, calls);
	calls->losses = losses_new();
	calls->heard = heard_new();
	calls->faxes = faxes_new(dir_fd, catalogue);
	if (audio_init(&calls->audio, settings, dir_fd, calls) ||
	    !calls->media || !calls->losses || !calls->heard || !calls->faxes) {
		calls_free(calls);
		return NULL;
	}
	media_listen_fax(calls->media, on_fax);
	measure_listen(calls);
	return calls;
}

void
calls_on_forgotten(
    struct calls *calls, calls_forgotten_fn *forgotten, void *arg)
{
	calls->forgotten = forgotten;
	calls->forgotten_arg = arg;
}

void
calls_on_heard(struct calls *calls, calls_heard_fn *heard, void *arg)
{
	calls->on_heard = heard;
	calls->on_heard_arg = arg;
}

void
calls_name_sources(struct calls *calls, calls_source_fn *name, void *arg)
{
	calls->source_name = name;
	calls->source_name_arg = arg;
}

struct media *
calls_media(struct calls *calls)
{
	return calls->media;
}

struct catalogue *
calls_catalogue(struct calls *calls)
{
	return calls->catalogue;
}

const struct settings *
calls_settings(const struct calls *calls)
{
	return calls->settings;
}

static void
list_append(struct calls *calls, struct call *call)
{
	call->older = calls->newest;
	if (calls->newest)
		calls->newest->newer = call;
	else
		calls->oldest = call;
	calls->newest = call;
	calls->count++;
}

void
calls_list_remove(struct calls *calls, struct call *call)
{
	if (call->older)
		call->older->newer = call->newer;
	else
		calls->oldest = call->newer;
	if (call->newer)
		call->newer->older = call->older;
	else
		calls->newest = call->older;
	calls->count--;
}

/* The public id: the first digits of a hash over time and identity. */
static void
make_uid(struct call *call, struct text identity)
{
	/* In microseconds, as most captures have it: the same call captured
	 * in nanoseconds too has the same id. */
	int64_t started_us = tstamp_us(call->started);
	char hash[DIGEST_TEXT_SIZE];

	digest_parts(
	    &started_us, sizeof started_us, identity.at, identity.len, hash);
	memcpy(call->uid, hash, CALL_UID_LEN);
	call->uid[CALL_UID_LEN] = '\0';
}

struct call *
calls_start(struct calls *calls, struct tstamp time, struct text identity)
{
	struct call *call;

	if (calls->count + calls->closing_count >= CALLS_MAX ||
	    !(call = calloc(1, sizeof *call))) {
		counter_up(call_limit);
		return NULL;
	}
	call->started = call->last_signal = time;
	call->state = CALL_RINGING;
	call->id = catalogue_next_id(calls->catalogue, CATALOGUE_CALL);
	call->losses = calls->losses;
	call->heard = calls->heard;
	make_uid(call, identity);
	list_append(calls, call);
	policy_begin(calls, call);
	return call;
}

void
calls_update(struct calls *calls, struct call *call)
{
	audio_rename(call);
	calls_check(calls, file_call(calls->catalogue, call, NULL, NULL));
}

void
calls_event(struct calls *calls, const struct call *call, struct tstamp time,
    const char *kind, const enum side *side, const char *detail)
{
	struct event_row row = {
	    .call_id = call->id,
	    .time_us = tstamp_us(time),
	    .kind = kind,
	    .side = side ? side_name(*side) : NULL,
	    .detail = detail,
	};

	calls_check(calls, catalogue_add_event(calls->catalogue, &row));
}

void
calls_ringing(struct calls *calls, struct call *call, struct tstamp time)
{
	if (call->has_ringing || call->over)
		return;
	call->has_ringing = true;
	call->ringing = time;
	calls_event(calls, call, time, "ringing", NULL, NULL);
}

void
calls_answered(
    struct calls *calls, struct call *call, struct tstamp time, unsigned status)
{
	if (call->has_answered || call->over)
		return;
	call->has_answered = call->was_answered = true;
	call->answered = time;
	call->final_status = status;
	call->state = CALL_ACTIVE;
	calls_event(calls, call, time, "answer", NULL, NULL);
	calls_negotiated(calls, call, time);
	policy_decide(calls, call, time);
	calls_update(calls, call);
}

static void
end(struct calls *calls, struct call *call, struct tstamp time,
    enum call_state state)
{
	char detail[sizeof call->reason];

	call->over = true;
	call->ended = time;
	call->state = state;
	cause_of_hangup(&call->cause, detail, sizeof detail);
	if (call->reason[0])
		memcpy(detail, call->reason, sizeof detail);
	calls_event(calls, call, time, "end",
	    call->has_ended_by ? &call->ended_by : NULL,
	    detail[0] ? detail : NULL);
	policy_decide(calls, call, time);
}

static void __attribute__((format(printf, 2, 3)))
set_reason(struct call *call, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(call->reason, sizeof call->reason, format, args);
	va_end(args);
}

void
calls_failed(struct calls *calls, struct call *call, struct tstamp time,
    unsigned status, const char *reason, const enum side *by)
{
	if (call->over)
		return;
	call->final_status = status;
	call->has_ended_by = by != NULL;
	if (by)
		call->ended_by = *by;
	set_reason(call, "%s", reason);
	end(calls, call, time, CALL_FAILED);
}

void
calls_hung_up(
    struct calls *calls, struct call *call, struct tstamp time, enum side by)
{
	if (call->over)
		return;
	call->has_ended_by = true;
	call->ended_by = by;
	if (!call->was_answered)
		set_reason(call, "hung up before an answer");
	end(calls, call, time, call->was_answered ? CALL_ENDED : CALL_FAILED);
}

void
calls_interrupted(struct calls *calls, struct call *call, struct tstamp time,
    const char *reason)
{
	if (call->over)
		return;
	set_reason(call, "%s", reason);
	end(calls, call, time, CALL_INTERRUPTED);
}

static struct tstamp
last_activity(const struct call *call)
{
	struct tstamp newest = call->last_signal, last;

	if (media_last(call, &last) && tstamp_before(newest, last))
		newest = last;
	if (fax_last(call, &last) && tstamp_before(newest, last))
		newest = last;
	return newest;
}

/* Interrupts an answered call that nothing was heard of for too long. */
static void
check_silence(struct calls *calls, struct call *call, struct tstamp now)
{
	struct tstamp last = last_activity(call);
	bool media_expected = call->streams &&
			      !call->sides[SIDE_CALLER].holds &&
			      !call->sides[SIDE_CALLEE].holds;
	int64_t timeout = media_expected ? calls->settings->media_timeout_ns
					 : SILENT_TIMEOUT_NS;
	bool expires =
	    call->session_interval_ns && call->session_interval_ns < timeout;
	char reason[80];

	if (expires)
		timeout = call->session_interval_ns;
	if (call->state != CALL_ACTIVE || tstamp_diff_ns(now, last) < timeout)
		return;
	if (call_settle_silent(calls, call))
		return;
	snprintf(reason, sizeof reason,
	    expires ? "its end was not seen: not refreshed within %lld s"
		    : "its end was not seen: silent for %lld s",
	    (long long)(timeout / NS_PER_SEC));
	calls_interrupted(calls, call, last, reason);
}

void
calls_note_capture_loss(
    struct calls *calls, unsigned capture, const struct capture_loss *loss)
{
	losses_note_capture(calls->losses, capture, loss->from, loss->to);
	if (calls->lost.frames == 0)
		calls->lost.from = loss->from;
	calls->lost.to = loss->to;
	calls->lost.frames += loss->frames;
}

/* Says of each call that goes on, once, that frames were lost, which may have
 * been of it. Gaps tell of more. */
static void
tell_capture_loss(struct calls *calls)
{
	char detail[80];

	if (calls->lost.frames == 0)
		return;
	snprintf(detail, sizeof detail,
	    "%llu frames of all calls were lost by the recorder",
	    (unsigned long long)calls->lost.frames);
	for (struct call *call = calls->oldest; call; call = call->newer) {
		if (call->over || call->has_capture_loss ||
		    !tstamp_before(call->started, calls->lost.to))
			continue;
		call->has_capture_loss = true;
		calls_event(calls, call, calls->lost.from, "capture-loss", NULL,
		    detail);
	}
	calls->lost.frames = 0;
}

void
calls_tick(struct calls *calls, struct tstamp now)
{
	struct call *next;

	tell_capture_loss(calls);
	losses_tick(calls->losses, now);
	heard_tick(calls->heard, now);
	for (struct call *call = calls->oldest; call; call = next) {
		next = call->newer;
		call_sessions_tick(calls, call, now);
		measure_tick(calls, call, now);
		if (!call->over)
			check_silence(calls, call, now);
		if (!call->over)
			calls_note_music(calls, call, now);
		if (call->over && tstamp_diff_ns(now, call->ended) > GRACE_NS)
			calls_close(calls, call);
	}
	calls->ticks++;
	audio_collect(&calls->audio);
	calls_file_closed(calls, false);
}

void
calls_tick_audio(struct calls *calls, struct tstamp now)
{
	audio_tick(&calls->audio, now);
}

void
calls_finish(struct calls *calls, struct tstamp now)
{
	tell_capture_loss(calls);
	losses_finish(calls->losses, now);
	while (calls->oldest) {
		struct call *call = calls->oldest;

		call_sessions_tick(calls, call,
		    tstamp_add_ns(now, LINK_AWAIT_NS + NS_PER_SEC));
		check_silence(calls, call, now);
		if (!call->over && !call_settle_silent(calls, call))
			calls_interrupted(calls, call, last_activity(call),
			    "the capture ended before the call did");
		calls_close(calls, call);
	}
	audio_finish(&calls->audio);
	calls_file_closed(calls, true);
}

void
calls_free(struct calls *calls)
{
	if (!calls)
		return;
	audio_clear(&calls->audio);
	faxes_free(calls->faxes);
	media_free(calls->media);
	losses_free(calls->losses);
	heard_free(calls->heard);
	free(calls);
}
