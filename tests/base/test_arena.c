/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"

#include <stdint.h>

#include "tests/check_main.h"

#define MANY 400 /* more than an arena has without the heap */

static struct arena arena;

static void
teardown(void)
{
	arena_reset(&arena);
}

START_TEST(pieces_are_aligned_and_do_not_overlap)
{
	static char *pieces[MANY];

	for (size_t round = 0; round < 2; round++) {
		for (size_t i = 0; i < MANY; i++) {
			pieces[i] = arena_take(&arena, i);
			ck_assert_ptr_nonnull(pieces[i]);
			ck_assert_uint_eq(
			    (uintptr_t)pieces[i] % _Alignof(max_align_t), 0);
			memset(pieces[i], (int)(i & 0x7f), i);
		}
		for (size_t i = 1; i < MANY; i++) {
			ck_assert_int_eq(pieces[i][0], (int)(i & 0x7f));
			ck_assert_int_eq(pieces[i][i - 1], (int)(i & 0x7f));
		}
		arena_reset(&arena);
	}
}
END_TEST

START_TEST(large_pieces_come_from_the_heap)
{
	for (size_t size = ARENA_SIZE - 64; size < ARENA_SIZE + 64; size++) {
		char *piece = arena_take(&arena, size);

		ck_assert_ptr_nonnull(piece);
		memset(piece, 'x', size);
		arena_reset(&arena);
	}
	ck_assert_ptr_null(arena_take(&arena, SIZE_MAX - 8));
	ck_assert_ptr_nonnull(arena_take(&arena, 10));
}
END_TEST

START_TEST(what_is_resized_keeps_its_bytes)
{
	char *piece = arena_resize(&arena, NULL, 4);

	ck_assert_ptr_nonnull(piece);
	memcpy(piece, "abc", 4);
	for (size_t size = 4; size < 4 * ARENA_SIZE; size *= 2) {
		piece = arena_resize(&arena, piece, size);
		ck_assert_str_eq(piece, "abc");
	}
	piece = arena_resize(&arena, piece, 2);
	ck_assert_int_eq(piece[1], 'b');
	ck_assert_ptr_null(arena_resize(&arena, piece, SIZE_MAX - 8));
	ck_assert_int_eq(piece[1], 'b');
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("arena");

	add_test_between(suite, "arena_take",
	    pieces_are_aligned_and_do_not_overlap, NULL, teardown);
	add_test_between(suite, "arena_take_large",
	    large_pieces_come_from_the_heap, NULL, teardown);
	add_test_between(suite, "arena_resize", what_is_resized_keeps_its_bytes,
	    NULL, teardown);
	return run_suite(suite);
}
