/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "browse/options.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "browse/time.h"

#define COUNT_MAX 4000000000UL
#define NOWHERE SIZE_MAX
#define HELP_COLUMN 23 /* where the help of an option begins */
#define HELP_WIDTH 79

enum option_type {
	TYPE_ACTION, /* options_parse() knows */
	TYPE_FLAG,
	TYPE_TEXT,
	TYPE_WORD,
	TYPE_COUNT,
	TYPE_TIME,
	TYPE_SPAN,
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

static const char *const states[] = {
    "ringing", "active", "ended", "failed", "interrupted", "recovered", NULL};

static const char *const directions[] = {
    "inbound", "outbound", "internal", "unknown", NULL};
static const char *const completenesses[] = {
    "complete", "partial", "undecodable", "skipped", "missing", "none", NULL};
static const char *const spans[] = {"hour", "day", NULL};
static const char *const yes_or_no[] = {"yes", "no", NULL};

#define FLAG(member)                                                           \
	.type = TYPE_FLAG, .offset = offsetof(struct request, member)
#define TEXT(member)                                                           \
	.type = TYPE_TEXT, .offset = offsetof(struct request, member)
#define WORD(member, list)                                                     \
	.type = TYPE_WORD, .offset = offsetof(struct request, member),         \
	.words = (list)
#define COUNT(member)                                                          \
	.type = TYPE_COUNT, .offset = offsetof(struct request, member)
#define MOMENT(has, member)                                                    \
	.type = TYPE_TIME, .offset = offsetof(struct request, member),         \
	.has_offset = offsetof(struct request, has)
#define SPAN(member)                                                           \
	.type = TYPE_SPAN, .offset = offsetof(struct request, member),         \
	.has_offset = NOWHERE
#define SPAN_KNOWN(has, member)                                                \
	.type = TYPE_SPAN, .offset = offsetof(struct request, member),         \
	.has_offset = offsetof(struct request, has)

static const struct option_row rows[] = {
#define OPTION(number, ...) [OPTION_##number] = {__VA_ARGS__},
#include "browse/options.def"
#undef OPTION
};

_Static_assert(OPTION_COUNT <= 64, "a command has its options in 64 bits");

static const uint64_t everywhere = HAS(DIRECTORY) | HAS(HELP) | HAS(VERSION);

static bool
command_has(const struct command *command, size_t number)
{
	return (command->options | everywhere) >> number & 1;
}

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

static void
print_usage(FILE *out, const struct command *command, const char *head)
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
		snprintf(word, sizeof word, "[--%s%s%s]", rows[i].name,
		    rows[i].argument ? " " : "",
		    rows[i].argument ? rows[i].argument : "");
		wrap(&to, word, strlen(word));
	}
	if (command->words)
		wrap(&to, command->words, strlen(command->words));
	fputc('\n', out);
}

/* Of all commands, without their options: "list --help" tells these. */
static void
print_usages(FILE *out, const struct command *commands)
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
static void
print_help(const struct command *commands, const struct command *command)
{
	if (command) {
		print_usage(stdout, command, "usage:");
		printf("\nspanview %s: %s\n\n", command->name, command->what);
	} else {
		print_usages(stdout, commands);
		putchar('\n');
		for (const struct command *it = commands; it->name; it++)
			printf("  %-14s %s\n", it->name, it->what);
		puts("\nspanview COMMAND --help tells which options a command "
		     "has. All are:\n");
	}
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		if (!command || command_has(command, i))
			print_option(&rows[i]);
	}
	if (!command || command_has(command, OPTION_FROM))
		puts("\nT is 2026-11-20, \"2026-11-20 14:03\", "
		     "2026-11-20T14:03:12Z,\n"
		     "today, yesterday, -30m, -2h or -3d.");
	if (!command || (command->words && strstr(command->words, "ID")))
		puts("\nID is the beginning of an id that no other call has.");
	puts("\nSee spanview(1).");
}

static bool
take_time(
    const struct option_row *row, const char *text, struct request *request)
{
	char *base = (char *)request;

	if (time_parse(text, time_now_us(), (int64_t *)(base + row->offset))) {
		*(bool *)(base + row->has_offset) = true;
		return true;
	}
	log_warnx("--%s: \"%s\" is no time: give 2026-11-20, "
		  "\"2026-11-20 14:03\", today, yesterday, -30m, -2h or -3d",
	    row->name, text);
	return false;
}

static bool
take_span(
    const struct option_row *row, const char *text, struct request *request)
{
	char *base = (char *)request;

	if (!time_parse_span(text, (int64_t *)(base + row->offset))) {
		log_warnx("--%s: \"%s\" is no span of time: give seconds, "
			  "90s, 15m, 1h or 1d",
		    row->name, text);
		return false;
	}
	if (row->has_offset != NOWHERE)
		*(bool *)(base + row->has_offset) = true;
	return true;
}

static bool
take_count(
    const struct option_row *row, const char *text, struct request *request)
{
	unsigned long count;

	if (!text_number(text_of(text), COUNT_MAX, &count) || count == 0) {
		log_warnx("--%s: \"%s\" is no count: give 1 or more", row->name,
		    text);
		return false;
	}
	*(size_t *)((char *)request + row->offset) = count;
	return true;
}

static bool
take_word(
    const struct option_row *row, const char *text, struct request *request)
{
	for (const char *const *word = row->words; *word; word++) {
		if (!strcmp(*word, text)) {
			*(const char **)((char *)request + row->offset) = *word;
			return true;
		}
	}
	log_warnx("--%s: there is no \"%s\": there are", row->name, text);
	for (const char *const *word = row->words; *word; word++)
		fprintf(stderr, "  %s\n", *word);
	return false;
}

/* Takes one option; false when it is wrong, which was said. */
static bool
take_option(
    const struct option_row *row, const char *text, struct request *request)
{
	char *base = (char *)request;

	switch (row->type) {
	case TYPE_ACTION:
		return true;
	case TYPE_FLAG:
		*(bool *)(base + row->offset) = true;
		return true;
	case TYPE_TEXT:
		*(const char **)(base + row->offset) = text;
		return true;
	case TYPE_WORD:
		return take_word(row, text, request);
	case TYPE_COUNT:
		return take_count(row, text, request);
	case TYPE_TIME:
		return take_time(row, text, request);
	case TYPE_SPAN:
		return take_span(row, text, request);
	}
	return false;
}

static const struct command *
find_command(const struct command *commands, const char *name)
{
	struct wrapped to = {stderr, 0, 2};

	for (const struct command *it = commands; it->name; it++) {
		if (!strcmp(it->name, name))
			return it;
	}
	log_warnx("there is no command \"%s\": there are", name);
	fputs("  ", stderr);
	to.column = to.indent;
	for (const struct command *it = commands; it->name; it++)
		wrap(&to, it->name, strlen(it->name));
	fputc('\n', stderr);
	return NULL;
}

/* Do the words and options that were given suit the command? */
static bool
is_suited(const struct command *command, char **words, uint64_t given)
{
	size_t count = 0;

	while (words[count])
		count++;
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		if ((given >> i & 1) && !command_has(command, i)) {
			log_warnx("--%s is no option of \"%s\"", rows[i].name,
			    command->name);
			print_usage(stderr, command, "usage:");
			return false;
		}
	}
	if (count >= command->least && count <= command->most)
		return true;
	print_usage(stderr, command, "usage:");
	return false;
}

/* Reads the options; false when one is wrong, which was said. */
static bool
take_options(char **argv, struct request *request, uint64_t *given)
{
	struct option names[OPTION_COUNT + 1] = {0};
	char letters[2 * OPTION_COUNT + 1] = "";
	size_t length = 0;
	int argc = 0;
	int number;

	for (int i = 0; i < OPTION_COUNT; i++) {
		names[i].name = rows[i].name;
		names[i].has_arg =
		    rows[i].argument ? required_argument : no_argument;
		names[i].val = rows[i].letter ? rows[i].letter : 256 + i;
		if (!rows[i].letter)
			continue;
		letters[length++] = rows[i].letter;
		if (rows[i].argument)
			letters[length++] = ':';
	}
	while (argv[argc])
		argc++;
	while ((number = getopt_long(argc, argv, letters, names, NULL)) != -1) {
		int i = 0;

		while (i < OPTION_COUNT && names[i].val != number)
			i++;
		if (i == OPTION_COUNT ||
		    !take_option(&rows[i], optarg, request))
			return false;
		*given |= UINT64_C(1) << i;
	}
	return true;
}

enum options_result
options_parse(char **argv, const struct command *commands,
    const struct command **command, struct request *request)
{
	uint64_t given = 0;
	char **words;

	*command = NULL;
	request->folder = DEFAULT_FOLDER;
	if (!take_options(argv, request, &given)) {
		fputs("try: spanview --help\n", stderr);
		return OPTIONS_USAGE;
	}
	words = argv + optind;
	if (given & HAS(VERSION)) {
		puts("spanview " PACKAGE_VERSION);
		return OPTIONS_DONE;
	}
	if (words[0]) {
		*command = find_command(commands, words[0]);
		if (!*command)
			return OPTIONS_USAGE;
	}
	if (given & HAS(HELP)) {
		print_help(commands, *command);
		return OPTIONS_DONE;
	}
	if (!*command) {
		print_usages(stderr, commands);
		return OPTIONS_USAGE;
	}
	request->words = words + 1;
	return is_suited(*command, words + 1, given) ? OPTIONS_RUN
						     : OPTIONS_USAGE;
}
