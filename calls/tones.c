/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From rendered audio to tones, side by side. */
#include "calls/tones.h"

#include "calls/media.h"

/* One side; it stops for good once the sides agree on telephone events. */
struct tone_side {
	struct tones *tones;
	enum side side;
	bool stopped;
	struct tone_listener *listener; /* NULL: not, or no longer */
};

struct tones {
	struct tstamp origin; /* of the first sample that is listened to */
	uint32_t rate_hz;     /* of the samples; 0: none came yet */
	int64_t samples;      /* since 'origin' */
	tones_fn *on_tone;
	void *arg;
	struct tone_side sides[SIDE_COUNT];
};

static void
hear_nothing(char tone, int64_t from_sample, int64_t samples, void *arg)
{
	(void)tone, (void)from_sample, (void)samples, (void)arg;
}

void
tones_load(void)
{
	tone_listener_free(
	    tone_listener_new(TRACK_RATE_HZ, hear_nothing, NULL));
}

static int64_t
samples_ns(const struct tones *tones, int64_t samples)
{
	return samples / tones->rate_hz * NS_PER_SEC +
	       samples % tones->rate_hz * NS_PER_SEC / tones->rate_hz;
}

static void
on_tone(char tone, int64_t from_sample, int64_t samples, void *arg)
{
	const struct tone_side *side = arg;
	const struct tones *tones = side->tones;
	struct feed_tone heard = {
	    .side = (uint8_t)side->side,
	    .tone = tone,
	    .time =
		tstamp_add_ns(tones->origin, samples_ns(tones, from_sample)),
	    .duration_ms = samples * 1000 / tones->rate_hz,
	};

	tones->on_tone(&heard, tones->arg);
}

/* Does somebody who receives from 'speaker' take telephone events? '*any': is
 * somebody known who does, or does not? */
static bool
takes_events(const struct call *call, enum side speaker, bool *any)
{
	const struct media_endpoint *endpoint = call->endpoints;

	for (*any = false; endpoint; endpoint = endpoint->next) {
		if (endpoint->speaker != speaker)
			continue;
		*any = true;
		for (size_t i = 0; i < endpoint->map.count; i++)
			if (endpoint->map.types[i].kind == CODEC_EVENT)
				return true;
	}
	return false;
}

/* Both have to name them (RFC 4733 section 2.4, RFC 3264 section 6.1). */
bool
tones_are_signalled(const struct call *call, enum side side)
{
	bool any;

	return takes_events(call, side, &any) &&
	       (takes_events(call, other_side(side), &any) || !any);
}

/* The rate of the recording is another now, or the first. */
static void
begin_rate(struct tones *tones, uint32_t rate_hz)
{
	for (enum side side = 0; side < SIDE_COUNT; side++) {
		struct tone_side *it = &tones->sides[side];

		if (it->listener)
			tone_listener_end(it->listener);
		tone_listener_free(it->listener);
		it->listener = NULL;
	}
	if (tones->rate_hz)
		tones->origin = tstamp_add_ns(
		    tones->origin, samples_ns(tones, tones->samples));
	tones->samples = 0;
	tones->rate_hz = rate_hz;
	for (enum side side = 0; side < SIDE_COUNT; side++)
		if (!tones->sides[side].stopped)
			tones->sides[side].listener = tone_listener_new(
			    rate_hz, on_tone, &tones->sides[side]);
}

static void
on_samples(const int16_t *const sides[SIDE_COUNT], size_t count,
    uint32_t rate_hz, void *arg)
{
	struct tones *tones = arg;

	if (rate_hz != tones->rate_hz)
		begin_rate(tones, rate_hz);
	for (enum side side = 0; side < SIDE_COUNT; side++) {
		struct tone_side *it = &tones->sides[side];

		if (it->listener)
			tone_listener_push(it->listener, sides[side], count);
	}
	tones->samples += (int64_t)count;
}

struct tones *
tones_new(struct recording *recording, struct tstamp origin, tones_fn *on_press,
    void *arg)
{
	struct tones *tones = calloc(1, sizeof *tones);

	if (!tones)
		return NULL;
	tones->origin = origin;
	tones->on_tone = on_press;
	tones->arg = arg;
	for (enum side side = 0; side < SIDE_COUNT; side++) {
		struct tone_side *it = &tones->sides[side];

		it->tones = tones;
		it->side = side;
	}
	recording->on_samples = on_samples;
	recording->on_samples_arg = tones;
	return tones;
}

void
tones_stop(struct tones *tones, enum side side)
{
	struct tone_side *it = &tones->sides[side];

	it->stopped = true;
	tone_listener_free(it->listener);
	it->listener = NULL;
}

void
tones_free(struct tones *tones)
{
	if (!tones)
		return;
	for (enum side side = 0; side < SIDE_COUNT; side++) {
		struct tone_side *it = &tones->sides[side];

		if (it->listener)
			tone_listener_end(it->listener);
		tone_listener_free(it->listener);
	}
	free(tones);
}
