/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What --help prints, and usage lines. */
#include "browse/options_int.h"

#include <stdio.h>
#include <string.h>

#define HELP_COLUMN 23 /* where the help of an option begins */
#define HELP_WIDTH 79

/* Prints words and goes on in the next line, at 'indent', when it is full. */
struct wrapped {
	FILE *out;
	size_t column;
	size_t indent;
};

static void
wrap(struct wrapped *to, const char *word, size_t len)
{
	if (to->column + 1 + len > HELP_WIDTH && to->column > to->indent) {
		fprintf(to->out, "\n%*s", (int)to->indent, "");
		to->column = to->indent;
	} else if (to->column > to->indent) {
		fputc(' ', to->out);
		to->column++;
	}
	fprintf(to->out, "%.*s", (int)len, word);
	to->column += len;
}

void
options_print_usage(FILE *out, const struct command *command, const char *head)
{
	struct wrapped to = {out, 0, 0};
	char word[64];

	fprintf(out, "%-6s spanview ", head);
	to.column = to.indent = strlen("usage: spanview ");
	wrap(&to, "[-d DIR]", strlen("[-d DIR]"));
	wrap(&to, command->name, strlen(command->name));
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		if (!(command->options >> i & 1))
			continue;
		snprintf(word, sizeof word, "[--%s%s%s]", option_rows[i].name,
		    option_rows[i].argument ? " " : "",
		    option_rows[i].argument ? option_rows[i].argument : "");
		wrap(&to, word, strlen(word));
	}
	if (command->words)
		wrap(&to, command->words, strlen(command->words));
	fputc('\n', out);
}

/* Of all commands, without their options: "list --help" tells these. */
void
options_print_usages(FILE *out, const struct command *commands)
{
	for (const struct command *it = commands; it->name; it++)
		fprintf(out, "%-6s spanview [-d DIR] %s%s%s%s\n",
		    it == commands ? "usage:" : "", it->name,
		    it->options ? " [OPTION...]" : "", it->words ? " " : "",
		    it->words ? it->words : "");
}

static void
print_option(const struct option_row *row)
{
	struct wrapped to = {stdout, HELP_COLUMN, HELP_COLUMN};
	char short_name[] = {'-', row->letter, ',', '\0'};
	int column =
	    printf("  %3s --%s%s%s", row->letter ? short_name : "", row->name,
		row->argument ? " " : "", row->argument ? row->argument : "");

	if (column >= HELP_COLUMN) {
		putchar('\n');
		column = 0;
	}
	printf("%*s", HELP_COLUMN - column, "");
	for (const char *word = row->help; *word;) {
		size_t len = strcspn(word, " ");

		wrap(&to, word, len);
		word += len + (word[len] ? 1 : 0);
	}
	putchar('\n');
}

/* 'command' may be NULL: of all. */
void
options_print_help(
    const struct command *commands, const struct command *command)
{
	if (command) {
		options_print_usage(stdout, command, "usage:");
		printf("\nspanview %s: %s\n\n", command->name, command->what);
	} else {
		options_print_usages(stdout, commands);
		putchar('\n');
		for (const struct command *it = commands; it->name; it++)
			printf("  %-14s %s\n", it->name, it->what);
		puts("\nspanview COMMAND --help tells which options a command "
		     "has. All are:\n");
	}
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		if (!command || option_is_of(command, i))
			print_option(&option_rows[i]);
	}
	if (!command || option_is_of(command, OPTION_FROM))
		puts("\nT is 2026-11-20, \"2026-11-20 14:03\", "
		     "2026-11-20T14:03:12Z,\n"
		     "today, yesterday, -30m, -2h or -3d.");
	if (!command || (command->words && strstr(command->words, "ID")))
		puts("\nID is the beginning of an id that no other call has.");
	puts("\nSee spanview(1).");
}

void
options_print_names(FILE *out, const struct command *commands)
{
	struct wrapped to = {out, 2, 2};

	fputs("  ", out);
	for (const struct command *it = commands; it->name; it++)
		wrap(&to, it->name, strlen(it->name));
	fputc('\n', out);
}
