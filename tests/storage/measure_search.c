/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How long lists and searches take in a large catalogue:
 *
 *     measure_search FOLDER CALLS
 *
 * makes CALLS calls of a year in FOLDER, unless there is a catalogue already,
 * has them indexed, and prints for each filter the median and the longest of
 * some runs, how many calls a page of 100 got, and the memory of this process;
 * then the same for what a reader asks who follows calls as they end. The plan
 * of each statement that ran is looked at: the status is 1 when one reads a
 * table from end to end, or sorts. Half a day of each month are busy hours; a
 * person has one of 40,000 outside numbers, or one of 2,000 inside.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "storage/database_int.h"
#include "storage/catalogue_int.h"
#include "storage/query.h"
#include "storage/search.h"

#define RUNS 21
#define YEAR_US INT64_C(31536000000000)
#define BEGIN_US INT64_C(1763647200000000)
#define STEP 20000 /* calls of a transaction */
#define STATEMENTS_MAX 200
#define NEW 100 /* calls that came since one who follows looked */

static const char *const steps[] = {
    ("INSERT INTO call (id, uid, state, completeness, reason, direction, "
     "caller_number, caller_number_normalised, caller_name, caller_uri, "
     "caller_address, callee_number, callee_number_normalised, callee_uri, "
     "callee_address, started_us, answered_us, ended_us, final_status, "
     "ended_by) "
     "WITH RECURSIVE n (i) AS (SELECT ?1 UNION ALL SELECT i + 1 FROM n "
     "WHERE i < ?2), r AS (SELECT i, (i * 2654435761 + 12345) % 40000 AS "
     "a, (i * 40503 + 7) % 2000 AS b, i * 7919 % 100 AS p, "
     "i * 104729 % 1000 AS l FROM n) "
     "SELECT i, printf('%016x', i), iif(p < 10, 'failed', 'ended'), "
     "iif(p < 10, NULL, iif(p = 50, 'partial', iif(l = 7, 'undecodable', "
     "'complete'))), iif(p < 10, '486 Busy Here', NULL), "
     "iif(p % 2, 'inbound', 'outbound'), printf('+49 30 %07d', a * 53), "
     "printf('+4930%07d', a * 53), printf('%s %s%d', "
     "char(65 + a % 26) || 'nna', char(65 + a % 23) || 'ermann', a / 100), "
     "printf('sip:+4930%07d@sip%d.example.net', a * 53, a % 7), "
     "printf('198.51.%d.%d', a / 250 % 250, a % 250), "
     "printf('%d', 1000 + b), printf('%d', 1000 + b), "
     "printf('sip:%d@pbx.example.org', 1000 + b), '192.0.2.10', "
     "?3 + i * ?4, iif(p < 10, NULL, ?3 + i * ?4 + 5000000), "
     "?3 + i * ?4 + 5000000 + l * l * 3600, iif(p < 10, 486, 200), "
     "'caller' FROM r"),
    ("INSERT INTO leg (id, call_id, sip_call_id, src, dst, caller_agent, "
     "callee_agent, started_us, final_status) SELECT id, id, "
     "printf('%08x-%d@198.51.100.7', id * 2654435761 % 4294967296, id), "
     "caller_address || ':5060', '192.0.2.10:5060', "
     "printf('Phone/%d.%d', id % 9, id % 4), 'PBX/16', started_us, "
     "final_status FROM call WHERE id BETWEEN ?1 AND ?2"),
    ("INSERT INTO stream (call_id, leg_id, side, codec, payload_type, ssrc, "
     "src, dst, first_us, last_us, packets, payload_bytes, lost, duplicates, "
     "reordered, late, jitter_ms, recorded) SELECT c.id, c.id, s.side, "
     "iif(c.id % 50 = 0, 'opus', iif(c.id % 5 = 0, 'G722', 'PCMA')), 8, "
     "c.id, caller_address || ':4000', '192.0.2.10:4000', answered_us, "
     "ended_us, 500, 80000, c.id % 3, 0, 0, 0, 1.5, 1 FROM call AS c, "
     "(SELECT 'caller' AS side UNION ALL SELECT 'callee') AS s "
     "WHERE c.id BETWEEN ?1 AND ?2 AND answered_us IS NOT NULL"),
    ("INSERT INTO recording (call_id, path, format, state, channels, rate_hz, "
     "started_us, duration_ms, frames, bytes) SELECT id, 'audio/' || uid || "
     "'.wav', 'pcm16', 'complete', 2, 8000, answered_us, 1000, 8000, 32044 "
     "FROM call WHERE id BETWEEN ?1 AND ?2 AND answered_us IS NOT NULL"),
    ("INSERT INTO tag (call_id, name, added_us) SELECT id, "
     "iif(id % 20000 = 1, 'complaint', 'sales'), started_us FROM call "
     "WHERE id BETWEEN ?1 AND ?2 AND (id % 20000 = 1 OR id % 3 = 0)"),
    ("INSERT INTO note (call_id, time_us, author, body) SELECT id, started_us, "
     "'ann', 'Customer ' || id || ' wants a refund' FROM call "
     "WHERE id BETWEEN ?1 AND ?2 AND id % 10000 = 3"),
    ("UPDATE call SET hold = 1 WHERE id BETWEEN ?1 AND ?2 "
     "AND id % 50000 = 9"),
};

static double
seconds(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Adds the calls from..to. */
static int
add_calls(struct database *db, long long from, long long to, long long step_us)
{
	const int64_t values[] = {from, to, BEGIN_US, step_us};
	struct statement *s;
	int error = database_begin(db);

	for (size_t i = 0; !error && i < sizeof steps / sizeof *steps; i++) {
		error = database_prepare_again(db, SLOT_CALLS, steps[i], &s);
		for (int value = 0; !error && statement_wants(s); value++)
			bind_int(s, values[value]);
		if (!error)
			error = statement_write(s);
	}
	if (!error)
		error = database_commit(db, 0);
	if (!error)
		error = database_checkpoint(db);
	return error;
}

static int
make(const char *folder, long long calls)
{
	struct catalogue *catalogue;
	struct database *db;
	double begun = seconds(CLOCK_MONOTONIC), cpu;
	long long step_us = YEAR_US / calls;
	int error = catalogue_open(folder, CATALOGUE_WRITE, &catalogue);

	if (error)
		return error;
	db = catalogue_database(catalogue);
	for (long long at = 0; !error && at < calls; at += STEP)
		error = add_calls(
		    db, at + 1, at + STEP < calls ? at + STEP : calls, step_us);
	printf("# made in %.1f s\n", seconds(CLOCK_MONOTONIC) - begun);
	fflush(stdout);
	begun = seconds(CLOCK_MONOTONIC);
	cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
	if (catalogue_close(catalogue))
		error = 1;
	begun = seconds(CLOCK_MONOTONIC) - begun;
	cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
	printf("# indexed in %.1f s, %.1f s of the processor, %.0f us a call\n",
	    begun, cpu, cpu * 1e6 / (double)calls);
	return error;
}

static int
count(const struct call_view *view, void *arg)
{
	(void)view;
	++*(int *)arg;
	return 0;
}

/* The statements that ran, also those of the index itself. */
static struct {
	char *sql[STATEMENTS_MAX];
	size_t count;
} seen;

static int
note_statement(unsigned type, void *arg, void *stmt, void *text)
{
	const char *sql = sqlite3_sql(stmt);

	(void)type;
	(void)arg;
	(void)text;
	for (size_t i = 0; i < seen.count; i++) {
		if (!strcmp(seen.sql[i], sql))
			return 0;
	}
	if (seen.count < STATEMENTS_MAX)
		seen.sql[seen.count++] = strdup(sql);
	return 0;
}

/* Does a line of a plan read all that there is, or sort it? */
static bool
is_wrong(const char *line, const char *sql, const char *may_scan)
{
	/* Calls by a whole Call-ID are a few. */
	if (strstr(line, "TEMP B-TREE"))
		return !strstr(sql, "sip_call_id IN");
	return !strncmp(line, "SCAN ", 5) && !strstr(line, may_scan) &&
	       !strstr(line, "VIRTUAL TABLE") &&
	       !strstr(line, "sqlite_schema") && !strstr(line, "_config");
}

static bool
look_at_plan(struct database *db, const char *sql, const char *may_scan)
{
	char explain[32768];
	sqlite3_stmt *plan = NULL;
	bool wrong = false;

	snprintf(explain, sizeof explain, "EXPLAIN QUERY PLAN %s", sql);
	sqlite3_prepare_v2(db->sqlite, explain, -1, &plan, NULL);
	while (plan && sqlite3_step(plan) == SQLITE_ROW) {
		const char *line = (const char *)sqlite3_column_text(plan, 3);

		if (is_wrong(line, sql, may_scan)) {
			printf("# %s: %.60s\n", line, sql);
			wrong = true;
		}
	}
	sqlite3_finalize(plan);
	return wrong || !plan;
}

/* What is wrong with the plans of what ran; 0: nothing. */
static int
look_at_plans(struct database *db, const char *may_scan)
{
	bool wrong = seen.count == 0 || seen.count == STATEMENTS_MAX;

	for (size_t i = 0; i < seen.count; i++) {
		wrong |= look_at_plan(db, seen.sql[i], may_scan);
		free(seen.sql[i]);
	}
	seen.count = 0;
	return wrong;
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static const char *const viewer[] = {"1042", "+49307000111", "1777"};

static const struct {
	const char *name;
	struct call_filter filter;
} cases[] = {
    {"all", {.limit = 100}},
    {"a day", {.has_from = true,
		  .from_us = BEGIN_US + YEAR_US / 2,
		  .has_to = true,
		  .to_us = BEGIN_US + YEAR_US / 2 + 86400000000}},
    {"oldest first", {.state = "failed"}},
    {"state failed", {.state = "failed"}},
    {"state ended", {.state = "ended"}},
    {"state recovered", {.state = "recovered"}},
    {"completeness partial", {.completeness = "partial"}},
    {"completeness missing", {.completeness = "missing"}},
    {"direction", {.direction = "inbound"}},
    {"codec opus", {.codec = "opus"}},
    {"codec none has", {.codec = "G729"}},
    {"tag, common", {.tag = "sales"}},
    {"tag, rare", {.tag = "complaint"}},
    {"hold", {.hold = "yes"}},
    {"number, whole", {.number = "+49 30 0000053"}},
    {"number, end of it", {.number = "2119947"}},
    {"number, 4 digits", {.number = "1042"}},
    {"number, 3 digits", {.number = "119"}},
    {"number, 2 digits", {.number = "30"}},
    {"number, none", {.number = "9999999"}},
    {"name, whole", {.name = "Anna Aermann0"}},
    {"name, part", {.name = "nna Xerm"}},
    {"name, common", {.name = "mann"}},
    {"name, none", {.name = "zz"}},
    {"address", {.address = "198.51.7.19"}},
    {"address, part", {.address = "51.7."}},
    {"source, none", {.source = "eth7"}},
    {"text, number", {.text = "2119947"}},
    {"text, note", {.text = "refund"}},
    {"text, two words", {.text = "opus 119947"}},
    {"text, agent", {.text = "phone/3.1"}},
    {"text, Call-ID", {.text = "a6a6d3a7-71@198.51.100.7"}},
    {"text, none", {.text = "qqqq"}},
    {"longer than an hour", {.min_duration_ms = 3590000}},
    {"longer than a day", {.min_duration_ms = 86400000}},
    {"shorter than 1 s",
	{.has_max_duration = true, .max_duration_ms = 999, .state = "ended"}},
    {"own numbers", {.own_numbers = viewer, .own_number_count = 3}},
    {"own, opus, partial", {.own_numbers = viewer,
			       .own_number_count = 3,
			       .codec = "opus",
			       .completeness = "partial"}},
    {"failed, inbound, number",
	{.state = "failed", .direction = "inbound", .number = "0119"}},
    {"failed, inbound, 3 digits",
	{.state = "failed", .direction = "inbound", .number = "119"}},
    {"failed, inbound, name",
	{.state = "failed", .direction = "inbound", .name = "nna K"}},
    {"failed, inbound, address",
	{.state = "failed", .direction = "inbound", .address = "51.7."}},
    {"failed, inbound, text",
	{.state = "failed", .direction = "inbound", .text = "mann1 0119"}},
    {"failed, inbound, none has",
	{.state = "failed", .direction = "inbound", .text = "mann1 7777"}},
    {"ended, complete, sales, text", {.state = "ended",
					 .completeness = "complete",
					 .tag = "sales",
					 .text = "119"}},
    {"ended, inbound, number",
	{.state = "ended", .direction = "inbound", .number = "0119"}},
    {"number, address", {.number = "119", .address = "51.7."}},
    {"number, name", {.number = "119", .name = "nna K"}},
    {"number, name, text",
	{.number = "30", .name = "mann", .text = "phone pbx"}},
    {"ended, but none", {.state = "ended", .completeness = "none"}},
    {"a day, number", {.has_from = true,
			  .from_us = BEGIN_US + YEAR_US / 2,
			  .has_to = true,
			  .to_us = BEGIN_US + YEAR_US / 2 + 86400000000,
			  .number = "119"}},
};

#define CASES (sizeof cases / sizeof *cases)

/* What is measured; counts calls. */
typedef int run_fn(
    struct catalogue *catalogue, const struct call_filter *filter, int *calls);

static int
list(struct catalogue *catalogue, const struct call_filter *filter, int *calls)
{
	return query_calls(catalogue, filter, count, calls);
}

static int
count_id(int64_t id, const char *uid, bool is_open, void *arg)
{
	(void)id;
	(void)uid;
	(void)is_open;
	++*(int *)arg;
	return 0;
}

/* What is new, and what goes on. */
static int
look_for_new(
    struct catalogue *catalogue, const struct call_filter *filter, int *calls)
{
	int64_t last;
	int error = query_last_id(catalogue, &last);

	(void)filter;
	if (!error)
		error = query_ids(catalogue, last - NEW, count_id, calls);
	return error ? error : query_open_ids(catalogue, count_id, calls);
}

/* Calls that ended, one by one, with each of the filters. */
static int
follow(
    struct catalogue *catalogue, const struct call_filter *filter, int *calls)
{
	int64_t last;
	int error = query_last_id(catalogue, &last);

	(void)filter;
	for (size_t i = 0; !error && i < CASES; i++) {
		error =
		    query_call(catalogue, &cases[i].filter, last, count, calls);
		if (error == ENOENT)
			error = 0;
	}
	return error;
}

/* One result: 'may_scan' is in the lines of plans that may read all. */
static int
measure(struct catalogue *catalogue, const char *name, run_fn *run,
    const struct call_filter *filter, const char *may_scan)
{
	static unsigned results;
	struct database *db = catalogue_database(catalogue);
	double took[RUNS], cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
	int calls = 0, wrong;

	sqlite3_trace_v2(db->sqlite, SQLITE_TRACE_STMT, note_statement, NULL);
	for (int i = 0; i < RUNS; i++) {
		double begun = seconds(CLOCK_MONOTONIC);

		calls = 0;
		if (run(catalogue, filter, &calls))
			return 1;
		took[i] = (seconds(CLOCK_MONOTONIC) - begun) * 1e3;
		sqlite3_trace_v2(db->sqlite, 0, NULL, NULL);
	}
	cpu = (seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu) * 1e3 / RUNS;
	wrong = look_at_plans(db, may_scan);
	qsort(took, RUNS, sizeof *took, compare);
	printf("%s %u - %-28s %4d calls  median %7.2f ms  longest %7.2f ms  "
	       "processor %6.2f ms\n",
	    wrong ? "not ok" : "ok", ++results, name, calls, took[RUNS / 2],
	    took[RUNS - 1], cpu);
	fflush(stdout);
	return wrong;
}

static int
measure_all(struct catalogue *catalogue)
{
	int wrong = 0;

	for (size_t i = 0; i < CASES; i++) {
		struct call_filter filter = cases[i].filter;

		filter.limit = 100;
		filter.newest_first =
		    strcmp(cases[i].name, "oldest first") != 0;
		wrong |=
		    measure(catalogue, cases[i].name, list, &filter, " USING ");
	}
	wrong |= measure(
	    catalogue, "tail, what is new", look_for_new, NULL, "call_open");
	wrong |=
	    measure(catalogue, "tail, each filter", follow, NULL, "(none)");
	return wrong;
}

int
main(int argc, char *argv[])
{
	long long calls = argc > 2 ? strtoll(argv[2], NULL, 10) : 0;
	struct catalogue *catalogue;
	struct rusage usage;
	char path[4096];
	FILE *file;
	int wrong;

	if (calls < 1) {
		fputs("measure_search FOLDER CALLS\n", stderr);
		return 2;
	}
	snprintf(path, sizeof path, "%s/%s", argv[1], CATALOGUE_FILE);
	file = fopen(path, "r");
	if (file)
		fclose(file);
	else if (make(argv[1], calls))
		return 1;
	if (catalogue_open(argv[1], CATALOGUE_READ, &catalogue))
		return 1;
	wrong = measure_all(catalogue);
	getrusage(RUSAGE_SELF, &usage);
	printf("1..%zu\n# at most %ld MiB of memory\n", CASES + 2,
	    usage.ru_maxrss >> 10);
	return catalogue_close(catalogue) || wrong;
}
