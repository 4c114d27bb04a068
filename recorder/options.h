/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command line of spanrec, and the file that it names. */
#ifndef RECORDER_OPTIONS_H
#define RECORDER_OPTIONS_H

#include "calls/settings.h"
#include "recorder/choice.h"

enum options_result {
	OPTIONS_RUN,   /* 'settings' are filled */
	OPTIONS_DONE,  /* what was asked for was printed */
	OPTIONS_WRONG, /* the file that was to be checked is wrong */
	OPTIONS_USAGE, /* something was wrong, and said so on stderr */
};

struct options {
	struct settings settings; /* borrow from 'choices' */
	struct choices choices;
};

/*
 * Reads the command line, from which 'options' borrow, and the file that it
 * names. To be cleared in any case.
 */
enum options_result
options_parse(int argc, char **argv, struct options *options);

/* How much is told on standard error, by these settings. */
void options_set_log(const struct options *options);

void options_clear(struct options *options);

#endif
