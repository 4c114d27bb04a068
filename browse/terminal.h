/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A terminal that is drawn on as a whole, and whose keys come one by one: for
 * one thread of a program. It is as it was before after terminal_end(), and
 * while the program is stopped.
 */
#ifndef BROWSE_TERMINAL_H
#define BROWSE_TERMINAL_H

#include <stddef.h>

/* Keys that are no characters. */
enum terminal_key {
	KEY_NONE = 0x110000, /* nothing came in time */
	KEY_QUIT,            /* SIGINT, SIGTERM, SIGHUP, or no terminal any
	                        more */
	KEY_REDRAW,          /* another size, or it was stopped */
	KEY_UP,
	KEY_DOWN,
	KEY_LEFT,
	KEY_RIGHT,
	KEY_HOME,
	KEY_END,
	KEY_PAGE_UP,
	KEY_PAGE_DOWN,
	KEY_F1,
	KEY_F3 = KEY_F1 + 2,
	KEY_F4,
	KEY_F6 = KEY_F1 + 5,
	KEY_F10 = KEY_F1 + 9,
	KEY_UNKNOWN,
	KEY_ESCAPE = 0x1b,
	KEY_ENTER = '\r',
	KEY_BACKSPACE = 0x7f,
};

/* Begins, on standard input and output. 0 or a positive errno: ENOTTY. */
int terminal_begin(void) __attribute__((warn_unused_result));

/* Ends it; may be called again. */
void terminal_end(void);

/* Gives the terminal to another program for a while, and takes it back. */
void terminal_lend(void);
void terminal_take_back(void);

/*
 * Waits at most 'patience_ms' for a key: a character, or one of those above.
 * Signals are taken only here.
 */
int terminal_key(int patience_ms);

/* Draws a whole screen at once. */
void terminal_draw(const char *text, size_t size);

#endif
