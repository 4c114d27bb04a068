/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of recordings. No untrusted byte reaches a path. */
#ifndef STORAGE_PATH_H
#define STORAGE_PATH_H

#include <stdint.h>

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

#endif
