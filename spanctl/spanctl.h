/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What main.c hands to the verbs of spanctl. */
#ifndef SPANCTL_SPANCTL_H
#define SPANCTL_SPANCTL_H

#include <stdbool.h>

/* Exit status of spanctl. */
enum {
	STATUS_DONE = 0,
	STATUS_FAILED = 1, /* something wrong was found */
	STATUS_USAGE = 2,
	STATUS_PENDING = 2, /* of "plan": there is something to change */
};

/* What the command line asks for. */
struct request {
	const char *verb;
	char **words; /* what follows the verb, ends with NULL */
	int word_count;
	bool json; /* print JSON instead of text */
};

/* A verb prints to standard output and returns the exit status. */
typedef int verb_fn(const struct request *request);

verb_fn verb_parse; /* parse.c */

#endif
