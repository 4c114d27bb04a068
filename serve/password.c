/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "serve/password.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/log.h"

/* One line without its end; false when there is none, or it is too long. */
static bool
read_line(char out[PASSWORD_MAX + 1])
{
	size_t len = 0;
	int c;

	while ((c = getchar()) != EOF && c != '\n') {
		if (len == PASSWORD_MAX || c == '\0')
			return false;
		out[len++] = (char)c;
	}
	out[len] = '\0';
	return c == '\n' || len > 0;
}

/* What ends us while somebody types. */
static const int ends[] = {SIGINT, SIGTERM, SIGQUIT, SIGHUP};
#define ENDS (sizeof ends / sizeof *ends)

static struct termios before; /* of the terminal that does not echo now */

/* The default action follows, behind this. */
static void
restore(int number)
{
	tcsetattr(STDIN_FILENO, TCSANOW, &before);
	raise(number);
}

/* From now on what ends us leaves no terminal without echo behind. */
static void
guard(struct sigaction saved[ENDS])
{
	const struct sigaction action = {
	    .sa_handler = restore, .sa_flags = (int)SA_RESETHAND};

	for (size_t i = 0; i < ENDS; i++) {
		sigaction(ends[i], NULL, &saved[i]);
		if (saved[i].sa_handler != SIG_IGN)
			sigaction(ends[i], &action, NULL);
	}
}

static void
unguard(const struct sigaction saved[ENDS])
{
	for (size_t i = 0; i < ENDS; i++)
		sigaction(ends[i], &saved[i], NULL);
}

static bool
ask(const char *what, char out[PASSWORD_MAX + 1])
{
	struct sigaction saved[ENDS];
	struct termios quiet;
	bool is_read;

	fputs(what, stderr);
	if (tcgetattr(STDIN_FILENO, &before))
		return false;
	quiet = before;
	quiet.c_lflag &= ~(tcflag_t)ECHO;
	guard(saved);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
	is_read = read_line(out);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
	unguard(saved);
	fputc('\n', stderr);
	return is_read;
}

int
password_ask(char out[PASSWORD_MAX + 1])
{
	char again[PASSWORD_MAX + 1] = "";
	bool is_terminal = isatty(STDIN_FILENO);
	bool is_same = true;

	out[0] = '\0';
	if (is_terminal)
		is_same = ask("New password: ", out) && ask("Again: ", again) &&
			  secret_equal(out, again);
	else if (!read_line(out))
		out[0] = '\0';
	secret_wipe(again);
	if (is_same && password_allowed(out))
		return 0;
	if (!is_same)
		log_warnx("these are not the same");
	else
		log_warnx("a password has %d to %d bytes%s", PASSWORD_MIN,
		    PASSWORD_MAX,
		    is_terminal ? ""
				: "; it is the first line of standard "
				  "input");
	return EINVAL;
}
