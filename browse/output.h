/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A file that a person asked for, or standard output. A file has its name only
 * when it is whole, and is private as recordings are: mode 0640. What is not
 * whole goes when SIGHUP, SIGINT, SIGQUIT or SIGTERM ends the program: for one
 * thread, which writes one file at a time.
 */
#ifndef BROWSE_OUTPUT_H
#define BROWSE_OUTPUT_H

#include <stdbool.h>
#include <stdint.h>

#include "export/sink.h"

struct output {
	const char *path; /* borrowed; "-" is standard output */
	char *part;       /* what it is called until it is whole; NULL: it is
	                     no plain file */
	int fd;
	bool force;     /* replace what is there */
	uint64_t bytes; /* so far */
};

/*
 * Begins. False, and said so: the file is there and 'force' was not given, or
 * it cannot be made. A device or a pipe that is there is written to.
 */
bool output_open(struct output *out, const char *path, bool force)
    __attribute__((warn_unused_result));

/* The sink; its 'arg' is a struct output. */
export_put_fn output_put;

/* Gives the file its name, if all 'is_good', else removes it. False, and said
 * so, when that is not possible. */
bool output_close(struct output *out, bool is_good)
    __attribute__((warn_unused_result));

#endif
