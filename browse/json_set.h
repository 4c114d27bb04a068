/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Members of JSON objects, for browse/json*.c. jansson takes a NULL value for
 * "no memory", and then sets nothing.
 */
#ifndef BROWSE_JSON_SET_H
#define BROWSE_JSON_SET_H

#include <jansson.h>
#include <string.h>
#include <stdint.h>

#include "base/tstamp.h"
#include "storage/rows.h"

static inline void
set(json_t *object, const char *key, json_t *value)
{
	json_object_set_new(object, key, value);
}

static inline void
set_text(json_t *object, const char *key, const char *text)
{
	json_t *value = text ? json_string(text) : NULL;

	set(object, key, value ? value : json_null());
}

static inline void
set_int(json_t *object, const char *key, int64_t value)
{
	set(object, key, json_integer((json_int_t)value));
}

static inline void
set_count(json_t *object, const char *key, uint64_t value)
{
	set_int(object, key, value > INT64_MAX ? INT64_MAX : (int64_t)value);
}

static inline void
set_bool(json_t *object, const char *key, bool value)
{
	set(object, key, json_boolean(value));
}

/* A SIP status or a VLAN, where 0 stands for "none". */
static inline void
set_nonzero(json_t *object, const char *key, int value)
{
	set(object, key, value ? json_integer(value) : json_null());
}

static inline void
set_real(json_t *object, const char *key, bool known, double value)
{
	json_t *real = known ? json_real(value) : NULL;

	set(object, key, real ? real : json_null());
}

static inline void
set_time(json_t *object, const char *key, int64_t us)
{
	char iso[TSTAMP_ISO_SIZE] = "";

	if (us != ROW_NO_TIME)
		tstamp_format_iso(us, iso);
	set_text(object, key, iso[0] ? iso : NULL);
}

/* Is 'text' in an array of strings? */
static inline bool
json_has_text(const json_t *array, const char *text)
{
	for (size_t i = 0; i < json_array_size(array); i++) {
		const char *it = json_string_value(json_array_get(array, i));

		if (it && !strcmp(it, text))
			return true;
	}
	return false;
}

#endif
