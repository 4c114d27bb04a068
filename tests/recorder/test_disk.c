/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When a disk is full, and when no more. */
#include "tests/check_main.h"

#include "recorder/disk.h"

#define MB UINT64_C(1000000)
#define SIZE (UINT64_C(1000000) * MB)
#define FULL (256 * MB)

START_TEST(it_goes_down_and_comes_back)
{
	static const struct {
		uint64_t free_mb;
		enum disk_state state;
	} steps[] = {{2000, DISK_ROOM}, {1025, DISK_ROOM}, {1023, DISK_LOW},
	    {1100, DISK_LOW}, {257, DISK_LOW}, {255, DISK_FULL},
	    /* Not before there is half as much again. */
	    {257, DISK_FULL}, {383, DISK_FULL}, {385, DISK_LOW},
	    {300, DISK_LOW}, {1279, DISK_LOW}, {1281, DISK_ROOM},
	    {0, DISK_FULL}, {5000, DISK_ROOM}};
	enum disk_state state = DISK_ROOM;

	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		state = disk_judge(state, steps[i].free_mb * MB, SIZE, FULL);
		ck_assert_msg(
		    state == steps[i].state, "step %zu: %d", i, (int)state);
	}
}
END_TEST

START_TEST(a_small_disk_needs_less)
{
	ck_assert_int_eq(
	    disk_judge(DISK_ROOM, 3 * MB, 100 * MB, FULL), DISK_LOW);
	ck_assert_int_eq(
	    disk_judge(DISK_ROOM, 2 * MB - 1, 100 * MB, FULL), DISK_FULL);
	ck_assert_int_eq(disk_judge(DISK_ROOM, 0, 100 * MB, 0), DISK_ROOM);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("disk");
	TCase *tcase = tcase_create("disk");

	tcase_add_test(tcase, it_goes_down_and_comes_back);
	tcase_add_test(tcase, a_small_disk_needs_less);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
