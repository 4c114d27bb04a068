/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * TCP segments to byte streams, one for each direction of a connection: in
 * order, each byte once, what is missing told (RFC 9293). A handler says by
 * the first bytes which streams it wants; the others cost no memory.
 *
 *  - A SYN makes a small entry among the undecided streams, so that the first
 *    bytes in order decide. They have a table of their own: a flood of SYNs
 *    takes nothing from the streams that are followed. Those that have ended
 *    stay there for a while, so that their retransmissions are known.
 *  - Without a SYN a segment that the handler wants begins a stream. If it
 *    does not, but its port is likely or the other direction is followed, the
 *    stream is joined at an unknown place, after TCP_JOIN_NS in which earlier
 *    segments may still come.
 *  - Bytes behind a gap are held until it fills, but TCP_GAP_NS at most, and
 *    TCP_ACKED_NS once the receiver has acknowledged them: what is missing
 *    then is missing in the mirror only. Over a limit they are not held.
 *  - The first copy of a byte is the one that counts.
 *  - A segment over TCP_WINDOW from its place moves the stream only when the
 *    handler wants it, or the next one goes on behind it.
 *
 * Packet time is the only clock. Nothing depends on when tcp_tick() is called
 * but when that is told which is overdue.
 */
#ifndef CAPTURE_TCP_H
#define CAPTURE_TCP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/counter.h"
#include "base/tstamp.h"
#include "capture/packet.h"

#define TCP_JOIN_NS (200 * NS_PER_MS)
#define TCP_GAP_NS (1 * NS_PER_SEC)
#define TCP_ACKED_NS (20 * NS_PER_MS)
#define TCP_UNDECIDED_NS (60 * NS_PER_SEC) /* idle, undecided or ended */
#define TCP_IDLE_NS (7200 * NS_PER_SEC)    /* idle, followed */
#define TCP_SET_BACK_NS (60 * NS_PER_SEC)  /* older: the clock was set */
#define TCP_WINDOW 1048576                 /* bytes from the place */
#define TCP_UNDECIDED_BYTES 16384          /* held of one undecided stream */
#define TCP_DECISION_BYTES 4096            /* first bytes that decide */
#define TCP_PIECES_MAX 1024                /* segments held in one stream */

/* 'lost' when nobody knows how much. */
#define TCP_LOST_UNKNOWN UINT64_MAX

/* A stream that is followed. */
struct tcp_stream {
	struct flow flow;   /* from where to where */
	struct tstamp last; /* when the last bytes were captured */
	unsigned source;    /* of its first segment */
	void *owner;        /* for the handler; NULL at first */
};

enum tcp_verdict {
	TCP_NOT_WANTED,
	TCP_MORE, /* more bytes are needed to tell */
	TCP_WANTED,
};

/* What the streams are for. None of these may call a function of this file. */
struct tcp_handler {
	/* Is a stream wanted that goes on with 'bytes'? */
	enum tcp_verdict (*wants)(const struct flow *flow, const uint8_t *bytes,
	    size_t size, void *arg);

	/* May any stream of these ports be wanted, whatever it begins with? */
	bool (*likely)(const struct flow *flow, void *arg);

	/*
	 * The next bytes, borrowed; before them 'lost' bytes are missing (0,
	 * or TCP_LOST_UNKNOWN). 'size' is 0 when only the loss is told.
	 * 'stream->last' is when they were captured; bytes that were held
	 * until others came have the time of these.
	 */
	void (*bytes)(struct tcp_stream *stream, const uint8_t *bytes,
	    size_t size, uint64_t lost, void *arg);

	/* The stream has ended or is given up; 'stream' dies. */
	void (*gone)(struct tcp_stream *stream, void *arg);
};

/*
 * What bounds the memory: a stream takes 192 bytes and its place in a hash
 * table, and what is held of it.
 */
struct tcp_limits {
	size_t streams;         /* followed at once */
	size_t undecided;       /* undecided or ended at once */
	size_t held_per_stream; /* bytes of memory behind gaps of a stream */
	size_t held;            /* of all streams; the undecided get a
	                           quarter */
};

struct tcp;

/* 'handler' and 'arg' are borrowed. NULL without memory. */
struct tcp *tcp_new(const struct tcp_limits *limits,
    const struct tcp_handler *handler, void *arg);

/* Tells of each stream that it is gone; what is held is dropped. NULL is
 * allowed. */
void tcp_free(struct tcp *tcp);

/*
 * Takes a segment. Returns the outcome of its frame, which the caller counts:
 * tcp_empty (no data), tcp_other (of a stream that nobody wants), tcp_segment
 * (of one that is followed, or that may be), tcp_duplicate (all of it was
 * there before), tcp_outside (far from its place).
 */
enum counter_id tcp_push(struct tcp *tcp, const struct packet *segment);

/*
 * Gives up what is overdue at 'now'. Cheap when nothing is: call it with each
 * packet, of whatever kind, so that the order of events is that of time.
 */
void tcp_tick(struct tcp *tcp, struct tstamp now);

/* At the end of all packets: gives what is held, and ends all streams. */
void tcp_finish(struct tcp *tcp);

/* Bytes of memory that are held behind gaps, and streams that are followed. */
size_t tcp_held(const struct tcp *tcp);
size_t tcp_followed(const struct tcp *tcp);

#endif
