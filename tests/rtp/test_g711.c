/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rtp/g711.h"

#include "tests/check_main.h"

/*
 * ITU-T G.711 table 2a: the character signal has all bits inverted; y of
 * segment s and step q is 2^s (2q + 33) - 33, in 14 bits.
 */
static int16_t
ulaw_by_definition(uint8_t octet)
{
	unsigned bits = octet ^ 0xffu;
	int segment = (int)(bits >> 4 & 7), step = (int)(bits & 15);
	int value = ((2 * step + 33) << segment) - 33;

	return (int16_t)(4 * (bits & 0x80 ? -value : value));
}

/*
 * ITU-T G.711 table 1a: even bits are inverted, the sign bit is 1 above zero;
 * y is 2q + 1 in the first segment, 2^(s-1) (2q + 33) in the others, 13 bits.
 */
static int16_t
alaw_by_definition(uint8_t octet)
{
	unsigned bits = octet ^ 0x55u;
	int segment = (int)(bits >> 4 & 7), step = (int)(bits & 15);
	int value = segment ? (2 * step + 33) << (segment - 1) : 2 * step + 1;

	return (int16_t)(8 * (bits & 0x80 ? value : -value));
}

START_TEST(ulaw_is_table_2a_of_the_itu)
{
	for (unsigned i = 0; i < 256; i++) {
		uint8_t octet = (uint8_t)i;
		int16_t sample;

		g711_ulaw_decode(&octet, 1, &sample);
		ck_assert_int_eq(sample, ulaw_by_definition(octet));
	}
}
END_TEST

START_TEST(alaw_is_table_1a_of_the_itu)
{
	for (unsigned i = 0; i < 256; i++) {
		uint8_t octet = (uint8_t)i;
		int16_t sample;

		g711_alaw_decode(&octet, 1, &sample);
		ck_assert_int_eq(sample, alaw_by_definition(octet));
	}
}
END_TEST

START_TEST(known_octets_have_their_known_values)
{
	static const uint8_t octets[] = {0x00, 0x7f, 0x80, 0xff};
	static const uint8_t alaw[] = {0xd5, 0x55, 0xaa, 0x2a};
	int16_t samples[4];

	g711_ulaw_decode(octets, 4, samples);
	ck_assert_int_eq(samples[0], -32124);
	ck_assert_int_eq(samples[1], 0);
	ck_assert_int_eq(samples[2], 32124);
	ck_assert_int_eq(samples[3], 0);
	g711_alaw_decode(alaw, 4, samples);
	ck_assert_int_eq(samples[0], 8);
	ck_assert_int_eq(samples[1], -8);
	ck_assert_int_eq(samples[2], 32256);
	ck_assert_int_eq(samples[3], -32256);
}
END_TEST

START_TEST(just_as_many_samples_as_octets_are_written)
{
	uint8_t octets[3] = {0x80, 0x80, 0x80};
	int16_t samples[4] = {7, 7, 7, 7};

	g711_ulaw_decode(octets, 0, samples);
	ck_assert_int_eq(samples[0], 7);
	g711_ulaw_decode(octets, 3, samples);
	ck_assert_int_eq(samples[2], 32124);
	ck_assert_int_eq(samples[3], 7);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("g711");

	add_test(suite, "g711_ulaw_decode", ulaw_is_table_2a_of_the_itu);
	add_test(suite, "g711_alaw_decode", alaw_is_table_1a_of_the_itu);
	add_test(suite, "g711_decode", known_octets_have_their_known_values);
	add_test(
	    suite, "g711_decode", just_as_many_samples_as_octets_are_written);
	return run_suite(suite);
}
