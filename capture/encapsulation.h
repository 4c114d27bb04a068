/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a mirror, a switch or a network wrapped around a packet: VLAN tags and
 * tunnels, from the outermost to the innermost. Plain data.
 */
#ifndef CAPTURE_ENCAPSULATION_H
#define CAPTURE_ENCAPSULATION_H

#include <stddef.h>
#include <stdint.h>

#include "base/flow.h"

/* Tunnels in tunnels; deeper ones are refused. */
#define TUNNELS_MAX 8

/* Tunnels and VLAN tags together that are noted. */
#define ENCAPSULATIONS_MAX 16

enum encapsulation_kind {
	ENCAPSULATION_VLAN,    /* IEEE 802.1Q, 802.1ad; id: the VLAN */
	ENCAPSULATION_GRE,     /* RFC 2784; id: the key (RFC 2890) */
	ENCAPSULATION_ERSPAN,  /* types I to III; id: the session */
	ENCAPSULATION_VXLAN,   /* RFC 7348; id: the VNI */
	ENCAPSULATION_GENEVE,  /* RFC 8926; id: the VNI */
	ENCAPSULATION_IP,      /* RFC 2003, 4213, 2473 */
	ENCAPSULATION_L2TP,    /* RFC 2661, 3931; id: the session */
	ENCAPSULATION_GTPU,    /* 3GPP TS 29.281; no id, as it is a user's */
	ENCAPSULATION_TZSP,    /* MikroTik and others */
	ENCAPSULATION_HP_ERM,  /* HP remote mirroring */
	ENCAPSULATION_HEP,     /* Homer; id: the capture agent */
	ENCAPSULATION_JMIRROR, /* Juniper; id: intercept << 32 | session */
	ENCAPSULATION_CCC,     /* PacketCable; id: the CCC-ID */
};

struct encapsulation {
	enum encapsulation_kind kind;
	bool has_id;
	uint64_t id;      /* with has_id; as said above */
	struct addr from; /* who sent the tunnel's packet; not of a VLAN */
};

struct encapsulations {
	uint8_t count;   /* of 'item' */
	uint8_t tunnels; /* of them */
	struct encapsulation item[ENCAPSULATIONS_MAX];
};

/* Room for the longest text of encapsulations_format(). */
#define ENCAPSULATIONS_TEXT_SIZE 2048

/*
 * Writes them as people read them: "erspan 192.0.2.1 session 7, vlan 100";
 * "" when there are none. Returns 'out'.
 */
const char *encapsulations_format(const struct encapsulations *encapsulations,
    char out[ENCAPSULATIONS_TEXT_SIZE]);

/* The same kinds, ids and senders in the same order? */
bool encapsulations_equal(
    const struct encapsulations *a, const struct encapsulations *b);

#endif
