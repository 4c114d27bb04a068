/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where something stands in a file of settings: libconfuse knows the line at
 * which it stopped reading, people want line and column of what is wrong.
 */
#ifndef BASE_POSITION_H
#define BASE_POSITION_H

#include "base/text.h"

struct position {
	unsigned line, column; /* from 1; 0: not found */
};

/*
 * Of the section 'kind' 'title' (NULL: the top of the file), of 'option' in
 * it (NULL: the section itself), of 'value' behind it (NULL: the option). Of
 * what is not there, what it would be in.
 */
struct position position_find(struct text file, const char *kind,
    const char *title, const char *option, const char *value);

/* Of the word 'token' in that line, or of the first word there. */
struct position
position_in_line(struct text file, unsigned line, struct text token);

/* Of the last "{" that no "}" closes; line 0 when all are closed. */
struct position position_unclosed(struct text file);

#endif
