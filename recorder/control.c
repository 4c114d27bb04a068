/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each command does. */
#include "recorder/control.h"

#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/counter.h"
#include "base/log.h"
#include "calls/calls_find.h"
#include "recorder/control_call.h"
#include "recorder/metrics.h"
#include "recorder/reload.h"
#include "recorder/status.h"

#define CONTROL_FILE "control"

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

static bool
read_again(struct control *control, FILE *out)
{
	char error[RELOAD_ERROR_SIZE];

	if (reload(control->options, error)) {
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

static bool
carry_out(
    struct control *control, const struct control_request *request, FILE *out)
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
	case CONTROL_MIRROR:
		status_mirror(run, out);
		return true;
	case CONTROL_ALARMS:
		status_alarms(request->json, out);
		return true;
	case CONTROL_PAUSE:
	case CONTROL_RESUME:
	case CONTROL_RECORD:
	case CONTROL_STOP_RECORDING:
		return control_call(control->run, request, out);
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
answer(struct text line, const struct control_peer *peer, FILE *out, void *arg)
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

/* Where the socket is to be; false: nowhere. */
static bool
choose_path(const struct settings *settings, char out[PATH_MAX])
{
	const char *folder = getenv("RUNTIME_DIRECTORY");

	if (settings->control)
		snprintf(out, PATH_MAX, "%s", settings->control);
	else
		snprintf(out, PATH_MAX, "%s/" CONTROL_FILE,
		    folder ? folder : settings->folder);
	return !settings->control || strcmp(settings->control, "none") != 0;
}

/* Whom we become owns the socket, and may take it away at the end. */
static bool
give(const struct run *run, char path[PATH_MAX])
{
	int error = privileges_give(&run->privileges, path);

	if (error) {
		errno = error;
		log_warn("%s", path);
		return false;
	}
	return privileges_allow(
	    &run->privileges, dirname(path), LANDLOCK_USE_WRITE);
}

bool
control_open(struct run *run, struct options *options, struct control **out)
{
	char path[PATH_MAX], error[CONTROL_ERROR_SIZE] = "out of memory";
	struct control *control;

	*out = NULL;
	if (!choose_path(&options->settings, path))
		return true;
	control = calloc(1, sizeof *control);
	if (control) {
		control->run = run;
		control->options = options;
		control->socket =
		    control_socket_open(path, answer, control, error);
	}
	if (!control || !control->socket) {
		log_warnx("control socket: %s", error);
		free(control);
		return false;
	}
	*out = control;
	return give(run, path);
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
	return control ? control_socket_fd(control->socket) : -1;
}

void
control_serve(struct control *control, struct tstamp now)
{
	if (control)
		control_socket_poll(control->socket, now);
}
