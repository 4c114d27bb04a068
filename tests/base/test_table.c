/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/table.h"

#include <errno.h>

#include "tests/check_main.h"

#define ENTRIES 1000

struct entry {
	int key;
	struct table_link link;
};

static struct entry entries[ENTRIES];
static struct table table;

static void
begin(size_t limit)
{
	ck_assert_int_eq(table_init(&table, limit), 0);
}

static void
add(int key, uint64_t hash)
{
	entries[key].key = key;
	ck_assert_int_eq(table_add(&table, &entries[key].link, hash), 0);
}

/* The entry 'key' among those of 'hash'; NULL when it is not there. */
static struct entry *
find(int key, uint64_t hash)
{
	struct table_link *link;

	for (link = table_first(&table, hash); link; link = table_next(link)) {
		struct entry *entry = TABLE_ENTRY(link, struct entry, link);

		if (entry->key == key)
			return entry;
	}
	return NULL;
}

/* Oldest to newest, and back, must be 'keys'. */
static void
expect_order(const int *keys, size_t count)
{
	struct table_link *link = table.oldest;

	ck_assert_uint_eq(table.count, count);
	for (size_t i = 0; i < count; i++, link = link->newer)
		ck_assert_ptr_eq(link, &entries[keys[i]].link);
	ck_assert_ptr_null(link);
	link = table.newest;
	for (size_t i = count; i-- > 0; link = link->older)
		ck_assert_ptr_eq(link, &entries[keys[i]].link);
	ck_assert_ptr_null(link);
}

START_TEST(an_empty_table_has_nothing)
{
	begin(10);
	ck_assert_ptr_null(table_first(&table, 0));
	expect_order(NULL, 0);
	table_clear(&table);
}
END_TEST

START_TEST(the_limit_is_kept_and_nothing_changes)
{
	begin(2);
	add(0, 100);
	add(1, 101);
	ck_assert_int_eq(table_add(&table, &entries[2].link, 102), ENOSPC);
	expect_order((const int[]){0, 1}, 2);
	ck_assert_ptr_null(table_first(&table, 102));
	table_remove(&table, &entries[0].link);
	add(2, 102);
	expect_order((const int[]){1, 2}, 2);
	table_clear(&table);
}
END_TEST

START_TEST(a_table_of_none_takes_none)
{
	begin(0);
	ck_assert_int_eq(table_add(&table, &entries[0].link, 1), ENOSPC);
	table_clear(&table);
}
END_TEST

START_TEST(a_touch_makes_an_entry_the_newest)
{
	begin(10);
	for (int key = 0; key < 4; key++)
		add(key, (uint64_t)key);
	table_touch(&table, &entries[1].link);
	expect_order((const int[]){0, 2, 3, 1}, 4);
	table_touch(&table, &entries[0].link);
	expect_order((const int[]){2, 3, 1, 0}, 4);
	table_touch(&table, &entries[0].link);
	expect_order((const int[]){2, 3, 1, 0}, 4);
	ck_assert_ptr_eq(find(1, 1), &entries[1]);
	table_clear(&table);
}
END_TEST

START_TEST(entries_may_be_removed_from_anywhere)
{
	begin(10);
	for (int key = 0; key < 5; key++)
		add(key, 7);
	table_remove(&table, &entries[2].link);
	expect_order((const int[]){0, 1, 3, 4}, 4);
	table_remove(&table, &entries[0].link);
	table_remove(&table, &entries[4].link);
	expect_order((const int[]){1, 3}, 2);
	ck_assert_ptr_null(find(4, 7));
	ck_assert_ptr_eq(find(3, 7), &entries[3]);
	table_remove(&table, &entries[1].link);
	table_remove(&table, &entries[3].link);
	expect_order(NULL, 0);
	add(4, 7);
	expect_order((const int[]){4}, 1);
	table_clear(&table);
}
END_TEST

START_TEST(it_grows_and_finds_all)
{
	begin(ENTRIES);
	for (int key = 0; key < ENTRIES; key++)
		add(key, (uint64_t)key * 0x9e3779b97f4a7c15u);
	ck_assert_uint_ge(table.bucket_count * 2, ENTRIES);
	ck_assert_uint_eq(table.bucket_count & (table.bucket_count - 1), 0);
	for (int key = 0; key < ENTRIES; key++)
		ck_assert_ptr_eq(find(key, (uint64_t)key * 0x9e3779b97f4a7c15u),
		    &entries[key]);
	ck_assert_ptr_eq(table.oldest, &entries[0].link);
	ck_assert_ptr_eq(table.newest, &entries[ENTRIES - 1].link);
	table_clear(&table);
}
END_TEST

START_TEST(equal_hashes_are_all_given)
{
	begin(ENTRIES);
	for (int key = 0; key < ENTRIES; key++)
		add(key, 42);
	for (int key = 0; key < ENTRIES; key++)
		ck_assert_ptr_eq(find(key, 42), &entries[key]);
	table_clear(&table);
}
END_TEST

START_TEST(one_bucket_is_not_one_hash)
{
	/* These differ only far above any number of buckets. */
	begin(10);
	add(0, UINT64_C(5));
	add(1, UINT64_C(5) | UINT64_C(1) << 40);
	add(2, UINT64_C(5));
	ck_assert_ptr_null(find(1, 5));
	ck_assert_ptr_eq(find(0, 5), &entries[0]);
	ck_assert_ptr_eq(find(2, 5), &entries[2]);
	ck_assert_ptr_eq(find(1, UINT64_C(5) | UINT64_C(1) << 40), &entries[1]);
	ck_assert_ptr_null(table_first(&table, UINT64_C(5) | 1u << 30));
	table_clear(&table);
}
END_TEST

START_TEST(each_table_has_a_seed_of_its_own)
{
	struct table other;

	begin(1);
	ck_assert_int_eq(table_init(&other, 1), 0);
	ck_assert_uint_ne(table.seed, other.seed);
	table_clear(&table);
	table_clear(&other);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("table");

	add_test(suite, "table_init", an_empty_table_has_nothing);
	add_test(suite, "table_add", the_limit_is_kept_and_nothing_changes);
	add_test(suite, "table_add", a_table_of_none_takes_none);
	add_test(suite, "table_touch", a_touch_makes_an_entry_the_newest);
	add_test(suite, "table_remove", entries_may_be_removed_from_anywhere);
	add_test(suite, "table_add", it_grows_and_finds_all);
	add_test(suite, "table_next", equal_hashes_are_all_given);
	add_test(suite, "table_first", one_bucket_is_not_one_hash);
	add_test(suite, "table_init", each_table_has_a_seed_of_its_own);
	return run_suite(suite);
}
