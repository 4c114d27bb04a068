/* SPDX-License-Identifier: GPL-3.0-or-later */
/* spanctl: mirror sessions planned, applied and taken back. */
#include "config.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "spanctl/spanctl.h"

/* Options that not all verbs have. */
enum {
	GIVEN_JSON = 1 << 0,
	GIVEN_HELP = 1 << 1,
	GIVEN_VERSION = 1 << 2,
};

static const struct option long_options[] = {
    {"json", no_argument, NULL, GIVEN_JSON},
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'V'},
    {NULL, 0, NULL, 0},
};

static const struct verb {
	const char *name;
	verb_fn *run;
	int least, most; /* words behind it */
	int options;     /* GIVEN_... that it has */
	const char *usage;
	const char *what;
} verbs[] = {
    {"parse", verb_parse, 1, 1, GIVEN_JSON, "parse DRIVER",
	"read a device's output, print its sessions as JSON"},
};

#define VERB_COUNT (sizeof verbs / sizeof *verbs)

static void
print_usage(FILE *out)
{
	for (size_t i = 0; i < VERB_COUNT; i++)
		fprintf(out, "%s spanctl %s\n",
		    i ? "      " : "usage:", verbs[i].usage);
}

static void
print_help(void)
{
	print_usage(stdout);
	putchar('\n');
	for (size_t i = 0; i < VERB_COUNT; i++)
		printf("  %-10s %s\n", verbs[i].name, verbs[i].what);
	puts("\n"
	     "      --json           print JSON\n"
	     "      --help, --version\n"
	     "\n"
	     "See spanctl(1).");
}

/* Takes one option; false when there is no such option. */
static bool
read_option(int option, struct request *request, int *given)
{
	switch (option) {
	case 'h':
		*given |= GIVEN_HELP;
		return true;
	case 'V':
		*given |= GIVEN_VERSION;
		return true;
	case GIVEN_JSON:
		request->json = true;
		break;
	default:
		print_usage(stderr);
		return false;
	}
	*given |= option;
	return true;
}

static const struct verb *
find_verb(const char *name)
{
	for (size_t i = 0; i < VERB_COUNT; i++) {
		if (!strcmp(verbs[i].name, name))
			return &verbs[i];
	}
	log_warnx("there is no \"%s\": see spanctl --help", name);
	return NULL;
}

/* Takes the words that are no options; NULL when they are wrong. */
static const struct verb *
read_words(char **words, int count, int given, struct request *request)
{
	const struct verb *verb;

	if (count == 0) {
		print_usage(stderr);
		return NULL;
	}
	verb = find_verb(words[0]);
	if (!verb)
		return NULL;
	request->verb = verb->name;
	request->words = words + 1;
	request->word_count = count - 1;
	if (request->word_count < verb->least ||
	    request->word_count > verb->most) {
		fprintf(stderr, "usage: spanctl %s\n", verb->usage);
		return NULL;
	}
	if (given & ~verb->options) {
		log_warnx("this option is none of \"%s\"", verb->name);
		fprintf(stderr, "usage: spanctl %s\n", verb->usage);
		return NULL;
	}
	return verb;
}

static int
run(const struct verb *verb, const struct request *request)
{
	int status = verb->run(request);

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
	struct request request = {.verb = NULL};
	const struct verb *verb;
	int given = 0;
	int option;

	log_init("spanctl", LOG_LEVEL_WARN);
	while ((option = getopt_long(argc, argv, "hV", long_options, NULL)) !=
	       -1) {
		if (!read_option(option, &request, &given))
			return STATUS_USAGE;
	}
	if (given & GIVEN_HELP) {
		print_help();
		return STATUS_DONE;
	}
	if (given & GIVEN_VERSION) {
		puts("spanctl " PACKAGE_VERSION);
		return STATUS_DONE;
	}
	verb = read_words(argv + optind, argc - optind, given, &request);
	return verb ? run(verb, &request) : STATUS_USAGE;
}
