/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The plan of one side: walks packet by packet and asks the options what
 * happens there. Called by stream.c while the capture is written and by
 * truth.c once more afterwards.
 *
 * All changes take effect at the first slot that begins at or after their
 * position. When several want the same slot, the gap wins over the comfort
 * noise and that over the telephone event, which then waits.
 */
#include "bench/plan.h"

void
plan_init(struct plan *p, const struct options *opt, enum side side,
    enum g711_law law, int64_t end_samples)
{
	*p = (struct plan){
	    .opt = opt,
	    .side = side,
	    .law = law,
	    .end_samples = end_samples,
	    .event_at_samples = OPTIONS_NEVER,
	    .spurt = true,
	    .anchor = true,
	};
}

/* Whether a change at 'at_samples' has happened at the walk's position. */
static bool
passed(const struct plan *p, int64_t at_samples)
{
	return at_samples != OPTIONS_NEVER && p->pos_samples >= at_samples;
}

/* Whether the next slot begins inside 'stretch'. */
static bool
inside(const struct plan *p, const struct options_stretch *stretch)
{
	/* the first packet is always audio: it is the anchor of the rest */
	return p->pos_samples > 0 && p->pos_samples >= stretch->from_samples &&
	       p->pos_samples < stretch->from_samples + stretch->len_samples;
}

/* Whether the next slot belongs to the telephone event; may begin it. */
static bool
in_event(struct plan *p)
{
	if (p->event_at_samples == OPTIONS_NEVER &&
	    passed(p, p->opt->event_samples))
		p->event_at_samples = p->pos_samples;
	return p->event_at_samples != OPTIONS_NEVER &&
	       p->pos_samples < p->event_at_samples + PLAN_EVENT_SAMPLES;
}

/* Decides what the next slot holds. */
static enum slot_kind
choose(struct plan *p)
{
	if (p->side != SIDE_CALLER)
		return SLOT_AUDIO;
	if (inside(p, &p->opt->gap))
		return SLOT_SILENT;
	if (inside(p, &p->opt->noise)) {
		if (p->noise_sent)
			return SLOT_SILENT;
		p->noise_sent = true;
		return SLOT_NOISE;
	}
	return in_event(p) ? SLOT_EVENT : SLOT_AUDIO;
}

/* Sets the marker and anchor flags of a slot that carries a packet. */
static void
flag(struct plan *p, struct slot *slot)
{
	if (slot->kind == SLOT_AUDIO) {
		slot->marker = p->spurt;
		p->spurt = false;
	} else if (slot->kind == SLOT_EVENT) {
		/* RFC 4733 section 2.5.1.2: on the first packet of an event */
		slot->marker = slot->event_samples == 0;
	} else {
		p->spurt = true;
	}
	slot->anchor = p->anchor && slot->kind != SLOT_SILENT;
	if (slot->anchor)
		p->anchor = false;
}

bool
plan_next(struct plan *p, struct slot *slot)
{
	const struct options *opt = p->opt;
	uint32_t ptime_ms = opt->ptime_ms;
	enum g711_law law = p->law;

	if (passed(p, opt->ptime_change_samples))
		ptime_ms = opt->new_ptime_ms;
	if (passed(p, opt->codec_change_samples))
		law = g711_other(law);
	if (p->generation == 0 && passed(p, opt->ssrc_change_samples)) {
		p->generation = 1;
		p->anchor = true;
		p->spurt = true;
	}
	*slot = (struct slot){
	    .pos_samples = p->pos_samples,
	    .samples = ptime_ms * OPTIONS_SAMPLES_PER_MS,
	    .law = law,
	    .generation = p->generation,
	};
	if (p->pos_samples + slot->samples > p->end_samples)
		return false;
	slot->kind = choose(p);
	if (slot->kind == SLOT_EVENT)
		slot->event_samples =
		    (uint32_t)(p->pos_samples - p->event_at_samples);
	flag(p, slot);
	p->pos_samples += slot->samples;
	return true;
}
