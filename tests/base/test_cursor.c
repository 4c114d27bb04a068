/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/cursor.h"

#include "tests/check_main.h"

static const uint8_t bytes[] = {0x01, 0xff, 0xfe, 0x80, 0x00, 0x00, 0x02, 0x99};

START_TEST(integers_are_read_in_network_order)
{
	struct cursor c = cursor_over(bytes, sizeof bytes);

	ck_assert_uint_eq(cursor_u8(&c), 0x01);
	ck_assert_uint_eq(cursor_be16(&c), 0xfffe);
	ck_assert_uint_eq(cursor_be32(&c), 0x80000002);
	ck_assert_uint_eq(c.left, 1);
	ck_assert(cursor_ok(&c));
}
END_TEST

START_TEST(the_last_byte_may_be_read)
{
	struct cursor c = cursor_over(bytes, 2);

	ck_assert_uint_eq(cursor_be16(&c), 0x01ff);
	ck_assert(cursor_ok(&c));
	ck_assert_uint_eq(c.left, 0);
	ck_assert_uint_eq(cursor_u8(&c), 0);
	ck_assert(!cursor_ok(&c));
}
END_TEST

START_TEST(a_short_read_gives_zero_and_does_not_move)
{
	for (size_t size = 0; size < 4; size++) {
		struct cursor c = cursor_over(bytes, size);

		ck_assert_uint_eq(cursor_be32(&c), 0);
		ck_assert(!cursor_ok(&c));
		ck_assert_ptr_eq(c.at, bytes);
		ck_assert_uint_eq(c.left, size);
	}
}
END_TEST

START_TEST(the_error_stays)
{
	struct cursor c = cursor_over(bytes, 3);

	ck_assert_uint_eq(cursor_be32(&c), 0);
	ck_assert_uint_eq(cursor_u8(&c), 0); /* there, but not given */
	ck_assert_uint_eq(cursor_be16(&c), 0);
	ck_assert_ptr_null(cursor_bytes(&c, 0));
	ck_assert(!cursor_limit(&c, 1));
	ck_assert(!cursor_ok(&c));
}
END_TEST

START_TEST(bytes_are_borrowed_where_they_lie)
{
	struct cursor c = cursor_over(bytes, sizeof bytes);

	ck_assert_ptr_eq(cursor_bytes(&c, 3), bytes);
	ck_assert_ptr_eq(cursor_bytes(&c, 0), bytes + 3);
	ck_assert_ptr_null(cursor_bytes(&c, 6));
	ck_assert_uint_eq(c.left, 5);
}
END_TEST

START_TEST(a_skip_too_far_is_a_short_read)
{
	struct cursor c = cursor_over(bytes, sizeof bytes);

	cursor_skip(&c, sizeof bytes);
	ck_assert(cursor_ok(&c));
	c = cursor_over(bytes, sizeof bytes);
	cursor_skip(&c, SIZE_MAX);
	ck_assert(!cursor_ok(&c));
}
END_TEST

START_TEST(a_limit_cuts_and_never_lengthens)
{
	struct cursor c = cursor_over(bytes, sizeof bytes);

	ck_assert(!cursor_limit(&c, sizeof bytes + 1));
	ck_assert(cursor_ok(&c));
	ck_assert(cursor_limit(&c, 2));
	ck_assert_uint_eq(cursor_be16(&c), 0x01ff);
	ck_assert_uint_eq(cursor_u8(&c), 0);
	ck_assert(!cursor_ok(&c));
}
END_TEST

START_TEST(no_bytes_at_all_may_be_null)
{
	struct cursor c = cursor_over(NULL, 0);

	ck_assert_uint_eq(cursor_u8(&c), 0);
	ck_assert(!cursor_ok(&c));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("cursor");

	add_test(suite, "cursor_be32", integers_are_read_in_network_order);
	add_test(suite, "cursor_u8", the_last_byte_may_be_read);
	add_test(
	    suite, "cursor_be32", a_short_read_gives_zero_and_does_not_move);
	add_test(suite, "cursor_ok", the_error_stays);
	add_test(suite, "cursor_bytes", bytes_are_borrowed_where_they_lie);
	add_test(suite, "cursor_skip", a_skip_too_far_is_a_short_read);
	add_test(suite, "cursor_limit", a_limit_cuts_and_never_lengthens);
	add_test(suite, "cursor_over", no_bytes_at_all_may_be_null);
	return run_suite(suite);
}
