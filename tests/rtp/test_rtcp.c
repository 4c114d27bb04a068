/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rtp/rtcp.h"

#include <string.h>

#include "tests/check_main.h"

#define ITEMS_MAX 16

/* What was given, in order. */
struct given {
	size_t count;
	struct rtcp_item items[ITEMS_MAX];
};

static void
on_item(const struct rtcp_item *item, void *arg)
{
	struct given *given = arg;

	ck_assert_uint_lt(given->count, ITEMS_MAX);
	given->items[given->count++] = *item;
}

static bool
parse(const uint8_t *bytes, size_t size, struct given *given)
{
	given->count = 0;
	return rtcp_parse(bytes, size, 0, on_item, given);
}

/* A sender report with one block, SDES with CNAME "ab", BYE of two. */
static const uint8_t compound[] = {
    0x81, 200, 0, 12, 0, 0, 0, 1,                   /* SR of SSRC 1 */
    0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, /* NTP */
    0, 0, 0, 9, 0, 0, 0, 10, 0, 0, 0, 11, 0, 0, 0, 2, 0x40, 0xff, 0xff,
    0xfe, /* of SSRC 2: lost 1/4, -2 */
    0, 1, 0, 5, 0, 0, 0, 80, 0xaa, 0xbb, 0xcc, 0xdd, 0, 1, 0, 0, 0x81, 202, 0,
    3, 0, 0, 0, 1, 1, 2, 'a', 'b', 0, 0, 0, 0, 0x82, 203, 0, 2, 0, 0, 0, 1, 0,
    0, 0, 3, /* BYE */
};

START_TEST(a_compound_packet_is_read_in_order)
{
	struct given given;
	const struct rtcp_report *report = &given.items[1].report;

	ck_assert(parse(compound, sizeof compound, &given));
	ck_assert_uint_eq(given.count, 5);
	ck_assert_int_eq(given.items[0].kind, RTCP_SENDER);
	ck_assert_uint_eq(given.items[0].ssrc, 1);
	ck_assert_uint_eq(given.items[0].sender.ntp, 0x33445566);
	ck_assert_uint_eq(given.items[0].sender.octets, 11);
	ck_assert_int_eq(given.items[1].kind, RTCP_REPORT);
	ck_assert_uint_eq(report->source, 2);
	ck_assert_uint_eq(report->fraction, 0x40);
	ck_assert_int_eq(report->lost, -2);
	ck_assert_uint_eq(report->highest, 0x10005);
	ck_assert_uint_eq(report->jitter, 80);
	ck_assert_uint_eq(report->last, 0xaabbccdd);
	ck_assert_uint_eq(report->delay, 65536);
	ck_assert_int_eq(given.items[2].kind, RTCP_CNAME);
	ck_assert_uint_eq(given.items[2].cname.len, 2);
	ck_assert_int_eq(given.items[3].kind, RTCP_BYE);
	ck_assert_uint_eq(given.items[3].ssrc, 1);
	ck_assert_uint_eq(given.items[4].ssrc, 3);
}
END_TEST

START_TEST(a_packet_cut_at_any_byte_is_refused)
{
	struct given given;

	for (size_t size = 0; size < sizeof compound; size++) {
		uint8_t *exact = malloc(size ? size : 1);
		/* The ends of its packets are those of shorter ones. */
		bool whole = size == 52 || size == 68;

		memcpy(exact, compound, size);
		ck_assert(parse(exact, size, &given) == whole);
		free(exact);
	}
}
END_TEST

START_TEST(what_is_whole_of_a_packet_cut_by_the_capture_is_read)
{
	struct given given = {.count = 0};

	ck_assert(rtcp_parse(compound, 60, 20, on_item, &given));
	ck_assert_uint_eq(given.count, 2);
}
END_TEST

START_TEST(loss_has_24_bits_and_a_sign)
{
	uint8_t packet[sizeof compound];
	struct given given;

	memcpy(packet, compound, sizeof packet);
	memcpy(packet + 33, "\x7f\xff\xff", 3);
	ck_assert(parse(packet, sizeof packet, &given));
	ck_assert_int_eq(given.items[1].report.lost, 0x7fffff);
}
END_TEST

START_TEST(more_reports_than_there_is_room_for_are_not_made_up)
{
	uint8_t packet[52];
	struct given given;

	memcpy(packet, compound, sizeof packet);
	packet[0] = 0x9f; /* 31 of them */
	ck_assert(parse(packet, sizeof packet, &given));
	ck_assert_uint_eq(given.count, 2);
}
END_TEST

START_TEST(another_version_and_misplaced_padding_are_refused)
{
	uint8_t packet[sizeof compound];
	struct given given;

	memcpy(packet, compound, sizeof packet);
	packet[0] = 0x41;
	ck_assert(!parse(packet, sizeof packet, &given));
	packet[0] = 0xa1; /* padded, and not the last */
	packet[51] = 4;
	ck_assert(!parse(packet, sizeof packet, &given));
}
END_TEST

START_TEST(padding_of_the_last_packet_is_taken_off)
{
	/* A receiver report without blocks, and four bytes of padding. */
	uint8_t packet[] = {0xa0, 201, 0, 2, 0, 0, 0, 7, 0, 0, 0, 4};
	struct given given;

	ck_assert(parse(packet, sizeof packet, &given));
	packet[11] = 9;
	ck_assert(!parse(packet, sizeof packet, &given));
	packet[11] = 0;
	ck_assert(!parse(packet, sizeof packet, &given));
}
END_TEST

/* RFC 5506: no report in front. RFC 3611: blocks of a XR. */
START_TEST(extended_reports_are_read_alone)
{
	static const uint8_t packet[] = {0x80, 207, 0, 18, 0, 0, 0, 7, 99, 0, 0,
	    0, /* not known */
	    4, 0, 0, 2, 0, 0, 0x12, 0x34, 0x56, 0x78, 0, 0, 5, 0, 0, 3, 0, 0, 0,
	    8, 0, 0, 0, 1, 0, 0, 0, 2, 7, 0, 0, 8, 0, 0, 0, 9, 64, 32, 0, 0, 0,
	    0, 0, 0, 0, 100, 0, 50, 0, 0, 0, 16, 90, 127, 42, 41, 0, 0, 0, 60,
	    0, 120, 0, 240};
	struct given given;

	ck_assert(parse(packet, sizeof packet, &given));
	ck_assert_uint_eq(given.count, 3);
	ck_assert_int_eq(given.items[0].kind, RTCP_RECEIVER_TIME);
	ck_assert_uint_eq(given.items[0].receiver_time, 0x12345678);
	ck_assert_int_eq(given.items[1].kind, RTCP_DELAY);
	ck_assert_uint_eq(given.items[1].delay.source, 8);
	ck_assert_int_eq(given.items[2].kind, RTCP_VOIP);
	ck_assert_uint_eq(given.items[2].voip.source, 9);
	ck_assert_uint_eq(given.items[2].voip.loss_rate, 64);
	ck_assert_uint_eq(given.items[2].voip.discard_rate, 32);
	ck_assert_uint_eq(given.items[2].voip.round_trip_ms, 100);
	ck_assert_uint_eq(given.items[2].voip.end_delay_ms, 50);
	ck_assert_uint_eq(given.items[2].voip.r_factor, 90);
	ck_assert_uint_eq(given.items[2].voip.mos_lq, 42);
	ck_assert_uint_eq(given.items[2].voip.mos_cq, 41);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("rtcp");

	add_test(suite, "rtcp_parse", a_compound_packet_is_read_in_order);
	add_test(suite, "rtcp_parse", a_packet_cut_at_any_byte_is_refused);
	add_test(suite, "rtcp_parse",
	    what_is_whole_of_a_packet_cut_by_the_capture_is_read);
	add_test(suite, "rtcp_parse", loss_has_24_bits_and_a_sign);
	add_test(suite, "rtcp_parse",
	    more_reports_than_there_is_room_for_are_not_made_up);
	add_test(suite, "rtcp_parse",
	    another_version_and_misplaced_padding_are_refused);
	add_test(suite, "rtcp_parse", padding_of_the_last_packet_is_taken_off);
	add_test(suite, "rtcp_parse", extended_reports_are_read_alone);
	return run_suite(suite);
}
