/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The gaps of a recording's present part, as they are found. */
#include "calls/recording_gaps.h"

#include <stdlib.h>

/* The newest gap of a side; NULL when it has none. */
static struct recording_gap *
last_gap(const struct recording_part *part, enum side side)
{
	size_t i = part->gap_count;

	while (i-- > 0)
		if (part->gaps[i].side == side)
			return &part->gaps[i];
	return NULL;
}

/* Has it room for one more gap? */
static bool
grow_gaps(struct recording_part *part)
{
	size_t size = part->gap_size ? part->gap_size * 2 : 8;
	struct recording_gap *gaps;

	if (part->gap_count < part->gap_size)
		return true;
	gaps = realloc(part->gaps, size * sizeof *gaps);
	if (!gaps)
		return false;
	part->gaps = gaps;
	part->gap_size = size;
	return true;
}

bool
recording_add_gap(struct recording_part *part, const struct recording_gap *gap)
{
	if (!part || !grow_gaps(part))
		return false;
	part->gaps[part->gap_count++] = *gap;
	return true;
}

void
recording_note_late(
    struct recording *recording, enum side side, const struct rtp_frame *frame)
{
	struct recording_part *part = recording->part;
	int64_t position =
	    timeline_by_rtp_time(&recording->tracks[side].timeline, frame);

	for (size_t i = part ? part->gap_count : 0; i-- > 0;) {
		struct recording_gap *gap = &part->gaps[i];

		if (gap->side == side && gap->from <= position &&
		    position < gap->to) {
			gap->late++;
			return;
		}
	}
}

void
recording_note_gap(
    struct recording *recording, enum side side, int64_t from, int64_t to)
{
	struct recording_part *part = recording->part;
	struct recording_gap gap = {
	    .side = side, .from = from, .to = to, .count = 1};
	struct recording_gap *last;
	bool full;

	if (!part)
		return;
	full = part->gap_count >= RECORDING_GAPS_MAX;
	last = last_gap(part, side);
	/* What lies before this part was written as silence. */
	if (from < 0)
		gap.from = 0;
	if ((!full || !last) && recording_add_gap(part, &gap))
		return;
	if (last) {
		last->to = to;
		last->count++;
	}
}

size_t
recording_split_gaps(
    struct recording *recording, int64_t at, struct recording_gap *later)
{
	struct recording_part *part = recording->part;
	size_t kept = 0, moved = 0;

	for (size_t i = 0; part && i < part->gap_count; i++) {
		struct recording_gap gap = part->gaps[i];

		if (gap.to > at) {
			later[moved] = gap;
			later[moved].from = gap.from > at ? gap.from - at : 0;
			later[moved++].to = gap.to - at;
			gap.to = at;
		}
		if (gap.from < at)
			part->gaps[kept++] = gap;
	}
	if (part)
		part->gap_count = kept;
	return moved;
}
