/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How long lists and searches take in a large catalogue:
 *
 *     measure_search FOLDER CALLS
 *
 * makes CALLS calls of a year in FOLDER, unless there is a catalogue already,
 * has them indexed, and prints for each filter the median and the longest of
 * some runs, how many calls a page of 100 got, and the memory of this process.
 * The plan of each query is looked at: the status is 1 when one reads a table
 * from end to end, or sorts. Half a day of each month are busy hours; a person
 * has one of 40,000 outside numbers, or one of 2,000 inside.
 */
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

static const char *const sql[] = {
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

	for (size_t i = 0; !error && i < sizeof sql / sizeof *sql; i++) {
		error = database_prepare_again(db, SLOT_CALLS, sql[i], &s);
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

/* What is wrong with the plan of a statement; 0: nothing. */
static int
look_at_plan(struct database *db, enum statement_slot slot)
{
	struct statement *s = database_prepared(db, slot);
	char explain[32768];
	sqlite3_stmt *plan = NULL;
	int wrong = 0;

	if (!s)
		return 0;
	snprintf(explain, sizeof explain, "EXPLAIN QUERY PLAN %s",
	    sqlite3_sql(s->stmt));
	sqlite3_prepare_v2(db->sqlite, explain, -1, &plan, NULL);
	while (plan && sqlite3_step(plan) == SQLITE_ROW) {
		const char *line = (const char *)sqlite3_column_text(plan, 3);
		bool scan = !strncmp(line, "SCAN ", 5) &&
			    !strstr(line, "USING INDEX") &&
			    !strstr(line, "USING COVERING INDEX") &&
			    !strstr(line, "VIRTUAL TABLE");
		/* Calls by a whole Call-ID are a few. */
		bool sort = slot != SLOT_CALLS_OF_CALL_ID &&
			    strstr(line, "TEMP B-TREE") != NULL;

		if (scan || sort) {
			printf("# %s\n", line);
			wrong = 1;
		}
	}
	sqlite3_finalize(plan);
	return wrong || !plan;
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
};

static int
measure(struct catalogue *catalogue, size_t index)
{
	static const enum statement_slot slots[] = {SLOT_CALLS,
	    SLOT_CALLS_MATCHING, SLOT_CALLS_MARKED, SLOT_CALLS_OF_CALL_ID};
	struct call_filter filter = cases[index].filter;
	double took[RUNS], cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
	int calls = 0, wrong = 0;

	filter.limit = 100;
	filter.newest_first = strcmp(cases[index].name, "oldest first") != 0;
	for (int i = 0; i < RUNS; i++) {
		double begun = seconds(CLOCK_MONOTONIC);

		calls = 0;
		if (query_calls(catalogue, &filter, count, &calls))
			return 1;
		took[i] = (seconds(CLOCK_MONOTONIC) - begun) * 1e3;
	}
	cpu = (seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu) * 1e3 / RUNS;
	for (size_t i = 0; i < sizeof slots / sizeof *slots; i++)
		wrong |= look_at_plan(catalogue_database(catalogue), slots[i]);
	qsort(took, RUNS, sizeof *took, compare);
	printf("%s %zu - %-24s %4d calls  median %7.2f ms  longest %7.2f ms  "
	       "processor %6.2f ms\n",
	    wrong ? "not ok" : "ok", index + 1, cases[index].name, calls,
	    took[RUNS / 2], took[RUNS - 1], cpu);
	fflush(stdout);
	return wrong;
}

int
main(int argc, char *argv[])
{
	long long calls = argc > 2 ? strtoll(argv[2], NULL, 10) : 0;
	size_t count_of = sizeof cases / sizeof *cases;
	struct catalogue *catalogue;
	struct rusage usage;
	char path[4096];
	FILE *file;
	int wrong = 0;

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
	for (size_t i = 0; i < count_of; i++)
		wrong |= measure(catalogue, i);
	getrusage(RUSAGE_SELF, &usage);
	printf("1..%zu\n# at most %ld MiB of memory\n", count_of,
	    usage.ru_maxrss >> 10);
	return catalogue_close(catalogue) || wrong;
}
