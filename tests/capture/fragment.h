/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fragments by hand, for the tests of capture/fragments.c. */
#ifndef TESTS_CAPTURE_FRAGMENT_H
#define TESTS_CAPTURE_FRAGMENT_H

#include "capture/fragments.h"
#include "tests/check_main.h"

#define START (INT64_C(1700000000) * NS_PER_SEC)

/* Bytes 'from' to 'to' of a packet with the bytes 'of'; with 'more' to come.
 * By IPv4, or by IPv6 when 'id' is over 65535. */
static inline struct packet
fragment_of(const uint8_t *of, size_t from, size_t to, bool more, uint32_t id)
{
	struct packet fragment = {
	    .kind = PACKET_FRAGMENT,
	    .time = {START},
	    .payload = of + from,
	    .size = to - from,
	    .length = to - from,
	    .protocol = 17,
	    .more_fragments = more,
	    .ip_id = id,
	    .offset = (uint32_t)from,
	};
	static const uint8_t ip4[4] = {192, 0, 2, 1};
	static const uint8_t ip6[16] = {0x20, 0x01, 0x0d, 0xb8};

	fragment.flow.src.addr =
	    id > 0xffff ? addr_from_ip6(ip6) : addr_from_ip4(ip4);
	fragment.flow.dst.addr = fragment.flow.src.addr;
	fragment.flow.dst.addr.byte[15]++;
	return fragment;
}

/* With the default limits, or those given. */
static inline struct fragments *
new_fragments(size_t bytes_max, size_t packets_max)
{
	struct fragment_limits limits = FRAGMENT_LIMITS_DEFAULT;
	struct fragments *fragments;

	if (bytes_max)
		limits.bytes_max = bytes_max;
	if (packets_max)
		limits.packets_max = packets_max;
	fragments = fragments_new(&limits);
	ck_assert_ptr_nonnull(fragments);
	return fragments;
}

#endif
