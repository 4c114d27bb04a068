/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * RTP streams (RFC 3550, RFC 3551) and their accidents.
 *
 * A packet is a 'unit': which slot it carries and its index in the stream. Its
 * bytes are a pure function of that, so they are made at the moment when it is
 * captured; a packet that waits costs a few words and not its bytes, and the
 * copy that mirroring would make is equal to the last byte.
 *
 * The way of a unit: stream_slot() -> submit() -> [lost] -> [heap: jitter] ->
 * arrive() -> [held: reordering -> heap] -> capture() -> [heap: duplicate].
 */
#include "bench/stream.h"

#include "bench/hash.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define RTP_SIZE 12
#define PT_NOISE 13     /* RFC 3389 */
#define PT_EVENT 101    /* as our SDP says */
#define NOISE_LEVEL 60  /* -60 dBov */
#define EVENT_CODE 5    /* the digit 5 */
#define EVENT_VOLUME 10 /* -10 dBm0 */
#define DSCP_EF 46      /* RFC 3246 */
#define NS_PER_SAMPLE 125000

/* One packet on its way. */
struct unit {
	struct stream *stream; /* borrowed */
	struct unit *next;     /* in the list of held or spare units */
	struct slot slot;      /* what it carries */
	uint32_t index;        /* in its stream, from 0 */
	uint32_t hold;         /* packets that will still overtake it */
	bool duplicate;        /* a copy of one that was captured */
};

/* The independent accidents of one packet. */
enum accident {
	ACCIDENT_LOSS,
	ACCIDENT_JITTER,
	ACCIDENT_REORDER,
	ACCIDENT_DEPTH,
	ACCIDENT_DUPLICATE,
	ACCIDENT_PAUSE,
	ACCIDENT_COUNT,
};

/* The random number of packet 'index' for 'accident'. */
static uint64_t
draw(const struct stream *s, uint32_t index, enum accident accident)
{
	return hash_at(s->key, (uint64_t)index * ACCIDENT_COUNT + accident);
}

/* Whether an accident of 'percent' happens to packet 'index'. */
static bool
happens(const struct stream *s, uint32_t index, enum accident accident,
    double percent)
{
	if (percent <= 0)
		return false;
	double share = (double)(draw(s, index, accident) >> 11) / 0x1p53;
	return share * 100 < percent;
}

/* Adds a stretch behind all others; merges it with the last one. */
static void
range_add(struct stream *s, struct ranges *r, int64_t from, int64_t to)
{
	if (s->engine->opt->truth_dir == NULL)
		return;
	if (r->len > 0 && r->items[r->len - 1].to_samples == from) {
		r->items[r->len - 1].to_samples = to;
		return;
	}
	if (r->len == r->room) {
		size_t room = r->room == 0 ? 8 : r->room * 2;
		struct range *more =
		    realloc(r->items, room * sizeof(*r->items));

		if (more == NULL) {
			engine_fail(s->engine, ENOMEM);
			return;
		}
		r->items = more;
		r->room = room;
	}
	r->items[r->len++] = (struct range){from, to};
}

/* Copies 'unit' to a place where it can wait; NULL ends the run. */
static struct unit *
keep(const struct unit *unit)
{
	struct engine *e = unit->stream->engine;
	struct unit *copy = e->spare;

	if (copy != NULL)
		e->spare = copy->next;
	else
		copy = malloc(sizeof(*copy));
	if (copy == NULL) {
		engine_fail(e, ENOMEM);
		return NULL;
	}
	*copy = *unit;
	copy->next = NULL;
	return copy;
}

/* Puts a copy of 'unit' into the heap. */
static void
postpone(const struct unit *unit, int64_t at_ns)
{
	struct unit *copy = keep(unit);

	if (copy == NULL)
		return;
	unit->stream->pending++;
	engine_schedule(unit->stream->engine, at_ns, EVENT_EMIT, copy);
}

/* Writes the payload of 'slot' at 'p', returns its size and type. */
static size_t
build_payload(
    const struct stream *s, const struct slot *slot, uint8_t *p, uint8_t *type)
{
	int16_t pcm[OPTIONS_PTIME_MAX_MS * OPTIONS_SAMPLES_PER_MS];

	if (slot->kind == SLOT_NOISE) {
		*type = PT_NOISE;
		p[0] = NOISE_LEVEL;
		return 1;
	}
	if (slot->kind == SLOT_EVENT) {
		/* RFC 4733 section 2.3 */
		uint32_t duration = slot->event_samples + slot->samples;
		bool end = duration >= PLAN_EVENT_SAMPLES;

		*type = PT_EVENT;
		p[0] = EVENT_CODE;
		p[1] = (uint8_t)((end ? 0x80 : 0) | EVENT_VOLUME);
		put_be16(p + 2, end ? PLAN_EVENT_SAMPLES : (uint16_t)duration);
		return 4;
	}
	*type = g711_payload_type(slot->law);
	speech_read(&s->engine->speech, &s->voice, slot->pos_samples, pcm,
	    slot->samples);
	g711_encode(&s->engine->g711, slot->law, pcm, p, slot->samples);
	return slot->samples;
}

/* Makes the bytes of 'unit' and writes them to the capture. */
static void
write_unit(const struct unit *unit, int64_t now_ns)
{
	const struct stream *s = unit->stream;
	const struct slot *slot = &unit->slot;
	struct engine *e = s->engine;
	uint8_t *rtp = packet_payload(&s->flow, &e->frame);
	uint32_t generation = slot->generation;
	uint8_t type = 0;

	size_t size = build_payload(s, slot, rtp + RTP_SIZE, &type);
	rtp[0] = 0x80;
	rtp[1] = (uint8_t)((slot->marker ? 0x80 : 0) | type);
	put_be16(rtp + 2, (uint16_t)(s->sequence[generation] + unit->index -
				     s->base[generation]));
	/* all packets of an event carry the time of its start */
	put_be32(rtp + 4, s->timestamp[generation] +
			      (uint32_t)slot->pos_samples -
			      slot->event_samples);
	put_be32(rtp + 8, s->ssrc[generation]);
	packet_finish(&s->flow, &e->frame, (uint16_t)(s->key + unit->index),
	    RTP_SIZE + size);
	engine_write(e, now_ns);
}

/*
 * Lets packet 'index' overtake the held ones before it; with 'all', the stream
 * is over and they go without. They follow one microsecond apart.
 */
static void
overtake(struct stream *s, uint32_t index, bool all, int64_t now_ns)
{
	struct unit **link = &s->held;

	while (*link != NULL) {
		struct unit *unit = *link;

		if (unit->index < index && unit->hold > 0)
			unit->hold--;
		if (unit->hold > 0 && !all) {
			link = &unit->next;
			continue;
		}
		*link = unit->next;
		unit->hold = 0;
		now_ns += ENGINE_NS_PER_US;
		s->pending++;
		engine_schedule(s->engine, now_ns, EVENT_EMIT, unit);
	}
}

/* The packet is captured: writes, counts, and may repeat it. */
static void
capture(const struct unit *unit, int64_t now_ns)
{
	struct stream *s = unit->stream;
	uint32_t index = unit->index;

	write_unit(unit, now_ns);
	if (unit->duplicate) {
		s->duplicates++;
		return;
	}
	s->captured++;
	if (index < s->highest)
		s->reordered++;
	else
		s->highest = index;
	overtake(s, index, false, now_ns);
	if (happens(s, index, ACCIDENT_DUPLICATE,
		s->engine->opt->duplicate_percent)) {
		struct unit copy = *unit;
		uint64_t pause_us = 10 + draw(s, index, ACCIDENT_PAUSE) % 191;

		copy.duplicate = true;
		postpone(&copy, now_ns + (int64_t)pause_us * ENGINE_NS_PER_US);
	}
}

/* The packet comes to the mirror: it is captured or waits a little more. */
static void
arrive(const struct unit *unit, int64_t now_ns)
{
	struct stream *s = unit->stream;

	if (unit->hold > 0) {
		struct unit *copy = keep(unit);

		if (copy == NULL)
			return;
		copy->next = s->held;
		s->held = copy;
	} else {
		capture(unit, now_ns);
	}
	if (s->done && s->pending == 0 && s->held != NULL)
		overtake(s, 0, true, now_ns);
}

/* How many packets will overtake the packet 'index' with 'slot'. */
static uint32_t
choose_hold(const struct stream *s, const struct slot *slot, uint32_t index)
{
	const struct options *opt = s->engine->opt;
	int64_t reach = (int64_t)(opt->reorder_depth + 1) * slot->samples;
	int64_t change = opt->ssrc_change_samples;

	if (opt->reorder_depth == 0 ||
	    !happens(s, index, ACCIDENT_REORDER, opt->reorder_percent))
		return 0;
	/* nobody can place a packet of an SSRC that has been replaced */
	if (change != OPTIONS_NEVER && slot->pos_samples < change &&
	    slot->pos_samples + reach >= change)
		return 0;
	return 1 +
	       (uint32_t)(draw(s, index, ACCIDENT_DEPTH) % opt->reorder_depth);
}

/* Sends one packet; its accidents begin. */
static void
submit(struct stream *s, const struct slot *slot, int64_t now_ns)
{
	const struct options *opt = s->engine->opt;
	struct unit unit = {.stream = s, .slot = *slot, .index = s->sent++};
	int64_t delay_ns = 0;

	s->samples = slot->pos_samples + slot->samples;
	if (slot->anchor) {
		s->base[slot->generation] = unit.index;
		arrive(&unit, now_ns);
		return;
	}
	if (happens(s, unit.index, ACCIDENT_LOSS, opt->loss_percent)) {
		if (slot->kind == SLOT_AUDIO)
			range_add(s, &s->lost, slot->pos_samples, s->samples);
		return;
	}
	unit.hold = choose_hold(s, slot, unit.index);
	if (opt->jitter_ms > 0)
		delay_ns =
		    (int64_t)(draw(s, unit.index, ACCIDENT_JITTER) %
			      ((uint64_t)opt->jitter_ms * ENGINE_NS_PER_MS));
	if (delay_ns > 0)
		postpone(&unit, now_ns + delay_ns);
	else
		arrive(&unit, now_ns);
}

/* RFC 4733 section 2.5.1.4: the end of an event is sent three times. */
static void
repeat_event_end(struct stream *s, int64_t now_ns)
{
	struct unit unit = {.stream = s, .slot = s->next};
	int64_t step_ns = (int64_t)unit.slot.samples * NS_PER_SAMPLE / 4;

	if (unit.slot.event_samples + unit.slot.samples < PLAN_EVENT_SAMPLES)
		return;
	unit.slot.marker = false;
	for (int i = 1; i <= 2; i++) {
		unit.index = s->sent++;
		postpone(&unit, now_ns + i * step_ns);
	}
}

/* The capture time of position 'pos_samples'. */
static int64_t
time_of(const struct stream *s, int64_t pos_samples)
{
	return s->first_ns +
	       (int64_t)((double)pos_samples * s->sample_ns + 0.5);
}

void
stream_slot(struct stream *s, int64_t now_ns)
{
	const struct slot *slot = &s->next;
	int64_t end = slot->pos_samples + slot->samples;

	if (slot->kind != SLOT_AUDIO)
		range_add(s, &s->silent, slot->pos_samples, end);
	if (slot->kind != SLOT_SILENT)
		submit(s, slot, now_ns);
	if (slot->kind == SLOT_EVENT)
		repeat_event_end(s, now_ns);
	if (plan_next(&s->plan, &s->next)) {
		engine_schedule(
		    s->engine, time_of(s, s->next.pos_samples), EVENT_SLOT, s);
		return;
	}
	s->done = true;
	if (s->pending == 0)
		overtake(s, 0, true, now_ns);
}

void
stream_emit(struct unit *unit, int64_t now_ns)
{
	struct stream *s = unit->stream;
	struct engine *e = s->engine;

	s->pending--;
	arrive(unit, now_ns);
	unit->next = e->spare;
	e->spare = unit;
}

void
stream_init(
    struct stream *s, struct engine *e, const struct stream_setup *setup)
{
	double fast = setup->side == SIDE_CALLEE ? e->opt->drift_ppm : 0;
	uint64_t id = (uint64_t)setup->call * 2 + setup->side;

	*s = (struct stream){
	    .engine = e,
	    .side = setup->side,
	    .key = hash_at((uint64_t)e->opt->seed ^ 0x57e4, id),
	    .first_ns = setup->first_ns,
	    .sample_ns = NS_PER_SAMPLE / (1 + fast / 1e6),
	};
	for (uint64_t i = 0; i < 2; i++) {
		uint64_t random = hash_at(~s->key, i);

		s->ssrc[i] = (uint32_t)random;
		s->timestamp[i] = (uint32_t)(random >> 32);
		s->sequence[i] = (uint16_t)hash_at(~s->key, 2 + i);
	}
	flow_init(&s->flow, setup->from, setup->to, DSCP_EF);
	voice_init(
	    &s->voice, &e->speech, e->opt->seed, setup->call, setup->side);
	plan_init(&s->plan, e->opt, setup->side, setup->law,
	    (int64_t)((double)(setup->end_ns - s->first_ns) / s->sample_ns));
	s->done = !plan_next(&s->plan, &s->next);
	if (!s->done)
		engine_schedule(e, s->first_ns, EVENT_SLOT, s);
}

void
stream_clear(struct stream *s)
{
	free(s->lost.items);
	free(s->silent.items);
	s->lost = s->silent = (struct ranges){0};
}

void
stream_drop_spares(struct engine *e)
{
	while (e->spare != NULL) {
		struct unit *unit = e->spare;

		e->spare = unit->next;
		free(unit);
	}
}
