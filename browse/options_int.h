/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of the options, for browse/options*.c and completion.c. */
#ifndef BROWSE_OPTIONS_INT_H
#define BROWSE_OPTIONS_INT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "browse/options.h"

enum option_type {
	TYPE_ACTION, /* options_parse() knows */
	TYPE_FLAG,
	TYPE_TEXT,
	TYPE_SEARCH,
	TYPE_WORD,
	TYPE_COUNT,
	TYPE_TIME,
	TYPE_SPAN,
	TYPE_POSITION,
	TYPE_LIST,
};

struct option_row {
	const char *name;
	char letter;          /* of the short option; 0: none */
	const char *argument; /* how help calls its value; NULL: it has none */
	enum option_type type;
	size_t offset;            /* of what it fills in struct request */
	size_t has_offset;        /* ... and of what says that it did */
	const char *const *words; /* of TYPE_WORD, NULL at the end */
	const char *help;
};

/* By their numbers. */
extern const struct option_row option_rows[];

/* Has the command this option? */
static inline bool
option_is_of(const struct command *command, size_t number)
{
	const uint64_t everywhere = HAS(DIRECTORY) | HAS(HELP) | HAS(VERSION);

	return (command->options | everywhere) >> number & 1;
}

/* "usage: spanview [-d DIR] list ..."; 'head' is "usage:" or "". */
void
options_print_usage(FILE *out, const struct command *command, const char *head);

/* Of all commands. */
void options_print_usages(FILE *out, const struct command *commands);

/* The names of all commands, indented. */
void options_print_names(FILE *out, const struct command *commands);

/* The help of a command; NULL: of all. */
void options_print_help(
    const struct command *commands, const struct command *command);

#endif
