/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Telephone numbers: "+49 (30) 12-34;ext=5" is +49301234. */
#include "storage/number.h"

#include <stdbool.h>
#include <stddef.h>

static bool
is_of_a_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80);
}

void
number_normalise(const char *raw, struct number *out)
{
	size_t len = 0;

	for (; raw && *raw && *raw != ';' && len < NUMBER_SIZE - 1; raw++) {
		if (is_of_a_name(*raw)) {
			len = 0;
			break;
		}
		if ((*raw >= '0' && *raw <= '9') || (*raw == '+' && len == 0))
			out->normalised[len++] = *raw;
	}
	out->normalised[len] = '\0';
	out->reversed[len] = '\0';
	for (size_t i = 0; i < len; i++)
		out->reversed[i] = out->normalised[len - 1 - i];
}
