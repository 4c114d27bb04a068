/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Members of JSON objects, as all that spanrec prints has them. */
#ifndef RECORDER_JSON_SET_H
#define RECORDER_JSON_SET_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/counter.h"
#include "base/tstamp.h"

static inline void
json_set_count(json_t *object, const char *name, uint64_t value)
{
	json_object_set_new(object, name, json_integer((json_int_t)value));
}

/* Null when it is NULL, empty, or, as what comes from the network may be, no
 * UTF-8. */
static inline void
json_set_text(json_t *object, const char *name, const char *value)
{
	json_t *text = value && value[0] ? json_string(value) : NULL;

	json_object_set_new(object, name, text ? text : json_null());
}

/* Null unless 'has'. */
static inline void
json_set_time(json_t *object, const char *name, bool has, struct tstamp time)
{
	char text[TSTAMP_ISO_SIZE] = "";

	if (has)
		tstamp_format_iso(tstamp_us(time), text);
	json_set_text(object, name, text);
}

/* Every counter that is not zero; the caller's. */
static inline json_t *
json_counters(void)
{
	json_t *object = json_object();

	for (enum counter_id id = COUNTER_NONE + 1; id < COUNTER_COUNT; id++)
		if (counter_get(id))
			json_set_count(
			    object, counter_name(id), counter_get(id));
	return object;
}

/* Prints 'value' and gives it up. */
static inline void
json_print(json_t *value, FILE *out)
{
	(void)json_dumpf(value, out, JSON_INDENT(2) | JSON_REAL_PRECISION(12));
	fputc('\n', out);
	json_decref(value);
}

#endif
