/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The gaps of a recording's present part, as they are found. */
#ifndef CALLS_RECORDING_GAPS_H
#define CALLS_RECORDING_GAPS_H

#include "calls/recording.h"

/* Packets of 'side' are missing between two samples. Past RECORDING_GAPS_MAX
 * the gap is joined to the last one of its side. */
void recording_note_gap(
    struct recording *recording, enum side side, int64_t from, int64_t to);

/* A packet of 'side' came when its place was rendered: it is noted in the gap
 * that was left for it. */
void recording_note_late(
    struct recording *recording, enum side side, const struct rtp_frame *frame);

/* Adds a gap to a part (NULL is allowed); false without memory. */
bool
recording_add_gap(struct recording_part *part, const struct recording_gap *gap);

/* Gaps behind the sample 'at' belong to what comes after it: takes them out of
 * the part, and gives them to 'later', which has room for RECORDING_GAPS_MAX
 * and one of each side. Their count. */
size_t recording_split_gaps(
    struct recording *recording, int64_t at, struct recording_gap *later);

#endif
