/* SPDX-License-Identifier: GPL-3.0-or-later */
/* spanctl: mirror sessions planned, applied and taken back. */
#include "config.h"

#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "spanctl/spanctl.h"

/* Options that not all verbs have. */
enum {
	GIVEN_JSON = 1 << 0,
	GIVEN_HELP = 1 << 1,
	GIVEN_VERSION = 1 << 2,
	GIVEN_ADOPT = 1 << 3,
	GIVEN_SAVE = 1 << 4,
	GIVEN_CONFIRM = 1 << 5,
	GIVEN_FORMAT = 1 << 6,
	GIVEN_CHECK = 1 << 7,
	GIVEN_PLAN = 1 << 8,
	GIVEN_OUTPUT = 1 << 9,
	GIVEN_READ = 1 << 10,
	GIVEN_SECONDS = 1 << 11,
	GIVEN_INTERFACE = 1 << 12,
	GIVEN_CONTROL = 1 << 13,
	GIVEN_MEASURE = 1 << 14,
};

static const struct option long_options[] = {
    {"plan", required_argument, NULL, 'c'},
    {"check", no_argument, NULL, 'n'},
    {"json", no_argument, NULL, GIVEN_JSON},
    {"adopt", no_argument, NULL, GIVEN_ADOPT},
    {"save", no_argument, NULL, GIVEN_SAVE},
    {"confirm", required_argument, NULL, GIVEN_CONFIRM},
    {"format", required_argument, NULL, GIVEN_FORMAT},
    {"output", required_argument, NULL, 'o'},
    {"read", required_argument, NULL, 'r'},
    {"interface", required_argument, NULL, 'i'},
    {"control", required_argument, NULL, GIVEN_CONTROL},
    {"measure", required_argument, NULL, GIVEN_MEASURE},
    {"for", required_argument, NULL, GIVEN_SECONDS},
    {"verbose", no_argument, NULL, 'v'},
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'V'},
    {NULL, 0, NULL, 0},
};

#define DEVICES_MAX 1000

static const struct verb {
	const char *name;
	verb_fn *run;
	int least, most; /* words behind it */
	int options;     /* GIVEN_... that it has */
	const char *usage;
	const char *what;
} verbs[] = {
    {"check", verb_check, 0, DEVICES_MAX, GIVEN_PLAN, "check [DEVICE...]",
	"read the plan, say what is wrong with it"},
    {"plan", verb_plan, 0, DEVICES_MAX,
	GIVEN_PLAN | GIVEN_JSON | GIVEN_ADOPT | GIVEN_MEASURE,
	"plan [--json] [--adopt] [--measure TIME] [DEVICE...]",
	"say what is to be changed, and how; status 2 when there is"},
    {"apply", verb_apply, 0, DEVICES_MAX,
	GIVEN_PLAN | GIVEN_JSON | GIVEN_ADOPT | GIVEN_SAVE | GIVEN_CONFIRM |
	    GIVEN_MEASURE,
	"apply [--json] [--adopt] [--save] [--confirm TIME] [--measure TIME] "
	"[DEVICE...]",
	"make the changes, read them back"},
    {"confirm", verb_confirm, 0, DEVICES_MAX,
	GIVEN_PLAN | GIVEN_JSON | GIVEN_SAVE,
	"confirm [--json] [--save] [DEVICE...]",
	"keep what apply --confirm has made"},
    {"show", verb_show, 0, DEVICES_MAX, GIVEN_PLAN | GIVEN_JSON,
	"show [--json] [DEVICE...]", "print the sessions that devices have"},
    {"verify", verb_verify, 0, DEVICES_MAX,
	GIVEN_PLAN | GIVEN_JSON | GIVEN_READ | GIVEN_SECONDS,
	"verify [--json] [--for TIME | -r FILE] [INTERFACE...]",
	"see whether SIP and RTP arrive, both ways"},
    {"where", verb_where, 0, DEVICES_MAX,
	GIVEN_PLAN | GIVEN_JSON | GIVEN_READ | GIVEN_SECONDS | GIVEN_INTERFACE,
	"where [--json] HOST... | -i INTERFACE [--for TIME] | -r FILE",
	"find the port at which a host, or this one, is connected"},
    {"doctor", verb_doctor, 0, DEVICES_MAX,
	GIVEN_PLAN | GIVEN_JSON | GIVEN_CONTROL,
	"doctor [--json] [--control SOCKET] [INTERFACE...]",
	"say what is wrong with a recorder's mirrors, and this host"},
    {"rollback", verb_rollback, 0, DEVICES_MAX,
	GIVEN_PLAN | GIVEN_JSON | GIVEN_SAVE,
	"rollback [--json] [--save] [DEVICE...]",
	"bring back what was before the last change"},
    {"remove", verb_remove, 0, DEVICES_MAX,
	GIVEN_PLAN | GIVEN_JSON | GIVEN_SAVE,
	"remove [--json] [--save] [DEVICE...]",
	"take all sessions away that are ours"},
    {"export", verb_export, 0, DEVICES_MAX,
	GIVEN_PLAN | GIVEN_JSON | GIVEN_FORMAT,
	"export [--format commands|json|runbook] [DEVICE...]",
	"print the plan as commands"},
    {"scenario", verb_scenario, 0, 32, GIVEN_OUTPUT,
	"scenario [-o FILE] [NAME [what=value...]]",
	"write a plan from where phones, PBX and recorder are"},
    {"parse", verb_parse, 1, 1, GIVEN_JSON, "parse DRIVER",
	"read a device's output, print its sessions as JSON"},
    {"drivers", verb_drivers, 0, 0, GIVEN_JSON, "drivers",
	"list the kinds of devices"},
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
	     "  -c, --plan FILE      the plan; " DEFAULT_PLAN "\n"
	     "  -n, --check          the same as the verb check\n"
	     "      --json           print JSON\n"
	     "      --adopt          change sessions that others have made\n"
	     "      --save           keep changes over a restart\n"
	     "      --confirm TIME   undo changes unless confirmed: 90s, 5m\n"
	     "      --measure TIME   what sources carry, by counters: 10s\n"
	     "      --for TIME       how long to look; 10s, of where 65s\n"
	     "  -i, --interface IF   of this host: which port is it at?\n"
	     "      --control SOCKET of a recorder; /run/spanrec/control\n"
	     "  -r, --read FILE      look at a capture file instead\n"
	     "  -o, --output FILE    a new file for the scenario's plan\n"
	     "      --format NAME    commands, json or runbook\n"
	     "  -v, --verbose        tell all that devices are told and say\n"
	     "      --help, --version\n"
	     "\n"
	     "See spanctl(1).");
}

/* Reads "90s", "5m" or "1h"; a number alone is seconds. */
static bool
read_time(const char *option, const char *text, unsigned *seconds)
{
	size_t len = strlen(text);
	unsigned long factor = 1, number;

	if (len && strchr("smh", text[len - 1])) {
		factor = text[len - 1] == 'm'   ? 60
			 : text[len - 1] == 'h' ? 3600
						: 1;
		len--;
	}
	if (!text_number((struct text){text, len}, 86400, &number) ||
	    number == 0 || number * factor > 86400) {
		log_warnx(
		    "--%s: \"%s\" is no time such as 90s or 5m", option, text);
		return false;
	}
	*seconds = (unsigned)(number * factor);
	return true;
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
	case 'v':
		log_init("spanctl", LOG_LEVEL_DEBUG);
		return true;
	case 'n':
		*given |= GIVEN_CHECK;
		return true;
	case 'c':
		request->plan_path = optarg;
		option = GIVEN_PLAN;
		break;
	case GIVEN_JSON:
		request->json = true;
		break;
	case GIVEN_ADOPT:
		request->adopt = true;
		break;
	case GIVEN_SAVE:
		request->save = true;
		break;
	case GIVEN_CONFIRM:
		request->wants_confirm = true;
		if (!read_time("confirm", optarg, &request->confirm_s))
			return false;
		break;
	case 'r':
		request->input = optarg;
		option = GIVEN_READ;
		break;
	case 'i':
		request->interface = optarg;
		option = GIVEN_INTERFACE;
		break;
	case GIVEN_CONTROL:
		request->control = optarg;
		break;
	case GIVEN_MEASURE:
		if (!read_time("measure", optarg, &request->measure_s))
			return false;
		break;
	case GIVEN_SECONDS:
		if (!read_time("for", optarg, &request->seconds))
			return false;
		break;
	case 'o':
		request->output = optarg;
		option = GIVEN_OUTPUT;
		break;
	case GIVEN_FORMAT:
		request->format = optarg;
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
	struct request request = {.plan_path = DEFAULT_PLAN};
	const struct verb *verb;
	int given = 0;
	int option;

	log_init("spanctl", LOG_LEVEL_WARN);
	while ((option = getopt_long(
		    argc, argv, "c:hi:no:r:vV", long_options, NULL)) != -1) {
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
	if (given & GIVEN_CHECK) {
		request.verb = "check";
		request.words = argv + optind;
		request.word_count = argc - optind;
		return verb_check(&request);
	}
	/* A device that hangs up is an error like others. */
	signal(SIGPIPE, SIG_IGN);
	verb = read_words(argv + optind, argc - optind, given, &request);
	return verb ? run(verb, &request) : STATUS_USAGE;
}
