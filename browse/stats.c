/* SPDX-License-Identifier: GPL-3.0-or-later */
/* spanview stats: totals over many calls. */
#include "browse/browse.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "browse/json.h"
#include "browse/table.h"

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

static int
stats_text(const struct request *request, struct catalogue *catalogue)
{
	struct totals totals = {.screen = screen_find()};
	int error =
	    query_stats(catalogue, &request->filter, print_total, &totals);

	if (error)
		return error;
	return query_duplicates(
	    catalogue, &request->filter, print_duplicate, &totals);
}

static int
stats_json(const struct request *request, struct catalogue *catalogue)
{
	json_t *stats = NULL;
	int error = json_stats(catalogue, &request->filter, &stats);

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
