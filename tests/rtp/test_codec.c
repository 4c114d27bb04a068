/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rtp/codec.h"

#include "tests/check_main.h"

static enum codec_kind
find(const char *name, uint32_t clock_hz, uint8_t channels)
{
	struct codec_terms terms = {name, clock_hz, channels, NULL};
	uint8_t variant;

	return codec_find(&terms, &variant);
}

/* The variant of a codec of one channel that must be known. */
static uint8_t
variant_of(const char *name, uint32_t clock_hz, const char *fmtp)
{
	struct codec_terms terms = {name, clock_hz, 1, fmtp};
	uint8_t variant;

	ck_assert_int_ne(codec_find(&terms, &variant), CODEC_UNSUPPORTED);
	return variant;
}

static bool
add(struct payload_map *map, uint8_t number, const char *name,
    uint32_t clock_hz, uint8_t channels)
{
	struct codec_terms terms = {name, clock_hz, channels, NULL};

	return payload_map_add(map, number, &terms);
}

START_TEST(names_are_found_whatever_their_case)
{
	ck_assert_int_eq(find("pcmu", 8000, 1), CODEC_PCMU);
	ck_assert_int_eq(find("PCMA", 8000, 1), CODEC_PCMA);
	ck_assert_int_eq(find("cn", 8000, 1), CODEC_COMFORT_NOISE);
	ck_assert_int_eq(find("Telephone-Event", 8000, 1), CODEC_EVENT);
	ck_assert_int_eq(find("opus", 48000, 2), CODEC_OPUS);
	ck_assert_int_eq(find("iLBC", 8000, 1), CODEC_ILBC);
	ck_assert_int_eq(find("speex", 32000, 1), CODEC_SPEEX);
	ck_assert_int_eq(find("amr-wb", 16000, 1), CODEC_AMR_WB);
	ck_assert_int_eq(find("G728", 8000, 1), CODEC_UNSUPPORTED);
	ck_assert_int_eq(find("", 8000, 1), CODEC_UNSUPPORTED);
}
END_TEST

START_TEST(another_clock_or_stereo_cannot_be_decoded)
{
	ck_assert_int_eq(find("PCMU", 16000, 1), CODEC_UNSUPPORTED);
	ck_assert_int_eq(find("PCMA", 8000, 2), CODEC_UNSUPPORTED);
	ck_assert_int_eq(find("CN", 16000, 1), CODEC_COMFORT_NOISE);
	ck_assert_int_eq(find("CN", 90000, 1), CODEC_UNSUPPORTED);
	ck_assert_int_eq(find("L16", 44100, 2), CODEC_L16);
	ck_assert_int_eq(find("L16", 44100, 3), CODEC_UNSUPPORTED);
	ck_assert_int_eq(find("L16", 96000, 1), CODEC_UNSUPPORTED);
	ck_assert_int_eq(find("AMR", 8000, 2), CODEC_UNSUPPORTED);
	ck_assert_int_eq(find("opus", 16000, 2), CODEC_UNSUPPORTED);
}
END_TEST

START_TEST(a_clock_is_not_always_the_rate)
{
	uint8_t variant = variant_of("G722", 8000, NULL);

	ck_assert_uint_eq(codec_clock_hz(variant), 8000);
	ck_assert_uint_eq(codec_rate_hz(CODEC_G722, variant), 16000);
	variant = variant_of("G722", 16000, NULL);
	ck_assert_uint_eq(codec_clock_hz(variant), 16000);
	ck_assert_uint_eq(codec_rate_hz(CODEC_G722, variant), 16000);
	variant = variant_of("L16", 44100, NULL);
	ck_assert_uint_eq(codec_clock_hz(variant), 44100);
	ck_assert_uint_eq(codec_rate_hz(CODEC_L16, variant), 44100);
	ck_assert_uint_eq(codec_clock_hz(0), 8000);
	/* Noise is no reason for a high rate. */
	variant = variant_of("CN", 48000, NULL);
	ck_assert_uint_eq(codec_rate_hz(CODEC_COMFORT_NOISE, variant), 8000);
}
END_TEST

START_TEST(parameters_reach_the_variant)
{
	ck_assert(!(variant_of("AMR", 8000, "") & CODEC_OCTET_ALIGNED));
	ck_assert(!(variant_of("AMR", 8000, "octet-align=0;mode-set=7") &
		    CODEC_OCTET_ALIGNED));
	ck_assert(variant_of("AMR-WB", 16000, "mode-set=0,2; Octet-Align=1") &
		  CODEC_OCTET_ALIGNED);
	ck_assert(variant_of("ILBC", 8000, "mode=20") & CODEC_ILBC_20);
	ck_assert(!(variant_of("ILBC", 8000, "mode=30") & CODEC_ILBC_20));
	ck_assert(!(variant_of("ILBC", 8000, NULL) & CODEC_ILBC_20));
	ck_assert_uint_eq(variant_of("G726-24", 8000, NULL) & CODEC_G726_MASK,
	    1 << CODEC_G726_SHIFT);
	ck_assert(!(variant_of("G726-32", 8000, NULL) & CODEC_AAL2));
	ck_assert(variant_of("AAL2-G726-32", 8000, NULL) & CODEC_AAL2);
}
END_TEST

START_TEST(what_amr_is_not_read_with_is_refused)
{
	static const char *const refused[] = {"octet-align=1; crc=1",
	    "robust-sorting=1", "octet-align=1;interleaving=30",
	    "interleaving"};
	static const char *const read[] = {
	    "crc=0", "robust-sorting=0; octet-align=1", "max-red=220"};
	uint8_t variant;

	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		struct codec_terms terms = {"AMR", 8000, 1, refused[i]};

		ck_assert_int_eq(
		    codec_find(&terms, &variant), CODEC_UNSUPPORTED);
	}
	for (size_t i = 0; i < sizeof read / sizeof *read; i++)
		variant_of("AMR", 8000, read[i]);
}
END_TEST

START_TEST(events_are_events_at_any_clock)
{
	ck_assert_int_eq(find("telephone-event", 48000, 1), CODEC_EVENT);
	ck_assert_int_eq(find("telephone-event", 0, 0), CODEC_EVENT);
}
END_TEST

START_TEST(a_map_knows_its_types_and_rfc_3551)
{
	struct payload_map map = {0};

	ck_assert(add(&map, 101, "telephone-event", 8000, 1));
	ck_assert_int_eq(payload_map_find(&map, 101)->kind, CODEC_EVENT);
	ck_assert_int_eq(payload_map_find(&map, 0)->kind, CODEC_PCMU);
	ck_assert_int_eq(payload_map_find(&map, 8)->kind, CODEC_PCMA);
	ck_assert_int_eq(payload_map_find(&map, 9)->kind, CODEC_G722);
	ck_assert_int_eq(payload_map_find(&map, 18)->kind, CODEC_G729);
	ck_assert_int_eq(payload_map_find(&map, 15)->kind, CODEC_UNSUPPORTED);
	ck_assert(payload_map_find(&map, 10)->variant & CODEC_STEREO);
	ck_assert_uint_eq(
	    codec_clock_hz(payload_map_find(&map, 11)->variant), 44100);
	ck_assert_uint_eq(payload_map_find(&map, 9)->clock_hz, 8000);
	ck_assert_int_eq(payload_map_find(&map, 13)->kind, CODEC_COMFORT_NOISE);
	ck_assert_ptr_null(payload_map_find(&map, 96));
	ck_assert_ptr_null(payload_map_find(&map, 127));
}
END_TEST

START_TEST(the_map_comes_before_rfc_3551)
{
	struct payload_map map = {0};

	ck_assert(add(&map, 0, "PCMA", 8000, 1));
	ck_assert_int_eq(payload_map_find(&map, 0)->kind, CODEC_PCMA);
}
END_TEST

START_TEST(a_number_given_twice_is_replaced)
{
	struct payload_map map = {0};

	ck_assert(add(&map, 96, "PCMU", 8000, 1));
	ck_assert(add(&map, 96, "opus", 48000, 2));
	ck_assert_uint_eq(map.count, 1);
	ck_assert_str_eq(payload_map_find(&map, 96)->name, "opus");
	ck_assert_uint_eq(payload_map_find(&map, 96)->clock_hz, 48000);
}
END_TEST

START_TEST(a_full_map_stays_as_it_is)
{
	struct payload_map map = {0};

	for (uint8_t i = 0; i < PAYLOAD_TYPES_MAX; i++)
		ck_assert(add(&map, i + 96, "PCMU", 8000, 1));
	ck_assert(!add(&map, 120, "PCMU", 8000, 1));
	ck_assert_ptr_null(payload_map_find(&map, 120));
	ck_assert(add(&map, 96, "PCMA", 8000, 1));
	ck_assert_uint_eq(map.count, PAYLOAD_TYPES_MAX);
}
END_TEST

START_TEST(long_names_are_cut_and_no_clock_is_that_of_g711)
{
	struct payload_map map = {0};

	ck_assert(add(&map, 96, "a-name-that-is-too-long-for-it", 0, 1));
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
	add_test(suite, "codec_find", a_clock_is_not_always_the_rate);
	add_test(suite, "codec_find", parameters_reach_the_variant);
	add_test(suite, "codec_find", what_amr_is_not_read_with_is_refused);
	add_test(suite, "codec_find", events_are_events_at_any_clock);
	add_test(suite, "payload_map_find", a_map_knows_its_types_and_rfc_3551);
	add_test(suite, "payload_map_find", the_map_comes_before_rfc_3551);
	add_test(suite, "payload_map_add", a_number_given_twice_is_replaced);
	add_test(suite, "payload_map_add", a_full_map_stays_as_it_is);
	add_test(suite, "payload_map_add",
	    long_names_are_cut_and_no_clock_is_that_of_g711);
	return run_suite(suite);
}
