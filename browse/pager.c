/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "browse/pager.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOT_FOUND 127 /* exit status of a shell that has no such command */

/*
 * The command, for a shell; NULL: none. For one who may run this by sudo and
 * nothing else, a pager must not be the way to a shell.
 */
static const char *
find_pager(void)
{
	const char *pager = getenv("PAGER");
	bool lent = getenv("SUDO_UID") != NULL;

	if (!isatty(STDOUT_FILENO))
		return NULL;
	if (lent)
		setenv("LESSSECURE", "1", 1);
	if (lent || !pager)
		pager = "less";
	if (!*pager || !strcmp(pager, "cat"))
		return NULL;
	setenv("LESS", "FRX", 0);
	return pager;
}

static int
write_all(FILE *out, const char *text, size_t size)
{
	errno = 0;
	if (fwrite(text, 1, size, out) != size || fflush(out))
		return errno ? errno : EIO;
	return 0;
}

/* Unlike SIG_IGN, this is not handed on to the pager. */
static void
leave_it(int number)
{
	(void)number;
}

int
pager_show(const char *text, size_t size)
{
	const char *pager = find_pager();
	struct sigaction ignore = {.sa_handler = SIG_IGN}, before;
	struct sigaction leave = {
	    .sa_handler = leave_it, .sa_flags = SA_RESTART};
	struct sigaction interrupt;
	FILE *out;
	int error, status;

	fflush(stdout);
	if (!pager)
		return write_all(stdout, text, size);
	/* The pager may be left early, and Ctrl-C is a key of it. */
	sigaction(SIGPIPE, &ignore, &before);
	sigaction(SIGINT, &leave, &interrupt);
	out = popen(pager, "w");
	error = out ? write_all(out, text, size) : errno;
	status = out ? pclose(out) : -1;
	sigaction(SIGINT, &interrupt, NULL);
	sigaction(SIGPIPE, &before, NULL);
	if (!out || (status != -1 && WIFEXITED(status) &&
			WEXITSTATUS(status) == NOT_FOUND))
		return write_all(stdout, text, size);
	return error == EPIPE ? 0 : error;
}
