/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RTP packets for the tests of recorder/. */
#ifndef TESTS_RECORDER_RTP_PACKETS_H
#define TESTS_RECORDER_RTP_PACKETS_H

#include <check.h>

#include "calls/media.h"

#define RTP_HEADER_SIZE 12
#define RTP_SAMPLES 160
#define RTP_PACKET_SIZE (RTP_HEADER_SIZE + RTP_SAMPLES)

#define ck_assert_counter(is, expected)                                        \
	ck_assert_str_eq(counter_name(is), counter_name(expected))

/* 192.0.2.'host', port 'port'. */
static inline struct endpoint
endpoint_of(uint8_t host, uint16_t port)
{
	uint8_t address[4] = {192, 0, 2, host};

	return (struct endpoint){addr_from_ip4(address), port};
}

/* 20 ms of G.711 silence; its time follows from its number. */
static inline void
rtp_packet(uint8_t out[RTP_PACKET_SIZE], uint8_t type, uint32_t ssrc,
    uint16_t sequence)
{
	uint32_t time = sequence * (uint32_t)RTP_SAMPLES;

	memset(out, 0xff, RTP_PACKET_SIZE);
	out[0] = 0x80;
	out[1] = type;
	out[2] = (uint8_t)(sequence >> 8);
	out[3] = (uint8_t)sequence;
	for (int i = 0; i < 4; i++) {
		out[4 + i] = (uint8_t)(time >> (24 - 8 * i));
		out[8 + i] = (uint8_t)(ssrc >> (24 - 8 * i));
	}
}

#endif
