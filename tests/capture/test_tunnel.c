/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What mirrors and networks wrap around packets. Real ones are in
 * samples/wrapped; here is what must be refused, and where to stop. */
#include "capture/decode.h"
#include "tests/capture/wire.h"

#define DATA 20

/* Decodes 'wire' as raw IP out of a block of just its size. */
static enum counter_id
decode_cut(const struct wire *wire, size_t size, struct packet *out)
{
	static uint8_t *bytes;
	static struct tunnel_ports ports;
	struct frame frame = {
	    .captured = size, .length = wire->size, .link_type = LINK_RAW};

	free(bytes);
	bytes = malloc(size ? size : 1);
	ck_assert_ptr_nonnull(bytes);
	memcpy(bytes, wire->bytes, size);
	frame.bytes = bytes;
	tunnel_ports_init(&ports);
	ck_assert(tunnel_ports_add(&ports, UDP_TUNNEL_CCC, 9000));
	return decode_frame(&frame, &ports, out);
}

static void
expect(const struct wire *wire, const char *outcome)
{
	struct packet packet;

	ck_assert_str_eq(
	    counter_name(decode_cut(wire, wire->size, &packet)), outcome);
}

/* The UDP datagram of these tests must be found in 'around'. */
static void
expect_inside(const struct wire *wire, const char *around)
{
	char text[ENCAPSULATIONS_TEXT_SIZE];
	struct packet packet;

	expect(wire, "none");
	ck_assert_int_eq(decode_cut(wire, wire->size, &packet), COUNTER_NONE);
	ck_assert_str_eq(
	    encapsulations_format(&packet.encapsulations, text), around);
	ck_assert_int_eq(packet.kind, PACKET_DATAGRAM);
	ck_assert_uint_eq(packet.size, DATA);
	ck_assert_uint_eq(packet.flow.dst.port, 5060);
	/* Cut anywhere it may be refused, but never read beyond. */
	for (size_t size = 0; size < wire->size; size++)
		(void)!decode_cut(wire, size, &packet);
}

/* 'wire' must be a plain datagram to the port 'port'. */
static void
expect_plain(const struct wire *wire, unsigned port)
{
	struct packet packet;

	expect(wire, "none");
	ck_assert_int_eq(decode_cut(wire, wire->size, &packet), COUNTER_NONE);
	ck_assert_uint_eq(packet.encapsulations.count, 0);
	ck_assert_uint_eq(packet.flow.dst.port, port);
}

/* RFC 1071, over an IPv4 header without options at 'at'. */
static void
put_checksum(struct wire *wire, size_t at)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < 20; i += 2)
		sum += (uint32_t)(wire->bytes[at + i] << 8 |
				  wire->bytes[at + i + 1]);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	wire->bytes[at + 10] = (uint8_t)(~sum >> 8);
	wire->bytes[at + 11] = (uint8_t)~sum;
}

/* The datagram of these tests, in IPv4. */
static void
put_inside(struct wire *wire)
{
	size_t at = wire->size;

	put_ip4(wire, 28 + DATA, 0, 17);
	put_checksum(wire, at);
	put_udp(wire, 8 + DATA);
	put_zeros(wire, DATA);
}

/* An outer IPv4 header of a protocol, and of UDP to a port, whose lengths
 * end() puts right. */
static struct wire
begin(unsigned protocol)
{
	struct wire wire = {0};

	put_ip4(&wire, 0, 0, protocol);
	return wire;
}

static struct wire
begin_udp(unsigned port)
{
	struct wire wire = begin(17);

	put16(&wire, 4000);
	put16(&wire, port);
	put16(&wire, 0);
	put16(&wire, 0);
	return wire;
}

static void
end(struct wire *wire)
{
	wire->bytes[2] = (uint8_t)(wire->size >> 8);
	wire->bytes[3] = (uint8_t)wire->size;
	if (wire->bytes[9] == 17) {
		wire->bytes[24] = (uint8_t)((wire->size - 20) >> 8);
		wire->bytes[25] = (uint8_t)(wire->size - 20);
	}
}

START_TEST(gre_is_passed_with_each_of_its_options)
{
	for (unsigned options = 0; options < 8; options++) {
		struct wire wire = begin(47);
		bool checksum = options & 1, key = options & 2;
		bool sequence = options & 4;

		put16(&wire, (checksum ? 0x8000u : 0) | (key ? 0x2000u : 0) |
				 (sequence ? 0x1000u : 0));
		put16(&wire, 0x0800);
		put_zeros(&wire, checksum ? 4 : 0);
		if (key)
			put_bytes(&wire, "\x00\x00\x00\x2a", 4);
		put_zeros(&wire, sequence ? 4 : 0);
		put_inside(&wire);
		end(&wire);
		expect_inside(
		    &wire, key ? "gre 192.0.2.1 key 42" : "gre 192.0.2.1");
	}
}
END_TEST

START_TEST(gre_with_source_routes_or_a_later_version_is_refused)
{
	static const unsigned flags[] = {0x4000, 0x0002, 0x0007};

	for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
		struct wire wire = begin(47);

		put16(&wire, flags[i]);
		put16(&wire, 0x0800);
		put_inside(&wire);
		end(&wire);
		expect(&wire, "tunnel_malformed");
	}
}
END_TEST

START_TEST(erspan_of_a_wrong_version_is_refused)
{
	struct wire two = begin(47), three = begin(47);

	put16(&two, 0x1000);
	put16(&two, 0x88be);
	put_zeros(&two, 4);
	put_bytes(&two, "\x20\x00\x00\x07\x00\x00\x00\x00", 8);
	put_ethernet(&two, 0x0800);
	put_inside(&two);
	end(&two);
	expect(&two, "tunnel_malformed");
	put16(&three, 0x1000);
	put16(&three, 0x22eb);
	put_zeros(&three, 4);
	put_bytes(&three, "\x10\x00\x00\x07", 4);
	put_zeros(&three, 8);
	put_ethernet(&three, 0x0800);
	put_inside(&three);
	end(&three);
	expect(&three, "tunnel_malformed");
}
END_TEST

/* The switch took the tag off and tells of it: "En" is 2. */
START_TEST(erspan_tells_the_vlan_that_it_took_off)
{
	struct wire wire = begin(47);

	put16(&wire, 0x1000);
	put16(&wire, 0x88be);
	put_zeros(&wire, 4);
	put_bytes(&wire, "\x10\x64\x14\x07\x00\x00\x00\x00", 8);
	put_ethernet(&wire, 0x0800);
	put_inside(&wire);
	end(&wire);
	expect_inside(&wire, "erspan 192.0.2.1 session 7, vlan 100");
	wire.bytes[30] = 0x1c; /* "En" is 3: the tag is still there */
	expect_inside(&wire, "erspan 192.0.2.1 session 7");
}
END_TEST

START_TEST(eight_tunnels_are_entered_and_a_ninth_is_refused)
{
	for (unsigned depth = 7; depth <= 9; depth++) {
		struct wire wire = {0};
		size_t inside = 28 + DATA;

		for (unsigned i = 0; i < depth; i++)
			put_ip4(
			    &wire, (unsigned)(20 * (depth - i) + inside), 0, 4);
		put_inside(&wire);
		expect(&wire, depth <= 8 ? "none" : "encapsulation_limit");
	}
}
END_TEST

/* MPLS and Ethernet in turn: no tunnel to note, but no way without end. */
START_TEST(pseudowires_in_pseudowires_are_limited)
{
	struct wire wire = begin(137);

	for (int i = 0; i < 40; i++) {
		put_bytes(&wire, "\x00\x01\x01\x40", 4);
		put_ethernet(&wire, 0x8847);
	}
	end(&wire);
	expect(&wire, "encapsulation_limit");
}
END_TEST

START_TEST(a_stack_of_labels_without_bottom_is_limited)
{
	struct wire wire = begin(137);

	for (int i = 0; i < 40; i++)
		put_bytes(&wire, "\x00\x01\x00\x40", 4);
	end(&wire);
	expect(&wire, "encapsulation_limit");
}
END_TEST

/* Ports of tunnels are within the range that phones use for RTP. */
START_TEST(rtp_to_the_port_of_a_tunnel_stays_rtp)
{
	static const unsigned ports[] = {
	    4789, 8472, 4790, 6081, 2152, 1701, 37008, 7932, 30030, 9000};

	for (size_t i = 0; i < sizeof ports / sizeof *ports; i++) {
		struct wire wire = begin_udp(ports[i]);

		put_bytes(&wire, "\x80\x00\x12\x34\x45\x00\x00\xa8", 8);
		put_bytes(&wire, "\x45\x00\x00\xa4", 4);
		for (int j = 0; j < 160; j++)
			put8(&wire, 0x55);
		end(&wire);
		expect_plain(&wire, ports[i]);
	}
}
END_TEST

START_TEST(vxlan_with_bits_that_must_be_0_is_none)
{
	static const char *const bad[] = {"\x00\x00\x00\x00\x00\x00\x2a\x00",
	    "\x88\x00\x00\x00\x00\x00\x2a\x00",
	    "\x08\x00\x01\x00\x00\x00\x2a\x00",
	    "\x08\x00\x00\x00\x00\x00\x2a\x01"};
	struct wire good = begin_udp(4789);

	put_bytes(&good, "\x08\x00\x00\x00\x00\x00\x2a\x00", 8);
	put_ethernet(&good, 0x0800);
	put_inside(&good);
	end(&good);
	expect_inside(&good, "vxlan 192.0.2.1 vni 42");
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		memcpy(good.bytes + 28, bad[i], 8);
		expect_plain(&good, 4789);
	}
}
END_TEST

START_TEST(control_messages_of_tunnels_are_no_tunnels)
{
	struct wire l2tp = begin_udp(1701), gtp = begin_udp(2152);
	struct wire tzsp = begin_udp(37008), l2tp_ip = begin(115);

	put_bytes(
	    &l2tp, "\xc8\x03\x00\x0c\x00\x00\x00\x00\x00\x00\x00\x00", 12);
	end(&l2tp);
	expect_plain(&l2tp, 1701);
	put_bytes(&gtp, "\x30\x01\x00\x00\x00\x00\x00\x00", 8); /* echo */
	put_inside(&gtp);
	end(&gtp);
	expect_plain(&gtp, 2152);
	put_bytes(&tzsp, "\x01\x04\x00\x00", 4); /* keep-alive */
	end(&tzsp);
	expect_plain(&tzsp, 37008);
	put_zeros(&l2tp_ip, 4);
	put_inside(&l2tp_ip);
	end(&l2tp_ip);
	expect(&l2tp_ip, "tunnel_other");
}
END_TEST

START_TEST(l2tp_of_version_2_carries_ppp)
{
	struct wire wire = begin_udp(1701);

	put_bytes(&wire, "\x02\x02\x00\x01\x00\x4d\x00\x02\x00\x00", 10);
	put_bytes(&wire, "\xff\x03\x00\x21", 4);
	put_inside(&wire);
	end(&wire);
	expect_inside(&wire, "l2tp 192.0.2.1 session 77");
}
END_TEST

START_TEST(gtpu_extension_headers_of_length_0_do_not_loop)
{
	struct wire wire = begin_udp(2152);

	put_bytes(&wire, "\x34\xff\x00\x40\x00\x00\x00\x2a", 8);
	put_bytes(&wire, "\x00\x00\x00\x85", 4);
	put_zeros(&wire, 64);
	end(&wire);
	expect_plain(&wire, 2152);
}
END_TEST

START_TEST(jmirror_and_ccc_are_known_by_their_content)
{
	struct wire wide = begin_udp(1234), narrow = begin_udp(30030);
	struct wire ccc = begin_udp(1234);

	put_bytes(&wide, "\x00\x00\x00\x2a\x00\x00\x00\x4d", 8);
	put_inside(&wide);
	end(&wide);
	expect_inside(&wide, "jmirror 192.0.2.1 intercept 42 session 77");
	put_bytes(&narrow, "\x40\x00\x00\x2a", 4);
	put_inside(&narrow);
	end(&narrow);
	expect_inside(&narrow, "jmirror 192.0.2.1 intercept 42 session 0");
	put_bytes(&ccc, "\x80\x00\x00\x2a", 4);
	put_inside(&ccc);
	end(&ccc);
	expect_inside(&ccc, "ccc 192.0.2.1 id 2147483690");
	ccc.bytes[32 + 10] ^= 1; /* the checksum of the packet inside */
	expect_plain(&ccc, 1234);
	ccc.bytes[32 + 10] ^= 1;
	put8(&ccc, 0); /* a byte behind it */
	end(&ccc);
	expect_plain(&ccc, 1234);
}
END_TEST

START_TEST(ipv6_in_ccc_needs_its_port)
{
	for (unsigned port = 8999; port <= 9000; port++) {
		struct wire wire = begin_udp(port);

		put_bytes(&wire, "\x00\x00\x00\x2a", 4);
		put_ip6(&wire, 8 + DATA, 17);
		put_udp(&wire, 8 + DATA);
		put_zeros(&wire, DATA);
		end(&wire);
		if (port == 9000)
			expect_inside(&wire, "ccc 192.0.2.1 id 42");
		else
			expect_plain(&wire, 8999);
	}
}
END_TEST

static void
put_chunk(struct wire *wire, unsigned type, const void *value, size_t size)
{
	put16(wire, 0);
	put16(wire, type);
	put16(wire, (unsigned)size + 6);
	put_bytes(wire, value, size);
}

static struct wire
hep(bool with_address)
{
	struct wire wire = begin_udp(9060);

	put_bytes(&wire, "HEP3\0\0", 6);
	put_chunk(&wire, 1, "\x02", 1);
	put_chunk(&wire, 2, "\x11", 1);
	if (with_address)
		put_chunk(&wire, 3, "\x0a\x00\x00\x01", 4);
	put_chunk(&wire, 4, "\x0a\x00\x00\x02", 4);
	put_chunk(&wire, 7, "\x13\xc4", 2);
	put_chunk(&wire, 8, "\x13\xc5", 2);
	put_chunk(&wire, 12, "\x00\x00\x07\xd1", 4);
	put_chunk(&wire, 15, "payload", 7);
	wire.bytes[28 + 5] = (uint8_t)(wire.size - 28);
	end(&wire);
	return wire;
}

START_TEST(hep_tells_of_a_packet)
{
	struct wire wire = hep(true);
	struct packet packet;
	char text[ENCAPSULATIONS_TEXT_SIZE];

	expect(&wire, "none");
	ck_assert_int_eq(decode_cut(&wire, wire.size, &packet), COUNTER_NONE);
	ck_assert_str_eq(
	    endpoint_format(&packet.flow.src, text), "10.0.0.1:5060");
	ck_assert_str_eq(
	    endpoint_format(&packet.flow.dst, text), "10.0.0.2:5061");
	ck_assert_uint_eq(packet.size, 7);
	ck_assert_uint_eq(packet.length, 7);
	ck_assert_int_eq(memcmp(packet.payload, "payload", 7), 0);
	ck_assert_str_eq(encapsulations_format(&packet.encapsulations, text),
	    "hep 192.0.2.1 agent 2001");
	ck_assert_int_eq(
	    decode_cut(&wire, wire.size - 3, &packet), COUNTER_NONE);
	ck_assert_uint_eq(packet.size, 4);
	ck_assert_uint_eq(packet.length, 7);
}
END_TEST

START_TEST(hep_without_addresses_or_with_false_lengths_is_refused)
{
	struct wire wire = hep(false);

	expect(&wire, "tunnel_other");
	wire = hep(true);
	wire.bytes[28 + 5] = 0xff; /* longer than the datagram */
	expect(&wire, "tunnel_malformed");
	wire.bytes[28 + 5] = 5; /* shorter than its head */
	expect(&wire, "tunnel_malformed");
	wire = hep(true);
	wire.bytes[28 + 6 + 5] = 5; /* a chunk shorter than its head */
	expect(&wire, "tunnel_malformed");
	wire.bytes[28 + 6 + 4] = 0xff; /* ... and one without end */
	expect(&wire, "tunnel_malformed");
}
END_TEST

START_TEST(tunnels_have_names_that_lead_back)
{
	for (enum udp_tunnel i = 0; i < UDP_TUNNEL_COUNT; i++)
		ck_assert_uint_eq(udp_tunnel_named(udp_tunnel_name(i)), i);
	ck_assert_uint_eq(udp_tunnel_named("vx"), UDP_TUNNEL_COUNT);
}
END_TEST

START_TEST(a_port_that_is_named_again_carries_the_newer_tunnel)
{
	static struct tunnel_ports ports;
	unsigned port = 10000;

	tunnel_ports_init(&ports);
	ck_assert(tunnel_ports_add(&ports, UDP_TUNNEL_TZSP, 4789));
	ck_assert_int_eq(tunnel_ports_get(&ports, 4789), UDP_TUNNEL_TZSP);
	while (ports.count < TUNNEL_PORTS_MAX)
		ck_assert(tunnel_ports_add(
		    &ports, UDP_TUNNEL_HP_ERM, (uint16_t)port++));
	ck_assert(!tunnel_ports_add(&ports, UDP_TUNNEL_HP_ERM, 9));
	ck_assert_int_eq(tunnel_ports_get(&ports, 10001), UDP_TUNNEL_HP_ERM);
	ck_assert_int_eq(tunnel_ports_get(&ports, 6081), UDP_TUNNEL_GENEVE);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("tunnel");

	add_test(suite, "gre", gre_is_passed_with_each_of_its_options);
	add_test(
	    suite, "gre", gre_with_source_routes_or_a_later_version_is_refused);
	add_test(suite, "erspan", erspan_of_a_wrong_version_is_refused);
	add_test(suite, "erspan", erspan_tells_the_vlan_that_it_took_off);
	add_test(
	    suite, "limits", eight_tunnels_are_entered_and_a_ninth_is_refused);
	add_test(suite, "limits", pseudowires_in_pseudowires_are_limited);
	add_test(suite, "limits", a_stack_of_labels_without_bottom_is_limited);
	add_test(suite, "udp", rtp_to_the_port_of_a_tunnel_stays_rtp);
	add_test(suite, "udp", vxlan_with_bits_that_must_be_0_is_none);
	add_test(suite, "udp", control_messages_of_tunnels_are_no_tunnels);
	add_test(suite, "udp", l2tp_of_version_2_carries_ppp);
	add_test(suite, "udp", gtpu_extension_headers_of_length_0_do_not_loop);
	add_test(suite, "udp", jmirror_and_ccc_are_known_by_their_content);
	add_test(suite, "udp", ipv6_in_ccc_needs_its_port);
	add_test(suite, "hep", hep_tells_of_a_packet);
	add_test(suite, "hep",
	    hep_without_addresses_or_with_false_lengths_is_refused);
	add_test(suite, "ports", tunnels_have_names_that_lead_back);
	add_test(suite, "ports",
	    a_port_that_is_named_again_carries_the_newer_tunnel);
	return run_suite(suite);
}
