/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rtp/codec.h"

#include "tests/check_main.h"

START_TEST(names_are_found_whatever_their_case)
{
	ck_assert_int_eq(codec_find("pcmu", 8000, 1), CODEC_PCMU);
	ck_assert_int_eq(codec_find("PCMA", 8000, 1), CODEC_PCMA);
	ck_assert_int_eq(codec_find("cn", 8000, 1), CODEC_COMFORT_NOISE);
	ck_assert_int_eq(codec_find("Telephone-Event", 8000, 1), CODEC_EVENT);
	ck_assert_int_eq(codec_find("opus", 48000, 2), CODEC_UNSUPPORTED);
	ck_assert_int_eq(codec_find("", 8000, 1), CODEC_UNSUPPORTED);
}
END_TEST

START_TEST(another_clock_or_stereo_cannot_be_decoded)
{
	ck_assert_int_eq(codec_find("PCMU", 16000, 1), CODEC_UNSUPPORTED);
	ck_assert_int_eq(codec_find("PCMA", 8000, 2), CODEC_UNSUPPORTED);
	ck_assert_int_eq(codec_find("CN", 16000, 1), CODEC_UNSUPPORTED);
}
END_TEST

START_TEST(events_are_events_at_any_clock)
{
	ck_assert_int_eq(codec_find("telephone-event", 48000, 1), CODEC_EVENT);
	ck_assert_int_eq(codec_find("telephone-event", 0, 0), CODEC_EVENT);
}
END_TEST

START_TEST(a_map_knows_its_types_and_rfc_3551)
{
	struct payload_map map = {0};

	ck_assert(payload_map_add(&map, 101, "telephone-event", 8000, 1));
	ck_assert_int_eq(payload_map_find(&map, 101)->kind, CODEC_EVENT);
	ck_assert_int_eq(payload_map_find(&map, 0)->kind, CODEC_PCMU);
	ck_assert_int_eq(payload_map_find(&map, 8)->kind, CODEC_PCMA);
	ck_assert_int_eq(payload_map_find(&map, 9)->kind, CODEC_UNSUPPORTED);
	ck_assert_uint_eq(payload_map_find(&map, 9)->clock_hz, 8000);
	ck_assert_int_eq(payload_map_find(&map, 13)->kind, CODEC_COMFORT_NOISE);
	ck_assert_ptr_null(payload_map_find(&map, 96));
	ck_assert_ptr_null(payload_map_find(&map, 127));
}
END_TEST

START_TEST(the_map_comes_before_rfc_3551)
{
	struct payload_map map = {0};

	ck_assert(payload_map_add(&map, 0, "PCMA", 8000, 1));
	ck_assert_int_eq(payload_map_find(&map, 0)->kind, CODEC_PCMA);
}
END_TEST

START_TEST(a_number_given_twice_is_replaced)
{
	struct payload_map map = {0};

	ck_assert(payload_map_add(&map, 96, "PCMU", 8000, 1));
	ck_assert(payload_map_add(&map, 96, "opus", 48000, 2));
	ck_assert_uint_eq(map.count, 1);
	ck_assert_str_eq(payload_map_find(&map, 96)->name, "opus");
	ck_assert_uint_eq(payload_map_find(&map, 96)->clock_hz, 48000);
}
END_TEST

START_TEST(a_full_map_stays_as_it_is)
{
	struct payload_map map = {0};

	for (uint8_t i = 0; i < PAYLOAD_TYPES_MAX; i++)
		ck_assert(payload_map_add(&map, i + 96, "PCMU", 8000, 1));
	ck_assert(!payload_map_add(&map, 120, "PCMU", 8000, 1));
	ck_assert_ptr_null(payload_map_find(&map, 120));
	ck_assert(payload_map_add(&map, 96, "PCMA", 8000, 1));
	ck_assert_uint_eq(map.count, PAYLOAD_TYPES_MAX);
}
END_TEST

START_TEST(long_names_are_cut_and_no_clock_is_that_of_g711)
{
	struct payload_map map = {0};

	ck_assert(
	    payload_map_add(&map, 96, "a-name-that-is-too-long-for-it", 0, 1));
	ck_assert_str_eq(map.types[0].name, "a-name-that-is");
	ck_assert_uint_eq(map.types[0].clock_hz, 8000);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("codec");

	add_test(suite, "codec_find", names_are_found_whatever_their_case);
	add_test(
	    suite, "codec_find", another_clock_or_stereo_cannot_be_decoded);
	add_test(suite, "codec_find", events_are_events_at_any_clock);
	add_test(suite, "payload_map_find", a_map_knows_its_types_and_rfc_3551);
	add_test(suite, "payload_map_find", the_map_comes_before_rfc_3551);
	add_test(suite, "payload_map_add", a_number_given_twice_is_replaced);
	add_test(suite, "payload_map_add", a_full_map_stays_as_it_is);
	add_test(suite, "payload_map_add",
	    long_names_are_cut_and_no_clock_is_that_of_g711);
	return run_suite(suite);
}
