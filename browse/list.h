/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls line by line, as "list" prints them. */
#ifndef BROWSE_LIST_H
#define BROWSE_LIST_H

#include <stddef.h>

#include "browse/table.h"
#include "storage/query.h"

/* A list as it is printed. */
struct list {
	struct catalogue *catalogue;
	size_t count;       /* calls so far */
	struct table table; /* for people */
};

/* Prints the titles; 'screen' lives as long as the list. */
void list_begin(struct list *list, const struct screen *screen);

/* A query_call_fn: prints a call, whose 'arg' is the list. */
int list_line(const struct call_view *view, void *arg);

#endif
