/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one host said to another, with all around it taken off. */
#ifndef CALLS_DATAGRAM_H
#define CALLS_DATAGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/flow.h"
#include "base/tstamp.h"
#include "calls/source_figures.h"

/* A datagram, or a whole message out of a TCP stream. Plain data, borrowed. */
struct datagram {
	struct tstamp time;
	const struct flow *flow;
	const uint8_t *bytes;
	size_t size;
	size_t cut_bytes;  /* of its end, not captured */
	int64_t source_id; /* source.id in the catalogue: where it came from */
	struct source_figures *figures; /* ... and what is counted there, or
	                                   NULL */
	unsigned capture; /* index of the file or interface that it is of;
	                     read for RTP only */
};

#endif
