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
	ck_assert_int_eq(catalogue_put_leg(catalogue, &leg), 0);
	ck_assert_int_eq(catalogue_commit(catalogue), EINVAL);
	ck_assert_int_eq(catalogue_put_stream(catalogue, &stream), 0);
	ck_assert_int_eq(catalogue_commit(catalogue), EINVAL);
	ck_assert_int_eq(catalogue_put_source(catalogue, &part), 0);
	ck_assert_int_eq(catalogue_commit(catalogue), EINVAL);
	ck_assert_int_eq(catalogue_add_duplicate(catalogue, &duplicate), 0);
	ck_assert_int_eq(catalogue_commit(catalogue), EINVAL);
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
	exec_in(catalogue, "DELETE FROM source WHERE id = 1");
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

/* What a query gave, as one text. */
static char given[4096];

static int
note_source(const struct source_view *view, void *arg)
{
	const struct source_row *row = &view->source;

	(void)arg;
	snprintf(given, sizeof given, "%d %d %s %s %d %s %d %s", (int)row->id,
	    (int)row->parent_id, row->name,
	    row->encapsulation ? row->encapsulation : "-", row->vlan,
	    row->link_type, (int)row->packets, view->text);
	ck_assert_str_eq(row->kind, "interface");
	ck_assert_int_eq(row->first_us, SAMPLE_START_US);
	ck_assert_int_eq(row->last_us, SAMPLE_START_US + 1000000);
	ck_assert_uint_eq(row->bytes, 1000);
	return 42;
}

START_TEST(a_source_comes_back_with_its_text)
{
	struct catalogue *catalogue = open_as(CATALOGUE_WRITE);

	put_sources(catalogue);
	ck_assert_int_eq(query_source(catalogue, 1, note_source, NULL), 42);
	ck_assert_str_eq(given, "1 0 eth1 - 0 Ethernet 10 eth1");
	ck_assert_int_eq(query_source(catalogue, 2, note_source, NULL), 42);
	ck_assert_str_eq(
	    given, "2 1 eth1 " TUNNEL " 20 Ethernet 10 eth1: " TUNNEL);
	ck_assert_int_eq(query_source(catalogue, 3, note_source, NULL), 0);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
}
END_TEST

static int
note_leg(const struct leg_row *row, void *arg)
{
	*(int64_t *)arg += row->source_id;
	return 0;
}

static int
note_stream(const struct stream_row *row, void *arg)
{
	*(int64_t *)arg += row->source_id * 10;
	ck_assert_uint_eq(row->mirror_duplicates, row->source_id ? 2 : 0);
	return 0;
}

START_TEST(legs_and_streams_come_back_with_their_source)
{
	struct catalogue *catalogue = open_as(CATALOGUE_WRITE);
	struct sample samples[] = {
	    {.number = 0, .source = {3, 2}}, {.number = 1}};
	struct sample_ids ids;
	int64_t sum[2] = {0, 0};

	ck_assert_int_eq(sample_sources(catalogue, &(int64_t){0}), 0);
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(sample_add(catalogue, &samples[i], &ids), 0);
		ck_assert_int_eq(
		    query_legs(catalogue, ids.call, note_leg, &sum[i]), 0);
		ck_assert_int_eq(
		    query_streams(catalogue, ids.call, note_stream, &sum[i]),
		    0);
	}
	ck_assert_int_eq(sum[0], 3 + 30 + 20);
	ck_assert_int_eq(sum[1], 0);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
}
END_TEST

static int
calls_from(struct catalogue *catalogue, const char *source)
{
	struct call_filter filter = {.source = source};
	int all = 0, newest = 0;

	ck_assert_int_eq(query_calls(catalogue, &filter, count_call, &all), 0);
	filter.limit = 1000;
	ck_assert_int_eq(
	    query_calls(catalogue, &filter, count_call, &newest), 0);
	ck_assert_int_eq(newest, all);
	return all;
}

START_TEST(calls_are_found_by_a_part_of_their_source)
{
	static const struct {
		const char *source;
		int calls;
	} cases[] = {{NULL, 5}, {"", 5}, {"eth1", 3}, {"eth2", 2}, {"eth", 4},
	    {"ETH2", 2}, {"h1: Erspan 192", 2}, {"session 7, vlan 20", 2},
	    {"vlan 2", 2}, {"eth1: vlan", 0}, {"eth%", 0}, {"eth_", 0},
	    {"eth*", 0}, {"eth1; eth2", 0}, {"' OR 1 --", 0}};
	static const int64_t sources[][2] = {
	    {1, 1}, {3, 2}, {0, 3}, {2, 0}, {0, 0}};
	struct catalogue *catalogue = open_as(CATALOGUE_WRITE);
	struct sample_ids ids;

	ck_assert_int_eq(sample_sources(catalogue, &(int64_t){0}), 0);
	for (unsigned i = 0; i < 5; i++) {
		struct sample sample = {.number = i,
		    .failed = i == 3, /* a leg alone */
		    .source = {sources[i][0], sources[i][1]}};

		ck_assert_int_eq(sample_add(catalogue, &sample, &ids), 0);
	}
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		ck_assert_msg(
		    calls_from(catalogue, cases[i].source) == cases[i].calls,
		    "%s: %d", cases[i].source,
		    calls_from(catalogue, cases[i].source));
	ck_assert_int_eq(statement_scans(database_prepared(
			     catalogue_database(catalogue), SLOT_CALLS)),
	    0);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
}
END_TEST

static int
note_duplicate(const struct duplicate_view *view, void *arg)
{
	size_t len = strlen(given);

	(void)arg;
	snprintf(given + len, sizeof given - len, "%d %s <- %s\n",
	    (int)view->packets, view->source, view->copy_source);
	return 0;
}

/* Two sources whose first packet was at 'first_us' and that share 'packets'. */
static void
put_pair(struct catalogue *catalogue, int64_t first_us, uint64_t packets)
{
	struct source_row row = {.kind = "file", .first_us = first_us};
	struct duplicate_row duplicate = {.packets = packets};

	row.last_us = first_us == ROW_NO_TIME ? first_us : first_us + 100;
	row.id = catalogue_next_id(catalogue, CATALOGUE_SOURCE);
	row.name = "a";
	ck_assert_int_eq(catalogue_put_source(catalogue, &row), 0);
	duplicate.source_id = row.id++;
	row.name = "b";
	ck_assert_int_eq(catalogue_put_source(catalogue, &row), 0);
	duplicate.copy_source_id = row.id;
	ck_assert_int_eq(catalogue_add_duplicate(catalogue, &duplicate), 0);
	/* Identifiers are given one after the other. */
	ck_assert_int_eq(
	    catalogue_next_id(catalogue, CATALOGUE_SOURCE), row.id);
}

static const char *
duplicates(struct catalogue *catalogue, const struct call_filter *filter)
{
	given[0] = '\0';
	ck_assert_int_eq(
	    query_duplicates(catalogue, filter, note_duplicate, NULL), 0);
	return given;
}

START_TEST(what_was_doubled_is_named_by_its_two_sources)
{
	struct catalogue *catalogue = open_as(CATALOGUE_WRITE);
	struct call_filter filter = {.limit = 1};

	ck_assert_str_eq(duplicates(catalogue, &filter), "");
	ck_assert_int_eq(sample_sources(catalogue, &(int64_t){0}), 0);
	ck_assert_str_eq(duplicates(catalogue, &filter),
	    "12045 eth1: erspan 192.0.2.1 session 7, vlan 20 <- eth2\n"
	    "1 eth1 <- eth1\n");
	ck_assert_int_eq(catalogue_close(catalogue), 0);
}
END_TEST

START_TEST(runs_add_up_but_a_capture_read_again_counts_once)
{
	struct catalogue *catalogue = open_as(CATALOGUE_WRITE);
	struct call_filter filter = {.limit = 0};

	put_pair(catalogue, 1000, 5);
	put_pair(catalogue, 2000, 50);
	ck_assert_str_eq(duplicates(catalogue, &filter), "55 a <- b\n");
	put_pair(catalogue, 1000, 7); /* again */
	ck_assert_str_eq(duplicates(catalogue, &filter), "57 a <- b\n");
	put_pair(catalogue, ROW_NO_TIME, 100);
	put_pair(catalogue, ROW_NO_TIME, 100);
	ck_assert_str_eq(duplicates(catalogue, &filter), "257 a <- b\n");
	ck_assert_int_eq(catalogue_close(catalogue), 0);
}
END_TEST

START_TEST(only_what_was_heard_at_the_time_is_told)
{
	static const struct {
		int64_t from_us, to_us;
		const char *wanted;
	} cases[] = {
	    {0, 0, "55 a <- b\n"},
	    {1101, 0, "50 a <- b\n"},
	    {1100, 0, "55 a <- b\n"},
	    {2101, 0, ""},
	    {0, 2000, "5 a <- b\n"},
	    {0, 2001, "55 a <- b\n"},
	    {1050, 1060, "5 a <- b\n"},
	    {1500, 1600, ""},
	};
	struct catalogue *catalogue = open_as(CATALOGUE_WRITE);

	put_pair(catalogue, 1000, 5);
	put_pair(catalogue, 2000, 50);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct call_filter filter = {.has_from = cases[i].from_us != 0,
		    .from_us = cases[i].from_us,
		    .has_to = cases[i].to_us != 0,
		    .to_us = cases[i].to_us};

		ck_assert_str_eq(
		    duplicates(catalogue, &filter), cases[i].wanted);
	}
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
	add_in_folder(suite, "text", a_source_comes_back_with_its_text);
	add_in_folder(
	    suite, "of_a_call", legs_and_streams_come_back_with_their_source);
	add_in_folder(
	    suite, "filter", calls_are_found_by_a_part_of_their_source);
	add_in_folder(
	    suite, "doubled", what_was_doubled_is_named_by_its_two_sources);
	add_in_folder(
	    suite, "runs", runs_add_up_but_a_capture_read_again_counts_once);
	add_in_folder(suite, "times", only_what_was_heard_at_the_time_is_told);
	return run_suite(suite);
}
