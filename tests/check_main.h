/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What each unit test program shares: one suite, its cases named by the
 * function they test, TAP on standard output for automake.
 */
#ifndef TESTS_CHECK_MAIN_H
#define TESTS_CHECK_MAIN_H

#include <check.h>
#include <stdlib.h>

/* Of a case that hangs: one that does not may be held up by this machine. */
#define CASE_TIMEOUT_S 400

/*
 * Adds 'test' to 'suite' as a case of its own, run between 'setup' and
 * 'teardown'; either may be NULL.
 */
static inline void
add_test_between(Suite *suite, const char *name, const TTest *test, SFun setup,
    SFun teardown)
{
	TCase *tcase = tcase_create(name);

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, test);
	tcase_set_timeout(tcase, CASE_TIMEOUT_S);
	suite_add_tcase(suite, tcase);
}

/* Adds 'test' to 'suite' as a case of its own. */
static inline void
add_test(Suite *suite, const char *name, const TTest *test)
{
	add_test_between(suite, name, test, NULL, NULL);
}

/* Runs 'suite'; the exit status for main(). An empty suite is a failure. */
static inline int
run_suite(Suite *suite)
{
	SRunner *runner = srunner_create(suite);
	int ran, failed;

	srunner_set_tap(runner, "-");
	srunner_run_all(runner, CK_SILENT);
	ran = srunner_ntests_run(runner);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return ran > 0 && failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#endif
