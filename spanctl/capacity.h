/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What sessions copy to a destination, and what it can carry: by the speed of
 * ports, and by what they carried when it was measured.
 */
#ifndef SPANCTL_CAPACITY_H
#define SPANCTL_CAPACITY_H

#include "spanctl/guards.h"
#include "spanctl/load.h"

/*
 * The assumption about a call: G.711 in packets of 20 ms, as RFC 3551, section
 * 4.2, has it by default: 50 a second each way, each with 160 bytes of speech
 * and the headers of RTP (RFC 3550, section 5.1), UDP (RFC 768), IPv4 (RFC
 * 791) and Ethernet, whose frame check sequence (IEEE 802.3, section 3.1.1)
 * makes 214 bytes 218. RTCP and SIP are not counted, nor a tag of a VLAN.
 */
#define CALL_PACKETS_S 50
#define CALL_FRAME_BYTES (160 + 12 + 8 + 20 + 14 + 4)

/* What a port needs for each frame beside its bytes: preamble with delimiter
 * (IEEE 802.3, section 3.1.1) and the gap to the next (section 4.4.2). */
#define FRAME_GAP_BYTES (8 + 12)

/* Both ways: 0.1904. */
#define CALL_MBIT                                                              \
	(2 * CALL_PACKETS_S * 8 * (CALL_FRAME_BYTES + FRAME_GAP_BYTES) / 1e6)

/* All that is copied to one destination. */
struct capacity {
	unsigned speed_mbit; /* of the destination; 0: not known */
	unsigned most_mbit;  /* of all sources; 0: not known of one */
	bool measured;       /* of all sources */
	double copied_mbit;  /* ... then: what they carried */
	bool once;           /* what passes two sources is copied once */
	const char *unknown; /* a source that was not measured; NULL: none */
};

/* Speed of a port in Mbit/s: as the device says it, or by its name; 0 when
 * neither says. 'loads' may be NULL. */
unsigned
port_speed_mbit(const struct mirror_port *port, const struct loads *loads);

/* Adds up what the sessions of both lists copy to 'destination'. */
struct capacity capacity_of(const struct mirror_port *destination,
    const struct session_list *want, const struct session_list *keeps,
    const struct loads *loads);

/* Calls that fit beside what is copied now; 0 when that is too much. */
double capacity_calls(const struct capacity *capacity);

/* Appends what is wrong with the capacity of the destinations of 'device'.
 * 'loads' is NULL when nothing was measured. */
void capacity_check(const struct device *device,
    const struct session_list *want, const struct session_list *keeps,
    const struct loads *loads, struct findings *findings);

#endif
