/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command line of spanrec, out of the table of settings. */
#include "config.h"

#include "recorder/options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/log.h"
#include "recorder/config_file.h"
#include "recorder/usage.h"

#define OPTION_WORD 1    /* not an option: see getopt_long(3) */
#define OPTION_FIRST 256 /* of the first row of the table */
#define LETTERS_SIZE 128

/* A command line that is being read. */
struct line {
	struct options *options;
	enum setting_action action;
	const char *config; /* file; NULL: none */
	bool after_file;    /* what was read last is a file of -r */
	const char **words; /* the words of the filter */
	size_t word_count;
	struct option *table; /* for getopt_long(3) */
	char letters[LETTERS_SIZE];
};

/* A flag that files may have can be taken back: --verbose=no. */
static int
argument_of(const struct setting *setting)
{
	if (setting->argument)
		return required_argument;
	return setting->type == SETTING_FLAG && !(setting->flags & SETTING_LINE)
		   ? optional_argument
		   : no_argument;
}

/* What getopt_long(3) is to know. False without memory. */
static bool
make_table(struct line *line)
{
	struct option *option = calloc(settings_count + 1, sizeof *option);
	char *letter = line->letters;

	line->table = option;
	if (!option)
		return false;
	*letter++ = '-'; /* words come as they stand, as OPTION_WORD */
	for (size_t i = 0; i < settings_count; i++) {
		const struct setting *setting = &settings_table[i];

		if (setting->section || (setting->flags & SETTING_FILE))
			continue;
		*option++ = (struct option){setting->name, argument_of(setting),
		    NULL, (int)(OPTION_FIRST + i)};
		if (setting->letter)
			*letter++ = setting->letter;
		if (setting->letter && setting->argument)
			*letter++ = ':';
	}
	return true;
}

/* The setting that an option means, by its letter or its row; else NULL. */
static const struct setting *
setting_of(int option)
{
	size_t i = (size_t)option - OPTION_FIRST;

	if (option >= OPTION_FIRST)
		return i < settings_count ? &settings_table[i] : NULL;
	for (i = 0; i < settings_count; i++)
		if (settings_table[i].letter == option)
			return &settings_table[i];
	return NULL;
}

static bool
choose(struct line *line, const struct setting *setting, const char *value)
{
	struct choice choice = {
	    .setting = setting,
	    .by = CHOICE_BY_LINE,
	};

	if (choices_add(&line->options->choices, &choice, value) == 0)
		return true;
	log_warnx("out of memory");
	return false;
}

static bool
act(struct line *line, const struct setting *setting)
{
	if (setting->action == ACTION_CONFIG)
		line->config = optarg;
	else if (line->action == ACTION_NONE)
		line->action = setting->action;
	return true;
}

/*
 * A word that is no option. Behind a file it is one more file when there is
 * one of that name, since the shell makes "-r a.pcap b.pcap" of "-r *.pcap";
 * else it is a word of the filter.
 */
static bool
take_word(struct line *line)
{
	struct stat status;

	if (line->word_count == 0 && line->after_file &&
	    stat(optarg, &status) == 0)
		return choose(line, setting_named("read"), optarg);
	line->words[line->word_count++] = optarg;
	return true;
}

static bool
take(struct line *line, int option)
{
	const struct setting *setting = setting_of(option);

	line->after_file = option == OPTION_WORD
			       ? line->after_file
			       : setting && setting == setting_named("read");
	if (option == OPTION_WORD)
		return take_word(line);
	if (!setting) /* of '?' getopt_long() has said what is wrong */
		return false;
	if (setting->type == SETTING_ACTION)
		return act(line, setting);
	return choose(line, setting, optarg ? optarg : "yes");
}

/* The words make one filter, if there are any. */
static bool
choose_filter(struct line *line)
{
	char *text, *end;
	size_t size = 1;
	bool good;

	if (line->word_count == 0)
		return true;
	for (size_t i = 0; i < line->word_count; i++)
		size += strlen(line->words[i]) + 1;
	text = end = malloc(size);
	if (!text) {
		log_warn("out of memory");
		return false;
	}
	for (size_t i = 0; i < line->word_count; i++)
		end += snprintf(end, size - (size_t)(end - text), "%s%s",
		    i ? " " : "", line->words[i]);
	good = choose(line, setting_named("filter"), text);
	free(text);
	return good;
}

static bool
read_words(struct line *line, int argc, char **argv)
{
	bool good = true;
	int option;

	while (good && line->action != ACTION_HELP &&
	       line->action != ACTION_VERSION &&
	       (option = getopt_long(
		    argc, argv, line->letters, line->table, NULL)) != -1)
		good = take(line, option);
	while (optind < argc) /* behind "--" */
		line->words[line->word_count++] = argv[optind++];
	return good && choose_filter(line);
}

/* What must be there for a run. */
static bool
is_complete(const struct settings *settings)
{
	if (settings->file_count == 0 && settings->interface_count == 0 &&
	    !settings->expire)
		log_warnx("nothing to record: name an interface with -i IF, "
			  "or a capture file with -r FILE");
	else if (settings->dry_run && !settings->expire)
		log_warnx("--dry-run is for --expire only");
	else if (!settings->folder)
		log_warnx("no output folder: name one with -o DIR");
	else
		return true;
	return false;
}

/* Makes settings of what was said, and does what was asked for. */
static enum options_result
conclude(struct line *line)
{
	struct choices *choices = &line->options->choices;
	struct settings *settings = &line->options->settings;
	bool good = !line->config || config_file_read(line->config, choices);

	if (good)
		good = choices_apply(choices, settings);
	if (line->action == ACTION_CHECK && !good)
		return OPTIONS_WRONG;
	if (!good)
		return OPTIONS_USAGE;
	if (line->action == ACTION_SHOW)
		usage_show(choices, stdout);
	if (line->action != ACTION_NONE)
		return OPTIONS_DONE;
	return is_complete(settings) ? OPTIONS_RUN : OPTIONS_USAGE;
}

/* What 'line' asks for, which was read without a fault. */
static enum options_result
perform(struct line *line)
{
	switch (line->action) {
	case ACTION_HELP:
		usage_print(stdout);
		return OPTIONS_DONE;
	case ACTION_VERSION:
		puts("spanrec " PACKAGE_VERSION);
		return OPTIONS_DONE;
	default:
		return conclude(line);
	}
}

enum options_result
options_parse(int argc, char **argv, struct options *options)
{
	struct line line = {.options = options};
	enum options_result result = OPTIONS_USAGE;

	options->choices = (struct choices){0};
	settings_init(&options->settings);
	line.words = calloc((size_t)argc + 1, sizeof *line.words);
	if (!line.words || !make_table(&line))
		log_warn("out of memory");
	else if (read_words(&line, argc, argv))
		result = perform(&line);
	free(line.words);
	free(line.table);
	if (result == OPTIONS_USAGE)
		fputs("Try 'spanrec --help'.\n", stderr);
	return result;
}

void
options_set_log(const struct options *options)
{
	const struct settings *settings = &options->settings;
	bool is_live = settings->file_count == 0;

	log_init("spanrec", settings->verbose             ? LOG_LEVEL_DEBUG
			    : is_live && !settings->quiet ? LOG_LEVEL_INFO
							  : LOG_LEVEL_NOTICE);
}

void
options_clear(struct options *options)
{
	settings_clear(&options->settings);
	choices_clear(&options->choices);
}
