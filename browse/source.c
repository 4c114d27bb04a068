/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A call has few sources: they are kept in an array and looked up by id. */
#include "browse/source.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct source_use {
	int64_t id; /* source.id */
	int64_t us; /* of the first use; INT64_MAX: not known */
	char *text; /* of the source; NULL: not yet looked up, or none */
};

/* Takes the use of 'id' out, unless it is of 'us' or before. */
static bool
is_noted(struct source_list *list, int64_t id, int64_t us)
{
	for (size_t i = 0; i < list->count; i++) {
		struct source_use *use = &list->uses[i];

		if (use->id != id)
			continue;
		if (use->us <= us)
			return true;
		free(use->text);
		list->count--;
		memmove(use, use + 1, (list->count - i) * sizeof *use);
		return false;
	}
	return false;
}

int
source_list_add(struct source_list *list, int64_t source_id, int64_t us)
{
	struct source_use *uses;
	size_t at;

	if (us == ROW_NO_TIME)
		us = INT64_MAX;
	if (source_id == 0 || is_noted(list, source_id, us))
		return 0;
	uses = realloc(list->uses, (list->count + 1) * sizeof *uses);
	if (!uses)
		return ENOMEM;
	list->uses = uses;
	for (at = list->count; at > 0 && uses[at - 1].us > us; at--)
		uses[at] = uses[at - 1];
	uses[at] = (struct source_use){.id = source_id, .us = us};
	list->count++;
	return 0;
}

static int
keep_text(const struct source_view *view, void *arg)
{
	struct source_use *use = arg;

	use->text = strdup(view->text ? view->text : "");
	return use->text ? 0 : ENOMEM;
}

/* Has the source at 'index' a text that none before it has? */
static bool
is_new(const struct source_list *list, size_t index)
{
	const char *text = list->uses[index].text;

	for (size_t i = 0; text && i < index; i++) {
		const char *before = list->uses[i].text;

		if (before && !strcmp(before, text))
			return false;
	}
	return text && *text;
}

/* Joins the texts. 0 or ENOMEM. */
static int
join(const struct source_list *list, char **out)
{
	size_t size = 0;
	FILE *text = open_memstream(out, &size);
	bool first = true;

	if (!text)
		return ENOMEM;
	for (size_t i = 0; i < list->count; i++) {
		if (!is_new(list, i))
			continue;
		fputs(first ? "" : "; ", text);
		fputs(list->uses[i].text, text);
		first = false;
	}
	return fclose(text) ? ENOMEM : 0;
}

int
source_list_text(
    struct source_list *list, struct catalogue *catalogue, char **out)
{
	bool any = false;
	int error = 0;

	*out = NULL;
	for (size_t i = 0; i < list->count && !error; i++) {
		struct source_use *use = &list->uses[i];

		if (!use->text)
			error =
			    query_source(catalogue, use->id, keep_text, use);
		any = any || is_new(list, i);
	}
	return any && !error ? join(list, out) : error;
}

void
source_list_clear(struct source_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->uses[i].text);
	free(list->uses);
	*list = (struct source_list){.count = 0};
}
