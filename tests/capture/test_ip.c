/* SPDX-License-Identifier: GPL-3.0-or-later */
/* IP, UDP and TCP, and the whole way of a frame through decode_frame(). */
#include "capture/decode.h"

#include "tests/capture/wire.h"

#define UDP 17
#define DATA 20 /* bytes of payload in a datagram of these tests */

/* Decodes 'packet' as raw IP; 'cut' more bytes were on the wire. */
static enum counter_id
decode(const struct wire *packet, size_t cut, struct packet *out)
{
	static uint8_t *bytes;
	static struct tunnel_ports ports;
	struct frame frame = {.time = {42},
	    .captured = packet->size,
	    .length = packet->size + cut,
	    .link_type = LINK_RAW,
	    .source = 3};

	/* A block of just that size, which lives until the next call. */
	free(bytes);
	bytes = malloc(packet->size ? packet->size : 1);
	ck_assert_ptr_nonnull(bytes);
	memcpy(bytes, packet->bytes, packet->size);
	frame.bytes = bytes;
	tunnel_ports_init(&ports);
	return decode_frame(&frame, &ports, out);
}

static void
expect(const struct wire *packet, size_t cut, enum counter_id outcome)
{
	struct packet datagram;

	ck_assert_str_eq(counter_name(decode(packet, cut, &datagram)),
	    counter_name(outcome));
}

/* 'packet', without 'cut' bytes more that were on the wire, must give the
 * datagram of these tests without 'missing' bytes. */
static void
expect_cut_datagram(const struct wire *packet, size_t cut, size_t missing)
{
	struct packet datagram;

	ck_assert_str_eq(counter_name(decode(packet, cut, &datagram)), "none");
	ck_assert_uint_eq(datagram.flow.src.port, 4000);
	ck_assert_uint_eq(datagram.flow.dst.port, 5060);
	ck_assert_int_eq(datagram.flow.transport, TRANSPORT_UDP);
	ck_assert_uint_eq(datagram.length, DATA);
	ck_assert_int_eq(datagram.kind, PACKET_DATAGRAM);
	ck_assert_uint_eq(datagram.size, missing < DATA ? DATA - missing : 0);
	ck_assert_int_eq(datagram.time.ns, 42);
	ck_assert_uint_eq(datagram.source, 3);
	for (size_t i = 0; i < datagram.size; i++)
		ck_assert_uint_eq(datagram.payload[i], 'a');
}

static void
expect_datagram(const struct wire *packet, size_t cut)
{
	expect_cut_datagram(packet, cut, cut);
}

/* 'packet' must give a fragment at 'offset' of an IP packet with 'id'. */
static void
expect_fragment(
    const struct wire *packet, unsigned offset, bool more, unsigned id)
{
	struct packet fragment;

	ck_assert_str_eq(counter_name(decode(packet, 0, &fragment)), "none");
	ck_assert_int_eq(fragment.kind, PACKET_FRAGMENT);
	ck_assert_uint_eq(fragment.offset, offset);
	ck_assert_int_eq(fragment.more_fragments, more);
	ck_assert_uint_eq(fragment.ip_id, id);
	ck_assert_uint_eq(fragment.protocol, UDP);
	ck_assert_uint_eq(fragment.flow.src.port, 0);
	ck_assert_uint_eq(fragment.size, 8 + DATA);
	ck_assert_uint_eq(fragment.length, 8 + DATA);
}

static void
put_data(struct wire *packet)
{
	put_udp(packet, 8 + DATA);
	for (int i = 0; i < DATA; i++)
		put8(packet, 'a');
}

START_TEST(a_datagram_in_ipv4_is_found)
{
	struct wire packet = {0};
	struct packet datagram;
	char text[ENDPOINT_TEXT_SIZE];

	put_ip4(&packet, 28 + DATA, 0x4000, UDP); /* "don't fragment" */
	put_data(&packet);
	expect_datagram(&packet, 0);
	ck_assert_int_eq(decode(&packet, 0, &datagram), COUNTER_NONE);
	ck_assert_str_eq(
	    endpoint_format(&datagram.flow.src, text), "192.0.2.1:4000");
	ck_assert_str_eq(
	    endpoint_format(&datagram.flow.dst, text), "192.0.2.2:5060");
}
END_TEST

START_TEST(a_datagram_in_ipv6_is_found)
{
	struct wire packet = {0};
	struct packet datagram;
	char text[ENDPOINT_TEXT_SIZE];

	put_ip6(&packet, 8 + DATA, UDP);
	put_data(&packet);
	expect_datagram(&packet, 0);
	ck_assert_int_eq(decode(&packet, 0, &datagram), COUNTER_NONE);
	ck_assert_str_eq(
	    endpoint_format(&datagram.flow.src, text), "[2001:db8::1]:4000");
}
END_TEST

/*
 * Cuts 'whole' at each byte: by the snap length, and by the mirror, which
 * leaves the length in the IP header as it was. 'fixed' is where that is
 * known, 'ip_size' where UDP begins.
 */
static void
check_cuts(const struct wire *whole, size_t fixed, size_t ip_size)
{
	for (size_t size = 1; size < whole->size; size++) {
		struct wire packet = *whole;
		size_t cut = whole->size - size;

		packet.size = size;
		if (size < ip_size)
			expect(&packet, cut, COUNTER_ip_truncated);
		else if (size < ip_size + 8)
			expect(&packet, cut, COUNTER_udp_truncated);
		else
			expect_datagram(&packet, cut);
		if (size < fixed)
			expect(&packet, 0, COUNTER_ip_malformed);
		else if (size < ip_size)
			expect(&packet, 0, COUNTER_ip_truncated);
		else if (size < ip_size + 8)
			expect(&packet, 0, COUNTER_udp_truncated);
		else
			expect_cut_datagram(&packet, 0, cut);
	}
}

START_TEST(ipv4_cut_at_any_byte_is_truncated_or_malformed)
{
	struct wire packet = {0};

	put_ip4(&packet, 28 + DATA, 0, UDP);
	put_data(&packet);
	check_cuts(&packet, 20, 20);
}
END_TEST

START_TEST(ipv6_cut_at_any_byte_is_truncated_or_malformed)
{
	struct wire packet = {0};

	put_ip6(&packet, 16 + 8 + DATA, 0);
	put_bytes(&packet, "\x3c\x00\x01\x04\x00\x00\x00\x00", 8);
	put_bytes(&packet, "\x11\x00\x01\x04\x00\x00\x00\x00", 8);
	put_data(&packet);
	check_cuts(&packet, 40, 56);
}
END_TEST

START_TEST(an_empty_capture_of_a_frame_is_truncated)
{
	struct wire packet = {0};

	expect(&packet, 60, COUNTER_ip_truncated);
	expect(&packet, 0, COUNTER_frame_empty);
}
END_TEST

START_TEST(ipv4_options_are_passed_over)
{
	struct wire packet = {0};

	put_ip4(&packet, 28 + 40 + DATA, 0, UDP);
	put_zeros(&packet, 40);
	put_data(&packet);
	packet.bytes[0] = 0x4f;
	expect_datagram(&packet, 0);
}
END_TEST

START_TEST(an_ipv4_header_shorter_than_itself_is_malformed)
{
	for (unsigned words = 0; words < 5; words++) {
		struct wire packet = {0};

		put_ip4(&packet, 28 + DATA, 0, UDP);
		put_data(&packet);
		packet.bytes[0] = (uint8_t)(0x40 | words);
		expect(&packet, 0, COUNTER_ip_malformed);
	}
}
END_TEST

START_TEST(a_total_length_of_0_is_that_of_the_frame)
{
	struct wire packet = {0};

	put_ip4(&packet, 0, 0, UDP);
	put_data(&packet);
	expect_datagram(&packet, 0);
	packet.size -= 5;
	expect_datagram(&packet, 5);
}
END_TEST

START_TEST(padding_behind_the_packet_is_not_payload)
{
	struct wire ip4 = {0}, ip6 = {0};

	put_ip4(&ip4, 28 + DATA, 0, UDP);
	put_data(&ip4);
	put_zeros(&ip4, 18);
	expect_datagram(&ip4, 0);
	put_ip6(&ip6, 8 + DATA, UDP);
	put_data(&ip6);
	put_zeros(&ip6, 18);
	expect_datagram(&ip6, 0);
}
END_TEST

START_TEST(cut_padding_is_no_cut_payload)
{
	struct wire packet = {0};
	struct packet datagram;

	put_ip4(&packet, 28 + DATA, 0, UDP);
	put_data(&packet);
	ck_assert_int_eq(decode(&packet, 18, &datagram), COUNTER_NONE);
	ck_assert_uint_eq(datagram.size, DATA);
	ck_assert_uint_eq(datagram.length, DATA);
}
END_TEST

START_TEST(lengths_shorter_than_the_header_are_malformed)
{
	for (unsigned total = 1; total < 20; total++) {
		struct wire packet = {0};

		put_ip4(&packet, total, 0, UDP);
		put_data(&packet);
		expect(&packet, 0, COUNTER_ip_malformed);
	}
}
END_TEST

/* What is longer than the frame was cut by the mirror; UDP has its own
 * length, and knows that all is there. */
START_TEST(lengths_beyond_the_frame_are_no_payload)
{
	static const unsigned beyond[] = {1, 6, 1000};

	for (size_t i = 0; i < sizeof beyond / sizeof *beyond; i++) {
		struct wire ip4 = {0}, ip6 = {0};

		put_ip4(&ip4, 28 + DATA + beyond[i], 0, UDP);
		put_data(&ip4);
		expect_datagram(&ip4, 0);
		expect_cut_datagram(&ip4, 5, 0);
		put_ip6(&ip6, 8 + DATA + beyond[i], UDP);
		put_data(&ip6);
		expect_datagram(&ip6, 0);
		expect_cut_datagram(&ip6, 5, 0);
	}
}
END_TEST

START_TEST(an_ipv4_fragment_is_told_as_such)
{
	struct wire first = {0}, later = {0};

	put_ip4(&first, 28 + DATA, 0x2000, UDP);
	put_data(&first);
	first.bytes[4] = 0x12;
	first.bytes[5] = 0x34;
	expect_fragment(&first, 0, true, 0x1234);
	put_ip4(&later, 28 + DATA, 0x1fff, UDP);
	put_data(&later);
	expect_fragment(&later, 65528, false, 0);
}
END_TEST

START_TEST(ipv6_extension_headers_are_passed_over)
{
	static const unsigned kinds[] = {0, 43, 60, 135};

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		struct wire packet = {0};

		put_ip6(&packet, 16 + 8 + DATA, kinds[i]);
		put8(&packet, UDP);
		put8(&packet, 1); /* 16 bytes */
		put_zeros(&packet, 14);
		put_data(&packet);
		expect_datagram(&packet, 0);
	}
	/* RFC 4302: in words of four, less two. */
	struct wire ah = {0};

	put_ip6(&ah, 24 + 8 + DATA, 51);
	put8(&ah, UDP);
	put8(&ah, 4);
	put_zeros(&ah, 22);
	put_data(&ah);
	expect_datagram(&ah, 0);
}
END_TEST

START_TEST(an_atomic_fragment_is_whole)
{
	struct wire atomic = {0}, first = {0}, later = {0};

	put_ip6(&atomic, 8 + 8 + DATA, 44);
	put_bytes(&atomic, "\x11\x00\x00\x06\x00\x00\x00\x01", 8);
	put_data(&atomic);
	expect_datagram(&atomic, 0);
	put_ip6(&first, 8 + 8 + DATA, 44);
	put_bytes(&first, "\x11\x00\x00\x01\x00\x00\x00\x01", 8);
	put_data(&first);
	expect_fragment(&first, 0, true, 1);
	put_ip6(&later, 8 + 8 + DATA, 44);
	put_bytes(&later, "\x11\x00\x00\x08\xfe\xdc\xba\x98", 8);
	put_data(&later);
	expect_fragment(&later, 8, false, 0xfedcba98);
}
END_TEST

START_TEST(an_extension_longer_than_the_packet_is_malformed)
{
	struct wire packet = {0};

	put_ip6(&packet, 8 + 8 + DATA, 0);
	put8(&packet, UDP);
	put8(&packet, 255);
	put_zeros(&packet, 6);
	put_data(&packet);
	expect(&packet, 0, COUNTER_ip_malformed);
	/* Inside the frame, but in its padding. */
	put_zeros(&packet, 1000);
	put_zeros(&packet, 900);
	packet.bytes[41] = 100;
	expect(&packet, 0, COUNTER_ip_malformed);
}
END_TEST

START_TEST(an_endless_chain_of_extensions_is_malformed)
{
	struct wire packet = {0};

	put_ip6(&packet, 8 * 40, 60);
	for (int i = 0; i < 40; i++)
		put_bytes(&packet, "\x3c\x00\x01\x04\x00\x00\x00\x00", 8);
	expect(&packet, 0, COUNTER_ip_malformed);
}
END_TEST

START_TEST(other_protocols_are_counted_as_such)
{
	struct wire tcp = {0}, icmp = {0}, none = {0}, version = {0};

	put_ip4(&tcp, 40, 0, 6);
	put_zeros(&tcp, 20);
	expect(&tcp, 0, COUNTER_tcp_malformed);
	put_ip4(&icmp, 40, 0, 1);
	put_zeros(&icmp, 20);
	expect(&icmp, 0, COUNTER_ip_other);
	put_ip6(&none, 0, 59);
	expect(&none, 0, COUNTER_ip_other);
	put_ip4(&version, 28 + DATA, 0, UDP);
	put_data(&version);
	version.bytes[0] = 0x55;
	expect(&version, 0, COUNTER_ip_malformed);
}
END_TEST

START_TEST(a_tcp_segment_is_found)
{
	struct wire packet = {0};
	struct packet segment;

	put_ip4(&packet, 20 + 24 + 4, 0, 6);
	put16(&packet, 40000);
	put16(&packet, 5060);
	put_bytes(&packet, "\x01\x02\x03\x04\xa1\xa2\xa3\xa4", 8);
	put16(&packet, 0x6018); /* 24 bytes of header; PSH, ACK */
	put_zeros(&packet, 6);
	put_zeros(&packet, 4); /* an option */
	put_bytes(&packet, "data", 4);
	ck_assert_int_eq(decode(&packet, 0, &segment), COUNTER_NONE);
	ck_assert_int_eq(segment.kind, PACKET_SEGMENT);
	ck_assert_int_eq(segment.flow.transport, TRANSPORT_TCP);
	ck_assert_uint_eq(segment.flow.src.port, 40000);
	ck_assert_uint_eq(segment.flow.dst.port, 5060);
	ck_assert_uint_eq(segment.tcp_seq, 0x01020304);
	ck_assert_uint_eq(segment.tcp_ack, 0xa1a2a3a4);
	ck_assert_uint_eq(segment.tcp_flags, 0x18);
	ck_assert_uint_eq(segment.header_size, 24);
	ck_assert_uint_eq(segment.size, 4);
	ck_assert_int_eq(memcmp(segment.payload, "data", 4), 0);
	packet.bytes[32] = 0x40; /* a header shorter than itself */
	expect(&packet, 0, COUNTER_tcp_malformed);
	packet.bytes[32] = 0xf0; /* longer than the packet */
	expect(&packet, 0, COUNTER_tcp_malformed);
	expect(&packet, 20, COUNTER_tcp_malformed);
	packet.size = 30;
	expect(&packet, 18, COUNTER_tcp_truncated);
}
END_TEST

START_TEST(udp_lengths_that_lie_are_malformed)
{
	static const unsigned lengths[] = {1, 7, 8 + DATA + 1, 65535};

	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		struct wire packet = {0};

		put_ip4(&packet, 28 + DATA, 0, UDP);
		put_udp(&packet, lengths[i]);
		put_zeros(&packet, DATA);
		expect(&packet, 0, COUNTER_udp_malformed);
	}
	struct wire none = {0};

	put_ip4(&none, 20 + 7, 0, UDP);
	put_zeros(&none, 7);
	expect(&none, 0, COUNTER_udp_malformed);
}
END_TEST

START_TEST(a_udp_length_of_0_is_that_of_the_packet)
{
	struct wire packet = {0};

	put_ip4(&packet, 28 + DATA, 0, UDP);
	put_data(&packet);
	packet.bytes[24] = packet.bytes[25] = 0;
	expect_datagram(&packet, 0);
}
END_TEST

START_TEST(what_ip_has_behind_udp_is_not_payload)
{
	struct wire packet = {0};

	put_ip4(&packet, 28 + DATA + 10, 0, UDP);
	put_data(&packet);
	put_zeros(&packet, 10);
	expect_datagram(&packet, 0);
}
END_TEST

START_TEST(an_empty_datagram_is_a_datagram)
{
	struct wire packet = {0};
	struct packet datagram;

	put_ip4(&packet, 28, 0, UDP);
	put_udp(&packet, 8);
	ck_assert_int_eq(decode(&packet, 0, &datagram), COUNTER_NONE);
	ck_assert_uint_eq(datagram.size, 0);
	ck_assert_uint_eq(datagram.length, 0);
}
END_TEST

START_TEST(a_tagged_frame_gives_its_vlan)
{
	struct wire packet = {0};
	static struct tunnel_ports ports;
	struct frame frame = {.link_type = LINK_ETHERNET};
	struct packet datagram;
	char text[ENCAPSULATIONS_TEXT_SIZE];

	tunnel_ports_init(&ports);
	put_ethernet(&packet, 0x88a8);
	put16(&packet, 99);
	put16(&packet, 0x8100);
	put16(&packet, 7);
	put16(&packet, 0x0800);
	put_ip4(&packet, 28 + DATA, 0, UDP);
	put_data(&packet);
	frame.bytes = packet.bytes;
	frame.captured = frame.length = packet.size;
	ck_assert_int_eq(decode_frame(&frame, &ports, &datagram), COUNTER_NONE);
	ck_assert_str_eq(encapsulations_format(&datagram.encapsulations, text),
	    "vlan 99, vlan 7");
	ck_assert_ptr_eq(datagram.payload, packet.bytes + 22 + 28);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("ip");

	add_test(suite, "decode_frame", a_datagram_in_ipv4_is_found);
	add_test(suite, "decode_frame", a_datagram_in_ipv6_is_found);
	add_test(suite, "decode_frame",
	    ipv4_cut_at_any_byte_is_truncated_or_malformed);
	add_test(suite, "decode_frame",
	    ipv6_cut_at_any_byte_is_truncated_or_malformed);
	add_test(
	    suite, "decode_frame", an_empty_capture_of_a_frame_is_truncated);
	add_test(suite, "ip_decode", ipv4_options_are_passed_over);
	add_test(suite, "ip_decode",
	    an_ipv4_header_shorter_than_itself_is_malformed);
	add_test(suite, "ip_decode", a_total_length_of_0_is_that_of_the_frame);
	add_test(suite, "ip_decode", padding_behind_the_packet_is_not_payload);
	add_test(suite, "ip_decode", cut_padding_is_no_cut_payload);
	add_test(
	    suite, "ip_decode", lengths_shorter_than_the_header_are_malformed);
	add_test(suite, "ip_decode", lengths_beyond_the_frame_are_no_payload);
	add_test(suite, "ip_decode", an_ipv4_fragment_is_told_as_such);
	add_test(suite, "decode_frame", a_tcp_segment_is_found);
	add_test(suite, "ip_decode", ipv6_extension_headers_are_passed_over);
	add_test(suite, "ip_decode", an_atomic_fragment_is_whole);
	add_test(suite, "ip_decode",
	    an_extension_longer_than_the_packet_is_malformed);
	add_test(
	    suite, "ip_decode", an_endless_chain_of_extensions_is_malformed);
	add_test(suite, "decode_frame", other_protocols_are_counted_as_such);
	add_test(suite, "udp_decode", udp_lengths_that_lie_are_malformed);
	add_test(suite, "udp_decode", a_udp_length_of_0_is_that_of_the_packet);
	add_test(suite, "udp_decode", what_ip_has_behind_udp_is_not_payload);
	add_test(suite, "udp_decode", an_empty_datagram_is_a_datagram);
	add_test(suite, "decode_frame", a_tagged_frame_gives_its_vlan);
	return run_suite(suite);
}
