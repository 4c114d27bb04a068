/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The target of a request (RFC 9112 section 3.2.1): path and query. */
#ifndef SERVE_TARGET_H
#define SERVE_TARGET_H

#include <stdbool.h>
#include <stddef.h>

#define TARGET_SEGMENTS 8    /* of a path, at most */
#define TARGET_PARAMETERS 32 /* of a query */

struct target_parameter {
	const char *name;
	const char *value; /* "" without a "=" */
};

struct target {
	const char *segment[TARGET_SEGMENTS]; /* of the path, between "/" */
	size_t segments;
	struct target_parameter parameter[TARGET_PARAMETERS];
	size_t parameters;
};

/*
 * Reads "/a/b?c=d", decoding it in its own place: 'out' points into 'text'. "/"
 * alone has no segment. False when it is none: a "%" without two digits, bytes
 * that are not UTF-8, control characters, an empty segment, "." or "..", or
 * more than there is room for.
 */
bool target_parse(char *text, struct target *out);

/* The value of the first parameter called 'name', or NULL. */
const char *target_value(const struct target *target, const char *name);

#endif
