/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The verb scenario: from what a person knows (where the PBX is, where the
 * phones are) to a plan file. A scenario is a text with gaps; what the
 * command line does not say is asked for at a terminal.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"
#include "spanctl/spanctl.h"

#define ANSWERS_MAX 24
#define ANSWER_SIZE 256

/* A switch that is reached over the network; lines that several begin with. */
#define SWITCH                                                                 \
	"device switch {\n"                                                    \
	"  driver = {driver}\n"                                                \
	"  address = \"{address}\"\n"                                          \
	"  user = \"{user}\"\n"                                                \
	"  secret = \"{secret}\"\n"                                            \
	"  # hostkey: \"spanctl plan\" prints it\n"                            \
	"}\n\n"

static const struct scenario {
	const char *name, *what, *text;
} scenarios[] = {
    {"pbx", "inbound and outbound calls: the port of the PBX",
	"# Calls between phones do not pass here when media is direct.\n" SWITCH
	"session voip {\n"
	"  device = switch\n"
	"  id = 1\n"
	"  sources = {\"{pbx} both\"}\n"
	"  destinations = {\"{recorder}\"}\n"
	"}\n"},
    {"internal", "internal calls too: every phone's port and the PBX's",
	"# Receive only: what a port receives is what its phone sends, so\n"
	"# that each packet comes once.\n" SWITCH "session voip {\n"
	"  device = switch\n"
	"  id = 1\n"
	"  sources = {\"{phones} rx\", \"{pbx} rx\"}\n"
	"  destinations = {\"{recorder}\"}\n"
	"}\n"},
    {"second-nic", "phones on a second switch: a second interface",
	"# Each switch copies to an interface of its own of the recorder:\n"
	"# spanrec -i eth1 -i eth2, or a second recorder.\n" SWITCH
	"device switch2 {\n"
	"  driver = {driver}\n"
	"  address = \"{address2}\"\n"
	"  user = \"{user}\"\n"
	"  secret = \"{secret}\"\n"
	"}\n\n"
	"session voip {\n"
	"  device = switch\n"
	"  id = 1\n"
	"  sources = {\"{phones} rx\", \"{pbx} rx\"}\n"
	"  destinations = {\"{recorder}\"}\n"
	"}\n\n"
	"session voip2 {\n"
	"  device = switch2\n"
	"  id = 1\n"
	"  sources = {\"{phones2} rx\"}\n"
	"  destinations = {\"{recorder2}\"}\n"
	"}\n"},
    {"rspan", "phones on a second switch: copies in a VLAN of their own",
	"# VLAN {vlan} has to be allowed on the trunks between the two, and\n"
	"# on no other port.\n" SWITCH "device switch2 {\n"
	"  driver = {driver}\n"
	"  address = \"{address2}\"\n"
	"  user = \"{user}\"\n"
	"  secret = \"{secret}\"\n"
	"}\n\n"
	"session voip {\n"
	"  device = switch\n"
	"  id = 1\n"
	"  rspan_vlan = {vlan}\n"
	"  destinations = {\"{recorder}\"}\n"
	"}\n\n"
	"session voip2 {\n"
	"  device = switch2\n"
	"  id = 1\n"
	"  sources = {\"{phones2} rx\"}\n"
	"  rspan_vlan = {vlan}\n"
	"}\n"},
    {"erspan", "phones on a second switch: copies in a tunnel",
	"# The tunnel adds 50 bytes: the way has to take frames of 1564.\n"
	"# spanrec takes it off.\n" SWITCH "session voip {\n"
	"  device = switch\n"
	"  id = 1\n"
	"  sources = {\"{phones} rx\"}\n"
	"  erspan_to = \"{recorder_address}\"\n"
	"  erspan_from = \"{address}\"\n"
	"  erspan_id = 10\n"
	"}\n"},
    {"hosted", "a hosted PBX: the uplink to the firewall",
	"# Before the address translation, so that phones can be told apart.\n"
	"# Calls between phones are seen when the provider carries their\n"
	"# media.\n" SWITCH "session voip {\n"
	"  device = switch\n"
	"  id = 1\n"
	"  sources = {\"{uplink} both\"}\n"
	"  destinations = {\"{recorder}\"}\n"
	"}\n"},
    {"vm", "a PBX in a virtual machine of this host",
	"# Traffic between machines of a host never reaches a switch. Run\n"
	"# \"spanctl apply\" when the machine has started: its interface is\n"
	"# new then.\n"
	"device host { driver = linux }\n\n"
	"session voip {\n"
	"  device = host\n"
	"  sources = {\"{pbx} both\"}\n"
	"  destinations = {\"{recorder}\"}\n"
	"}\n"},
    {"ovs", "a PBX in a virtual machine, on Open vSwitch",
	"device host { driver = ovs bridge = \"{bridge}\" }\n\n"
	"session voip {\n"
	"  device = host\n"
	"  sources = {\"{pbx} both\"}\n"
	"  destinations = {\"{recorder}\"}\n"
	"}\n"},
    {"cloud", "a PBX in a cloud: \"spanctl export\" prints the commands",
	"# driver: aws, gcp or azure. pbx and recorder as they are named\n"
	"# there. spanrec takes VXLAN off.\n"
	"device cloud { driver = {driver} transport = local }\n\n"
	"session voip {\n"
	"  device = cloud\n"
	"  sources = {\"{pbx} both\"}\n"
	"  destinations = {\"{recorder}\"}\n"
	"}\n"},
};

#define SCENARIO_COUNT (sizeof scenarios / sizeof *scenarios)

/* What fills the gaps. */
struct answers {
	struct {
		char name[32];
		char value[ANSWER_SIZE];
	} at[ANSWERS_MAX];
	size_t count;
};

static const char *
find_answer(const struct answers *answers, struct text name)
{
	for (size_t i = 0; i < answers->count; i++) {
		if (text_equal(text_of(answers->at[i].name), name))
			return answers->at[i].value;
	}
	return NULL;
}

/* A value stands between quotes in a file. */
static bool
is_fit(const char *value)
{
	return value[0] && !strpbrk(value, "\"\\\n\r{}$") &&
	       strlen(value) < ANSWER_SIZE;
}

static bool
add_answer(struct answers *answers, struct text name, const char *value)
{
	if (answers->count == ANSWERS_MAX ||
	    name.len >= sizeof answers->at[0].name || !is_fit(value)) {
		log_warnx(
		    "%.*s: cannot be used in a plan", (int)name.len, name.at);
		return false;
	}
	text_copy(
	    answers->at[answers->count].name, sizeof answers->at[0].name, name);
	text_copy(
	    answers->at[answers->count].value, ANSWER_SIZE, text_of(value));
	answers->count++;
	return true;
}

/* The next "{name}" of small letters; false when there is none. */
static bool
next_gap(const char **text, struct text *before, struct text *name)
{
	const char *at = *text;

	for (const char *open = strchr(at, '{'); open;
	     open = strchr(open + 1, '{')) {
		size_t len =
		    strspn(open + 1, "abcdefghijklmnopqrstuvwxyz_0123456789");

		if (len && open[len + 1] == '}') {
			*before = (struct text){at, (size_t)(open - at)};
			*name = (struct text){open + 1, len};
			*text = open + len + 2;
			return true;
		}
	}
	return false;
}

static bool
ask(struct answers *answers, struct text name)
{
	char line[ANSWER_SIZE + 2];

	if (!isatty(STDIN_FILENO)) {
		log_warnx("say %.*s=...", (int)name.len, name.at);
		return false;
	}
	fprintf(stderr, "%.*s: ", (int)name.len, name.at);
	if (!fgets(line, sizeof line, stdin))
		return false;
	line[strcspn(line, "\r\n")] = '\0';
	return add_answer(answers, name, line);
}

/* Sees to it that each gap has a value. */
static bool
complete(const struct scenario *scenario, struct answers *answers)
{
	const char *text = scenario->text;
	struct text before, name;
	bool complete = true;

	while (next_gap(&text, &before, &name)) {
		if (!find_answer(answers, name) && !ask(answers, name)) {
			complete = false;
			/* Say each but once. */
			if (answers->count < ANSWERS_MAX)
				add_answer(answers, name, "?");
		}
	}
	return complete;
}

static void
print(const struct scenario *scenario, const struct answers *answers)
{
	const char *text = scenario->text;
	struct text before, name;

	printf("# %s\n", scenario->what);
	while (next_gap(&text, &before, &name))
		printf("%.*s%s", (int)before.len, before.at,
		    find_answer(answers, name));
	fputs(text, stdout);
}

/* Is there such a gap in the scenario? */
static bool
has_gap(const struct scenario *scenario, struct text wanted)
{
	const char *text = scenario->text;
	struct text before, name;

	while (next_gap(&text, &before, &name)) {
		if (text_equal(name, wanted))
			return true;
	}
	return false;
}

static bool
read_answers(const struct request *request, const struct scenario *scenario,
    struct answers *answers)
{
	for (int i = 1; i < request->word_count; i++) {
		struct text value = text_of(request->words[i]);
		struct text name = text_cut(&value, '=');

		if (!value.at || !has_gap(scenario, name)) {
			log_warnx("scenario %s: there is no \"%s\" to say",
			    scenario->name, request->words[i]);
			return false;
		}
		if (!add_answer(answers, name, value.at))
			return false;
	}
	return true;
}

static void
list_scenarios(void)
{
	for (size_t i = 0; i < SCENARIO_COUNT; i++) {
		const char *text = scenarios[i].text;
		struct text before, name;
		struct answers said = {.count = 0};

		printf("%-11s %s\n           ", scenarios[i].name,
		    scenarios[i].what);
		while (next_gap(&text, &before, &name)) {
			if (find_answer(&said, name))
				continue;
			printf(" %.*s=", (int)name.len, name.at);
			add_answer(&said, name, "?");
		}
		putchar('\n');
	}
}

/* Makes standard output the file; one that is there is kept. */
static bool
redirect(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);

	if (fd < 0 || dup2(fd, STDOUT_FILENO) < 0) {
		log_warn("%s", path);
		return false;
	}
	close(fd);
	return true;
}

int
verb_scenario(const struct request *request)
{
	const struct scenario *scenario = NULL;
	struct answers answers = {.count = 0};

	if (request->word_count == 0) {
		list_scenarios();
		return STATUS_DONE;
	}
	for (size_t i = 0; i < SCENARIO_COUNT; i++) {
		if (!strcmp(scenarios[i].name, request->words[0]))
			scenario = &scenarios[i];
	}
	if (!scenario) {
		log_warnx("there is no scenario \"%s\": see spanctl scenario",
		    request->words[0]);
		return STATUS_USAGE;
	}
	if (!read_answers(request, scenario, &answers) ||
	    !complete(scenario, &answers))
		return STATUS_USAGE;
	if (request->output && !redirect(request->output))
		return STATUS_FAILED;
	print(scenario, &answers);
	return STATUS_DONE;
}
