/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command line of spanview: commands, and the options that each has. */
#ifndef BROWSE_OPTIONS_H
#define BROWSE_OPTIONS_H

#include <stddef.h>
#include <stdint.h>

#include "browse/browse.h"

#define DEFAULT_FOLDER "/var/lib/spanrec"

/* Numbers of the options. */
enum option_number {
#define OPTION(number, ...) OPTION_##number,
#include "browse/options.def"
#undef OPTION
	OPTION_COUNT
};

/* In the options of a command: all have --directory, --help, --version. */
#define HAS(number) (UINT64_C(1) << OPTION_##number)

/* Which calls; without how many. */
#define FILTER_OPTIONS                                                         \
	(HAS(FROM) | HAS(TO) | HAS(NUMBER) | HAS(NAME) | HAS(ADDRESS) |        \
	    HAS(DIRECTION) | HAS(STATE) | HAS(COMPLETENESS) | HAS(CODEC) |     \
	    HAS(TAG) | HAS(TEXT) | HAS(MIN_DURATION) | HAS(MAX_DURATION) |     \
	    HAS(HOLD) | HAS(SOURCE))

/* What a command works on. */
enum command_needs {
	NEEDS_CATALOGUE, /* one to read */
	NEEDS_NOTHING,
};

struct command {
	const char *name;
	command_fn *run;
	enum command_needs needs;
	const char *words;  /* "ID": how help calls what stands behind it */
	size_t least, most; /* so many words */
	uint64_t options;   /* HAS(JSON) | ... */
	const char *what;   /* it does, in a few words */
};

enum options_result {
	OPTIONS_RUN,   /* '*command' with 'request' */
	OPTIONS_DONE,  /* what was asked for was printed */
	OPTIONS_USAGE, /* something was wrong, and said so on stderr */
};

/*
 * Reads the command line, from which 'request' borrows. 'commands' ends with a
 * row without a name.
 */
enum options_result options_parse(char **argv, const struct command *commands,
    const struct command **command, struct request *request)
    __attribute__((warn_unused_result));

#endif
