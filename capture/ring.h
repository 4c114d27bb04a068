/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The ring of a packet socket (packet(7), TPACKET_V3): blocks of memory that
 * the kernel fills with frames and hands over, when full or after
 * RING_BLOCK_MS, and that are handed back when all of their frames are done
 * with. Frames are not copied. Linux.
 *
 * libpcap's own live capture is not used: an interface that vanished can only
 * be opened anew by it, for which a recorder has no privileges any more.
 */
#ifndef CAPTURE_RING_H
#define CAPTURE_RING_H

#include <stdbool.h>

#include "capture/frame.h"

/* A frame waits so long at most before it can be read. */
#define RING_BLOCK_MS 50

/* The smallest ring, and what one block has: frames up to 64 KiB, as network
 * cards join them, and several of them. */
#define RING_BLOCK_BYTES ((size_t)256 << 10)
#define RING_BYTES_MIN (8 * RING_BLOCK_BYTES)
#define RING_BYTES_MAX ((size_t)2 << 30)

struct ring {
	uint8_t *memory; /* mapped; NULL: none */
	size_t blocks;
	size_t first;  /* the oldest block that was not given back */
	size_t held;   /* blocks from there on that are ours */
	size_t left;   /* frames to come of the newest of these ... */
	uint8_t *next; /* ... and where the first of them lies */
	bool losing;   /* see ring_take_losing() */
};

/* How a frame came, beside what struct frame says. */
struct ring_frame {
	bool tagged;        /* its VLAN tag was put back */
	bool hardware_time; /* its time is of the network card's clock */
	bool first;         /* of its block */
};

/*
 * Makes the ring of 'fd', a packet socket that is not bound yet: of 'bytes',
 * or less when there is no memory for that; '*got' says what it is. 0 or a
 * positive errno.
 */
int ring_open(struct ring *ring, int fd, size_t bytes, size_t *got)
    __attribute__((warn_unused_result));
void ring_close(struct ring *ring);

/*
 * The next frame; false: there is none now. Its bytes live until
 * ring_release(). Of '*out' its time, bytes and lengths are filled in. A VLAN
 * tag, which the kernel takes off, is put back.
 */
bool ring_next(struct ring *ring, struct frame *out, struct ring_frame *how);

/* All frames given out are done with, but for the newest one when 'but_newest':
 * gives their blocks back to the kernel. */
void ring_release(struct ring *ring, bool but_newest);

/*
 * Did the kernel drop frames before the one that ring_next() gave out last,
 * for want of room? The next call says no, until it happened again.
 */
bool ring_take_losing(struct ring *ring);

#endif
