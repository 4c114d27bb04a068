/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one host said to another, with all around it taken off. */
#ifndef RECORDER_DATAGRAM_H
#define RECORDER_DATAGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/flow.h"
#include "base/tstamp.h"

/* A datagram, or a whole message out of a TCP stream. Plain data, borrowed. */
struct datagram {
	struct tstamp time;
	const struct flow *flow;
	const uint8_t *bytes;
	size_t size;
	size_t cut_bytes;  /* of its end, not captured */
	int64_t source_id; /* source.id in the catalogue: where it came from */
};

/* A keep-alive of SIP? RFC 5626 section 3.5.1 and common practice: CRLF, or a
 * few zero bytes. */
static inline bool
datagram_is_keepalive(const struct datagram *datagram)
{
	const uint8_t *bytes = datagram->bytes;

	if (datagram->size == 0 || datagram->size > 4)
		return datagram->size == 0;
	for (size_t i = 0; i < datagram->size; i++)
		if (bytes[i] != '\r' && bytes[i] != '\n' && bytes[i] != 0)
			return false;
	return true;
}

#endif
