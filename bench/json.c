/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks values up in a JSON text without building a tree. */
#include "bench/json.h"

#include <ctype.h>
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

const char *
json_value(const char *text)
{
	if (text == NULL)
		return NULL;
	text += strspn(text, " \t\r\n");
	return *text != '\0' ? text : NULL;
}

/* The place behind the string that begins at 'p'; NULL if it never ends. */
static const char *
skip_string(const char *p)
{
	for (p++; *p != '"'; p++) {
		if (*p == '\\')
			p++;
		if (*p == '\0')
			return NULL;
	}
	return p + 1;
}

/* The place behind the value that begins at 'p'; NULL if it never ends. */
static const char *
skip_value(const char *p)
{
	int depth = 0;

	do {
		if (*p == '\0')
			return NULL;
		if (*p == '"') {
			p = skip_string(p);
			if (p == NULL)
				return NULL;
			continue;
		}
		if (*p == '{' || *p == '[')
			depth++;
		else if (*p == '}' || *p == ']')
			depth--;
		p++;
	} while (
	    depth > 0 || (*p != '\0' && strchr(",]} \t\r\n:", *p) == NULL));
	return p;
}

const char *
json_first(const char *array)
{
	if (array == NULL || (*array != '[' && *array != '{'))
		return NULL;
	const char *p = json_value(array + 1);
	return p != NULL && *p != ']' && *p != '}' ? p : NULL;
}

const char *
json_next(const char *item)
{
	const char *p = item != NULL ? json_value(skip_value(item)) : NULL;

	return p != NULL && *p == ',' ? json_value(p + 1) : NULL;
}

const char *
json_member(const char *object, const char *name)
{
	size_t len = strlen(name);
	const char *key = json_first(object);

	while (key != NULL && *key == '"') {
		const char *colon = json_value(skip_string(key));

		if (colon == NULL || *colon != ':')
			return NULL;
		const char *value = json_value(colon + 1);
		if (strncmp(key + 1, name, len) == 0 && key[len + 1] == '"')
			return value;
		key = json_next(value);
	}
	return NULL;
}

bool
json_whole(const char *value, int64_t *number)
{
	char *end = NULL;

	if (value == NULL || (*value != '-' && !isdigit((unsigned char)*value)))
		return false;
	errno = 0;
	*number = strtoll(value, &end, 10);
	return errno == 0 && end != value;
}

bool
json_real(const char *value, double *number)
{
	char *end = NULL;

	if (value == NULL || (*value != '-' && !isdigit((unsigned char)*value)))
		return false;
	errno = 0;
	*number = strtod(value, &end);
	return errno == 0 && end != value;
}
