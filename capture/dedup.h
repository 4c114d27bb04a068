/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Finds the second copy of a packet that a mirror makes: both ports of a
 * conversation mirrored, two interfaces, the same packet before and behind a
 * router. It works on what is inside of tags and tunnels, so that MAC
 * addresses, VLAN, time to live and type of service may differ.
 *
 * Two packets are copies when kind, addresses, ports, protocol, IP id,
 * fragment offset, lengths, and all captured bytes of the UDP or TCP header
 * and the payload are equal; but for the transport checksum, which one copy
 * may have unfinished (offload). A hash finds the candidate, the bytes decide.
 *
 * What an end point sends again is no copy: it has another IP id, or comes
 * later than the window (promise 5). SIP repeats after 500 ms (RFC 3261
 * section 17.1.1.1, T1), and with IP id 0 the bytes may be the same.
 *
 * The only clock is 'packet->time'. Not thread-safe.
 */
#ifndef CAPTURE_DEDUP_H
#define CAPTURE_DEDUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "capture/packet.h"

/* How far apart two copies may be, and the memory for that, by default. */
#define DEDUP_WINDOW_NS (100 * NS_PER_MS)
#define DEDUP_BYTES_MAX ((size_t)16 << 20)

struct dedup;

/*
 * Copies at most 'window_ns' apart are found, as long as the packets of that
 * time fit into 'bytes_max' bytes; when they do not, the oldest are forgotten
 * and the event dedup_window_short is counted. It begins with little memory
 * and takes more as it is needed; the index takes up to half as much besides.
 * NULL without memory.
 */
struct dedup *dedup_new(int64_t window_ns, size_t bytes_max);
void dedup_free(struct dedup *dedup);

/* The hash of 'packet', for the two functions below. */
uint64_t dedup_hash(const struct dedup *dedup, const struct packet *packet);

/* Lets the processor fetch what dedup_push() will look at first. */
void dedup_prefetch(const struct dedup *dedup, uint64_t hash);

/*
 * True when a copy of 'packet' was seen within the window: '*first_source' is
 * the 'source' of the first one. Otherwise the packet is remembered.
 *
 * The window ends at the newest time seen: packets may come a little out of
 * order. One that is older than the whole window says that the clock was set
 * back: all before it is forgotten.
 */
bool dedup_push(struct dedup *dedup, const struct packet *packet, uint64_t hash,
    unsigned *first_source) __attribute__((warn_unused_result));

/* All memory in use, in bytes. */
size_t dedup_bytes(const struct dedup *dedup);

#endif
