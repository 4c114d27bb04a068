/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * G.711 that goes to a file of the same law as it came: neither decoded nor
 * encoded, which is a tenth of a replay. It gives the octets that samples would
 * have given. As soon as something has to be made (concealment, comfort noise,
 * another codec) the block is one of samples after all.
 */
#include "rtp/track_int.h"

#include "rtp/g711.h"

void
law_begin(struct render *r)
{
	size_t history = track_history_size(r->track->timeline.rate_hz);

	r->coded_from = r->end;
	/* Else the history would be of both kinds. */
	if (r->to - r->end < (int64_t)history)
		r->octets = NULL;
}

void
law_leave(struct render *r)
{
	int64_t stop = r->end < r->to ? r->end : r->to;
	int64_t from = r->coded_from - r->from;

	if (r->octets)
		g711_decode(r->law, r->octets + from,
		    (size_t)(stop - r->coded_from), r->out + from);
	r->octets = NULL;
}

void
law_put(struct render *r, const struct rtp_frame *frame, size_t skip)
{
	const uint8_t *octets = reorder_payload(frame) + skip;
	uint8_t *out = r->octets + (r->end - r->from);
	static _Thread_local int16_t rest[REORDER_BYTES];
	size_t left = frame->size - skip;
	size_t count = (size_t)(r->to - r->end);

	if (count > left)
		count = left;
	if (r->law == CODEC_PCMA)
		memcpy(out, octets, count);
	else
		g711_ulaw_copy(octets, count, out);
	r->end += (int64_t)count;
	left -= count;
	if (left == 0)
		return;
	g711_decode(r->law, octets + count, left, rest);
	render_append(r, rest, left);
}

void
law_put_zeros(struct render *r, size_t count)
{
	memset(r->octets + (r->end - r->from), G711_ULAW_ZERO, count);
}

void
law_keep_history(struct render *r)
{
	size_t history = track_history_size(r->track->timeline.rate_hz);
	const uint8_t *end = r->octets + (r->to - r->from);

	g711_decode(r->law, end - history, history, track_history(r->track));
}

size_t
track_render_law(struct track *track, enum codec_kind law, uint8_t *octets,
    int16_t *out, size_t count)
{
	struct render r = render_next(track, out, count);

	if (track->timeline.rate_hz == TRACK_RATE_HZ && !track->speaking)
		r.octets = octets;
	r.law = (uint8_t)law;
	render_all(&r);
	return r.octets ? (size_t)(r.coded_from - r.from) : count;
}
