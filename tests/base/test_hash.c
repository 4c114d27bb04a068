/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/hash.h"

#include "tests/check_main.h"

START_TEST(equal_bytes_have_one_hash_wherever_they_lie)
{
	uint8_t a[40], b[48];

	for (size_t i = 0; i < sizeof a; i++)
		a[i] = b[i + 3] = (uint8_t)(i * 11);
	for (size_t size = 0; size <= sizeof a; size++)
		ck_assert_uint_eq(
		    hash_bytes(a, size, 9), hash_bytes(b + 3, size, 9));
}
END_TEST

START_TEST(each_bit_length_and_seed_counts)
{
	uint8_t bytes[20] = {0};
	uint64_t hash = hash_bytes(bytes, sizeof bytes, 1);

	for (size_t bit = 0; bit < 8 * sizeof bytes; bit++) {
		bytes[bit / 8] ^= (uint8_t)(1u << (bit % 8));
		ck_assert_uint_ne(hash_bytes(bytes, sizeof bytes, 1), hash);
		bytes[bit / 8] = 0;
	}
	for (size_t size = 0; size < sizeof bytes; size++)
		ck_assert_uint_ne(hash_bytes(bytes, size, 1), hash);
	ck_assert_uint_ne(hash_bytes(bytes, sizeof bytes, 2), hash);
}
END_TEST

START_TEST(counted_keys_spread_over_the_buckets)
{
	unsigned buckets[64] = {0};

	for (uint32_t key = 0; key < 6400; key++)
		buckets[hash_bytes(&key, sizeof key, 12345) % 64]++;
	for (size_t i = 0; i < 64; i++) {
		ck_assert_uint_gt(buckets[i], 50);
		ck_assert_uint_lt(buckets[i], 150);
	}
}
END_TEST

START_TEST(seeds_differ)
{
	ck_assert_uint_ne(hash_seed(), hash_seed());
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("hash");

	add_test(
	    suite, "hash_bytes", equal_bytes_have_one_hash_wherever_they_lie);
	add_test(suite, "hash_bytes", each_bit_length_and_seed_counts);
	add_test(suite, "hash_bytes", counted_keys_spread_over_the_buckets);
	add_test(suite, "hash_seed", seeds_differ);
	return run_suite(suite);
}
