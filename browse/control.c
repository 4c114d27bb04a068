/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "spanview control": asks a recorder that runs, at its control socket. What
 * goes over it is described in spanrec.conf(5). */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "browse/browse.h"
#include "browse/control_client.h"
#include "browse/table.h"

#define PATIENCE_S 30

/* The words as one line; false when they are too many. */
static bool
join(const struct request *request, char line[CONTROL_LINE_SIZE])
{
	size_t len = 0;

	for (char *const *word = request->words; *word; word++) {
		len += (size_t)snprintf(line + len, CONTROL_LINE_SIZE - len,
		    "%s%s", len ? " " : "", *word);
		if (len >= CONTROL_LINE_SIZE - sizeof " --json\n")
			return false;
	}
	len += (size_t)snprintf(line + len, CONTROL_LINE_SIZE - len, "%s\n",
	    request->json ? " --json" : "");
	return len < CONTROL_LINE_SIZE && !strchr(line, '\n')[1];
}

/* Says why there is no answer. */
static void
tell(const char *path, int error)
{
	switch (error) {
	case ENAMETOOLONG:
		log_warnx("%s: too long for the path of a socket", path);
		break;
	case ENOENT:
	case ECONNREFUSED:
		log_warnx("%s: no spanrec answers there; name its socket with "
			  "--socket, or its folder with -d",
		    path);
		break;
	case EBADMSG:
		log_warnx("spanrec closed the connection before its answer was "
			  "whole");
		break;
	default:
		errno = error;
		log_warn("%s", path);
	}
}

/* Prints an answer, in which there are names out of the network; JSON for
 * programs as it is. */
static void
print(const struct control_answer *answer, FILE *out, bool is_for_programs)
{
	struct screen screen = screen_find();
	char *rest = answer->text, *line;

	if (is_for_programs) {
		fwrite(answer->text, 1, answer->size, out);
		return;
	}
	while ((line = strsep(&rest, "\n"))) {
		screen_text(&screen, out, line, 0);
		if (rest)
			fputc('\n', out);
	}
}

int
command_control(const struct request *request, struct catalogue *catalogue)
{
	char line[CONTROL_LINE_SIZE], found[PATH_MAX];
	const char *path = request->socket;
	struct control_answer answer;
	int error;

	(void)catalogue;
	if (!join(request, line)) {
		log_warnx("this is no line that spanrec takes");
		return STATUS_USAGE;
	}
	if (!path) {
		control_find(request->folder, found);
		path = found;
	}
	error = control_ask(path, line, PATIENCE_S, &answer);
	if (error && error != EPROTO)
		tell(path, error);
	else
		print(&answer, error ? stderr : stdout,
		    !error && request->json && !isatty(STDOUT_FILENO));
	free(answer.text);
	return error ? STATUS_FAILED : STATUS_DONE;
}
