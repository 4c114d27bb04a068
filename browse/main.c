/* SPDX-License-Identifier: GPL-3.0-or-later */
/* spanview: browses what spanrec recorded. Options, and which command. */
#include "config.h"

#include <errno.h>
#include <getopt.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "browse/browse.h"
#include "browse/time.h"

#define DEFAULT_FOLDER "/var/lib/spanrec"

/* Options that not all commands have. */
enum {
	GIVEN_JSON = 1 << 0,
	GIVEN_FROM = 1 << 1,
	GIVEN_TO = 1 << 2,
	GIVEN_NUMBER = 1 << 3,
	GIVEN_STATE = 1 << 4,
	GIVEN_LIMIT = 1 << 5,
	GIVEN_HELP = 1 << 6,
	GIVEN_VERSION = 1 << 7,
	GIVEN_SOURCE = 1 << 8,
	GIVEN_SOCKET = 1 << 9,
};

static const struct option long_options[] = {
    {"directory", required_argument, NULL, 'd'},
    {"json", no_argument, NULL, GIVEN_JSON},
    {"from", required_argument, NULL, GIVEN_FROM},
    {"to", required_argument, NULL, GIVEN_TO},
    {"number", required_argument, NULL, GIVEN_NUMBER},
    {"state", required_argument, NULL, GIVEN_STATE},
    {"source", required_argument, NULL, GIVEN_SOURCE},
    {"socket", required_argument, NULL, GIVEN_SOCKET},
    {"limit", required_argument, NULL, GIVEN_LIMIT},
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'V'},
    {NULL, 0, NULL, 0},
};

static const struct command {
	const char *name;
	command_fn *run;
	bool has_id;   /* wants one word more */
	bool is_asked; /* of a recorder, in so many words as are given */
	int options;   /* GIVEN_... that it has */
	const char *usage;
} commands[] = {
    {"list", command_list, false, false,
	GIVEN_JSON | GIVEN_FROM | GIVEN_TO | GIVEN_NUMBER | GIVEN_STATE |
	    GIVEN_SOURCE | GIVEN_LIMIT,
	"list [--json] [--from T] [--to T] [--number N] [--state S] "
	"[--source TEXT] [--limit N]"},
    {"show", command_show, true, false, GIVEN_JSON, "show ID [--json]"},
    {"explain", command_explain, true, false, GIVEN_JSON,
	"explain ID [--json]"},
    {"stats", command_stats, false, false, GIVEN_JSON | GIVEN_FROM | GIVEN_TO,
	"stats [--json] [--from T] [--to T]"},
    {"registrations", command_registrations, false, false, GIVEN_JSON,
	"registrations [--json]"},
    {"control", command_control, false, true, GIVEN_JSON | GIVEN_SOCKET,
	"control [--socket PATH] [--json] COMMAND... (try: control help)"},
};

#define COMMAND_COUNT (sizeof commands / sizeof *commands)

static void
print_usage(FILE *out)
{
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		fprintf(out, "%s spanview [-d DIR] %s\n",
		    i ? "      " : "usage:", commands[i].usage);
}

static void
print_help(void)
{
	print_usage(stdout);
	puts("\n"
	     "  -d, --directory DIR  what spanrec wrote; " DEFAULT_FOLDER "\n"
	     "      --json           print JSON\n"
	     "      --from T         calls that started at T or later\n"
	     "      --to T           calls that started before T\n"
	     "      --number N       part of the caller's or callee's number\n"
	     "      --state S        ringing, active, ended, failed,\n"
	     "                       interrupted or recovered\n"
	     "      --source TEXT    calls whose source has TEXT in it, such "
	     "as\n"
	     "                       eth1, 192.0.2.1 or \"vlan 100\"\n"
	     "      --socket PATH    where the recorder answers; DIR/control,\n"
	     "                       else /run/spanrec/control\n"
	     "      --limit N        only the newest N calls\n"
	     "      --help, --version\n"
	     "\n"
	     "T is 2026-11-20, \"2026-11-20 14:03\", 2026-11-20T14:03:12Z,\n"
	     "today, yesterday, -30m, -2h or -3d. ID is the beginning of an\n"
	     "id that no other call has. See spanview(1).");
}

/* Reads a time for the option 'name'. */
static bool
read_time(const char *name, const char *text, int64_t *out)
{
	if (time_parse(text, time_now_us(), out))
		return true;
	log_warnx("--%s: \"%s\" is no time: give 2026-11-20, "
		  "\"2026-11-20 14:03\", today, yesterday, -30m, -2h or -3d",
	    name, text);
	return false;
}

static bool
read_limit(const char *text, size_t *out)
{
	unsigned long limit;

	if (!text_number(text_of(text), 4000000000UL, &limit) || limit == 0) {
		log_warnx("--limit: \"%s\" is no count of calls", text);
		return false;
	}
	*out = limit;
	return true;
}

static bool
read_state(const char *text, const char **out)
{
	static const char *const states[] = {
	    "ringing", "active", "ended", "failed", "interrupted", "recovered"};

	for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
		if (!strcmp(states[i], text)) {
			*out = text;
			return true;
		}
	}
	log_warnx("--state: \"%s\" is no state: there are ringing, active, "
		  "ended, failed, interrupted and recovered",
	    text);
	return false;
}

/* Takes one option; false when it is wrong, which was said. */
static bool
read_option(int option, struct request *request, int *given)
{
	struct call_filter *filter = &request->filter;

	switch (option) {
	case 'd':
		request->folder = optarg;
		return true;
	case 'h':
		*given |= GIVEN_HELP;
		return true;
	case 'V':
		*given |= GIVEN_VERSION;
		return true;
	case GIVEN_JSON:
		request->json = true;
		break;
	case GIVEN_FROM:
		filter->has_from = true;
		if (!read_time("from", optarg, &filter->from_us))
			return false;
		break;
	case GIVEN_TO:
		filter->has_to = true;
		if (!read_time("to", optarg, &filter->to_us))
			return false;
		break;
	case GIVEN_NUMBER:
		filter->number = optarg;
		break;
	case GIVEN_STATE:
		if (!read_state(optarg, &filter->state))
			return false;
		break;
	case GIVEN_SOURCE:
		filter->source = optarg;
		break;
	case GIVEN_LIMIT:
		if (!read_limit(optarg, &filter->limit))
			return false;
		break;
	case GIVEN_SOCKET:
		request->socket = optarg;
		break;
	default:
		print_usage(stderr);
		return false;
	}
	*given |= option;
	return true;
}

static const struct command *
find_command(const char *name)
{
	char known[128] = "";
	size_t len = 0;

	for (size_t i = 0; i < COMMAND_COUNT; i++) {
		if (!strcmp(commands[i].name, name))
			return &commands[i];
		len += (size_t)snprintf(known + len, sizeof known - len, "%s%s",
		    i ? ", " : "", commands[i].name);
	}
	log_warnx("there is no command \"%s\": there are %s", name, known);
	return NULL;
}

static bool
is_word_count_right(const struct command *command, char **words)
{
	size_t count = 0;

	while (words[count])
		count++;
	return command->is_asked ? count > 1
				 : count == (command->has_id ? 2U : 1U);
}

/* Takes the words that are no options; NULL when they are wrong. */
static const struct command *
read_words(char **words, int given, struct request *request)
{
	const struct command *command;

	if (!words[0]) {
		print_usage(stderr);
		return NULL;
	}
	command = find_command(words[0]);
	if (!command)
		return NULL;
	if (!is_word_count_right(command, words)) {
		fprintf(
		    stderr, "usage: spanview [-d DIR] %s\n", command->usage);
		return NULL;
	}
	request->words = words + 1;
	if (given & ~command->options) {
		log_warnx("this option is none of \"%s\"", command->name);
		fprintf(
		    stderr, "usage: spanview [-d DIR] %s\n", command->usage);
		return NULL;
	}
	request->id = command->has_id ? words[1] : NULL;
	return command;
}

static int
run(const struct command *command, const struct request *request)
{
	struct catalogue *catalogue = NULL;
	int error;
	int status;

	if (command->is_asked)
		return command->run(request, NULL);
	error = catalogue_open(request->folder, CATALOGUE_READ, &catalogue);
	if (error == ENOENT || error == EBADMSG)
		log_warnx("name the folder that spanrec wrote to: -d DIR");
	if (error == EACCES)
		log_warnx("recordings are private: ask for access to %s",
		    request->folder);
	if (error)
		return STATUS_FAILED;
	status = command->run(request, catalogue);
	if (catalogue_close(catalogue))
		status = STATUS_FAILED;
	errno = 0;
	if (fflush(stdout) || ferror(stdout)) {
		log_warn("standard output");
		status = STATUS_FAILED;
	}
	return status;
}

int
main(int argc, char **argv)
{
	struct request request = {.folder = DEFAULT_FOLDER};
	const struct command *command;
	int given = 0;
	int option;

	setlocale(LC_CTYPE, "");
	log_init("spanview", LOG_LEVEL_WARN);
	while ((option = getopt_long(argc, argv, "d:hV", long_options, NULL)) !=
	       -1) {
		if (!read_option(option, &request, &given))
			return STATUS_USAGE;
	}
	if (given & GIVEN_HELP) {
		print_help();
		return STATUS_DONE;
	}
	if (given & GIVEN_VERSION) {
		puts("spanview " PACKAGE_VERSION);
		return STATUS_DONE;
	}
	command = read_words(argv + optind, given, &request);
	return command ? run(command, &request) : STATUS_USAGE;
}
