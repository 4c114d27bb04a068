/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One packet out of a frame: a UDP datagram, a TCP segment, or a fragment of
 * an IP packet. Plain data; the payload is borrowed.
 */
#ifndef CAPTURE_PACKET_H
#define CAPTURE_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/flow.h"
#include "base/tstamp.h"
#include "capture/encapsulation.h"

enum packet_kind {
	PACKET_DATAGRAM, /* of UDP, or one that HEP tells of */
	PACKET_SEGMENT,  /* of TCP */
	PACKET_FRAGMENT, /* of an IPv4 or IPv6 packet */
};

/* Bits of 'tcp_flags' (RFC 9293 section 3.1). */
#define TCP_FIN 0x01
#define TCP_SYN 0x02
#define TCP_RST 0x04
#define TCP_ACK 0x10

struct packet {
	enum packet_kind kind;
	enum packet_checksum {
		PACKET_NO_CHECKSUM,
		PACKET_CHECKSUM_UDP = 6,  /* where it is in the header ... */
		PACKET_CHECKSUM_TCP = 16, /* ... before 'payload' */
	} checksum;
	struct tstamp time;     /* when it was captured */
	struct flow flow;       /* from where to where; a fragment's ports
	                           are 0 */
	const uint8_t *payload; /* what was captured of it, behind the UDP or
	                           TCP header; of a fragment all behind the IP
	                           header */
	size_t size;            /* bytes there */
	size_t length;          /* bytes it had; more than 'size' when a snap
	                           length or the mirror cut it */
	uint8_t header_size;    /* bytes of the UDP or TCP header, which lies
	                           right before 'payload'; else 0 */
	uint8_t protocol;       /* what the IP header says of the payload */
	uint8_t tcp_flags;      /* of a segment */
	bool more_fragments;    /* of a fragment: it is not the last */
	uint32_t ip_id;         /* identification of IPv4, or of the fragment
	                           header of IPv6; else 0 */
	uint32_t tcp_seq;       /* of a segment: number of its first byte */
	uint32_t tcp_ack;       /* of a segment with TCP_ACK: number of the
	                           byte that its sender waits for */
	uint32_t offset;        /* of a fragment: bytes before it */
	unsigned source;        /* index of where it came from */
	struct encapsulations encapsulations; /* what was around it */
};

#endif
