/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command line of spanrec. */
#ifndef RECORDER_OPTIONS_H
#define RECORDER_OPTIONS_H

#include "calls/settings.h"

enum options_result {
	OPTIONS_RUN,   /* '*settings' is filled */
	OPTIONS_DONE,  /* help or version was printed */
	OPTIONS_USAGE, /* something was wrong, and said so on stderr */
};

/*
 * Reads the command line into '*settings', which borrows from 'argv' and is
 * freed by options_clear().
 */
enum options_result
options_parse(int argc, char **argv, struct settings *settings);

void options_clear(struct settings *settings);

#endif
