/* SPDX-License-Identifier: GPL-3.0-or-later */
/* spanview registrations: who could be reached where. */
#include "browse/browse.h"

#include <errno.h>
#include <stdio.h>

#include "browse/json.h"
#include "browse/table.h"
#include "browse/time.h"

enum {
	COLUMN_AOR,
	COLUMN_NAME,
	COLUMN_CONTACT,
	COLUMN_ADDRESS,
	COLUMN_AGENT,
	COLUMN_FIRST,
	COLUMN_EXPIRES,
	COLUMN_COUNT
};

/* min, max, rank */
static const struct column columns[COLUMN_COUNT] = {
    [COLUMN_AOR] = {"REGISTERED", 12, 32, 1, false},
    [COLUMN_NAME] = {"NAME", 8, 24, 3, false},
    [COLUMN_CONTACT] = {"CONTACT", 12, 40, 5, false},
    [COLUMN_ADDRESS] = {"ADDRESS", 9, 39, 2, false},
    [COLUMN_AGENT] = {"AGENT", 8, 24, 7, false},
    [COLUMN_FIRST] = {"FIRST", 19, 19, 6, false},
    [COLUMN_EXPIRES] = {"UNTIL", 19, 19, 4, false},
};

/* The table as it is printed. */
struct sheet {
	struct table table;
	size_t count;
};

static int
print_line(const struct registration_row *row, void *arg)
{
	struct sheet *sheet = arg;
	char first[TIME_LOCAL_SIZE], expires[TIME_LOCAL_SIZE];
	struct cell cells[COLUMN_COUNT] = {
	    [COLUMN_AOR] = {row->aor, COLOUR_BOLD},
	    [COLUMN_NAME] = {row->name, COLOUR_NONE},
	    [COLUMN_CONTACT] = {row->contact, COLOUR_NONE},
	    [COLUMN_ADDRESS] = {row->address, COLOUR_NONE},
	    [COLUMN_AGENT] = {row->agent, COLOUR_DIM},
	    [COLUMN_FIRST] = {first, COLOUR_NONE},
	    [COLUMN_EXPIRES] = {expires, COLOUR_NONE},
	};

	time_format_local(row->first_us, first);
	time_format_local(row->expires_us, expires);
	table_row(&sheet->table, cells);
	sheet->count++;
	return 0;
}

static int
print_text(struct catalogue *catalogue)
{
	struct screen screen = screen_find();
	struct sheet sheet = {.count = 0};
	int error;

	table_begin(&sheet.table, &screen, stdout, columns, COLUMN_COUNT);
	error = query_registrations(catalogue, print_line, &sheet);
	if (!error && sheet.count == 0)
		fputs("Nobody registered.\n", stderr);
	return error;
}

static int
add_object(const struct registration_row *row, void *arg)
{
	json_t *array = arg;

	return json_array_append_new(array, json_registration(row)) ? ENOMEM
								    : 0;
}

static int
print_json(struct catalogue *catalogue)
{
	json_t *array = json_array();
	int error = query_registrations(catalogue, add_object, array);

	if (!error)
		error = json_print(array, true);
	putchar('\n');
	json_decref(array);
	return error;
}

int
command_registrations(
    const struct request *request, struct catalogue *catalogue)
{
	int error =
	    request->json ? print_json(catalogue) : print_text(catalogue);

	return error ? STATUS_FAILED : STATUS_DONE;
}
