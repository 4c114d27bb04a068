/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Speaks with a device's command line. An answer ends where the unfinished
 * line is a prompt of this very device: its name is learnt at login, so that
 * neither an echo nor a log message is taken for one.
 */
#include "spanctl/cli.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include "base/log.h"
#include "spanctl/prompt.h"
#include "spanctl/secret.h"

#define SETTLE_MS 60 /* silence that ends an answer without known name */
#define LOGIN_STEPS_MAX 20
#define QUESTIONS_MAX 4    /* that follow one line */
#define TOLD_SIZE 512      /* of a line of an answer */
#define ANSWER_TIMEOUTS 10 /* that an answer may take in all */

static bool
ends_with(struct text line, const char *end)
{
	size_t len = strlen(end);

	return line.len >= len &&
	       !strncasecmp(line.at + line.len - len, end, len);
}

static bool
has(struct text text, const char *part)
{
	return text.len && memmem(text.at, text.len, part, strlen(part));
}

static bool
is_pager(struct text line)
{
	return has(line, "--More--") || has(line, "-- MORE --") ||
	       has(line, "---- More ----") || has(line, "--- more ---") ||
	       has(line, "---(more") || has(line, "Press any key") ||
	       has(line, "-- [Q quit|");
}

static int
send_text(struct cli *cli, const char *text)
{
	return cli->wire.write(cli->wire.state, text, strlen(text));
}

/* RFC 854 wants both at the end of a line; a terminal of SSH one. */
static int
send_end(struct cli *cli)
{
	return send_text(
	    cli, cli->device->reach == REACH_TELNET ? "\r\n" : "\n");
}

/* Takes what comes within 'timeout_ms'; 0, ETIMEDOUT, ECONNRESET ... */
static int
take(struct cli *cli, int timeout_ms)
{
	char bytes[2048];
	int error = 0;
	size_t got = cli->wire.read(
	    cli->wire.state, bytes, sizeof bytes, timeout_ms, &error);

	return got ? terminal_push(&cli->terminal, bytes, got) : error;
}

static time_t
seconds(void)
{
	struct timespec now = {0};

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

/* Forgets the unfinished line: it was answered, and must not be again. */
static void
forget_line(struct cli *cli)
{
	cli->terminal.len = cli->terminal.line;
	cli->terminal.cursor = cli->terminal.line;
}

/* Waits until the device waits: for a line, a password, a key. ETIME when it
 * speaks and does not come to an end. */
static int
wait_for(struct cli *cli, bool (*awaited)(struct cli *, struct text))
{
	time_t end =
	    seconds() + (time_t)cli->device->timeout_s * ANSWER_TIMEOUTS;
	int error;

	while (seconds() <= end) {
		struct text line = terminal_line(&cli->terminal);

		if (is_pager(line)) {
			error = send_text(cli, " ");
			forget_line(cli); /* it wipes itself out */
			if (error)
				return error;
		} else if (awaited(cli, line)) {
			if (take(cli, SETTLE_MS))
				return 0;
			continue;
		}
		error = take(cli, (int)cli->device->timeout_s * 1000);
		if (error)
			return error;
	}
	return ETIME;
}

static bool
asks_user(struct text line)
{
	return ends_with(line, "username:") || ends_with(line, "login:") ||
	       ends_with(line, "user:") || ends_with(line, "name:");
}

static bool
asks_password(struct text line)
{
	return ends_with(line, "password:");
}

/* "[Y/N]:", "(y/n)? ", "(y/n)[n]:" and so on. */
static bool
asks_yes_no(struct text line)
{
	while (line.len && strchr(":? ", line.at[line.len - 1]))
		line.len--;
	return ends_with(line, "[y/n]") || ends_with(line, "(y/n)") ||
	       ends_with(line, "(y/n)[n]") || ends_with(line, "(y/n)[y]");
}

static bool
awaits_login(struct cli *cli, struct text line)
{
	(void)cli;
	return asks_user(line) || asks_password(line) || asks_yes_no(line) ||
	       prompt_is("", line);
}

static bool
awaits_line(struct cli *cli, struct text line)
{
	return prompt_is(cli->host, line) || ends_with(line, "[confirm]") ||
	       asks_yes_no(line) || asks_user(line) || asks_password(line);
}

static int
fail(const struct cli *cli, int error, const char *what)
{
	struct text line = terminal_line(&cli->terminal);

	errno = error;
	if (error == ETIMEDOUT)
		log_warnx("%s: no answer within %u s to %s", cli->device->name,
		    cli->device->timeout_s, what);
	else if (error == ECONNRESET)
		log_warnx("%s: the connection was cut at %s", cli->device->name,
		    what);
	else if (error == ECANCELED)
		log_warnx("%s: to \"%s\" it asks what is not known here: %.*s",
		    cli->device->name, what, (int)line.len, line.at);
	else
		log_warn("%s: %s", cli->device->name, what);
	return error;
}

/* Sends a password, which nothing but the device sees. */
static int
send_secret(struct cli *cli, const char *where)
{
	struct secret secret;
	int error;

	if (!where[0]) {
		log_warnx("%s: asks for a password, and the plan names none",
		    cli->device->name);
		return EACCES;
	}
	error = secret_read(where, &secret);
	terminal_reset(&cli->terminal);
	if (!error)
		error = send_text(cli, secret.text);
	secret_clear(&secret);
	return error ? error : send_end(cli);
}

/* Sends a line that is no command. */
static int
send_answer(struct cli *cli, const char *text)
{
	int error;

	terminal_reset(&cli->terminal);
	error = send_text(cli, text);
	return error ? error : send_end(cli);
}

/* Answers what the device asks until it has a prompt. What it asks beside
 * user and password ("Change now? [Y/N]", "see the software license?") is not
 * what we came for. */
static int
log_in(struct cli *cli)
{
	bool told = cli->wire.authenticated;

	for (int step = 0; step < LOGIN_STEPS_MAX; step++) {
		int error = wait_for(cli, awaits_login);
		struct text line = terminal_line(&cli->terminal);

		if (error)
			return fail(cli, error, "its login");
		if (asks_yes_no(line)) {
			error = send_answer(cli, "n");
		} else if (asks_password(line)) {
			if (told)
				break;
			error = send_secret(cli, cli->device->secret);
			told = true;
		} else if (asks_user(line)) {
			if (told && !cli->wire.authenticated)
				break;
			error = send_answer(cli, cli->device->login);
		} else {
			return 0;
		}
		if (error)
			return error;
	}
	log_warnx("%s: does not take user \"%s\" with this password",
	    cli->device->name, cli->device->user);
	return EACCES;
}

static int
learn_host(struct cli *cli)
{
	struct text host = prompt_host(terminal_line(&cli->terminal));

	if (host.len == 0 || host.len >= sizeof cli->host) {
		log_warnx(
		    "%s: its prompt is not understood", cli->device->name);
		return EPROTO;
	}
	text_copy(cli->host, sizeof cli->host, host);
	return 0;
}

/* Some ask for a user and a password, some for a password only. */
static int
answer_enable(struct cli *cli)
{
	const char *secret =
	    cli->device->enable[0] ? cli->device->enable : cli->device->secret;
	int error = send_answer(cli, cli->talk->enable);
	bool told = false;

	if (!error)
		error = wait_for(cli, awaits_line);
	if (!error && asks_user(terminal_line(&cli->terminal))) {
		error = send_answer(cli, cli->device->user);
		if (!error)
			error = wait_for(cli, awaits_line);
	}
	if (!error && asks_password(terminal_line(&cli->terminal))) {
		told = true;
		error = send_secret(cli, secret);
		if (error)
			return error;
		error = wait_for(cli, awaits_line);
	}
	if (error)
		return fail(
		    cli, error, told ? "the enable password" : "enable");
	return 0;
}

static int
get_privilege(struct cli *cli)
{
	struct text line = terminal_line(&cli->terminal);
	int error;

	if (!cli->talk->enable || !ends_with(line, ">"))
		return 0;
	error = answer_enable(cli);
	if (error || ends_with(terminal_line(&cli->terminal), "#"))
		return error;
	log_warnx("%s: does not take the enable password, or knows none",
	    cli->device->name);
	return EACCES;
}

int
cli_open(const struct device *device, struct cli *cli)
{
	int error;

	*cli = (struct cli){.device = device, .talk = device->driver->talk};
	error = device->reach == REACH_TELNET
		    ? wire_open_telnet(device, &cli->wire)
		    : wire_open_ssh(device, &cli->wire);
	if (error)
		return error;
	error = log_in(cli);
	if (!error)
		error = learn_host(cli);
	if (!error)
		error = get_privilege(cli);
	cli->quiet = true;
	for (const char *const *line = cli->talk->quiet; *line && !error;
	     line++) {
		struct text answer;

		error = cli_line(cli, *line, &answer);
		if (error == EPROTO) /* the pager is answered anyway */
			error = 0;
	}
	cli->quiet = false;
	if (error)
		cli_close(cli);
	return error;
}

/* What stands before the prompt, without the echo. */
static struct text
answer_of(const struct cli *cli, const char *line)
{
	struct text rest = {cli->terminal.text, cli->terminal.line};

	/* RouterOS echoes twice: as it is typed, and as it is taken. */
	for (int echo = 0; echo < 2; echo++) {
		struct text behind = rest;

		if (has(text_cut(&behind, '\n'), line))
			rest = behind;
	}
	return rest;
}

/* Does a line say this? "^" is its beginning. */
static bool
says(struct text line, const char *part)
{
	return part[0] == '^' ? text_starts_with(text_trim(line), part + 1)
			      : has(line, part);
}

/* The line that refuses; empty when none does. */
static struct text
refusal(const struct cli *cli, struct text answer)
{
	while (answer.len) {
		struct text line = text_cut(&answer, '\n');

		for (const char *const *at = cli->talk->errors; *at; at++) {
			if (says(line, *at))
				return text_trim(line);
		}
	}
	return (struct text){NULL, 0};
}

/* For who wants to see it all; passwords do not come this way. */
static void
tell(const struct cli *cli, struct text answer)
{
	while (answer.len) {
		struct text line = text_cut(&answer, '\n');
		char shown[TOLD_SIZE];

		text_copy(shown, sizeof shown, line);
		for (char *at = shown; *at; at++) {
			if (*at < ' ' || *at > '~') /* terminals may obey */
				*at = '?';
		}
		log_debug("%s: < %s", cli->device->name, shown);
	}
}

/* "[confirm]" and the like: yes, this was meant. ECANCELED when the device goes
 * on asking, or asks for what it was told at login. */
static int
say_yes(struct cli *cli)
{
	for (int i = 0; i <= QUESTIONS_MAX; i++) {
		struct text asked = terminal_line(&cli->terminal);
		int error;

		if (prompt_is(cli->host, asked))
			return 0;
		if (i == QUESTIONS_MAX || asks_user(asked) ||
		    asks_password(asked))
			break;
		error =
		    send_text(cli, ends_with(asked, "[confirm]") ? "" : "y");
		if (!error)
			error = send_end(cli);
		forget_line(cli);
		if (!error)
			error = wait_for(cli, awaits_line);
		if (error)
			return error;
	}
	return ECANCELED;
}

int
cli_line(struct cli *cli, const char *line, struct text *answer)
{
	struct text refused;
	int error;

	log_debug("%s: > %s", cli->device->name, line);
	terminal_reset(&cli->terminal);
	error = send_text(cli, line);
	if (!error)
		error = send_end(cli);
	if (!error)
		error = wait_for(cli, awaits_line);
	if (!error)
		error = say_yes(cli);
	*answer = answer_of(cli, line);
	tell(cli, *answer);
	if (error)
		return fail(cli, error, line);
	refused = refusal(cli, *answer);
	if (refused.len == 0)
		return 0;
	if (!cli->quiet)
		log_warnx("%s: \"%s\" is refused: %.*s", cli->device->name,
		    line, (int)refused.len, refused.at);
	return EPROTO;
}

void
cli_close(struct cli *cli)
{
	if (cli->wire.close)
		cli->wire.close(cli->wire.state);
	terminal_clear(&cli->terminal);
	*cli = (struct cli){.device = cli->device};
}
