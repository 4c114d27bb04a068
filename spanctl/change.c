/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds differences; see change.h. */
#include "spanctl/change.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

const char *
change_id(const struct change *change)
{
	return change->want ? change->want->id : change->have->id;
}

const char *
change_verb(const struct change *change)
{
	if (!change->have)
		return "create";
	return change->want ? "change" : "remove";
}

static int
add_change(struct change_list *list, const struct session *have,
    const struct session *want)
{
	struct change *bigger =
	    realloc(list->at, (list->count + 1) * sizeof *bigger);

	if (!bigger)
		return ENOMEM;
	list->at = bigger;
	list->at[list->count++] = (struct change){have, want};
	return 0;
}

int
change_list_make(const struct session_list *have,
    const struct session_list *want, const struct session_list *gone,
    struct change_list *out)
{
	int error = 0;

	*out = (struct change_list){NULL, 0};
	/* What goes makes room for what comes. */
	for (size_t i = 0; i < gone->count && !error; i++) {
		const struct session *old =
		    session_list_find(have, gone->at[i].id);

		if (old && !session_list_find(want, old->id))
			error = add_change(out, old, NULL);
	}
	for (size_t i = 0; i < want->count && !error; i++) {
		const struct session *old =
		    session_list_find(have, want->at[i].id);

		if (!old || !session_equal(old, &want->at[i]))
			error = add_change(out, old, &want->at[i]);
	}
	return error;
}

void
change_list_clear(struct change_list *list)
{
	free(list->at);
	*list = (struct change_list){NULL, 0};
}

int
script_add(struct script *script, const char *format, ...)
{
	char **bigger =
	    realloc(script->lines, (script->count + 1) * sizeof *bigger);
	char *line = NULL;
	va_list list;
	int len;

	if (!bigger)
		return ENOMEM;
	script->lines = bigger;
	va_start(list, format);
	len = vasprintf(&line, format, list);
	va_end(list);
	if (len < 0)
		return ENOMEM;
	script->lines[script->count++] = line;
	return 0;
}

void
script_clear(struct script *script)
{
	for (size_t i = 0; i < script->count; i++)
		free(script->lines[i]);
	free(script->lines);
	*script = (struct script){NULL, 0};
}
