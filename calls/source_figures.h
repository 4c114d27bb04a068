/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What was seen of one source of packets, an interface or a mirror in it, so
 * that one that carries only a part of the calls can be told. Plain data;
 * engine thread only. Each is counted where it is known, which costs one
 * addition for a packet.
 */
#ifndef CALLS_SOURCE_FIGURES_H
#define CALLS_SOURCE_FIGURES_H

#include <stdint.h>

enum source_figure {
	/* Of files and interfaces, by frame. */
	FIGURE_FRAMES,
	FIGURE_BYTES,
	FIGURE_FRAMES_CUT, /* by a snap length */
	FIGURE_ETHERNET,
	FIGURE_TO_GROUP,       /* ... to broadcast and multicast addresses */
	FIGURE_RING_DROPPED,   /* as in struct origin */
	FIGURE_DEVICE_DROPPED, /* the same */
	/* Of any source, by packet that IP carries. */
	FIGURE_PACKETS,
	FIGURE_COPIES, /* ... that had been there before */
	FIGURE_PACKETS_CUT,
	FIGURE_SIP_REQUESTS,
	FIGURE_SIP_RESPONSES,
	FIGURE_RTP_CALLER, /* of calls, by who spoke: + enum side */
	FIGURE_RTP_CALLEE,
	FIGURE_STREAMS_CALLER, /* that began there: + enum side */
	FIGURE_STREAMS_CALLEE,
	FIGURE_COUNT,
};

struct source_figures {
	uint64_t counts[FIGURE_COUNT];
};

/* Counts to 'figures', which may be NULL. */
static inline void
figure_up(struct source_figures *figures, enum source_figure figure)
{
	if (figures)
		figures->counts[figure]++;
}

#endif
