/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a frame to its IP header: link types, Ethernet, tags. */
#include "capture/link.h"

#include "capture/ethernet.h"
#include "tests/capture/wire.h"

/* What was passed on the way to IP. */
struct passed {
	unsigned vlan;  /* the outermost; 0: none */
	unsigned vlans; /* how many */
};

static enum counter_id
step(struct layers *l)
{
	switch (l->next) {
	case LAYER_ETHERNET:
		return ethernet_decode(l);
	case LAYER_ETHERTYPE:
		return ethertype_decode(l);
	case LAYER_PPP:
		return ppp_decode(l);
	default:
		ck_abort_msg("not a layer below IP");
	}
}

/*
 * Decodes the first 'captured' of 'length' bytes of 'packet'. The bytes lie in
 * a block of just that size, for the sanitizer. '*left' is what is left.
 */
static enum counter_id
decode(const struct wire *packet, enum link_type type, size_t captured,
    size_t length, struct passed *passed, size_t *left)
{
	uint8_t *bytes = malloc(captured ? captured : 1);
	struct packet out = {.source = 0};
	struct layers l = {.c = cursor_over(bytes, captured),
	    .cut_bytes = length - captured,
	    .out = &out};
	enum counter_id refused;

	ck_assert_ptr_nonnull(bytes);
	memcpy(bytes, packet->bytes, captured);
	refused = link_decode(&l, type);
	while (refused == COUNTER_NONE && l.next != LAYER_IP)
		refused = step(&l);
	*passed = (struct passed){.vlans = out.encapsulations.count};
	if (passed->vlans)
		passed->vlan = (unsigned)out.encapsulations.item[0].id;
	*left = l.c.left;
	free(bytes);
	return refused;
}

/*
 * 'packet' is a link header alone: whole it leads to IP, cut anywhere it is
 * truncated or malformed, by whether the wire had more.
 */
static void
check_header(const struct wire *packet, enum link_type type, unsigned vlan)
{
	struct passed info;
	size_t left;

	ck_assert_int_eq(
	    decode(packet, type, packet->size, packet->size, &info, &left),
	    COUNTER_NONE);
	ck_assert_uint_eq(left, 0);
	ck_assert_uint_eq(info.vlan, vlan);
	for (size_t cut = 0; cut < packet->size; cut++) {
		ck_assert_int_eq(
		    decode(packet, type, cut, packet->size, &info, &left),
		    COUNTER_link_truncated);
		ck_assert_int_eq(decode(packet, type, cut, cut, &info, &left),
		    COUNTER_link_malformed);
	}
}

START_TEST(ethernet_leads_to_ip)
{
	struct wire ip4 = {0}, ip6 = {0};

	put_ethernet(&ip4, 0x0800);
	check_header(&ip4, LINK_ETHERNET, 0);
	put_ethernet(&ip6, 0x86dd);
	check_header(&ip6, LINK_ETHERNET, 0);
}
END_TEST

START_TEST(other_ethertypes_are_counted_as_other)
{
	static const unsigned others[] = {0x0806, 0x88cc, 0x0000, 0x05dc};

	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		struct wire packet = {0};
		struct passed info;
		size_t left;

		put_ethernet(&packet, others[i]);
		put_zeros(&packet, 46);
		ck_assert_int_eq(
		    decode(&packet, LINK_ETHERNET, 60, 60, &info, &left),
		    COUNTER_link_other);
	}
}
END_TEST

START_TEST(a_vlan_tag_is_passed_and_told)
{
	struct wire packet = {0};

	put_ethernet(&packet, 0x8100);
	put16(&packet, 0xe00a); /* priority 7, VLAN 10 */
	put16(&packet, 0x0800);
	check_header(&packet, LINK_ETHERNET, 10);
}
END_TEST

START_TEST(of_two_tags_the_outer_one_is_told)
{
	struct wire packet = {0};

	put_ethernet(&packet, 0x88a8);
	put16(&packet, 100);
	put16(&packet, 0x8100);
	put16(&packet, 10);
	put16(&packet, 0x86dd);
	check_header(&packet, LINK_ETHERNET, 100);
}
END_TEST

START_TEST(a_tag_with_priority_alone_is_no_vlan)
{
	struct wire packet = {0};

	put_ethernet(&packet, 0x8100);
	put16(&packet, 0xa000);
	put16(&packet, 0x8100);
	put16(&packet, 7);
	put16(&packet, 0x0800);
	check_header(&packet, LINK_ETHERNET, 7);
}
END_TEST

START_TEST(sixteen_tags_are_passed_and_no_more)
{
	for (unsigned tags = 1; tags <= 18; tags++) {
		struct wire packet = {0};
		struct passed info;
		size_t left;

		put_ethernet(&packet, 0x8100);
		for (unsigned i = 1; i < tags; i++) {
			put16(&packet, i);
			put16(&packet, 0x8100);
		}
		put16(&packet, tags);
		put16(&packet, 0x0800);
		ck_assert_str_eq(counter_name(decode(&packet, LINK_ETHERNET,
				     packet.size, packet.size, &info, &left)),
		    tags <= 16 ? "none" : "encapsulation_limit");
		ck_assert_uint_eq(info.vlans, tags <= 16 ? tags : 16);
	}
}
END_TEST

START_TEST(cooked_captures_lead_to_ip)
{
	struct wire v1 = {0}, v2 = {0};

	put_zeros(&v1, 14);
	put16(&v1, 0x0800);
	check_header(&v1, LINK_COOKED, 0);
	put16(&v2, 0x86dd);
	put_zeros(&v2, 18);
	check_header(&v2, LINK_COOKED2, 0);
}
END_TEST

START_TEST(a_cooked_capture_may_have_a_vlan_tag)
{
	struct wire packet = {0};

	put_zeros(&packet, 14);
	put16(&packet, 0x8100);
	put16(&packet, 33);
	put16(&packet, 0x0800);
	check_header(&packet, LINK_COOKED, 33);
}
END_TEST

START_TEST(raw_ip_has_no_header)
{
	struct wire packet = {0};

	check_header(&packet, LINK_RAW, 0);
}
END_TEST

START_TEST(bsd_loopback_knows_the_families_of_all_systems)
{
	static const uint8_t families[] = {2, 10, 24, 28, 30};

	for (size_t i = 0; i < sizeof families; i++) {
		struct wire big = {0}, little = {0};

		put_zeros(&big, 3);
		put8(&big, families[i]);
		check_header(&big, LINK_NULL, 0);
		check_header(&big, LINK_LOOP, 0);
		put8(&little, families[i]);
		put_zeros(&little, 3);
		check_header(&little, LINK_NULL, 0);
	}
}
END_TEST

START_TEST(loop_is_in_network_order_alone)
{
	struct wire little = {0}, other = {0};
	struct passed info;
	size_t left;

	put8(&little, 2);
	put_zeros(&little, 3);
	ck_assert_int_eq(
	    decode(&little, LINK_LOOP, 4, 4, &info, &left), COUNTER_link_other);
	put_zeros(&other, 3);
	put8(&other, 7);
	ck_assert_int_eq(
	    decode(&other, LINK_NULL, 4, 4, &info, &left), COUNTER_link_other);
}
END_TEST

START_TEST(an_unknown_link_type_is_counted_as_such)
{
	struct wire packet = {0};
	struct passed info;
	size_t left;

	put_zeros(&packet, 60);
	ck_assert_int_eq(decode(&packet, LINK_UNKNOWN, 60, 60, &info, &left),
	    COUNTER_link_type_unknown);
}
END_TEST

START_TEST(each_link_type_has_a_name)
{
	ck_assert_str_eq(link_type_name(LINK_ETHERNET), "Ethernet");
	ck_assert_str_eq(link_type_name(LINK_COOKED2), "Linux cooked v2");
	ck_assert_str_eq(link_type_name(LINK_UNKNOWN), "unknown");
	for (int type = LINK_UNKNOWN; type <= LINK_LOOP; type++)
		ck_assert_ptr_nonnull(link_type_name((enum link_type)type));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("link");

	add_test(suite, "link_decode", ethernet_leads_to_ip);
	add_test(suite, "link_decode", other_ethertypes_are_counted_as_other);
	add_test(suite, "link_decode", a_vlan_tag_is_passed_and_told);
	add_test(suite, "link_decode", of_two_tags_the_outer_one_is_told);
	add_test(suite, "link_decode", a_tag_with_priority_alone_is_no_vlan);
	add_test(suite, "link_decode", sixteen_tags_are_passed_and_no_more);
	add_test(suite, "link_decode", cooked_captures_lead_to_ip);
	add_test(suite, "link_decode", a_cooked_capture_may_have_a_vlan_tag);
	add_test(suite, "link_decode", raw_ip_has_no_header);
	add_test(suite, "link_decode",
	    bsd_loopback_knows_the_families_of_all_systems);
	add_test(suite, "link_decode", loop_is_in_network_order_alone);
	add_test(suite, "link_decode", an_unknown_link_type_is_counted_as_such);
	add_test(suite, "link_type_name", each_link_type_has_a_name);
	return run_suite(suite);
}
