/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where calls came from: sources, their parts, and what came twice. */
#include "tests/storage/fixture.h"

#include <errno.h>

#define TUNNEL "erspan 192.0.2.1 session 7, vlan 20"

static struct source_row
source_of(int64_t id, int64_t parent_id)
{
	return (struct source_row){.id = id,
	    .parent_id = parent_id,
	    .kind = "interface",
	    .name = "eth1",
	    .encapsulation = parent_id ? TUNNEL : NULL,
	    .vlan = parent_id ? 20 : 0,
	    .link_type = "Ethernet",
	    .first_us = SAMPLE_START_US,
	    .last_us = SAMPLE_START_US + 1000000,
	    .packets = 10,
	    .bytes = 1000};
}

/* Puts eth1 as source 1 and a tunnel of it as source 2. */
static void
put_sources(struct catalogue *catalogue)
{
	for (int64_t id = 1; id <= 2; id++) {
		struct source_row row = source_of(id, id - 1);

		ck_assert_int_eq(catalogue_put_source(catalogue, &row), 0);
	}
}

START_TEST(a_part_of_a_source_has_its_parent_and_its_vlan)
{
	struct catalogue *catalogue = open_as(CATALOGUE_WRITE);
	struct source_row row;

	put_sources(catalogue);
	ck_assert_int_eq(number_of(catalogue,
			     "SELECT id FROM source WHERE parent_id IS NULL "
			     "AND encapsulation IS NULL AND vlan IS NULL"),
	    1);
	ck_assert_int_eq(
	    number_of(catalogue, "SELECT id FROM source WHERE parent_id = 1 "
				 "AND encapsulation = '" TUNNEL "' "
				 "AND vlan = 20 AND name = 'eth1'"),
	    2);
	row = source_of(2, 1);
	row.packets = 77;
	ck_assert_int_eq(catalogue_put_source(catalogue, &row), 0);
	ck_assert_int_eq(
	    number_of(catalogue, "SELECT packets FROM source WHERE id = 2"),
	    77);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
}
END_TEST

START_TEST(a_row_without_its_source_is_refused_and_the_batch_goes_on)
{
	struct catalogue *catalogue = open_as(CATALOGUE_WRITE);
	struct leg_row leg = {.id = 9, .call_id = 1, .source_id = 3};
	struct stream_row stream = {.id = 9, .call_id = 1, .source_id = 3};
	struct source_row part = source_of(4, 3);
	struct duplicate_row duplicate = {1, 3, 5};

	add_samples(catalogue, 1);
	put_sources(catalogue);
	ck_assert_int_eq(catalogue_put_leg(catalogue, &leg), EINVAL);
	ck_assert_int_eq(catalogue_put_stream(catalogue, &stream), EINVAL);
	ck_assert_int_eq(catalogue_put_source(catalogue, &part), EINVAL);
	ck_assert_int_eq(
	    catalogue_add_duplicate(catalogue, &duplicate), EINVAL);
	leg.source_id = 2;
	stream.source_id = 1;
	ck_assert_int_eq(catalogue_put_leg(catalogue, &leg), 0);
	ck_assert_int_eq(catalogue_put_stream(catalogue, &stream), 0);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
	catalogue = open_as(CATALOGUE_READ);
	ck_assert_int_eq(
	    number_of(catalogue, "SELECT source_id FROM leg WHERE id = 9"), 2);
	ck_assert_int_eq(
	    number_of(catalogue, "SELECT source_id FROM stream WHERE id = 9"),
	    1);
	ck_assert_int_eq(number_of(catalogue, "SELECT count(*) FROM leg "
					      "WHERE source_id IS NULL"),
	    1);
	ck_assert_int_eq(number_of(catalogue, "SELECT count(*) FROM stream "
					      "WHERE source_id IS NULL"),
	    2);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
}
END_TEST

START_TEST(a_call_outlives_its_source)
{
	struct catalogue *catalogue = open_as(CATALOGUE_WRITE);
	struct leg_row leg = {.id = 9, .call_id = 1, .source_id = 2};
	struct stream_row stream = {.id = 9, .call_id = 1, .source_id = 2};
	struct duplicate_row duplicate = {1, 2, 5};

	add_samples(catalogue, 1);
	put_sources(catalogue);
	ck_assert_int_eq(catalogue_put_leg(catalogue, &leg), 0);
	ck_assert_int_eq(catalogue_put_stream(catalogue, &stream), 0);
	ck_assert_int_eq(catalogue_add_duplicate(catalogue, &duplicate), 0);
	ck_assert_int_eq(
	    number_of(catalogue, "SELECT packets FROM duplicate "
				 "WHERE source_id = 1 AND copy_source_id = 2"),
	    5);
	/* The tunnel goes with the interface. */
	ck_assert_int_eq(
	    database_exec(catalogue, "DELETE FROM source WHERE id = 1"), 0);
	ck_assert_int_eq(
	    number_of(catalogue, "SELECT count(*) FROM source"), 0);
	ck_assert_int_eq(
	    number_of(catalogue, "SELECT count(*) FROM duplicate"), 0);
	ck_assert_int_eq(
	    number_of(catalogue, "SELECT count(*) FROM leg WHERE id = 9 "
				 "AND source_id IS NULL"),
	    1);
	ck_assert_int_eq(
	    number_of(catalogue, "SELECT count(*) FROM stream WHERE id = 9 "
				 "AND source_id IS NULL"),
	    1);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
}
END_TEST

START_TEST(streams_count_the_copies_of_mirroring)
{
	struct catalogue *catalogue = open_as(CATALOGUE_WRITE);
	struct stream_row stream = {.id = 9,
	    .call_id = 1,
	    .duplicates = 12,
	    .mirror_duplicates = UINT64_MAX};

	add_samples(catalogue, 1);
	ck_assert_int_eq(catalogue_put_stream(catalogue, &stream), 0);
	ck_assert_int_eq(number_of(catalogue, "SELECT mirror_duplicates = "
					      "9223372036854775807 "
					      "AND duplicates = 12 "
					      "FROM stream WHERE id = 9"),
	    1);
	ck_assert_int_eq(number_of(catalogue, "SELECT sum(mirror_duplicates) "
					      "FROM stream WHERE id < 9"),
	    0);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("storage/source");

	add_in_folder(
	    suite, "parts", a_part_of_a_source_has_its_parent_and_its_vlan);
	add_in_folder(suite, "refused",
	    a_row_without_its_source_is_refused_and_the_batch_goes_on);
	add_in_folder(suite, "deleted", a_call_outlives_its_source);
	add_in_folder(suite, "copies", streams_count_the_copies_of_mirroring);
	return run_suite(suite);
}
