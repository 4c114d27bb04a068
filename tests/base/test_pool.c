/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/pool.h"

#include <stdint.h>

#include "tests/check_main.h"

#define OBJECT_SIZE 31000
#define MANY 300 /* several chunks */

static struct pool pool;

static void
setup(void)
{
	pool_init(&pool, OBJECT_SIZE);
}

static void
teardown(void)
{
	pool_clear(&pool);
}

START_TEST(objects_are_aligned_and_do_not_overlap)
{
	static char *objects[MANY];

	for (int i = 0; i < MANY; i++) {
		objects[i] = pool_take(&pool);
		ck_assert_ptr_nonnull(objects[i]);
		ck_assert_uint_eq((uintptr_t)objects[i] % 64, 0);
		memset(objects[i], i & 0x7f, OBJECT_SIZE);
	}
	for (int i = 0; i < MANY; i++) {
		ck_assert_int_eq(objects[i][0], i & 0x7f);
		ck_assert_int_eq(objects[i][OBJECT_SIZE - 1], i & 0x7f);
	}
}
END_TEST

START_TEST(what_is_given_back_is_used_again)
{
	void *first = pool_take(&pool), *second = pool_take(&pool);

	pool_give(&pool, first);
	ck_assert_ptr_eq(pool_take(&pool), first);
	pool_give(&pool, second);
	pool_give(&pool, first);
	ck_assert_ptr_eq(pool_take(&pool), first);
	ck_assert_ptr_eq(pool_take(&pool), second);
}
END_TEST

START_TEST(a_cleared_pool_can_be_used_again)
{
	ck_assert_ptr_nonnull(pool_take(&pool));
	pool_clear(&pool);
	ck_assert_ptr_nonnull(pool_take(&pool));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("pool");

	add_test_between(suite, "pool_take",
	    objects_are_aligned_and_do_not_overlap, setup, teardown);
	add_test_between(suite, "pool_give", what_is_given_back_is_used_again,
	    setup, teardown);
	add_test_between(suite, "pool_clear", a_cleared_pool_can_be_used_again,
	    setup, teardown);
	return run_suite(suite);
}
