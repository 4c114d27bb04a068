/* SPDX-License-Identifier: GPL-3.0-or-later */
/* spanview audit: who did what. A page of rows is read, and then printed. */
#include "browse/audit.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/text.h"
#include "browse/browse.h"
#include "browse/json.h"
#include "browse/table.h"
#include "browse/time.h"

#define PAGE_ROWS 200

enum {
	COLUMN_TIME,
	COLUMN_USER,
	COLUMN_ADDRESS,
	COLUMN_ACTION,
	COLUMN_CALL,
	COLUMN_DETAIL,
	COLUMN_COUNT
};

/* min, max, rank */
static const struct column columns[COLUMN_COUNT] = {
    [COLUMN_TIME] = {"TIME", 19, 19, 1, false},
    [COLUMN_USER] = {"USER", 8, 24, 2, false},
    [COLUMN_ADDRESS] = {"FROM", 8, 39, 5, false},
    [COLUMN_ACTION] = {"ACTION", 6, 12, 3, false},
    [COLUMN_CALL] = {"CALL", CALL_UID_LEN, CALL_UID_LEN, 4, false},
    [COLUMN_DETAIL] = {"DETAIL", 8, 60, 6, false},
};

/* The list as it is printed. */
struct rows {
	FILE *out; /* in memory: nothing is read while it is printed */
	bool json;
	struct table table;
	size_t count; /* so far */
	struct call_cursor last;
};

struct annotation_by
terminal_user(char name[USER_SIZE])
{
	const char *sudo = getenv("SUDO_USER");
	const struct passwd *entry = getpwuid(getuid());

	if (sudo && *sudo)
		text_copy(name, USER_SIZE, text_of(sudo));
	else if (entry)
		text_copy(name, USER_SIZE, text_of(entry->pw_name));
	else
		snprintf(name, USER_SIZE, "uid %u", (unsigned)getuid());
	return (struct annotation_by){.user = name, .now_us = time_now_us()};
}

void
terminal_audit(
    const char *folder, const char *action, const char *uid, const char *detail)
{
	struct annotator *annotator = NULL;
	char path[4096], name[USER_SIZE];
	struct annotation_by by = terminal_user(name);

	snprintf(path, sizeof path, "%s/%s", folder, CATALOGUE_FILE);
	if (access(path, W_OK) || access(folder, W_OK))
		return;
	if (!annotate_open(folder, &annotator) &&
	    annotate_audit(annotator, &by, action, uid, detail))
		fputs("spanview: the audit does not tell of it\n", stderr);
	annotate_close(annotator);
}

static int
add_row(const struct audit_view *view, void *arg)
{
	struct rows *rows = arg;
	char time[TIME_LOCAL_SIZE];
	struct cell cells[COLUMN_COUNT] = {
	    [COLUMN_TIME] = {time, COLOUR_NONE},
	    [COLUMN_USER] = {view->user, COLOUR_BOLD},
	    [COLUMN_ADDRESS] = {view->address, COLOUR_NONE},
	    [COLUMN_ACTION] = {view->action, COLOUR_NONE},
	    [COLUMN_CALL] = {view->call_uid, COLOUR_DIM},
	    [COLUMN_DETAIL] = {view->detail, COLOUR_NONE},
	};
	json_t *object;
	int error = 0;

	if (rows->json) {
		object = json_audit(view);
		fputs(rows->count ? ",\n" : "\n", rows->out);
		error = json_print_to(object, false, rows->out);
		json_decref(object);
	} else {
		time_format_local(view->time_us, time);
		table_row(&rows->table, cells);
	}
	rows->count++;
	rows->last = (struct call_cursor){view->time_us, view->id};
	return error;
}

/* Reads the next rows, and prints them then. */
static int
print_page(
    struct rows *rows, struct audit_filter *filter, struct catalogue *catalogue)
{
	char *text = NULL;
	size_t size = 0;
	int error;

	rows->out = rows->table.out = open_memstream(&text, &size);
	if (!rows->out)
		return ENOMEM;
	error = query_audit(catalogue, filter, add_row, rows);
	if (fclose(rows->out) && !error)
		error = ENOMEM;
	if (!error)
		fwrite(text, 1, size, stdout);
	free(text);
	filter->after = &rows->last;
	return error;
}

int
command_audit(const struct request *request, struct catalogue *catalogue)
{
	struct screen screen = screen_find();
	struct rows rows = {.json = request->json};
	struct audit_filter filter = {.has_from = request->filter.has_from,
	    .from_us = request->filter.from_us,
	    .has_to = request->filter.has_to,
	    .to_us = request->filter.to_us,
	    .user = request->user};
	size_t most = request->filter.limit ? request->filter.limit : SIZE_MAX;
	size_t before;
	int error = 0;

	if (rows.json)
		putchar('[');
	else
		table_begin(
		    &rows.table, &screen, stdout, columns, COLUMN_COUNT);
	do {
		before = rows.count;
		filter.limit =
		    most - before < PAGE_ROWS ? most - before : PAGE_ROWS;
		error = print_page(&rows, &filter, catalogue);
	} while (
	    !error && rows.count == before + PAGE_ROWS && rows.count < most);
	if (rows.json && !error)
		fputs(rows.count ? "\n]\n" : "]\n", stdout);
	return error ? STATUS_FAILED : STATUS_DONE;
}
