/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * By termios, and the few sequences that all terminals of today understand
 * (ECMA-48, and xterm's second screen).
 */
#include "browse/terminal.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define BEGIN "\033[?1049h\033[?25l" /* the second screen, no cursor */
#define END "\033[0m\033[?25h\033[?1049l"
#define ESCAPE_MS 50 /* what follows an escape comes sooner */
#define SEQUENCE_SIZE 16

static struct termios before;
static bool is_begun; /* ... and before it 'before' is known */
static bool is_ours;  /* not lent, not stopped */
static sigset_t taken, outside;
static volatile sig_atomic_t got_quit, got_stop, got_redraw, got_continued;

static void
on_signal(int number)
{
	switch (number) {
	case SIGTSTP:
		got_stop = 1;
		break;
	case SIGCONT:
		got_continued = 1;
		break;
	case SIGWINCH:
		got_redraw = 1;
		break;
	default:
		got_quit = 1;
	}
}

static void
write_all(const char *text, size_t size)
{
	while (size > 0) {
		ssize_t n = write(STDOUT_FILENO, text, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			got_quit = 1;
			return;
		}
		text += n;
		size -= (size_t)n;
	}
}

static void
set_raw(void)
{
	struct termios raw = before;

	raw.c_iflag &= (tcflag_t) ~(IXON | ICRNL | ISTRIP);
	raw.c_lflag &= (tcflag_t) ~(ECHO | ICANON | IEXTEN);
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &raw);
}

void
terminal_take_back(void)
{
	if (!is_begun || is_ours)
		return;
	is_ours = true;
	sigprocmask(SIG_BLOCK, &taken, NULL);
	set_raw();
	write_all(BEGIN, sizeof BEGIN - 1);
}

void
terminal_lend(void)
{
	if (!is_ours)
		return;
	is_ours = false;
	write_all(END, sizeof END - 1);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
	sigprocmask(SIG_SETMASK, &outside, NULL);
}

void
terminal_end(void)
{
	terminal_lend();
	is_begun = false;
}

int
terminal_begin(void)
{
	static const int signals[] = {
	    SIGINT, SIGTERM, SIGHUP, SIGTSTP, SIGCONT, SIGWINCH};
	struct sigaction action = {.sa_handler = on_signal};

	if (!isatty(STDOUT_FILENO) || tcgetattr(STDIN_FILENO, &before))
		return ENOTTY;
	sigemptyset(&taken);
	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
		sigaddset(&taken, signals[i]);
		sigaction(signals[i], &action, NULL);
	}
	signal(SIGPIPE, SIG_IGN);
	sigprocmask(SIG_BLOCK, NULL, &outside);
	is_begun = true;
	atexit(terminal_end);
	terminal_take_back();
	return 0;
}

/* Stops as the shell wants it, and goes on when it wants that. */
static void
stop(void)
{
	struct sigaction usual = {.sa_handler = SIG_DFL}, ours;

	got_stop = 0;
	terminal_lend();
	sigaction(SIGTSTP, &usual, &ours);
	raise(SIGTSTP);
	sigaction(SIGTSTP, &ours, NULL);
	terminal_take_back();
	got_continued = 0;
}

/* What signals want of the terminal; KEY_NONE: nothing. */
static int
take_signals(void)
{
	if (got_quit)
		return KEY_QUIT;
	if (got_stop) {
		stop();
		return KEY_REDRAW;
	}
	if (got_continued) { /* after a SIGSTOP, of which nobody was told */
		got_continued = 0;
		set_raw();
		write_all(BEGIN, sizeof BEGIN - 1);
		return KEY_REDRAW;
	}
	if (got_redraw) {
		got_redraw = 0;
		return KEY_REDRAW;
	}
	return KEY_NONE;
}

/* Waits for input; signals come in only here. */
static bool
has_input(int patience_ms)
{
	struct timespec patience = {.tv_sec = patience_ms / 1000,
	    .tv_nsec = patience_ms % 1000 * 1000000L};
	struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};

	return ppoll(&input, 1, &patience, &outside) > 0;
}

static int
read_byte(void)
{
	unsigned char byte;

	if (read(STDIN_FILENO, &byte, 1) == 1)
		return byte;
	got_quit = 1; /* it is gone */
	return KEY_QUIT;
}

/* The keys of "ESC [ 5 ~" and "ESC O P", by what is behind the escape. */
static int
key_of(const char *sequence)
{
	static const struct {
		const char *sequence;
		int key;
	} keys[] = {{"[A", KEY_UP}, {"OA", KEY_UP}, {"[B", KEY_DOWN},
	    {"OB", KEY_DOWN}, {"[C", KEY_RIGHT}, {"OC", KEY_RIGHT},
	    {"[D", KEY_LEFT}, {"OD", KEY_LEFT}, {"[H", KEY_HOME},
	    {"OH", KEY_HOME}, {"[1~", KEY_HOME}, {"[7~", KEY_HOME},
	    {"[F", KEY_END}, {"OF", KEY_END}, {"[4~", KEY_END},
	    {"[8~", KEY_END}, {"[5~", KEY_PAGE_UP}, {"[6~", KEY_PAGE_DOWN},
	    {"OP", KEY_F1}, {"[11~", KEY_F1}, {"[[A", KEY_F1}, {"OR", KEY_F3},
	    {"[13~", KEY_F3}, {"[[C", KEY_F3}, {"OS", KEY_F4}, {"[14~", KEY_F4},
	    {"[[D", KEY_F4}, {"[17~", KEY_F6}, {"[21~", KEY_F10}};

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		if (!strcmp(keys[i].sequence, sequence))
			return keys[i].key;
	}
	return KEY_UNKNOWN;
}

/* Is the sequence whole? "[" and "O" begin one, and "[[" does on Linux. */
static bool
is_whole(const char *sequence, size_t len)
{
	char last = sequence[len - 1];

	if (len < 2)
		return last != '[' && last != 'O';
	if (len == 2 && last == '[')
		return false;
	return last >= 0x40 && last <= 0x7e;
}

static int
read_sequence(void)
{
	char sequence[SEQUENCE_SIZE] = "";
	size_t len = 0;

	while (len < sizeof sequence - 1 && has_input(ESCAPE_MS)) {
		int byte = read_byte();

		if (byte == KEY_QUIT)
			return KEY_QUIT;
		sequence[len++] = (char)byte;
		if (is_whole(sequence, len))
			break;
	}
	return len == 0 ? KEY_ESCAPE : key_of(sequence);
}

int
terminal_key(int patience_ms)
{
	int key = take_signals();

	if (key != KEY_NONE)
		return key;
	if (!has_input(patience_ms))
		return take_signals();
	key = read_byte();
	if (key == KEY_ESCAPE)
		return read_sequence();
	if (key == '\n')
		return KEY_ENTER;
	return key == 0x08 ? KEY_BACKSPACE : key;
}

void
terminal_draw(const char *text, size_t size)
{
	if (is_ours)
		write_all(text, size);
}
