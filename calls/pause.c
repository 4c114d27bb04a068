/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pauses in the recording of a call. */
#include "calls/pause.h"

#include <stdlib.h>

#include "base/counter.h"
#include "base/glob.h"
#include "calls/calls_int.h"
#include "calls/measure.h"
#include "sip/header.h"

#define CODE_MAX (PAUSE_CODE_SIZE - 1)

/* Late packets of a pause are awaited so long behind it: longer than any is
 * that would still find its place in a file. */
#define BEHIND_NS (3 * NS_PER_SEC)

static const struct tstamp forever = {INT64_MAX};

/* The keys of one side that may be the beginning of a code. */
struct pause_code {
	struct key_press keys[CODE_MAX];
	size_t count;
	struct tstamp last; /* when the newest was told of */
};

struct call_pause {
	bool is_on;
	size_t count;
	struct pause_span spans[PAUSES_MAX];
	struct pause_code codes[SIDE_COUNT];
};

/* NULL without memory. */
static struct call_pause *
pause_of(struct call *call)
{
	if (!call->pause)
		call->pause = calloc(1, sizeof *call->pause);
	return call->pause;
}

bool
pause_is_on(const struct call *call)
{
	return call->pause && call->pause->is_on;
}

size_t
pause_spans(const struct call *call, const struct pause_span **spans)
{
	if (!call->pause)
		return 0;
	*spans = call->pause->spans;
	return call->pause->count;
}

int64_t
pause_total_ns(const struct call *call)
{
	const struct pause_span *spans;
	size_t count = pause_spans(call, &spans);
	int64_t sum = 0;

	for (size_t i = 0; i < count; i++) {
		struct tstamp to = spans[i].to;

		if (tstamp_before(call->ended, to))
			to = call->ended;
		if (tstamp_before(spans[i].from, to))
			sum += tstamp_diff_ns(to, spans[i].from);
	}
	return sum;
}

/* All streams of a paused call ask before each packet. */
static void
mark_streams(struct call *call)
{
	for (struct media_stream *it = call->streams; it; it = it->next)
		pause_note_stream(it);
}

void
pause_note_stream(struct media_stream *stream)
{
	if (pause_is_on(stream->call))
		stream->is_paused = true;
}

/* What waits to become a code is none any more. */
static void
drop_code(struct pause_code *code)
{
	code->count = 0;
}

enum pause_answer
pause_begin(struct calls *calls, struct call *call, struct tstamp now,
    const enum side *side, const char *who)
{
	struct call_pause *pause;

	if (call->over)
		return PAUSE_OVER;
	if (pause_is_on(call))
		return PAUSE_ALREADY;
	pause = pause_of(call);
	/* The last span is for the pause that does not end. */
	if (!pause || pause->count == PAUSES_MAX)
		return PAUSE_LIMIT;
	pause->is_on = true;
	pause->spans[pause->count++] = (struct pause_span){now, forever};
	mark_streams(call);
	counter_up(recording_paused);
	calls_event(calls, call, now, "pause", side, who);
	return PAUSE_DONE;
}

enum pause_answer
pause_end(struct calls *calls, struct call *call, struct tstamp now,
    const enum side *side, const char *who)
{
	struct call_pause *pause = call->pause;

	if (call->over)
		return PAUSE_OVER;
	if (!pause_is_on(call))
		return PAUSE_ALREADY;
	if (pause->count == PAUSES_MAX)
		return PAUSE_LIMIT;
	pause->is_on = false;
	pause->spans[pause->count - 1].to = now;
	for (enum side it = 0; it < SIDE_COUNT; it++)
		drop_code(&pause->codes[it]);
	calls_event(calls, call, now, "pause-end", side, who);
	return PAUSE_DONE;
}

/* Was 'frame' sent before the pause ended at 'to', by the clock of its sender?
 * The newest packet that came in the pause tells how that goes. */
static bool
is_of_pause(const struct media_stream *stream, const struct rtp_frame *frame,
    struct tstamp to)
{
	const struct pause_mark *mark = &stream->pause;
	int64_t ticks = tstamp_diff_ns(to, mark->arrival) / NS_PER_MS *
			stream->clock_hz / 1000;
	int32_t ahead = (int32_t)(frame->timestamp - mark->timestamp);

	return mark->has_last && (ahead <= 0 || ahead < ticks);
}

/*
 * Packets that were sent in a pause may come late, and the first one behind it
 * may have the frame before it once more, coarser (RFC 6716 section 2.1.7): it
 * is left out, and so is what was sent before it.
 */
static bool
is_left_out(struct media_stream *stream, const struct rtp_frame *frame)
{
	const struct call_pause *pause = stream->call->pause;
	struct pause_mark *mark = &stream->pause;
	struct tstamp to;

	if (!pause || pause->count == 0)
		return false;
	to = pause->spans[pause->count - 1].to;
	if (pause->is_on) {
		if (!mark->has_last || frame->order > mark->order)
			*mark = (struct pause_mark){.has_last = true,
			    .order = frame->order,
			    .timestamp = frame->timestamp,
			    .arrival = frame->arrival};
		return true;
	}
	if (is_of_pause(stream, frame, to))
		return true;
	if (!mark->is_behind) {
		mark->is_behind = true;
		mark->order = frame->order;
	}
	if (frame->order <= mark->order)
		return true;
	if (tstamp_diff_ns(frame->arrival, to) > BEHIND_NS) {
		stream->is_paused = false;
		*mark = (struct pause_mark){.has_last = false};
	}
	return false;
}

bool
pause_takes_packet(struct media_stream *stream, const struct rtp_frame *frame)
{
	if (!is_left_out(stream, frame))
		return false;
	counter_up(rtp_paused);
	return true;
}

/* Is 'time' in a pause? */
static bool
is_within(const struct call_pause *pause, struct tstamp time)
{
	for (size_t i = 0; pause && i < pause->count; i++)
		if (!tstamp_before(time, pause->spans[i].from) &&
		    tstamp_before(time, pause->spans[i].to))
			return true;
	return false;
}

bool
pause_takes_event(const struct call *call, struct tstamp started)
{
	return pause_is_on(call) || is_within(call->pause, started);
}

bool
pause_hides_keys(const struct call *call)
{
	const struct call_pause *pause = call->pause;

	return pause && (pause->is_on || pause->codes[SIDE_CALLER].count ||
			    pause->codes[SIDE_CALLEE].count);
}

/* May 'side' use codes? */
static bool
may_ask(const struct calls *calls, const struct call *call, enum side side)
{
	if (!calls->settings->pause.inside_only)
		return true;
	return !(call->direction == DIRECTION_INBOUND && side == SIDE_CALLER) &&
	       !(call->direction == DIRECTION_OUTBOUND && side == SIDE_CALLEE);
}

/* Are the keys the beginning of 'code'? '*whole': are they all of it? */
static bool
begins(const struct pause_code *keys, const char *code, bool *whole)
{
	size_t len = strlen(code);

	*whole = keys->count == len && len > 0;
	if (keys->count > len)
		return false;
	for (size_t i = 0; i < keys->count; i++)
		if (keys->keys[i].key != code[i])
			return false;
	return true;
}

/* The oldest key is none of a code: it is noted, unless it was pressed in a
 * pause. */
static void
let_go(struct calls *calls, struct call *call, struct pause_code *keys)
{
	struct key_press press = keys->keys[0];

	keys->count--;
	memmove(keys->keys, keys->keys + 1, keys->count * sizeof keys->keys[0]);
	if (!pause_takes_event(call, press.time))
		measure_put_key(calls, call, &press);
}

static void
let_all_go(struct calls *calls, struct call *call, struct pause_code *keys)
{
	while (keys->count > 0)
		let_go(calls, call, keys);
}

/* Does what 'code' stands for. */
static void
obey(struct calls *calls, struct call *call, enum side side, struct tstamp now)
{
	drop_code(&call->pause->codes[side]);
	if (pause_is_on(call))
		(void)pause_end(calls, call, now, &side, "by its code");
	else
		(void)pause_begin(calls, call, now, &side, "by its code");
}

bool
pause_takes_key(struct calls *calls, struct call *call,
    const struct key_press *press, struct tstamp now)
{
	const struct pause_settings *settings = &calls->settings->pause;
	bool is_on = pause_is_on(call), whole;
	const char *code = is_on ? settings->resume_keys : settings->pause_keys;
	bool is_hidden = press->method == KEY_INBAND
			     ? is_within(call->pause, press->time)
			     : pause_takes_event(call, press->time);
	struct pause_code *keys;

	if (!code[0] || press->method == KEY_INBAND ||
	    !may_ask(calls, call, press->side) || !pause_of(call))
		return is_hidden;
	keys = &call->pause->codes[press->side];
	if (tstamp_diff_ns(now, keys->last) > PAUSE_KEY_NS)
		let_all_go(calls, call, keys);
	keys->last = now;
	keys->keys[keys->count++] = *press;
	while (!begins(keys, code, &whole))
		let_go(calls, call, keys);
	if (whole)
		obey(calls, call, press->side, now);
	return true;
}

static bool
asks(const struct pause_header *header, struct text message)
{
	struct text value;

	while (
	    header->name[0] && sip_header_next(&message, header->name, &value))
		if (glob_matches(header->value, value))
			return true;
	return false;
}

void
pause_take_request(struct calls *calls, struct call *call, enum side side,
    struct text message, struct tstamp now)
{
	const struct pause_settings *settings = &calls->settings->pause;

	if (asks(&settings->pause_header, message))
		(void)pause_begin(calls, call, now, &side, "by a header");
	else if (asks(&settings->resume_header, message))
		(void)pause_end(calls, call, now, &side, "by a header");
}

void
pause_tick(struct calls *calls, struct call *call, struct tstamp now)
{
	struct call_pause *pause = call->pause;

	for (enum side side = 0; pause && side < SIDE_COUNT; side++)
		if (tstamp_diff_ns(now, pause->codes[side].last) > PAUSE_KEY_NS)
			let_all_go(calls, call, &pause->codes[side]);
}

void
pause_flush(struct calls *calls, struct call *call)
{
	for (enum side side = 0; call->pause && side < SIDE_COUNT; side++)
		let_all_go(calls, call, &call->pause->codes[side]);
}

/* Adds a pause of the other call, in order of time. */
static void
add_span(struct call_pause *pause, const struct pause_span *span)
{
	size_t at = pause->count;

	if (pause->count == PAUSES_MAX)
		return;
	for (; at > 0 && tstamp_before(span->from, pause->spans[at - 1].from);
	     at--)
		pause->spans[at] = pause->spans[at - 1];
	pause->spans[at] = *span;
	pause->count++;
}

/* Pauses that overlap become one: the one that goes on is the last then. */
static void
join_spans(struct call_pause *pause)
{
	size_t kept = 0;

	for (size_t i = 1; i < pause->count; i++) {
		struct pause_span *last = &pause->spans[kept];

		if (tstamp_before(last->to, pause->spans[i].from))
			pause->spans[++kept] = pause->spans[i];
		else if (tstamp_before(last->to, pause->spans[i].to))
			last->to = pause->spans[i].to;
	}
	pause->count = kept + 1;
}

void
pause_merge(struct call *from, struct call *into)
{
	const struct pause_span *spans;
	size_t count = pause_spans(from, &spans);
	struct call_pause *pause = count ? pause_of(into) : into->pause;

	for (size_t i = 0; pause && i < count; i++)
		add_span(pause, &spans[i]);
	if (pause && count) {
		pause->is_on = pause->is_on || pause_is_on(from);
		join_spans(pause);
	}
	mark_streams(into);
}

void
pause_forget(struct call *call)
{
	free(call->pause);
	call->pause = NULL;
}

bool
pause_keys_parse(struct text text, char out[PAUSE_CODE_SIZE])
{
	if (text.len >= PAUSE_CODE_SIZE)
		return false;
	for (size_t i = 0; i < text.len; i++)
		if (!memchr("0123456789*#ABCD", text.at[i], 16))
			return false;
	text_copy(out, PAUSE_CODE_SIZE, text);
	return true;
}

bool
pause_header_parse(struct text text, struct pause_header *out)
{
	struct text value = text, name = text_trim(text_cut(&value, ':'));

	value = text_trim(value);
	if (name.len == 0 || name.len >= sizeof out->name || value.len == 0 ||
	    value.len >= sizeof out->value)
		return false;
	text_copy(out->name, sizeof out->name, name);
	text_copy(out->value, sizeof out->value, value);
	return !strpbrk(out->name, " \t,*");
}
