/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys and reports to rows. RFC 4733, RFC 4734, RFC 3550 section 6. */
#include "calls/measure.h"

#include "calls/pause.h"
#include "calls/policy.h"
#include "calls/quality.h"
#include "rtp/tone.h"

/* An event of which no packet comes for so long is over. */
#define EVENT_SILENCE_NS NS_PER_SEC

void
measure_put_key(
    struct calls *calls, struct call *call, const struct key_press *press)
{
	const struct settings *settings = calls_settings(calls);

	if (settings->dtmf != DTMF_NONE && policy_keeps_details(call))
		calls_check(calls, keys_put(calls_catalogue(calls), call, press,
				       settings->dtmf_digits));
}

void
measure_key(struct calls *calls, struct call *call,
    const struct key_press *press, struct tstamp now)
{
	if (!keys_is_again(call, press) &&
	    !pause_takes_key(calls, call, press, now))
		measure_put_key(calls, call, press);
}

/* What is no key. */
static void
note_event(struct calls *calls, const struct media_stream *stream,
    const struct rtp_event *event)
{
	enum side side = stream->side;
	const char *kind = "fax-tone", *detail = NULL;

	if (calls_settings(calls)->dtmf == DTMF_NONE ||
	    !policy_keeps_details(stream->call) ||
	    pause_takes_event(stream->call, event->started))
		return;
	if (event->code == RTP_EVENT_FLASH)
		kind = "flash";
	else if (event->code == RTP_EVENT_FAX_CNG)
		detail = "CNG, as a telephone event";
	else if (event->code == RTP_EVENT_FAX_ANS)
		detail = "CED, as a telephone event";
	else
		return;
	if (keys_room(stream->call))
		calls_event(
		    calls, stream->call, event->started, kind, &side, detail);
}

static void
on_event(struct media_stream *stream, const struct rtp_event *event, void *arg)
{
	struct calls *calls = arg;
	struct key_press press = {
	    .method = KEY_RFC4733,
	    .side = stream->side,
	    .key = rtp_event_key(event->code),
	    .time = event->started,
	    .duration_ms = event->duration_ms,
	    .stream = stream,
	};

	if (press.key)
		measure_key(calls, stream->call, &press, stream->stats.last);
	else
		note_event(calls, stream, event);
}

static void
on_quality(struct media_stream *stream, struct quality_row *row, void *arg)
{
	struct calls *calls = arg;

	if (!policy_keeps_details(stream->call))
		return;
	calls_check(calls, quality_put(calls_catalogue(calls), stream, row));
}

static void
on_bye(struct media_stream *stream, struct tstamp time, void *arg)
{
	enum side side = stream->side;
	char detail[24];

	snprintf(detail, sizeof detail, "SSRC 0x%08x", stream->ssrc);
	calls_event(arg, stream->call, time, "rtcp-bye", &side, detail);
}

void
measure_listen(struct calls *calls)
{
	media_listen(calls_media(calls), on_event, on_quality, on_bye);
}

void
measure_tick(struct calls *calls, struct call *call, struct tstamp now)
{
	struct tstamp measured = call->measured;

	pause_tick(calls, call, now);
	if (!policy_keeps_details(call))
		return;
	calls_check(calls, quality_tick(calls_catalogue(calls), call, now));
	if (call->measured.ns != measured.ns)
		media_expire_events(calls_media(calls), call,
		    tstamp_add_ns(now, -EVENT_SILENCE_NS));
}

void
measure_end(struct calls *calls, struct call *call)
{
	static const struct tstamp all = {INT64_MAX};

	media_expire_events(calls_media(calls), call, all);
	pause_flush(calls, call);
}

void
measure_forget(struct call *call)
{
	keys_forget(call);
}

/* A key in the audio, or a fax that calls. */
void
measure_tone(
    struct calls *calls, struct feed *feed, const struct feed_tone *tone)
{
	struct call *call = feed->call;
	enum side heard = (enum side)tone->side;
	enum side side = feed->is_crossed ? other_side(heard) : heard;
	struct key_press press = {
	    .method = KEY_INBAND,
	    .side = side,
	    .key = tone->tone,
	    .time = tone->time,
	    .duration_ms = tone->duration_ms,
	    .stream = call->sides[side].active,
	};

	if (tone->tone != TONE_FAX_CNG)
		measure_key(calls, call, &press, tone->time);
	else if (!pause_takes_event(call, tone->time) && keys_room(call))
		calls_event(calls, call, tone->time, "fax-tone", &side,
		    "CNG, in the audio");
}
