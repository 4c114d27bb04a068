/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Puts the fragments of IPv4 (RFC 791 section 3.2) and IPv6 (RFC 8200 section
 * 4.5) packets together, in whatever order and how often they come.
 *
 * A repeated or overlapping fragment with the same bytes is harmless. One
 * with other bytes is an attack, or two packets with one id: the whole packet
 * is given up, and what else comes of it is refused (RFC 5722; RFC 8200).
 * A fragment that the snap length cut makes a whole packet that is cut there.
 *
 * The only clock is the packets' time and fragments_tick(). Not thread-safe.
 */
#ifndef CAPTURE_FRAGMENTS_H
#define CAPTURE_FRAGMENTS_H

#include <stddef.h>
#include <stdint.h>

#include "base/counter.h"
#include "capture/packet.h"

struct fragment_limits {
	size_t bytes_max;   /* memory of all packets in the making */
	size_t packets_max; /* how many of them */
	int64_t time_ns;    /* how long one waits for its last fragment */
};

/* The fragments of a packet come within milliseconds. RFC 8200 lets an end
 * point wait 60 s; but a busy sender uses its 65,536 ids of IPv4 again within
 * a second, and then a long wait mixes packets (RFC 4963). */
#define FRAGMENT_LIMITS_DEFAULT                                                \
	((struct fragment_limits){                                             \
	    .bytes_max = (size_t)8 << 20,                                      \
	    .packets_max = 4096,                                               \
	    .time_ns = 5 * NS_PER_SEC,                                         \
	})

/* A packet that was put together. */
struct whole {
	const uint8_t *bytes; /* all behind the IP header, or of IPv6 behind
	                         the fragment header */
	size_t size;          /* bytes there, at most 65535 */
	size_t length;        /* bytes it had; more than 'size' when a snap
	                         length cut a fragment */
	uint8_t protocol;     /* what the first fragment says of 'bytes' */
};

struct fragments;

/* NULL without memory. The limits are for what is held; some 150 kB are
 * taken in any case. */
struct fragments *fragments_new(const struct fragment_limits *limits);
void fragments_free(struct fragments *fragments);

/*
 * Takes 'fragment', a packet of the kind PACKET_FRAGMENT. Addresses, id, and
 * of IPv4 the protocol say which packet it belongs to. Returns
 *   COUNTER_NONE                  it completed a packet: '*out', which is
 *                                 valid until the next call
 *   COUNTER_ip_fragment           it is held, or has been there before
 *   COUNTER_ip_fragment_malformed it cannot be a part of a packet
 *   COUNTER_ip_fragment_overlap   it contradicts another fragment of its
 *                                 packet, or belongs to one that was given
 *                                 up for that
 * A packet that is given up for want of memory, or of its missing fragments,
 * is counted as the event ip_fragment_limit or ip_fragment_timeout.
 */
enum counter_id
fragments_push(struct fragments *fragments, const struct packet *fragment,
    struct whole *out) __attribute__((warn_unused_result));

/* Gives up what has waited too long. To be called now and then. */
void fragments_tick(struct fragments *fragments, struct tstamp now);

/* The memory that counts against 'bytes_max', in bytes. */
size_t fragments_bytes(const struct fragments *fragments);

#endif
