/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "serve/target.h"

#include <string.h>

#include "base/utf8.h"

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Decodes "%41" to "A", and in a query "+" to a blank, in place. */
static bool
decode(char *text, bool is_query)
{
	char *to = text;

	for (const char *at = text; *at; at++) {
		int high, low;

		if (*at != '%') {
			*to++ = is_query && *at == '+' ? ' ' : *at;
			continue;
		}
		high = hex_value(at[1]);
		low = high < 0 ? -1 : hex_value(at[2]);
		if (low < 0)
			return false;
		*to++ = (char)(high << 4 | low);
		at += 2;
		if (to[-1] == '\0')
			return false;
	}
	*to = '\0';
	for (const char *at = text; *at; at++) {
		if ((unsigned char)*at < 0x20 || *at == 0x7f)
			return false;
	}
	return utf8_valid(text, strlen(text));
}

/* Ends the text at the first 'separator'; what is behind it, or NULL. */
static char *
split(char *text, char separator)
{
	char *found = strchr(text, separator);

	if (found)
		*found++ = '\0';
	return found;
}

static bool
parse_path(char *path, struct target *out)
{
	if (*path++ != '/')
		return false;
	if (!*path)
		return true;
	while (path) {
		char *next = split(path, '/');

		if (out->segments == TARGET_SEGMENTS || !decode(path, false) ||
		    !*path || !strcmp(path, ".") || !strcmp(path, ".."))
			return false;
		out->segment[out->segments++] = path;
		path = next;
	}
	return true;
}

static bool
parse_query(char *query, struct target *out)
{
	static const char nothing[] = "";

	while (query) {
		char *next = split(query, '&');
		char *value = split(query, '=');

		if (!decode(query, true) || (value && !decode(value, true)))
			return false;
		if (*query || value) {
			if (out->parameters == TARGET_PARAMETERS)
				return false;
			out->parameter[out->parameters++] =
			    (struct target_parameter){
				query, value ? value : nothing};
		}
		query = next;
	}
	return true;
}

bool
target_parse(char *text, struct target *out)
{
	char *query = split(text, '?');

	*out = (struct target){.segments = 0};
	return parse_path(text, out) && parse_query(query, out);
}

const char *
target_value(const struct target *target, const char *name)
{
	for (size_t i = 0; i < target->parameters; i++) {
		if (!strcmp(target->parameter[i].name, name))
			return target->parameter[i].value;
	}
	return NULL;
}
