/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * UDPTL, which carries T.38 over UDP (ITU-T T.38 section 9.1 and annex A):
 * each packet has a number, an Internet fax packet, and copies of the ones
 * before it or parities of them, from which lost ones are made again.
 */
#ifndef RTP_UDPTL_H
#define RTP_UDPTL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UDPTL_IFP_MAX 1024 /* bytes of an Internet fax packet */
#define UDPTL_KEPT 32      /* the newest packets, for parities */

/* A lost packet is waited for until so many later ones came. */
#define UDPTL_WAIT 12

/* Given an Internet fax packet; in order, each once. */
typedef void
udptl_ifp_fn(uint16_t sequence, const uint8_t *bytes, size_t size, void *arg);

struct udptl_slot {
	bool filled;
	uint16_t sequence;
	uint16_t size;
	uint8_t bytes[UDPTL_IFP_MAX];
};

/* What came from one side. All zeros: nothing yet. */
struct udptl {
	bool begun;
	uint16_t next;                       /* number to be given next */
	uint16_t newest;                     /* highest number seen */
	uint64_t packets;                    /* each number once, as it came */
	uint64_t recovered;                  /* made again */
	uint64_t lost;                       /* never seen */
	struct udptl_slot slots[UDPTL_KEPT]; /* by number */
};

/* Is 'bytes' a whole packet, and not too large? */
bool udptl_is_packet(const uint8_t *bytes, size_t size);

/* Takes a packet; false when it is none, or too large. Numbers far from those
 * before begin anew. */
bool udptl_push(struct udptl *udptl, const uint8_t *bytes, size_t size,
    udptl_ifp_fn *on_ifp, void *arg) __attribute__((warn_unused_result));

/* Gives what waits for lost packets. */
void udptl_flush(struct udptl *udptl, udptl_ifp_fn *on_ifp, void *arg);

#endif
