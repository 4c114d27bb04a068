/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One frame as a source delivers it. Plain data; the bytes are borrowed. */
#ifndef CAPTURE_FRAME_H
#define CAPTURE_FRAME_H

#include <stddef.h>
#include <stdint.h>

#include "base/tstamp.h"

/* What the first byte of a frame belongs to. */
enum link_type {
	LINK_UNKNOWN,
	LINK_ETHERNET,
	LINK_COOKED,  /* Linux cooked capture v1 (SLL) */
	LINK_COOKED2, /* Linux cooked capture v2 (SLL2) */
	LINK_RAW,     /* an IPv4 or IPv6 header */
	LINK_NULL,    /* BSD loopback, family in the capturer's byte order */
	LINK_LOOP,    /* OpenBSD loopback, family in network byte order */
};

struct frame {
	struct tstamp time;       /* when it was captured */
	const uint8_t *bytes;     /* what was captured of it */
	size_t captured;          /* bytes there */
	size_t length;            /* bytes it had on the wire */
	enum link_type link_type; /* how it begins */
	unsigned source;          /* index of its source in the merge */
	unsigned interface;       /* of that source, by its own numbers */
	uint32_t lost;            /* frames that are known to be lost between
	                             the one before of this interface and it */
	struct tstamp lost_since; /* when that one came; unless 'lost' is 0 */
};

/* "Ethernet", "Linux cooked v2", ... */
const char *link_type_name(enum link_type type);

#endif
