/* SPDX-License-Identifier: GPL-3.0-or-later */
/* spanview stats: totals over many calls. */
#include "browse/browse.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "browse/json.h"
#include "browse/table.h"
#include "browse/time.h"

/* The totals as they are printed. */
struct totals {
	struct screen screen;
	char group[32]; /* whose title was printed last */
};

/* Titles of the groups and of what is in them; others are their own. */
static const char *
title_of(const char *name)
{
	static const char *const titles[][2] = {
	    {"calls", "Calls"},
	    {"state", "State"},
	    {"completeness", "Audio of the calls"},
	    {"codec", "Codec of the streams"},
	    {"final_status", "SIP status"},
	    {"streams", "Streams"},
	    {"recordings", "Recordings"},
	    {"talk_ms", "talk time, s"},
	    {"duration_ms", "duration, s"},
	    {"mirror_duplicates", "mirror duplicates"},
	};

	for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
		if (!strcmp(titles[i][0], name))
			return titles[i][1];
	}
	return name;
}

/* Milliseconds are printed as seconds. */
static bool
is_ms(const char *name)
{
	size_t len = strlen(name);

	return len > 3 && !strcmp(name + len - 3, "_ms");
}

static void
print_title(struct totals *totals, const char *group)
{
	if (strcmp(totals->group, group) == 0)
		return;
	if (totals->group[0])
		putchar('\n');
	snprintf(totals->group, sizeof totals->group, "%s", group);
	screen_colour(&totals->screen, stdout, COLOUR_BOLD);
	fputs(title_of(group), stdout);
	screen_colour(&totals->screen, stdout, COLOUR_NONE);
	putchar('\n');
}

static int
print_total(const char *group, const char *name, int64_t value, void *arg)
{
	struct totals *totals = arg;
	int used;

	print_title(totals, group);
	fputs("  ", stdout);
	used = screen_text(&totals->screen, stdout, title_of(name), 24);
	printf("%*s", 26 - used, "");
	if (is_ms(name))
		printf("%14.3f\n", (double)value / 1e3);
	else
		printf("%14" PRId64 "\n", value);
	return 0;
}

/* Prints 12345 as 12,345. */
static void
print_grouped(uint64_t number)
{
	if (number >= 1000) {
		print_grouped(number / 1000);
		printf(",%03u", (unsigned)(number % 1000));
	} else {
		printf("%u", (unsigned)number);
	}
}

static int
print_duplicate(const struct duplicate_view *view, void *arg)
{
	struct totals *totals = arg;

	print_title(totals, "Mirror duplicates");
	fputs("  ", stdout);
	print_grouped(view->packets);
	fputs(view->packets == 1 ? " packet of " : " packets of ", stdout);
	screen_text(&totals->screen, stdout, view->source, 0);
	fputs(" came again from ", stdout);
	screen_text(&totals->screen, stdout, view->copy_source, 0);
	putchar('\n');
	return 0;
}

static enum stats_by
by_of(const struct request *request)
{
	return !strcmp(request->by, "hour") ? STATS_BY_HOUR : STATS_BY_DAY;
}

enum {
	COLUMN_FROM,
	COLUMN_CALLS,
	COLUMN_ANSWERED,
	COLUMN_COMPLETE,
	COLUMN_PARTIAL,
	COLUMN_MISSING,
	COLUMN_UNDECODABLE,
	COLUMN_SKIPPED,
	COLUMN_FAILED,
	COLUMN_TALK,
	COLUMN_COUNT
};

/* min, max, rank */
static const struct column columns[COLUMN_COUNT] = {
    [COLUMN_FROM] = {"FROM", 16, 16, 1, false},
    [COLUMN_CALLS] = {"CALLS", 7, 7, 2, true},
    [COLUMN_ANSWERED] = {"ANSWERED", 8, 8, 3, true},
    [COLUMN_COMPLETE] = {"COMPLETE", 8, 8, 4, true},
    [COLUMN_PARTIAL] = {"PARTIAL", 7, 7, 5, true},
    [COLUMN_MISSING] = {"MISSING", 7, 7, 6, true},
    [COLUMN_UNDECODABLE] = {"UNDECODABLE", 11, 11, 7, true},
    [COLUMN_SKIPPED] = {"SKIPPED", 7, 7, 8, true},
    [COLUMN_FAILED] = {"FAILED", 7, 7, 9, true},
    [COLUMN_TALK] = {"TALK", 9, 9, 10, true},
};

/* The table as it is printed. */
struct rows {
	struct table table;
	bool by_day;
};

static int
print_row(const struct stats_view *view, void *arg)
{
	const int64_t numbers[] = {view->calls, view->answered, view->complete,
	    view->partial, view->missing, view->undecodable, view->skipped,
	    view->failed};
	struct rows *rows = arg;
	char text[COLUMN_COUNT][TIME_LOCAL_SIZE];
	struct cell cells[COLUMN_COUNT];
	int64_t minutes = view->talk_ms / 60000;

	time_format_local(view->from_us, text[COLUMN_FROM]);
	text[COLUMN_FROM][rows->by_day ? 10 : 16] = '\0';
	for (int i = COLUMN_CALLS; i < COLUMN_TALK; i++)
		snprintf(text[i], sizeof text[i], "%" PRId64,
		    numbers[i - COLUMN_CALLS]);
	snprintf(text[COLUMN_TALK], sizeof text[COLUMN_TALK],
	    "%" PRId64 ":%02d", minutes / 60, (int)(minutes % 60));
	for (int i = 0; i < COLUMN_COUNT; i++)
		cells[i] = (struct cell){text[i], COLOUR_NONE};
	table_row(&rows->table, cells);
	return 0;
}

static int
print_incomplete(
    const char *completeness, const char *reason, int64_t calls, void *arg)
{
	struct totals *totals = arg;

	print_title(totals, "Not complete");
	printf("%9" PRId64 "  ", calls);
	screen_text(&totals->screen, stdout, completeness, 0);
	fputs(": ", stdout);
	screen_text(
	    &totals->screen, stdout, reason ? reason : "not known why", 0);
	putchar('\n');
	return 0;
}

/* A line for each hour or day, and why calls are not complete. */
static int
print_by(const struct request *request, struct catalogue *catalogue,
    struct totals *totals)
{
	struct rows rows = {.by_day = by_of(request) == STATS_BY_DAY};
	int error;

	table_begin(
	    &rows.table, &totals->screen, stdout, columns, COLUMN_COUNT);
	error = query_stats_by(
	    catalogue, &request->filter, by_of(request), print_row, &rows);
	return error ? error
		     : query_incomplete(catalogue, &request->filter,
			   print_incomplete, totals);
}

static int
stats_text(const struct request *request, struct catalogue *catalogue)
{
	struct totals totals = {.screen = screen_find()};
	int error;

	if (request->by)
		return print_by(request, catalogue, &totals);
	error = query_stats(catalogue, &request->filter, print_total, &totals);
	if (error)
		return error;
	return query_duplicates(
	    catalogue, &request->filter, print_duplicate, &totals);
}

static int
stats_json(const struct request *request, struct catalogue *catalogue)
{
	json_t *stats = NULL;
	int error = request->by
			? json_stats_by(catalogue, &request->filter,
			      by_of(request), &stats)
			: json_stats(catalogue, &request->filter, &stats);

	if (error)
		return error;
	error = json_print(stats, true);
	putchar('\n');
	json_decref(stats);
	return error;
}

int
command_stats(const struct request *request, struct catalogue *catalogue)
{
	int error = request->json ? stats_json(request, catalogue)
				  : stats_text(request, catalogue);

	return error ? STATUS_FAILED : STATUS_DONE;
}
