/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions to the catalogue: which calls, in which order, by which way. */
#include "tests/check_main.h"

#include <errno.h>
#include <unistd.h>

#include "storage/catalogue_int.h"
#include "storage/query.h"
#include "tests/storage/sample.h"

#define CALLS 50
#define MINUTE_US SAMPLE_STEP_US

static char folder[64];
static struct catalogue *catalogue;

static void
make_catalogue(void)
{
	struct sample_ids ids;

	snprintf(folder, sizeof folder, "/tmp/spanrec-test-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert_int_eq(
	    catalogue_open(folder, CATALOGUE_WRITE, &catalogue), 0);
	for (unsigned i = 0; i < CALLS; i++) {
		/* The newest first: the order of the rows is no help. */
		struct sample sample = {
		    .number = CALLS - 1 - i, .failed = i % 5 == 0};

		ck_assert_int_eq(sample_add(catalogue, &sample, &ids), 0);
	}
	ck_assert_int_eq(catalogue_commit(catalogue), 0);
}

static void
remove_catalogue(void)
{
	char path[128];

	ck_assert_int_eq(catalogue_close(catalogue), 0);
	snprintf(path, sizeof path, "%s/%s", folder, CATALOGUE_FILE);
	unlink(path);
	rmdir(folder);
}

/* What a query gave. */
struct result {
	int count;
	int64_t first_us;
	int64_t last_us;
	int stop_after; /* returns 123 then; 0: never */
};

static int
note_call(const struct call_view *view, void *arg)
{
	struct result *result = arg;

	if (result->count++ == 0)
		result->first_us = view->call.started_us;
	else
		ck_assert_int_gt(view->call.started_us, result->last_us);
	result->last_us = view->call.started_us;
	ck_assert_str_eq(view->call.callee.number, "200");
	ck_assert_ptr_null(view->call.callee.name);
	ck_assert_int_eq(view->leg_count, 1);
	ck_assert_int_eq(strncmp(view->sip_call_id, "call-", 5), 0);
	return result->count == result->stop_after ? 123 : 0;
}

static int
count_call(const struct call_view *view, void *arg)
{
	(void)view;
	(*(int *)arg)++;
	return 0;
}

static struct result
ask(const struct call_filter *filter)
{
	struct result result = {.count = 0};

	ck_assert_int_eq(query_calls(catalogue, filter, note_call, &result), 0);
	return result;
}

START_TEST(all_calls_come_oldest_first)
{
	struct call_filter filter = {.limit = 0};
	struct result result = ask(&filter);

	ck_assert_int_eq(result.count, CALLS);
	ck_assert_int_eq(result.first_us, SAMPLE_START_US);
}
END_TEST

START_TEST(a_limit_gives_the_newest)
{
	struct call_filter filter = {.limit = 7};
	struct result result = ask(&filter);

	ck_assert_int_eq(result.count, 7);
	ck_assert_int_eq(
	    result.first_us, SAMPLE_START_US + (CALLS - 7) * MINUTE_US);
	ck_assert_int_eq(
	    result.last_us, SAMPLE_START_US + (CALLS - 1) * MINUTE_US);
	filter.limit = 2 * CALLS;
	ck_assert_int_eq(ask(&filter).count, CALLS);
}
END_TEST

START_TEST(from_is_inside_and_to_is_outside)
{
	struct call_filter filter = {.has_from = true,
	    .from_us = SAMPLE_START_US + 10 * MINUTE_US,
	    .has_to = true,
	    .to_us = SAMPLE_START_US + 20 * MINUTE_US};
	struct result result = ask(&filter);

	ck_assert_int_eq(result.count, 10);
	ck_assert_int_eq(result.first_us, SAMPLE_START_US + 10 * MINUTE_US);
	ck_assert_int_eq(result.last_us, SAMPLE_START_US + 19 * MINUTE_US);
	filter.limit = 3;
	ck_assert_int_eq(
	    ask(&filter).first_us, SAMPLE_START_US + 17 * MINUTE_US);
}
END_TEST

START_TEST(numbers_match_raw_normalised_and_in_part)
{
	static const struct {
		const char *number;
		int count;
	} cases[] = {
	    {"+49 30 10007", 1}, /* as signalled */
	    {"+493010007", 1},   /* without separators */
	    {"30-1000-7", 1},    /* with others */
	    {"10004", 11},       /* 10004 and 100040 to 100049 */
	    {"200", CALLS},      /* the callee */
	    {"alice", 0},        /* a name is no number */
	    {"999", 0},
	    {"%", 0}, /* no pattern */
	    {"'; DROP TABLE call", 0},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct call_filter filter = {.number = cases[i].number};

		ck_assert_msg(ask(&filter).count == cases[i].count, "%s: %d",
		    cases[i].number, ask(&filter).count);
	}
}
END_TEST

START_TEST(names_in_place_of_numbers_match_without_case)
{
	struct sample sample = {.number = 900, .caller = "Alice7"};
	struct call_filter filter = {.number = "alice7"};
	struct sample_ids ids;

	ck_assert_int_eq(sample_add(catalogue, &sample, &ids), 0);
	ck_assert_int_eq(ask(&filter).count, 1);
}
END_TEST

START_TEST(states_match_exactly)
{
	struct call_filter filter = {.state = "failed"};

	ck_assert_int_eq(ask(&filter).count, CALLS / 5);
	filter.state = "fail";
	ck_assert_int_eq(ask(&filter).count, 0);
}
END_TEST

START_TEST(a_callback_ends_the_query)
{
	struct call_filter filter = {.limit = 0};
	struct result result = {.stop_after = 4};

	ck_assert_int_eq(
	    query_calls(catalogue, &filter, note_call, &result), 123);
	ck_assert_int_eq(result.count, 4);
}
END_TEST

START_TEST(calls_of_the_same_moment_are_all_given)
{
	static const char *const uids[] = {
	    "00000000000000aa", "00000000000000ab", "00000000000000ac"};
	struct call_filter filter = {.has_to = true, .to_us = 1001};
	struct sample_ids ids;
	int count = 0;

	for (int i = 0; i < 3; i++) {
		struct sample sample = {.uid = uids[i]};

		ids.call = catalogue_next_id(catalogue, CATALOGUE_CALL);
		ck_assert_int_eq(
		    sample_call(catalogue, &sample, 1000, ids.call), 0);
	}
	ck_assert_int_eq(
	    query_calls(catalogue, &filter, count_call, &count), 0);
	ck_assert_int_eq(count, 3);
	filter.limit = 2;
	count = 0;
	ck_assert_int_eq(
	    query_calls(catalogue, &filter, count_call, &count), 0);
	ck_assert_int_eq(count, 2);
}
END_TEST

static int
note_uid(const struct call_view *view, void *arg)
{
	struct result *result = arg;

	result->count++;
	ck_assert_uint_eq(strlen(view->call.uid), CALL_UID_LEN);
	return 0;
}

/* The result of looking for 'prefix', and how many calls it gave. */
static int
pick(const char *prefix, int *count)
{
	struct result result = {.count = 0};
	int error = query_call_by_prefix(catalogue, prefix, note_uid, &result);

	*count = result.count;
	return error;
}

START_TEST(a_prefix_finds_one_none_or_several)
{
	int count;

	ck_assert_int_eq(pick("9e3779b1", &count), 0);
	ck_assert_int_eq(count, 1);
	ck_assert_int_eq(pick("9E3779B100000001", &count), 0);
	ck_assert_int_eq(count, 1);
	ck_assert_int_eq(pick("9e3779b1000000011", &count), ENOENT);
	ck_assert_int_eq(pick("9e3779b2", &count), ENOENT);
	ck_assert_int_eq(pick("", &count), ENOENT);
	ck_assert_int_eq(pick("%", &count), ENOENT);
	ck_assert_int_eq(count, 0);
	ck_assert_int_eq(pick("a", &count), EEXIST);
	ck_assert_int_gt(count, 1);
	ck_assert_int_le(count, 10);
}
END_TEST

START_TEST(lists_read_only_what_they_give)
{
	static const struct call_filter cases[] = {
	    {.limit = 0},
	    {.has_from = true, .from_us = 5},
	    {.limit = 5},
	};
	struct result result = {.count = 0};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct statement *statement;

		ask(&cases[i]);
		statement = database_prepared(
		    catalogue_database(catalogue), SLOT_CALLS);
		ck_assert_ptr_nonnull(statement);
		ck_assert_int_eq(statement_scans(statement), 0);
	}
	ck_assert_int_ne(pick("a", &result.count), 0);
	ck_assert_int_eq(statement_scans(database_prepared(
			     catalogue_database(catalogue), SLOT_CALLS_BY_UID)),
	    0);
}
END_TEST

/* The totals that a query gave, by name. */
struct totals {
	int64_t total;
	int64_t answered;
	int64_t talk_ms;
	int64_t states; /* sum over the states */
	int64_t audio;  /* sum over completeness */
	int64_t lost;
	int64_t recordings;
	int64_t pcmu;
};

static int
note_total(const char *group, const char *name, int64_t value, void *arg)
{
	struct totals *totals = arg;

	if (!strcmp(group, "state"))
		totals->states += value;
	if (!strcmp(group, "completeness"))
		totals->audio += value;
	if (!strcmp(name, "total"))
		totals->total = value;
	if (!strcmp(name, "answered"))
		totals->answered = value;
	if (!strcmp(name, "talk_ms"))
		totals->talk_ms = value;
	if (!strcmp(name, "lost"))
		totals->lost = value;
	if (!strcmp(group, "recordings") && !strcmp(name, "count"))
		totals->recordings = value;
	if (!strcmp(name, "PCMU"))
		totals->pcmu = value;
	return 0;
}

START_TEST(totals_add_up)
{
	struct call_filter filter = {.limit = 1};
	struct totals totals = {.total = 0};

	ck_assert_int_eq(
	    query_stats(catalogue, &filter, note_total, &totals), 0);
	ck_assert_int_eq(totals.total, CALLS);
	ck_assert_int_eq(totals.answered, CALLS * 4 / 5);
	ck_assert_int_eq(totals.states, CALLS);
	ck_assert_int_eq(totals.audio, CALLS);
	ck_assert_int_eq(totals.talk_ms, INT64_C(10345) * CALLS * 4 / 5);
	ck_assert_int_eq(totals.lost, 5 * CALLS * 4 / 5);
	ck_assert_int_eq(totals.recordings, CALLS * 4 / 5);
	ck_assert_int_eq(totals.pcmu, 2 * CALLS * 4 / 5);
}
END_TEST

START_TEST(totals_of_nothing_are_zero)
{
	struct call_filter filter = {.has_to = true, .to_us = 0};
	struct totals totals = {.total = 1, .talk_ms = 1};

	ck_assert_int_eq(
	    query_stats(catalogue, &filter, note_total, &totals), 0);
	ck_assert_int_eq(totals.total, 0);
	ck_assert_int_eq(totals.talk_ms, 0);
}
END_TEST

static int
note_message(const struct sip_message_row *row, void *arg)
{
	int *count = arg;

	ck_assert_uint_eq(row->size, sizeof SAMPLE_INVITE - 1);
	ck_assert_mem_eq(row->bytes, SAMPLE_INVITE, row->size);
	ck_assert_int_eq(row->status, (*count)++ ? 200 : 0);
	return 0;
}

static int
note_stream(const struct stream_row *row, void *arg)
{
	bool caller = !strcmp(row->side, "caller");

	ck_assert_uint_eq(row->ssrc, caller ? 0xfeedbeef : 0x12345678);
	ck_assert_int_eq(row->has_mos, caller);
	ck_assert(!row->has_drift);
	ck_assert(row->recorded);
	(*(int *)arg)++;
	return 0;
}

START_TEST(rows_come_back_as_they_were_put)
{
	int messages = 0, streams = 0;

	ck_assert_int_eq(
	    query_messages(catalogue, 2, note_message, &messages), 0);
	ck_assert_int_eq(messages, 2);
	ck_assert_int_eq(query_streams(catalogue, 2, note_stream, &streams), 0);
	ck_assert_int_eq(streams, 2);
}
END_TEST

/* The rows of a day, or of its hours. */
struct by {
	int rows;
	struct stats_view sum;
	int64_t last_us;
};

static int
add_by(const struct stats_view *view, void *arg)
{
	struct by *by = arg;

	if (by->rows++)
		ck_assert_int_gt(view->from_us, by->last_us);
	by->last_us = view->from_us;
	by->sum.calls += view->calls;
	by->sum.answered += view->answered;
	by->sum.complete += view->complete;
	by->sum.partial += view->partial;
	by->sum.failed += view->failed;
	by->sum.talk_ms += view->talk_ms;
	return 0;
}

static int
count_reason(
    const char *completeness, const char *reason, int64_t calls, void *arg)
{
	ck_assert_str_eq(completeness, "partial");
	ck_assert_str_eq(reason, "why not");
	*(int64_t *)arg += calls;
	return 0;
}

/* 50 calls from 14:00 UTC on, one each minute; where it is past midnight. */
START_TEST(hours_and_days_add_up)
{
	struct call_filter all = {.limit = 0};
	struct by hours = {0}, days = {0};
	int64_t calls = 0;

	setenv("TZ", "WST-9:30", 1);
	tzset();
	ck_assert_int_eq(
	    database_exec(catalogue_database(catalogue),
		"UPDATE call SET completeness = 'partial', reason = 'why not' "
		"WHERE id IN (2, 3)"),
	    0);
	ck_assert_int_eq(
	    query_stats_by(catalogue, &all, STATS_BY_HOUR, add_by, &hours), 0);
	ck_assert_int_eq(hours.rows, 1);
	ck_assert_int_eq(hours.last_us, SAMPLE_START_US);
	ck_assert_int_eq(
	    query_stats_by(catalogue, &all, STATS_BY_DAY, add_by, &days), 0);
	ck_assert_int_eq(days.rows, 2);
	ck_assert_int_eq(days.last_us, SAMPLE_START_US + 30 * MINUTE_US);
	ck_assert_mem_eq(&hours.sum, &days.sum, sizeof days.sum);
	ck_assert_int_eq(days.sum.calls, CALLS);
	ck_assert_int_eq(days.sum.failed, CALLS / 5);
	ck_assert_int_eq(days.sum.answered, CALLS - CALLS / 5);
	ck_assert_int_eq(days.sum.partial, 2);
	ck_assert_int_eq(days.sum.complete, CALLS - CALLS / 5 - 2);
	ck_assert_int_eq(days.sum.talk_ms, 10345 * (CALLS - CALLS / 5));
	ck_assert_int_eq(
	    query_incomplete(catalogue, &all, count_reason, &calls), 0);
	ck_assert_int_eq(calls, 2);
}
END_TEST

static void
add(Suite *suite, const char *name, const TTest *test)
{
	TCase *tcase = tcase_create(name);

	tcase_add_checked_fixture(tcase, make_catalogue, remove_catalogue);
	tcase_add_test(tcase, test);
	tcase_set_timeout(tcase, CASE_TIMEOUT_S);
	suite_add_tcase(suite, tcase);
}

int
main(void)
{
	Suite *suite = suite_create("storage/query");

	add(suite, "order", all_calls_come_oldest_first);
	add(suite, "limit", a_limit_gives_the_newest);
	add(suite, "time", from_is_inside_and_to_is_outside);
	add(suite, "number", numbers_match_raw_normalised_and_in_part);
	add(suite, "name", names_in_place_of_numbers_match_without_case);
	add(suite, "state", states_match_exactly);
	add(suite, "stop", a_callback_ends_the_query);
	add(suite, "same_moment", calls_of_the_same_moment_are_all_given);
	add(suite, "prefix", a_prefix_finds_one_none_or_several);
	add(suite, "plans", lists_read_only_what_they_give);
	add(suite, "totals", totals_add_up);
	add(suite, "by_time", hours_and_days_add_up);
	add(suite, "no_totals", totals_of_nothing_are_zero);
	add(suite, "rows", rows_come_back_as_they_were_put);
	return run_suite(suite);
}
