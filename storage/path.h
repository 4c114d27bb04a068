/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of recordings. No untrusted byte reaches a path. */
#ifndef STORAGE_PATH_H
#define STORAGE_PATH_H

#include <stdbool.h>
#include <stdint.h>

#define RECORDING_NUMBER_LEN 32 /* characters kept of a number */

/* "audio/YYYY/MM/DD/", a time, two numbers of at most 32 characters, an id,
 * a suffix, separators and a NUL fit. */
#define RECORDING_PATH_SIZE 160

/*
 * Writes audio/YYYY/MM/DD/<start>_<caller>_<callee>_<id><suffix> to 'out',
 * with the start in UTC as YYYYMMDDTHHMMSS. Of the numbers only digits,
 * ASCII letters, '+', '-', '*' and '#' are kept; an empty one becomes
 * "unknown". 'part' (1, 2, ...) is added to the id when it is above 1.
 */
void recording_path(char out[RECORDING_PATH_SIZE], int64_t started_us,
    const char *caller, const char *callee, const char *uid, unsigned part,
    const char *suffix);

/* What the name of a recording tells. */
struct recording_name {
	int64_t started_us;                    /* whole seconds */
	char caller[RECORDING_NUMBER_LEN + 1]; /* "": unknown */
	char callee[RECORDING_NUMBER_LEN + 1];
	char uid[17]; /* of the call */
};

/* Reads 'name', the last part of what recording_path() writes, for a call
 * whose id has 16 hexadecimal digits. False: it is no such name. */
bool recording_name_parse(const char *name, struct recording_name *out);

#endif
