/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a mirror puts around frames: tags and tunnels. */
#ifndef BENCH_WRAP_H
#define BENCH_WRAP_H

#include "bench/options.h"
#include "bench/packet.h"

#define WRAP_MAX 64 /* most bytes that a frame grows by */

/* One way of wrapping. Offsets are into 'bytes'; 0: there is none. */
struct wrap {
	uint8_t bytes[WRAP_MAX]; /* what is put into the frame */
	size_t size;             /* of it; 0: frames stay as they are */
	size_t at;               /* bytes of the frame that stay before it */
	size_t skip;             /* bytes of the frame left out behind these */
	size_t ip;               /* its IPv4 header */
	size_t udp;              /* its UDP header */
	size_t sequence;         /* its 32-bit counter */
	uint32_t count;          /* frames wrapped so far */
};

/* Prepares what 'opt' wants. */
void wrap_init(struct wrap *w, const struct options *opt);

/*
 * Writes 'frame' with its wrapping to 'out', which has room for PACKET_MAX +
 * WRAP_MAX bytes. Returns the size.
 */
size_t wrap_put(struct wrap *w, const struct frame *frame, uint8_t *out);

#endif
