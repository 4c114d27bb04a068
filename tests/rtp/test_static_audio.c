/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sizes of payloads of static types. RFC 3551 section 4.5. */
#include "rtp/static_audio.h"

#include "tests/check_main.h"

START_TEST(payloads_last)
{
	static const struct {
		uint8_t type;
		size_t size;
		uint32_t ticks;
	} cases[] = {
	    {0, 160, 160},
	    {8, 80, 80},
	    {0, 40, 40},
	    {0, 39, 0},
	    {8, 960, 960},
	    {8, 961, 0},
	    {9, 160, 160},
	    {3, 33, 160},
	    {3, 66, 320},
	    {3, 34, 0},
	    {18, 20, 160},
	    {18, 10, 80},
	    {18, 12, 160},
	    {18, 2, 80},
	    {18, 11, 0},
	    {18, 130, 0},
	    {4, 24, 240},
	    {4, 20, 240},
	    {4, 4, 240},
	    {4, 48, 480},
	    {4, 28, 480},
	    {4, 25, 0},
	    {15, 20, 80},
	    {2, 80, 0},
	    {96, 160, 0},
	    {72, 160, 0},
	    {13, 1, 0},
	    {0, 0, 0},
	    {4, 0, 0},
	    {18, 0, 0},
	    {0, SIZE_MAX, 0},
	    {18, SIZE_MAX, 0},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		ck_assert_msg(static_audio_ticks(cases[i].type,
				  cases[i].size) == cases[i].ticks,
		    "type %d, %zu bytes", cases[i].type, cases[i].size);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("static_audio");

	add_test(suite, "ticks", payloads_last);
	return run_suite(suite);
}
