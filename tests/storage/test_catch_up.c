/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A catalogue of an earlier version, which has no index of words: it gets one
 * while calls are added and while people read. Each filter finds each call all
 * that time, also for a reader who came before the migration.
 */
#include "tests/storage/fixture.h"

#include <sys/stat.h>
#include <time.h>

#define OLDER 5000 /* calls of the earlier version */
#define LONGEST_S 50
#define DUMP_SIZE (1 << 17)

static const char *const older_sql[] = {
    ("INSERT INTO call (id, uid, state, completeness, direction, "
     "caller_number, caller_number_normalised, caller_name, caller_uri, "
     "caller_address, callee_number, callee_number_normalised, "
     "started_us, answered_us, ended_us, final_status) "
     "WITH RECURSIVE n (i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n "
     "WHERE i < 5009) SELECT i, printf('%016x', i), "
     "iif(i % 10 = 3, 'failed', 'ended'), "
     "iif(i % 10 = 3, NULL, iif(i % 100 = 7, 'partial', 'complete')), "
     "iif(i % 2, 'inbound', 'outbound'), printf('+49 30 %05d', i * 7), "
     "printf('+4930%05d', i * 7), iif(i % 50 = 0, 'Alice Old', 'Bob'), "
     "printf('sip:%d@example.net', i), printf('198.51.100.%d', i % 200), "
     "printf('%d', 200 + i % 30), printf('%d', 200 + i % 30), "
     "1795000000000000 + i * 1000000, "
     "iif(i % 10 = 3, NULL, 1795000000000000 + i * 1000000 + 500000), "
     "1795000000000000 + i * 1000000 + i % 40 * 1000000, 200 FROM n"),
    ("INSERT INTO leg (id, call_id, sip_call_id, src, dst, caller_agent, "
     "started_us) SELECT id, id, printf('old-%d@198.51.100.1', id), "
     "'198.51.100.1:5060', '192.0.2.10:5060', printf('Phone/%d', id % 20), "
     "started_us FROM call WHERE id >= 10"),
    ("INSERT INTO stream (call_id, leg_id, side, codec, ssrc, packets, "
     "payload_bytes, lost, duplicates, reordered, late, recorded) "
     "SELECT id, id, 'caller', iif(id % 25 = 0, 'opus', 'PCMU'), id, 1, 160, "
     "0, "
     "0, 0, 0, 1 FROM call WHERE id >= 10 AND answered_us IS NOT NULL"),
};

#define STREAM(condition)                                                      \
	"EXISTS (SELECT 1 FROM stream WHERE call_id = call.id AND " condition  \
	")"
#define LEG(condition)                                                         \
	"EXISTS (SELECT 1 FROM leg WHERE call_id = call.id AND " condition ")"

/* What a filter lets through, said once more. */
static const struct {
	struct call_filter filter;
	const char *condition;
} cases[] = {
    {{.state = "failed"}, "state = 'failed'"},
    {{.completeness = "partial"}, "completeness = 'partial'"},
    {{.direction = "outbound", .name = "alice"},
	"direction = 'outbound' AND caller_name LIKE '%alice%'"},
    {{.number = "100"},
	"caller_number LIKE '%100%' OR callee_number LIKE '%100%' OR "
	"caller_number_normalised LIKE '%100%'"},
    {{.address = "100.77"}, "caller_address LIKE '%100.77%'"},
    {{.address = "192.0.2.2"}, "callee_address LIKE '%192.0.2.2%'"},
    {{.codec = "opus"}, STREAM("codec = 'opus'")},
    {{.text = "phone/7"}, LEG("caller_agent LIKE '%phone/7%'")},
    {{.text = "softphone alice"}, LEG("caller_agent LIKE '%softphone%'")},
    {{.min_duration_ms = 38000}, "ended_us - answered_us >= 38000000"},
    {{.state = "ended", .direction = "inbound", .number = "49 30 00"},
	("state = 'ended' AND direction = 'inbound' AND "
	 "caller_number LIKE '%+49 30 00%'")},
    {{.text = "call-100007@192.0.2.1"},
	LEG("sip_call_id = 'call-100007@192.0.2.1'")},
    {{.text = "old-4711@198.51.100.1"}, "id = 4711"},
};
#define CASES (sizeof cases / sizeof *cases)

/* Makes the catalogue of version 3, with the older calls. */
static void
make_older(void)
{
	const char *top = getenv("top_srcdir");
	char path[4096], *dump = calloc(1, DUMP_SIZE);
	struct database *db = NULL;
	FILE *file;

	snprintf(path, sizeof path, "%s/tests/storage/version-3.sql",
	    top ? top : ".");
	file = fopen(path, "r");
	ck_assert_ptr_nonnull(file);
	ck_assert_uint_gt(fread(dump, 1, DUMP_SIZE - 1, file), 1000);
	fclose(file);
	file = fopen(path_of(""), "w");
	ck_assert_ptr_nonnull(file);
	fclose(file);
	ck_assert_int_eq(database_open(path_of(""), DATABASE_WRITE, &db), 0);
	ck_assert_int_eq(database_exec(db, dump), 0);
	ck_assert_int_eq(database_exec(db, "BEGIN"), 0);
	for (size_t i = 0; i < sizeof older_sql / sizeof *older_sql; i++)
		ck_assert_int_eq(database_exec(db, older_sql[i]), 0);
	ck_assert_int_eq(database_exec(db, "COMMIT"), 0);
	database_close(db);
	free(dump);
}

struct list {
	int count;
	struct call_cursor last;
};

/* Newest first, and none twice. */
static int
take_call(const struct call_view *view, void *arg)
{
	struct list *list = arg;
	struct call_cursor at = {view->call.started_us, view->call.id};

	if (list->count++)
		ck_assert(at.started_us < list->last.started_us ||
			  (at.started_us == list->last.started_us &&
			      at.id < list->last.id));
	list->last = at;
	return 0;
}

/* So many calls are to be found, by a look at all of them. */
static int
count_all(struct catalogue *catalogue, size_t index)
{
	char sql[1024];

	snprintf(sql, sizeof sql, "SELECT count(*) FROM call WHERE %s",
	    cases[index].condition);
	return (int)number_of(catalogue, sql);
}

/* A list has all that was there before it, and nothing else than what came
 * until it was made. */
static void
check(struct catalogue *reader, size_t index, const char *when)
{
	struct call_filter filter = cases[index].filter;
	struct list list = {.count = 0};
	int before = count_all(reader, index), after;

	filter.newest_first = true;
	ck_assert_int_eq(query_calls(reader, &filter, take_call, &list), 0);
	after = count_all(reader, index);
	ck_assert_msg(before <= list.count && list.count <= after,
	    "%s, case %zu: %d, and not %d to %d", when, index, list.count,
	    before, after);
}

static void
check_all(struct catalogue *reader, const char *when)
{
	for (size_t i = 0; i < CASES; i++)
		check(reader, i, when);
}

static void
add_call(struct catalogue *writer, unsigned number)
{
	struct sample sample = {
	    .number = 100000 + number, .failed = number % 4 == 1};
	struct sample_ids ids;

	ck_assert_int_eq(sample_add(writer, &sample, &ids), 0);
}

/* Adds calls and reads until all are indexed; how often there were some with
 * words and some without. */
static int
catch_up(struct catalogue *writer, struct catalogue *const readers[2])
{
	static const char *const who[] = {"who came before", "who came later"};
	time_t end = time(NULL) + LONGEST_S;
	int midway = 0;
	int64_t without = 1;

	for (unsigned i = 0; without; i++) {
		int64_t with;

		ck_assert_msg(
		    time(NULL) < end, "%d calls are not indexed", (int)without);
		/* Some that come are not indexed yet. */
		if (i < 2 * CASES || i % 8 == 0)
			add_call(writer, i);
		check(readers[i % 2], i / 2 % CASES, who[i % 2]);
		with = number_of(readers[1],
		    "SELECT count(*) FROM call WHERE search_key IS NOT NULL");
		without = number_of(readers[1],
		    "SELECT count(*) FROM call WHERE search_key IS NULL");
		midway += with > 0 && without > OLDER / 10;
		usleep(10000);
	}
	return midway;
}

START_TEST(each_call_is_found_before_during_and_after)
{
	struct catalogue *readers[2], *writer;
	int calls;

	make_older();
	readers[0] = open_as(CATALOGUE_READ);
	check_all(readers[0], "before");
	writer = open_as(CATALOGUE_WRITE);
	ck_assert_int_eq(catalogue_go_live(writer), 0);
	readers[1] = open_as(CATALOGUE_READ);
	check_all(readers[0], "migrated, who came before");
	check_all(readers[1], "migrated, who came later");
	ck_assert_int_gt(catch_up(writer, readers), (int)CASES);
	check_all(readers[0], "with all words, who came before");
	check_all(readers[1], "with all words, who came later");
	ck_assert_int_eq(catalogue_close(writer), 0);
	check_all(readers[1], "after");
	calls = calls_in(readers[1]);
	ck_assert_int_gt(calls, OLDER + (int)CASES);
	ck_assert_int_eq(
	    number_of(readers[1], "SELECT count(*) FROM call_word"), calls);
	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(catalogue_close(readers[i]), 0);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("storage/catch_up");

	add_in_folder(
	    suite, "catch up", each_call_is_found_before_during_and_after);
	return run_suite(suite);
}
