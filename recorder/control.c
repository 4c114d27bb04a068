/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each command does. */
#include "recorder/control.h"

#include <errno.h>
#include <stdlib.h>

#include "base/counter.h"
#include "base/log.h"
#include "calls/calls_find.h"
#include "recorder/metrics.h"
#include "recorder/reload.h"
#include "recorder/status.h"

struct control {
	struct run *run;
	struct options *options;
	struct control_socket *socket;
};

static bool
write_help(FILE *out)
{
	for (enum control_verb verb = 0; verb < CONTROL_VERBS; verb++) {
		const struct control_word *word = &control_words[verb];
		char usage[48];

		snprintf(usage, sizeof usage, "%s%s%s%s", word->name,
		    word->argument ? " " : "",
		    word->argument ? word->argument : "",
		    word->has_json ? " [--json]" : "");
		fprintf(out, "%-20s  %s\n", usage, word->help);
	}
	return true;
}

bool
control_reload(struct control *control, char error[CONTROL_ERROR_SIZE])
{
	if (!reload(control->options, error))
		return false;
	log_init("spanrec", control->options->settings.verbose
				? LOG_LEVEL_DEBUG
				: LOG_LEVEL_NOTICE);
	return true;
}

static bool
read_again(struct control *control, FILE *out)
{
	char error[CONTROL_ERROR_SIZE];

	if (control_reload(control, error)) {
		fputs("done\n", out);
		return true;
	}
	fprintf(out, "%s\n", error);
	return false;
}

static bool
flush(struct control *control, FILE *out)
{
	int error = run_flush(control->run);

	if (error == 0)
		fputs("all rows are on the disk within a second\n", out);
	else
		fprintf(out, "%s\n", strerror(error));
	return error == 0;
}

/* The call that is asked for; NULL when it is not to be found, which is
 * told. */
static struct call *
find_call(struct control *control, struct text id, FILE *out)
{
	struct call *call = NULL;

	switch (calls_find(pipeline_calls(control->run->pipeline), id, &call)) {
	case CALLS_FOUND:
		return call;
	case CALLS_NONE:
		fprintf(out, "no call that goes on has an id that begins so\n");
		return NULL;
	case CALLS_SEVERAL:
		break;
	}
	fprintf(out, "several calls have ids that begin so\n");
	return NULL;
}

static bool
carry_out(struct control *control, const struct control_request *request,
    FILE *out)
{
	const struct run *run = control->run;

	switch (request->verb) {
	case CONTROL_STATUS:
		status_write(run, request->json, out);
		return true;
	case CONTROL_CALLS:
		status_calls(run, request->json, out);
		return true;
	case CONTROL_COUNTERS:
		status_counters(request->json, out);
		return true;
	case CONTROL_METRICS:
		metrics_write(run, out);
		return true;
	case CONTROL_ALARMS:
		status_alarms(request->json, out);
		return true;
	case CONTROL_FLUSH:
		return flush(control, out);
	case CONTROL_RELOAD:
		return read_again(control, out);
	case CONTROL_HELP:
	default:
		return write_help(out);
	}
}

/* Who did what (promise 9): the id is that of the call and of no person. */
static void
note(const struct control_request *request, const struct control_peer *peer,
    bool good)
{
	log_notice("control command=%s%s%.*s uid=%u pid=%d result=%s",
	    control_words[request->verb].name, request->id.len ? " call=" : "",
	    (int)request->id.len, request->id.len ? request->id.at : "",
	    peer->uid, peer->pid, good ? "done" : "refused");
}

static bool
answer(
    struct text line, const struct control_peer *peer, FILE *out, void *arg)
{
	struct control *control = arg;
	struct control_request request;
	char error[CONTROL_REQUEST_ERROR_SIZE];
	bool good;

	if (!control_request_parse(line, &request, error)) {
		counter_up(control_not_understood);
		fprintf(out, "%s\n", error);
		return false;
	}
	if (!control->run->pipeline) {
		fputs("spanrec is not ready yet\n", out);
		return false;
	}
	good = carry_out(control, &request, out);
	if (control_words[request.verb].is_noted)
		note(&request, peer, good);
	return good;
}

struct control *
control_open(
    struct run *run, struct options *options, char error[CONTROL_ERROR_SIZE])
{
	struct control *control = calloc(1, sizeof *control);

	if (!control) {
		snprintf(error, CONTROL_ERROR_SIZE, "out of memory");
		return NULL;
	}
	control->run = run;
	control->options = options;
	control->socket = control_socket_open(
	    options->settings.control, answer, control, error);
	if (control->socket)
		return control;
	free(control);
	return NULL;
}

void
control_close(struct control *control)
{
	if (!control)
		return;
	control_socket_close(control->socket);
	free(control);
}

int
control_fd(const struct control *control)
{
	return control_socket_fd(control->socket);
}

void
control_serve(struct control *control, struct tstamp now)
{
	control_socket_poll(control->socket, now);
}
