/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is missing of a call's recording, and why: lost packets as they were
 * found when it was rendered, and the time in which a side that should have
 * spoken sent nothing, or nothing that could be recorded.
 */
#ifndef CALLS_GAPS_H
#define CALLS_GAPS_H

#include <stdbool.h>

#include "calls/call.h"
#include "calls/feed.h"
#include "calls/recording.h"

/* A side may begin so late after the answer, and end so early before the end,
 * without being called partial. */
#define EDGE_NS (2 * NS_PER_SEC)

/* When a side was heard: its packets that could be recorded. */
struct heard_time {
	bool any;
	struct tstamp first, last;
};
struct heard_time gaps_heard(const struct call *call, enum side side);

/*
 * Did 'side' send what could not be recorded between two times? Why it could
 * not: GAP_NO_KEY, GAP_CODEC, GAP_CAPTURE; GAP_NO_PACKETS when it did not.
 */
enum gap_cause gaps_refused_for(const struct call *call, enum side side,
    struct tstamp from, struct tstamp to);

/*
 * Gives each gap of a file of 'feed', which has ended, its cause; adds those at
 * the beginning of its sides to a call's first file, and those at the end to
 * its last. Sums up at the feed what lies between. Once for each file. Samples
 * of a gap are positions in the file; one at the end may lie behind its last
 * sample.
 */
void gaps_judge(struct feed *feed, struct recording_part *part);

/* Most of what 'side' lost in its recording was lost for one cause: which, and
 * how long that and all of it are, in all files. */
struct gap_sum {
	enum gap_cause cause;
	int64_t of_cause_ns, all_ns;
};
struct gap_sum gaps_lost(const struct feed *feed, enum side side);

/* How long 'side' sent what could not be recorded for 'cause', between what
 * could, in all files: in ns. */
int64_t
gaps_refused(const struct feed *feed, enum side side, enum gap_cause cause);

#endif
