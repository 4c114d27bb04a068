/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rtp/emodel.h"

#include "tests/check_main.h"

/* Of a codec that must have one. */
static double
mos_of(const char *codec, uint64_t lost, uint64_t expected)
{
	double mos;

	ck_assert(emodel_mos(codec, lost, expected, &mos));
	return mos;
}

START_TEST(other_codecs_have_the_figures_of_g113)
{
	double mos;

	/* R = 93.2 - 11 = 82.2 and 93.2 - (11 + 84 * 2 / 21) = 74.2. */
	ck_assert_double_eq_tol(mos_of("G729", 0, 100), 4.105, 0.002);
	ck_assert_double_eq_tol(mos_of("G729", 2, 100), 3.788, 0.002);
	ck_assert_double_lt(mos_of("G723", 0, 100), mos_of("G729", 0, 100));
	/* Nothing is published of these, or not with loss. */
	ck_assert(!emodel_mos("OPUS", 0, 100, &mos));
	ck_assert(!emodel_mos("G722", 0, 100, &mos));
	ck_assert(emodel_mos("GSM", 0, 100, &mos));
	ck_assert(!emodel_mos("GSM", 1, 100, &mos));
}
END_TEST

START_TEST(without_loss_g711_has_the_default_of_the_itu)
{
	/* G.107: R = 93.2 gives a MOS of 4.41. */
	ck_assert_double_eq_tol(mos_of("PCMU", 0, 1000), 4.41, 0.005);
	ck_assert_double_eq_tol(mos_of("PCMU", 0, 0), 4.41, 0.005);
}
END_TEST

START_TEST(loss_gives_the_values_computed_by_hand)
{
	/*
	 * Ie,eff = 95 p / (p + 25.1): 1 % 3.640, R 89.56; 5 % 15.781, R 77.42;
	 * 10 % 27.066, R 66.13; 20 % 42.129, R 51.07. G.107 equation B-4.
	 */
	ck_assert_double_eq_tol(mos_of("PCMU", 1, 100), 4.328, 0.002);
	ck_assert_double_eq_tol(mos_of("PCMU", 5, 100), 3.923, 0.002);
	ck_assert_double_eq_tol(mos_of("PCMU", 10, 100), 3.411, 0.002);
	ck_assert_double_eq_tol(mos_of("PCMU", 20, 100), 2.631, 0.002);
}
END_TEST

START_TEST(more_loss_is_never_better_and_never_out_of_range)
{
	double before = 5;

	for (uint64_t lost = 0; lost <= 1000; lost++) {
		double mos = mos_of("PCMU", lost, 1000);

		ck_assert_double_le(mos, before);
		ck_assert_double_ge(mos, 1.0);
		before = mos;
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("emodel");

	add_test(suite, "emodel_mos", other_codecs_have_the_figures_of_g113);
	add_test(
	    suite, "emodel_mos", without_loss_g711_has_the_default_of_the_itu);
	add_test(suite, "emodel_mos", loss_gives_the_values_computed_by_hand);
	add_test(suite, "emodel_mos",
	    more_loss_is_never_better_and_never_out_of_range);
	return run_suite(suite);
}
