/* SPDX-License-Identifier: GPL-3.0-or-later */
/* spanview: browses what spanrec recorded. Which commands there are. */
#include <errno.h>
#include <locale.h>
#include <stdio.h>

#include "base/log.h"
#include "browse/options.h"

#define WORDS_MAX 1000

static const struct command commands[] = {
    {"list", command_list, NEEDS_CATALOGUE, NULL, 0, 0,
	HAS(JSON) | HAS(CSV) | HAS(LIMIT) | FILTER_OPTIONS,
	"a line for each call"},
    {"show", command_show, NEEDS_CATALOGUE, "ID", 1, 1, HAS(JSON),
	"all that is known of one call"},
    {"ladder", command_ladder, NEEDS_CATALOGUE, "ID", 1, 1,
	HAS(JSON) | HAS(MESSAGES) | HAS(WIDTH),
	"the messages and streams of a call as a ladder"},
    {"explain", command_explain, NEEDS_CATALOGUE, "ID", 1, 1, HAS(JSON),
	"how a call went, and what became of its audio, in sentences"},
    {"tail", command_tail, NEEDS_CATALOGUE, NULL, 0, 0,
	HAS(JSON) | HAS(LINES) | HAS(FOLLOW) | FILTER_OPTIONS,
	"calls as they end"},
    {"play", command_play, NEEDS_CATALOGUE, "ID", 1, 1,
	HAS(SIDE) | HAS(POSITION_FROM) | HAS(POSITION_TO) | HAS(RAW),
	"a call to be heard"},
    {"export", command_export, NEEDS_CATALOGUE, "ID", 1, 1,
	HAS(WAV) | HAS(FLAC) | HAS(MP3) | HAS(OPUS) | HAS(PCAP) | HAS(ZIP) |
	    HAS(CAPTURE) | HAS(MIX) | HAS(POSITION_FROM) | HAS(POSITION_TO) |
	    HAS(FORCE),
	"a call in files that others can open"},
    {"stats", command_stats, NEEDS_CATALOGUE, NULL, 0, 0,
	HAS(JSON) | HAS(BY) | FILTER_OPTIONS, "totals"},
    {"tag", command_tag, NEEDS_CATALOGUE, "ID TAG...", 2, WORDS_MAX, 0,
	"gives a call tags that it is found by"},
    {"untag", command_untag, NEEDS_CATALOGUE, "ID TAG...", 2, WORDS_MAX, 0,
	"takes tags off a call"},
    {"note", command_note, NEEDS_CATALOGUE, "ID [TEXT...]", 1, WORDS_MAX, 0,
	"adds a note to a call; without a text, what standard input has"},
    {"hold", command_hold, NEEDS_CATALOGUE, "ID...", 1, WORDS_MAX, 0,
	"legal hold: nothing removes these calls"},
    {"unhold", command_unhold, NEEDS_CATALOGUE, "ID...", 1, WORDS_MAX, 0,
	"takes calls off legal hold"},
    {"delete", command_delete, NEEDS_CATALOGUE, "ID...", 1, WORDS_MAX, HAS(YES),
	"removes calls with their files"},
    {"audit", command_audit, NEEDS_CATALOGUE, NULL, 0, 0,
	HAS(JSON) | HAS(FROM) | HAS(TO) | HAS(USER) | HAS(LIMIT),
	"who did what with which call, the newest first"},
    {"registrations", command_registrations, NEEDS_CATALOGUE, NULL, 0, 0,
	HAS(JSON), "who registered where"},
    {"control", command_control, NEEDS_NOTHING, "COMMAND...", 1, WORDS_MAX,
	HAS(JSON) | HAS(SOCKET),
	"asks a recorder that runs; try: spanview control help"},
    {"top", command_top, NEEDS_NOTHING, NULL, 0, 0, HAS(SOCKET),
	"calls that go on, each second anew"},
    {"serve", command_serve, NEEDS_NOTHING, NULL, 0, 0,
	HAS(LISTEN) | HAS(TLS_CERT) | HAS(TLS_KEY) | HAS(PAGE) | HAS(SOCKET),
	"the page and the HTTP API"},
    {"user", command_user, NEEDS_NOTHING, "add|set|remove|list [NAME]", 1, 2,
	HAS(ROLE) | HAS(NUMBERS) | HAS(PASSWORD),
	"who may sign in at the page"},
    {"completion", command_completion, NEEDS_NOTHING, "bash|zsh|ids", 1, 1, 0,
	"what a shell needs to complete command lines"},
    {0},
};

static int
run_with_catalogue(const struct command *command, const struct request *request)
{
	struct catalogue *catalogue = NULL;
	int error = catalogue_open(request->folder, CATALOGUE_READ, &catalogue);
	int status;

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
	return status;
}

static int
run(const struct command *command, const struct request *request)
{
	int status = command->needs == NEEDS_CATALOGUE
			 ? run_with_catalogue(command, request)
			 : command->run(request, NULL);

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
	struct request request = {.commands = commands};
	const struct command *command;

	(void)argc;
	setlocale(LC_CTYPE, "");
	log_init("spanview", LOG_LEVEL_WARN);
	switch (options_parse(argv, commands, &command, &request)) {
	case OPTIONS_RUN:
		return run(command, &request);
	case OPTIONS_DONE:
		return STATUS_DONE;
	case OPTIONS_USAGE:
		break;
	}
	return STATUS_USAGE;
}
