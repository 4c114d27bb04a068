/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rtp/header.h"

#include "tests/check_main.h"

/* RFC 3550 section 5.1: version 2, PCMA, marker, and four bytes of audio. */
static const uint8_t plain[] = {0x80, 0x88, 0x12, 0x34, 0x01, 0x02, 0x03, 0x04,
    0xde, 0xad, 0xbe, 0xef, 0x55, 0xd5, 0x54, 0xd4};

START_TEST(each_field_is_read_in_host_order)
{
	struct rtp_header header;

	ck_assert(rtp_header_parse(plain, sizeof plain, 0, &header));
	ck_assert(header.marker);
	ck_assert_uint_eq(header.payload_type, 8);
	ck_assert_uint_eq(header.sequence, 0x1234);
	ck_assert_uint_eq(header.timestamp, 0x01020304);
	ck_assert_uint_eq(header.ssrc, 0xdeadbeef);
	ck_assert_ptr_eq(header.payload, plain + 12);
	ck_assert_uint_eq(header.payload_size, 4);
}
END_TEST

START_TEST(a_header_alone_has_an_empty_payload)
{
	struct rtp_header header;

	ck_assert(rtp_header_parse(plain, 12, 0, &header));
	ck_assert_uint_eq(header.payload_size, 0);
}
END_TEST

START_TEST(a_header_cut_at_any_byte_is_refused)
{
	/* Two CSRCs and an extension of one word: 12 + 8 + 4 + 4. */
	uint8_t packet[28] = {0x92, 0, [22] = 0, [23] = 1};
	struct rtp_header header;

	ck_assert(rtp_header_parse(packet, sizeof packet, 0, &header));
	for (size_t size = 0; size < sizeof packet; size++)
		ck_assert(!rtp_header_parse(packet, size, 0, &header));
}
END_TEST

START_TEST(csrcs_and_extension_are_passed_over)
{
	uint8_t packet[12 + 60 + 4 + 8 + 1] = {
	    0x9f, 0, [72] = 0xbe, 0xde, 0, 2, [84] = 0x42};
	struct rtp_header header;

	ck_assert(rtp_header_parse(packet, sizeof packet, 0, &header));
	ck_assert_uint_eq(header.payload_size, 1);
	ck_assert_uint_eq(header.payload[0], 0x42);
}
END_TEST

START_TEST(padding_is_taken_off)
{
	uint8_t packet[16] = {0xa0, 0, [12] = 7, [15] = 3};
	struct rtp_header header;

	ck_assert(rtp_header_parse(packet, sizeof packet, 0, &header));
	ck_assert_uint_eq(header.payload_size, 1);
	packet[15] = 4; /* all of it is padding */
	ck_assert(rtp_header_parse(packet, sizeof packet, 0, &header));
	ck_assert_uint_eq(header.payload_size, 0);
}
END_TEST

START_TEST(padding_that_cannot_be_is_refused)
{
	uint8_t packet[16] = {0xa0, 0};
	struct rtp_header header;

	packet[15] = 0;
	ck_assert(!rtp_header_parse(packet, sizeof packet, 0, &header));
	packet[15] = 5;
	ck_assert(!rtp_header_parse(packet, sizeof packet, 0, &header));
	ck_assert(!rtp_header_parse(packet, 12, 0, &header));
}
END_TEST

START_TEST(padding_of_a_cut_packet_stays)
{
	uint8_t packet[16] = {0xa0, 0, [15] = 200};
	struct rtp_header header;

	ck_assert(rtp_header_parse(packet, sizeof packet, 1, &header));
	ck_assert_uint_eq(header.payload_size, 4);
}
END_TEST

START_TEST(only_version_two_is_rtp)
{
	uint8_t packet[16] = {0};
	struct rtp_header header;

	for (unsigned version = 0; version < 4; version++) {
		packet[0] = (uint8_t)(version << 6);
		ck_assert_int_eq(version == 2,
		    rtp_header_parse(packet, sizeof packet, 0, &header));
		ck_assert_int_eq(version == 2,
		    rtp_kind(packet, sizeof packet) == RTP_KIND_RTP);
	}
}
END_TEST

START_TEST(rtcp_is_told_by_its_packet_type)
{
	uint8_t packet[2] = {0x80, 0};

	for (unsigned type = 0; type < 256; type++) {
		bool rtcp = type >= 192 && type <= 223;

		packet[1] = (uint8_t)type;
		ck_assert_int_eq(
		    rtp_kind(packet, 2), rtcp ? RTP_KIND_RTCP : RTP_KIND_RTP);
	}
	ck_assert_int_eq(rtp_kind(packet, 1), RTP_KIND_OTHER);
	ck_assert_int_eq(rtp_kind(NULL, 0), RTP_KIND_OTHER);
}
END_TEST

START_TEST(what_rfc_7983_gives_to_others_is_no_rtp)
{
	uint8_t packet[2] = {0, 0};

	for (unsigned first = 0; first < 256; first++) {
		packet[0] = (uint8_t)first;
		ck_assert_int_eq(rtp_kind(packet, 2) == RTP_KIND_OTHER,
		    first < 128 || first > 191);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("header");

	add_test(suite, "rtp_header_parse", each_field_is_read_in_host_order);
	add_test(
	    suite, "rtp_header_parse", a_header_alone_has_an_empty_payload);
	add_test(
	    suite, "rtp_header_parse", a_header_cut_at_any_byte_is_refused);
	add_test(
	    suite, "rtp_header_parse", csrcs_and_extension_are_passed_over);
	add_test(suite, "rtp_header_parse", padding_is_taken_off);
	add_test(suite, "rtp_header_parse", padding_that_cannot_be_is_refused);
	add_test(suite, "rtp_header_parse", padding_of_a_cut_packet_stays);
	add_test(suite, "rtp_header_parse", only_version_two_is_rtp);
	add_test(suite, "rtp_kind", rtcp_is_told_by_its_packet_type);
	add_test(suite, "rtp_kind", what_rfc_7983_gives_to_others_is_no_rtp);
	return run_suite(suite);
}
