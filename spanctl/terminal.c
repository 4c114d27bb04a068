/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes as a terminal shows them; see terminal.h. */
#include "spanctl/terminal.h"

#include <errno.h>
#include <stdlib.h>

#include "base/utf8.h"

#define COLUMNS_MAX 4096 /* beyond, a number of a sequence is none */

static int
grow(struct terminal *terminal, size_t more)
{
	size_t wanted = terminal->len + more + 1;
	char *bigger;

	if (wanted > TERMINAL_BYTES_MAX)
		return E2BIG;
	if (wanted <= terminal->size)
		return 0;
	wanted *= 2;
	bigger = realloc(terminal->text, wanted);
	if (!bigger)
		return ENOMEM;
	terminal->text = bigger;
	terminal->size = wanted;
	return 0;
}

static void
end_line(struct terminal *terminal)
{
	while (terminal->len > terminal->line &&
	       terminal->text[terminal->len - 1] == ' ')
		terminal->len--;
	terminal->len =
	    terminal->line + utf8_clean(terminal->text + terminal->line,
				 terminal->len - terminal->line);
	terminal->text[terminal->len++] = '\n';
	terminal->line = terminal->len;
	terminal->cursor = terminal->len;
}

/* Erases what the line has from 'from' on. */
static void
erase(struct terminal *terminal, size_t from)
{
	terminal->len = from;
	if (terminal->cursor > from)
		terminal->cursor = from;
}

/* The cursor goes to a column of the line, to its end at the most. */
static void
place(struct terminal *terminal, size_t column)
{
	size_t most = terminal->len - terminal->line;

	terminal->cursor = terminal->line + (column < most ? column : most);
}

/* What "ESC [ ... letter" does to the line (ECMA-48, 8.3). */
static void
act(struct terminal *terminal, char letter)
{
	size_t column = terminal->cursor - terminal->line;
	size_t number = terminal->argument;
	size_t steps = number ? number : 1;

	switch (letter) {
	case 'H': /* to a row and column, from 1 */
	case 'f':
	case 'G':
		place(terminal, number ? number - 1 : 0);
		break;
	case 'C':
		place(terminal, column + steps);
		break;
	case 'D':
		place(terminal, column > steps ? column - steps : 0);
		break;
	case 'K': /* to the end of the line, or all of it */
	case 'J':
		if (number != 1)
			erase(terminal,
			    number == 2 ? terminal->line : terminal->cursor);
		break;
	case 'L': /* a line is put in: ProCurve's way to scroll */
		end_line(terminal);
		break;
	default: /* colours, modes */
		break;
	}
}

/* Takes a character of "ESC [ 24 ; 1 H", or of "ESC E", the next line. */
static bool
in_escape(struct terminal *terminal, char c)
{
	if (terminal->escape == 0 || c == '\033') {
		terminal->escape = c == '\033';
		return terminal->escape != 0;
	}
	if (terminal->escape == 1) {
		terminal->escape = c == '[' ? 2 : 0;
		terminal->argument = 0;
		if (c == 'E')
			end_line(terminal);
	} else if (c >= '0' && c <= '9') {
		if (terminal->argument < COLUMNS_MAX)
			terminal->argument =
			    terminal->argument * 10 + (unsigned)(c - '0');
	} else if (c == ';') {
		terminal->argument = 0;
	} else if (c >= '@' && c <= '~') {
		terminal->escape = 0;
		act(terminal, c);
	}
	return true;
}

static void
show(struct terminal *terminal, char c)
{
	if (in_escape(terminal, c))
		return;
	if (c == '\n') {
		end_line(terminal);
	} else if (c == '\r') {
		terminal->cursor = terminal->line;
	} else if (c == '\b') {
		if (terminal->cursor > terminal->line)
			terminal->cursor--;
	} else if ((unsigned char)c >= ' ' || c == '\t') {
		terminal->text[terminal->cursor++] = c;
		if (terminal->cursor > terminal->len)
			terminal->len = terminal->cursor;
	}
}

int
terminal_push(struct terminal *terminal, const char *bytes, size_t size)
{
	int error = grow(terminal, size);

	for (size_t i = 0; i < size && !error; i++)
		show(terminal, bytes[i]);
	return error;
}

struct text
terminal_line(const struct terminal *terminal)
{
	if (!terminal->text)
		return (struct text){NULL, 0};
	return text_trim((struct text){
	    terminal->text + terminal->line, terminal->len - terminal->line});
}

void
terminal_reset(struct terminal *terminal)
{
	terminal->line = terminal->cursor = terminal->len = 0;
	terminal->escape = 0;
}

void
terminal_clear(struct terminal *terminal)
{
	free(terminal->text);
	*terminal = (struct terminal){.text = NULL};
}
