/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is what arrived at an analysis interface what the plan expects there? */
#ifndef SPANCTL_JUDGE_H
#define SPANCTL_JUDGE_H

#include "spanctl/guards.h"
#include "spanctl/observe.h"

#define JUDGED_PAIRS_MAX 64

/* One interface that was looked at. */
struct view {
	const struct plan *plan;
	const struct analysis *analysis;
	const struct observation *seen;
	struct findings findings;
	struct { /* pairs that were said */
		struct addr from, to;
	} pairs[JUDGED_PAIRS_MAX];
	size_t pair_count;
};

/* Appends what is wrong to the findings. */
void judge(struct view *view);

#endif
