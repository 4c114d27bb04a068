/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Just enough JSON (RFC 8259) for checkaudio to read what callgen wrote. A
 * value is a pointer to its first character inside a NUL-terminated text; all
 * functions accept NULL and then give NULL, so that look-ups can be chained
 * and checked once.
 */
#ifndef BENCH_JSON_H
#define BENCH_JSON_H

#include <stdbool.h>
#include <stdint.h>

/* The text's value: skips white space before it. */
const char *json_value(const char *text);

/* The value of member 'name' of an object; NULL when it has none. */
const char *json_member(const char *object, const char *name);

/* The first item of an array; NULL when it is empty or no array. */
const char *json_first(const char *array);

/* The item behind 'item' in its array; NULL behind the last one. */
const char *json_next(const char *item);

/* Reads a whole number into '*number'; false when it is none. */
bool json_whole(const char *value, int64_t *number)
    __attribute__((warn_unused_result));

/* Reads any number into '*number'; false when it is none. */
bool json_real(const char *value, double *number)
    __attribute__((warn_unused_result));

#endif
