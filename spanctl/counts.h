/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What devices count of their ports, and how it is found in the lines that
 * they print.
 */
#ifndef SPANCTL_COUNTS_H
#define SPANCTL_COUNTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

/* Seen from the port. */
enum count_way {
	COUNT_RX,
	COUNT_TX,
	COUNT_WAYS,
};

/* One direction of a port: sums since the device came up. */
struct count {
	bool known;
	bool narrow;      /* counts to 2^32 and begins anew */
	int64_t at_ns;    /* when it was read; a clock that never goes back */
	uint64_t bytes;   /* of frames, with their check sequence (FCS) */
	uint64_t packets; /* 0: not known */
};

struct port_counts {
	const char *name; /* of the port, as the plan has it */
	struct count way[COUNT_WAYS];
	unsigned speed_mbit; /* 0: not known */
};

/* Marks a direction as known, and read now. */
void count_stamp(struct count *count);

/*
 * Looks in 'text' for 'pattern', and reads the numbers in it: '#' bytes,
 * '@' packets, '?' any. A blank is one or more of blank, line end, '.', ':';
 * letters may be of either case; all else is itself. The first place counts
 * where the pattern fits whole. Numbers may have commas between groups of
 * three. False, and nothing changed, when there is no such place.
 */
bool counts_match(struct text text, const char *pattern, struct count *count);

/*
 * The number beside the last 'words' in 'text': behind them where they end
 * with a colon or where one, or dots, come next; else before them. False when
 * there is none.
 */
bool counts_beside(struct text text, const char *words, uint64_t *number);

/* As counts_match(), for a speed by '#', with k, M or G behind it; without,
 * Mbit/s. 0 when there is no such place. */
unsigned counts_speed(struct text text, const char *pattern);

#endif
