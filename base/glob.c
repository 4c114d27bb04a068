/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Patterns of a whole text. */
#include "base/glob.h"

#include <ctype.h>

static bool
is_same(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/* Only the newest star has ever to be tried anew: what the ones before it took
 * was enough for what stands between them. */
bool
glob_matches(const char *pattern, struct text text)
{
	const char *star = NULL;
	size_t at = 0, tried = 0;

	while (at < text.len) {
		if (*pattern == '*') {
			star = pattern++;
			tried = at;
		} else if (*pattern == '?' ||
			   (*pattern && is_same(*pattern, text.at[at]))) {
			pattern++;
			at++;
		} else if (star) {
			pattern = star + 1;
			at = ++tried;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return *pattern == '\0';
}
