/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Patterns of a whole text, as in a shell, but without classes. */
#ifndef BASE_GLOB_H
#define BASE_GLOB_H

#include <stdbool.h>

#include "base/text.h"

/* Is 'text' what 'pattern' says, but for ASCII case? '*' stands for any
 * characters, also none, and '?' for one. Takes at most the product of both
 * lengths in steps. */
bool glob_matches(const char *pattern, struct text text);

#endif
