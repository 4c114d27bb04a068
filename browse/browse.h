/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What main.c hands to the commands of spanview. */
#ifndef BROWSE_BROWSE_H
#define BROWSE_BROWSE_H

#include <stdbool.h>

#include "storage/query.h"

/* Exit status of spanview. */
enum {
	STATUS_DONE = 0,
	STATUS_FAILED = 1,
	STATUS_USAGE = 2,
};

/* What the command line asks for. */
struct request {
	const char *folder;        /* holds the catalogue */
	char *const *words;        /* behind the command's name: an id, or what
	                              is to be said to a recorder ... */
	const char *socket;        /* ... at this socket; NULL: find it */
	bool json;                 /* print JSON instead of text */
	const char *by;            /* "hour" or "day"; NULL: in all */
	bool yes;                  /* do not ask */
	const char *user;          /* whose rows of the audit; NULL: all */
	struct call_filter filter; /* which calls */
};

/* A command prints to standard output and returns the exit status. */
typedef int
command_fn(const struct request *request, struct catalogue *catalogue);

command_fn command_audit;         /* audit.c */
command_fn command_control;       /* control.c; without a catalogue */
command_fn command_delete;        /* delete.c */
command_fn command_explain;       /* explain.c */
command_fn command_hold;          /* annotate.c */
command_fn command_list;          /* list.c */
command_fn command_note;          /* annotate.c */
command_fn command_registrations; /* registrations.c */
command_fn command_show;          /* show.c */
command_fn command_stats;         /* stats.c */
command_fn command_tag;           /* annotate.c */
command_fn command_unhold;        /* annotate.c */
command_fn command_untag;         /* annotate.c */

#endif
