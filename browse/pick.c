/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls by the beginning of their id. */
#include "browse/pick.h"

#include <errno.h>
#include <stdio.h>

#include "base/log.h"
#include "base/text.h"
#include "browse/time.h"

#define LINE_SIZE (CALL_UID_LEN + TIME_LOCAL_SIZE + 8)
#define LINES_MAX 10

/* The calls that a prefix may mean. */
struct choices {
	char first[CALL_UID_LEN + 1]; /* id of the first of them */
	char line[LINES_MAX][LINE_SIZE];
	int count; /* of the lines */
};

static int
add_choice(const struct call_view *view, void *arg)
{
	struct choices *choices = arg;
	char started[TIME_LOCAL_SIZE];

	if (choices->count == 0)
		text_copy(choices->first, sizeof choices->first,
		    text_of(view->call.uid));
	if (choices->count < LINES_MAX) {
		time_format_local(view->call.started_us, started);
		snprintf(choices->line[choices->count++], LINE_SIZE,
		    "  %.*s  %s", CALL_UID_LEN, view->call.uid, started);
	}
	return 0;
}

int
pick_call(struct catalogue *catalogue, const char *prefix, query_call_fn *each,
    void *arg)
{
	struct choices choices = {.count = 0};
	int error =
	    query_call_by_prefix(catalogue, prefix, add_choice, &choices);

	if (error == ENOENT)
		log_warnx("no call has an id that begins like this: "
			  "\"spanview list\" shows the ids");
	if (error == EEXIST) {
		log_warnx("several calls have an id that begins like this: "
			  "give more of it");
		for (int i = 0; i < choices.count; i++)
			fprintf(stderr, "%s\n", choices.line[i]);
	}
	if (error)
		return error;
	return query_call_by_prefix(catalogue, choices.first, each, arg);
}
