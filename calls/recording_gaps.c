/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The gaps of a recording's present part, as they are found. */
#include "calls/recording_gaps.h"

#include <stdlib.h>

/* The newest gap of a side; NULL when it has none. */
static struct recording_gap *
last_gap(const struct recording *recording, enum side side)
{
	size_t i = recording->gap_count;

	while (i-- > 0)
		if (recording->gaps[i].side == side)
			return &recording->gaps[i];
	return NULL;
}

/* Has it room for one more gap? */
static bool
grow_gaps(struct recording *recording)
{
	size_t size = recording->gap_size ? recording->gap_size * 2 : 8;
	struct recording_gap *gaps;

	if (recording->gap_count < recording->gap_size)
		return true;
	gaps = realloc(recording->gaps, size * sizeof *gaps);
	if (!gaps)
		return false;
	recording->gaps = gaps;
	recording->gap_size = size;
	return true;
}

bool
recording_add_gap(struct recording *recording, const struct recording_gap *gap)
{
	if (!grow_gaps(recording))
		return false;
	recording->gaps[recording->gap_count++] = *gap;
	return true;
}

void
recording_note_late(
    struct recording *recording, enum side side, const struct rtp_frame *frame)
{
	int64_t position =
	    timeline_by_rtp_time(&recording->tracks[side].timeline, frame);

	for (size_t i = recording->gap_count; i-- > 0;) {
		struct recording_gap *gap = &recording->gaps[i];

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
	bool full = recording->gap_count >= RECORDING_GAPS_MAX;
	struct recording_gap *last = last_gap(recording, side);

	/* What lies before this part was written as silence. */
	if (from < 0)
		from = 0;

	if ((!full || !last) && grow_gaps(recording)) {
		recording->gaps[recording->gap_count++] =
		    (struct recording_gap){
			.side = side, .from = from, .to = to, .count = 1};
	} else if (last) {
		last->to = to;
		last->count++;
	}
}

size_t
recording_split_gaps(
    struct recording *recording, int64_t at, struct recording_gap *later)
{
	size_t kept = 0, moved = 0;

	for (size_t i = 0; i < recording->gap_count; i++) {
		struct recording_gap gap = recording->gaps[i];

		if (gap.to > at) {
			later[moved] = gap;
			later[moved].from = gap.from > at ? gap.from - at : 0;
			later[moved++].to = gap.to - at;
			gap.to = at;
		}
		if (gap.from < at)
			recording->gaps[kept++] = gap;
	}
	recording->gap_count = kept;
	return moved;
}
