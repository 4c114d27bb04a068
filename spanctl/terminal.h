/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a terminal would show of a device's bytes: lines, with backspaces,
 * carriage returns and escape sequences worked in. Pagers wipe themselves out
 * by these, and some devices end lines by nothing else. Of sequences that
 * place the cursor only the column counts: devices write at the bottom. What
 * is no UTF-8, and what our own terminal would obey, is "?" in finished lines:
 * they become messages, names and JSON.
 */
#ifndef SPANCTL_TERMINAL_H
#define SPANCTL_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

#define TERMINAL_BYTES_MAX (4 << 20) /* of one answer */

struct terminal {
	char *text;        /* finished lines, and the unfinished one */
	size_t line;       /* where the unfinished line begins */
	size_t cursor;     /* where the next character goes */
	size_t len;        /* end of the text */
	size_t size;       /* bytes at 'text' */
	int escape;        /* within an escape sequence: 1, 2 */
	unsigned argument; /* the last number of that sequence */
};

/* Takes 'size' bytes; 0, ENOMEM, or E2BIG beyond TERMINAL_BYTES_MAX. */
int terminal_push(struct terminal *terminal, const char *bytes, size_t size)
    __attribute__((warn_unused_result));

/* The unfinished line, without blanks at its ends. */
struct text terminal_line(const struct terminal *terminal);

/* Forgets what was shown; a zeroed struct is ready too. */
void terminal_reset(struct terminal *terminal);
void terminal_clear(struct terminal *terminal);

#endif
