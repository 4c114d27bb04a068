/* SPDX-License-Identifier: GPL-3.0-or-later */
/* spanview delete: removes calls with their files, after a question. */
#include "browse/annotate.h"

#include <stdio.h>
#include <strings.h>
#include <unistd.h>

#include "base/log.h"

static int
remove_call(struct annotator *annotator, const struct annotation_by *by,
    const char *uid, void *arg)
{
	int error = annotate_delete(annotator, by, uid);

	(void)arg;
	if (!error)
		printf("%s is removed\n", uid);
	return error;
}

/* Does the person at the terminal agree? */
static bool
is_agreed(const struct request *request)
{
	char answer[16] = "";
	size_t count = 0;

	if (request->yes)
		return true;
	if (!isatty(STDIN_FILENO)) {
		log_warnx("nobody can be asked here: say --yes");
		return false;
	}
	while (request->words[count])
		count++;
	fprintf(stderr, "Remove %zu call%s with all files, for good? [y/N] ",
	    count, count == 1 ? "" : "s");
	return fgets(answer, sizeof answer, stdin) &&
	       (!strcasecmp(answer, "y\n") || !strcasecmp(answer, "yes\n"));
}

int
command_delete(const struct request *request, struct catalogue *catalogue)
{
	return is_agreed(request)
		   ? annotate_calls(request, catalogue, remove_call, NULL)
		   : STATUS_FAILED;
}
