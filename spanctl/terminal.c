/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes as a terminal shows them; see terminal.h. */
#include "spanctl/terminal.h"

#include <errno.h>
#include <stdlib.h>

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
	terminal->text[terminal->len++] = '\n';
	terminal->line = terminal->len;
	terminal->cursor = terminal->len;
}

/* "ESC [ ... letter" and "ESC letter" show nothing. */
static bool
in_escape(struct terminal *terminal, char c)
{
	if (terminal->escape == 0) {
		terminal->escape = c == '\033';
		return terminal->escape != 0;
	}
	if (terminal->escape == 1)
		terminal->escape = c == '[' ? 2 : 0;
	else if (c >= '@' && c <= '~')
		terminal->escape = 0;
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
