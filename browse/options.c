/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "browse/options_int.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "browse/time.h"
#include "browse/words.h"

#define COUNT_MAX 4000000000UL
#define NOWHERE SIZE_MAX

static const char *const roles[] = {
    "viewer", "supervisor", "administrator", NULL};

static const char *const spans[] = {"hour", "day", NULL};
static const char *const yes_or_no[] = {"yes", "no", NULL};
static const char *const mixes[] = {"stereo", "mono", "caller", "callee", NULL};
static const char *const sides[] = {"caller", "callee", NULL};

#define FLAG(member)                                                           \
	.type = TYPE_FLAG, .offset = offsetof(struct request, member)
#define TEXT(member)                                                           \
	.type = TYPE_TEXT, .offset = offsetof(struct request, member)
#define SEARCH(member)                                                         \
	.type = TYPE_SEARCH, .offset = offsetof(struct request, member)
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

#define POSITION(has, member)                                                  \
	.type = TYPE_POSITION, .offset = offsetof(struct request, member),     \
	.has_offset = offsetof(struct request, has)
#define LIST(member)                                                           \
	.type = TYPE_LIST, .offset = offsetof(struct request, member)

const struct option_row option_rows[] = {
#define OPTION(number, ...) [OPTION_##number] = {__VA_ARGS__},
#include "browse/options.def"
#undef OPTION
};

_Static_assert(OPTION_COUNT <= 64, "a command has its options in 64 bits");

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
take_position(
    const struct option_row *row, const char *text, struct request *request)
{
	char *base = (char *)request;

	if (time_parse_position(text, (int64_t *)(base + row->offset))) {
		*(bool *)(base + row->has_offset) = true;
		return true;
	}
	log_warnx("--%s: \"%s\" is no place in a call: give seconds, such as "
		  "75.5, or 1:15.5",
	    row->name, text);
	return false;
}

static bool
take_one_more(
    const struct option_row *row, const char *text, struct request *request)
{
	struct text_list *list =
	    (struct text_list *)((char *)request + row->offset);

	if (list->count == TEXT_LIST_MAX) {
		log_warnx(
		    "--%s: only %d can be given", row->name, TEXT_LIST_MAX);
		return false;
	}
	list->text[list->count++] = text;
	return true;
}

static bool
take_search(
    const struct option_row *row, const char *text, struct request *request)
{
	struct text rest = text_of(text);
	int count = 0;

	while (text_word(&rest).len)
		count++;
	if (count > FILTER_WORDS_MAX || strlen(text) >= FILTER_TEXT_SIZE) {
		log_warnx("--%s: at most %d words, of %d octets in all, can be "
			  "looked for",
		    row->name, FILTER_WORDS_MAX, FILTER_TEXT_SIZE - 1);
		return false;
	}
	*(const char **)((char *)request + row->offset) = text;
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
	case TYPE_SEARCH:
		return take_search(row, text, request);
	case TYPE_WORD:
		return take_word(row, text, request);
	case TYPE_COUNT:
		return take_count(row, text, request);
	case TYPE_TIME:
		return take_time(row, text, request);
	case TYPE_SPAN:
		return take_span(row, text, request);
	case TYPE_POSITION:
		return take_position(row, text, request);
	case TYPE_LIST:
		return take_one_more(row, text, request);
	}
	return false;
}

static const struct command *
find_command(const struct command *commands, const char *name)
{
	for (const struct command *it = commands; it->name; it++) {
		if (!strcmp(it->name, name))
			return it;
	}
	log_warnx("there is no command \"%s\": there are", name);
	options_print_names(stderr, commands);
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
		if ((given >> i & 1) && !option_is_of(command, i)) {
			log_warnx("--%s is no option of \"%s\"",
			    option_rows[i].name, command->name);
			options_print_usage(stderr, command, "usage:");
			return false;
		}
	}
	if (count >= command->least && count <= command->most)
		return true;
	options_print_usage(stderr, command, "usage:");
	return false;
}

/* The options in the way of getopt. */
struct names {
	struct option option[OPTION_COUNT + 1];
	char letters[2 * OPTION_COUNT + 1];
	int argc;
};

static void
make_names(struct names *names, char **argv)
{
	size_t length = 0;

	*names = (struct names){0};
	for (int i = 0; i < OPTION_COUNT; i++) {
		struct option *option = &names->option[i];

		option->name = option_rows[i].name;
		option->has_arg =
		    option_rows[i].argument ? required_argument : no_argument;
		option->val =
		    option_rows[i].letter ? option_rows[i].letter : 256 + i;
		if (!option_rows[i].letter)
			continue;
		names->letters[length++] = option_rows[i].letter;
		if (option_rows[i].argument)
			names->letters[length++] = ':';
	}
	while (argv[names->argc])
		names->argc++;
}

/* The command that the first word names, or NULL: it decides what an option
 * means that several commands have, each in its own way. */
static const struct command *
peek_command(
    char **argv, const struct names *names, const struct command *commands)
{
	const struct command *found = NULL;

	opterr = 0;
	while (getopt_long(names->argc, argv, names->letters, names->option,
		   NULL) != -1)
		;
	for (const struct command *it = commands; it->name && argv[optind];
	     it++) {
		if (!strcmp(it->name, argv[optind]))
			found = it;
	}
	optind = 0;
	opterr = 1;
	return found;
}

/* Of the rows with the name of row 'i', that of 'command'; else 'i'. */
static int
row_of(const struct command *command, int i)
{
	for (int j = i; command && j < OPTION_COUNT; j++) {
		if (!strcmp(option_rows[i].name, option_rows[j].name) &&
		    option_is_of(command, (size_t)j))
			return j;
	}
	return i;
}

/* Reads the options; false when one is wrong, which was said. */
static bool
take_options(char **argv, const struct command *commands,
    struct request *request, uint64_t *given)
{
	const struct command *command;
	struct names names;
	int number;

	make_names(&names, argv);
	command = peek_command(argv, &names, commands);
	while ((number = getopt_long(names.argc, argv, names.letters,
		    names.option, NULL)) != -1) {
		int i = 0;

		while (i < OPTION_COUNT && names.option[i].val != number)
			i++;
		if (i == OPTION_COUNT)
			return false;
		i = row_of(command, i);
		if (!take_option(&option_rows[i], optarg, request))
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
	if (!take_options(argv, commands, request, &given)) {
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
		options_print_help(commands, *command);
		return OPTIONS_DONE;
	}
	if (!*command) {
		options_print_usages(stderr, commands);
		return OPTIONS_USAGE;
	}
	request->words = words + 1;
	return is_suited(*command, words + 1, given) ? OPTIONS_RUN
						     : OPTIONS_USAGE;
}
