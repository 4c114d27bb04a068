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

/* How to serve, and who may sign in. */
struct serve_request {
	const char *listen;            /* ADDRESS:PORT */
	const char *certificate, *key; /* files for TLS */
	const char *page;              /* folder with the files of the page */
	const char *role, *numbers;    /* of a user */
	bool password;                 /* ask for a new one */
};

/* What an option was given, each time. */
#define TEXT_LIST_MAX 256
struct text_list {
	const char *text[TEXT_LIST_MAX];
	size_t count;
};

/* What becomes of a call's audio and packets, and where it goes. */
struct export_request {
	const char *wav, *flac, *mp3, *opus, *pcap, *zip; /* "-": standard
	                                                     output */
	const char *mix;  /* stereo, mono, caller, callee; NULL: stereo */
	const char *side; /* caller, callee; NULL: both */
	bool has_from, has_to;
	int64_t from_us, to_us;    /* positions in the call */
	struct text_list captures; /* files that may have its packets */
	bool force;                /* replace what is there */
	bool raw;                  /* samples to standard output */
};

struct command;

/* What the command line asks for. */
struct request {
	const struct command *commands; /* all there are (browse/options.h) */
	const char *folder;             /* holds the catalogue */
	char *const *words;        /* behind the command's name: an id, or what
	                              is to be said to a recorder ... */
	const char *socket;        /* ... at this socket; NULL: find it */
	bool json;                 /* print JSON instead of text */
	const char *by;            /* "hour" or "day"; NULL: in all */
	bool csv;                  /* ... or CSV */
	bool raw;                  /* messages as they came, too */
	size_t lines;              /* calls to begin with; 0: the usual */
	bool follow;               /* go on with what comes */
	size_t width;              /* columns to print on; 0: find it out */
	bool yes;                  /* do not ask */
	const char *user;          /* whose rows of the audit; NULL: all */
	struct call_filter filter; /* which calls */
	struct serve_request serve;
	struct export_request export;
};

/* A command prints to standard output and returns the exit status. */
typedef int
command_fn(const struct request *request, struct catalogue *catalogue);

command_fn command_audit;         /* audit.c */
command_fn command_completion;    /* completion.c; without a catalogue */
command_fn command_control;       /* control.c; without a catalogue */
command_fn command_delete;        /* delete.c */
command_fn command_explain;       /* explain.c */
command_fn command_export;        /* export.c */
command_fn command_hold;          /* annotate.c */
command_fn command_ladder;        /* ladder_show.c */
command_fn command_list;          /* list.c */
command_fn command_note;          /* annotate.c */
command_fn command_play;          /* play.c */
command_fn command_registrations; /* registrations.c */
command_fn command_serve;         /* serve/serve.c */
command_fn command_show;          /* show.c */
command_fn command_stats;         /* stats.c */
command_fn command_tag;           /* annotate.c */
command_fn command_tail;          /* tail.c */
command_fn command_top;           /* top.c; without a catalogue */
command_fn command_unhold;        /* annotate.c */
command_fn command_untag;         /* annotate.c */
command_fn command_user;          /* serve/user.c */

#endif
