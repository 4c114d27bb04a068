/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Devices that are driven by lines: read by "show", changed by templates. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "spanctl/backend.h"
#include "spanctl/cli.h"

static int
lines_open(const struct device *device, void **state)
{
	struct cli *cli = calloc(1, sizeof *cli);
	int error;

	if (!cli)
		return ENOMEM;
	error = cli_open(device, cli);
	if (error)
		free(cli);
	else
		*state = cli;
	return error;
}

static void
lines_close(void *state)
{
	cli_close(state);
	free(state);
}

/* Appends the answers to all 'commands' to '*text'. */
static int
ask(struct cli *cli, const char *const *commands, char **text, size_t *len)
{
	for (; *commands; commands++) {
		struct text answer;
		int error = cli_line(cli, *commands, &answer);
		char *bigger;

		if (error)
			return error;
		bigger = realloc(*text, *len + answer.len + 1);
		if (!bigger)
			return ENOMEM;
		*text = bigger;
		if (answer.len)
			memcpy(bigger + *len, answer.at, answer.len);
		*len += answer.len;
		bigger[*len] = '\0';
	}
	return 0;
}

static bool
is_blank(const char *text, size_t len)
{
	return strspn(text ? text : "", " \t\r\n") >= len;
}

/* By configuration where "show" is not understood; there, nothing is none. */
static int
read_config(struct cli *cli, struct session_list *list)
{
	char *text = NULL;
	size_t len = 0;
	int error = cli->talk->config ? ask(cli, cli->talk->config, &text, &len)
				      : EBADMSG;

	if (!error && !is_blank(text, len))
		error = show_parse(
		    cli->device->driver->show, (struct text){text, len}, list);
	if (error == EBADMSG)
		log_warnx("%s: what it shows of its sessions is not "
			  "understood",
		    cli->device->name);
	free(text);
	return error;
}

static int
lines_read(void *state, struct session_list *list)
{
	struct cli *cli = state;
	char *text = NULL;
	size_t len = 0;
	int error;

	cli->quiet = true; /* the configuration may be shown instead */
	error = ask(cli, cli->talk->read, &text, &len);
	cli->quiet = false;
	if (!error)
		error = show_parse(
		    cli->device->driver->show, (struct text){text, len}, list);
	free(text);
	if (error == EBADMSG || error == EPROTO) {
		session_list_clear(list);
		return read_config(cli, list);
	}
	if (error && error != ETIMEDOUT && error != ECONNRESET) {
		errno = error;
		log_warn("%s: its sessions", cli->device->name);
	}
	return error;
}

/* For people: a device that knows no such line has none. */
static int
lines_config(void *state, char **text)
{
	struct cli *cli = state;
	size_t len = 0;
	int error = 0;

	cli->quiet = true;
	if (cli->talk->config)
		error = ask(cli, cli->talk->config, text, &len);
	cli->quiet = false;
	return error == EPROTO ? 0 : error;
}

/* "*Mar 1 00:01:02: %SYS-5-CONFIG_I: ..." may come at any time. */
static bool
is_log_message(struct text line)
{
	const char *at = line.len ? memchr(line.at, '%', line.len) : NULL;

	return at && memchr(at, ':', line.len - (size_t)(at - line.at)) &&
	       memchr(at, '-', line.len - (size_t)(at - line.at));
}

/* A device that says something to a line of configuration may mean it. */
static void
warn_of(const struct cli *cli, const char *line, struct text answer)
{
	while (answer.len) {
		struct text said = text_trim(text_cut(&answer, '\n'));

		if (said.len && !is_log_message(said) &&
		    !text_starts_with(said, "[edit"))
			log_warnx("%s: to \"%s\" it says: %.*s",
			    cli->device->name, line, (int)said.len, said.at);
	}
}

static int
send_script(struct cli *cli, const struct script *script)
{
	int error = 0;

	for (size_t i = 0; i < script->count && !error; i++) {
		struct text answer;

		error = cli_line(cli, script->lines[i], &answer);
		if (!error)
			warn_of(cli, script->lines[i], answer);
	}
	return error;
}

static int
say(struct cli *cli, const char *line)
{
	struct text answer;

	return line ? cli_line(cli, line, &answer) : 0;
}

static int
lines_script(const struct device *device, const struct change *change,
    struct script *script)
{
	return change_render(device->driver, change, script);
}

/* A line with {minutes}, or {time} as 01:02:03. */
static int
say_guarded(struct cli *cli, const char *template)
{
	const char *gap = strchr(template, '{');
	unsigned seconds = cli->guard_s;
	char line[128], value[40];

	if (text_starts_with(text_of(gap), "{minutes}"))
		snprintf(value, sizeof value, "%u", seconds / 60);
	else
		snprintf(value, sizeof value, "%02u:%02u:%02u", seconds / 3600,
		    seconds / 60 % 60, seconds % 60);
	snprintf(line, sizeof line, "%.*s%s", (int)(gap - template), template,
	    value);
	return say(cli, line);
}

/* Devices count minutes. Below one, spanctl itself is the more exact. */
static unsigned
lines_guard(void *state, unsigned seconds)
{
	struct cli *cli = state;
	const struct cli_talk *talk = cli->talk;

	cli->guard_s = 0;
	if (seconds >= 60 && (talk->guarded_configure || talk->guarded_commit))
		cli->guard_s = (seconds + 59) / 60 * 60;
	return cli->guard_s;
}

static bool
lines_guarded(const void *state)
{
	const struct cli *cli = state;

	return cli->guard_s != 0;
}

static int
lines_confirm(void *state)
{
	struct cli *cli = state;
	int error = 0;

	for (const char *const *at = cli->talk->confirm; at && *at && !error;
	     at++)
		error = say(cli, *at);
	return error;
}

/* Enters configuration; a device that cannot undo it is not asked to. */
static int
enter(struct cli *cli)
{
	const struct cli_talk *talk = cli->talk;
	int error;

	if (cli->guard_s && talk->guarded_configure) {
		cli->quiet = true;
		error = say_guarded(cli, talk->guarded_configure);
		cli->quiet = false;
		if (error != EPROTO)
			return error;
		cli->guard_s = 0;
	}
	return say(cli, talk->configure);
}

static int
commit(struct cli *cli)
{
	if (cli->guard_s && cli->talk->guarded_commit)
		return say_guarded(cli, cli->talk->guarded_commit);
	return say(cli, cli->talk->commit);
}

static int
lines_apply(
    void *state, const struct change *change, const struct mirror_ports *made)
{
	struct cli *cli = state;
	const struct cli_talk *talk = cli->talk;
	struct script script = {NULL, 0};
	int error = change_render(cli->device->driver, change, &script);
	int left;

	(void)made;
	if (!error)
		error = enter(cli);
	if (error)
		goto out;
	error = send_script(cli, &script);
	if (!error)
		error = commit(cli);
	if (error && error != EPROTO) /* nobody is there to be told */
		goto out;
	if (error)
		(void)!say(cli, talk->abort);
	left = say(cli, talk->leave);
	error = error ? error : left;
out:
	script_clear(&script);
	return error;
}

static int
lines_save(void *state)
{
	struct cli *cli = state;
	int error = 0;

	for (const char *const *at = cli->talk->save; at && *at && !error; at++)
		error = say(cli, *at);
	return error;
}

/* Tables that a device of this kind may be without are left out. */
static int
lines_stations(void *state, struct station_list *list)
{
	struct cli *cli = state;
	int error = 0;

	for (const char *const *at = cli->talk->stations; at && *at && !error;
	     at++) {
		struct text answer;

		cli->quiet = true;
		error = cli_line(cli, *at, &answer);
		cli->quiet = false;
		if (error == EPROTO)
			error = 0;
		else if (!error)
			error = station_parse(
			    cli->device->driver->names, answer, list);
		if (error == E2BIG || error == ENOMEM) {
			errno = error;
			log_warn(
			    "%s: the hosts of \"%s\"", cli->device->name, *at);
		}
	}
	return error;
}

/* Says a line with the name of a port in each place of {port}. */
static int
ask_of_port(struct cli *cli, const char *template, const char *port,
    struct text *answer)
{
	char line[3 * PORT_NAME_SIZE + 128];
	size_t len = 0;

	while (*template && len < sizeof line - PORT_NAME_SIZE) {
		if (*template != '{') {
			line[len++] = *template ++;
			continue;
		}
		text_copy(line + len, PORT_NAME_SIZE, text_of(port));
		len += strlen(line + len);
		template = strchr(template, '}') + 1;
	}
	line[len] = '\0';
	return cli_line(cli, line, answer);
}

/* "show interfaces {port}" of each destination. */
static int
lines_figures(void *state, const struct session *session, struct figures *out)
{
	struct cli *cli = state;
	const struct cli_talk *talk = cli->talk;
	int error = 0;

	for (size_t i = 0;
	     talk->port && i < session->destinations.count && !error; i++) {
		struct text answer;
		uint64_t number;

		error = ask_of_port(
		    cli, talk->port, session->destinations.at[i].name, &answer);
		if (error)
			break;
		if (talk->copied &&
		    counts_beside(answer, talk->copied, &number)) {
			out->has_copied = true;
			out->copied += number;
		}
		if (counts_beside(answer, talk->dropped, &number)) {
			out->has_dropped = true;
			out->dropped += number;
		}
	}
	return error;
}

/* Ports that a device does not show stay unknown. */
static int
lines_counts(void *state, struct port_counts *ports, size_t count)
{
	struct cli *cli = state;
	const struct cli_counts *counts = cli->talk->counts;
	int error = 0;

	for (size_t i = 0; counts && i < count && !error; i++) {
		struct count *way = ports[i].way;
		struct text answer;

		cli->quiet = true;
		error = ask_of_port(cli, counts->line, ports[i].name, &answer);
		cli->quiet = false;
		if (error == EPROTO) {
			error = 0;
			continue;
		}
		if (error)
			break;
		if (counts_match(answer, counts->rx, &way[COUNT_RX]))
			count_stamp(&way[COUNT_RX]);
		if (counts_match(answer, counts->tx, &way[COUNT_TX]))
			count_stamp(&way[COUNT_TX]);
		if (counts->speed)
			ports[i].speed_mbit =
			    counts_speed(answer, counts->speed);
	}
	return error;
}

const struct backend backend_cli = {
    .open = lines_open,
    .read = lines_read,
    .apply = lines_apply,
    .save = lines_save,
    .script = lines_script,
    .guard = lines_guard,
    .guarded = lines_guarded,
    .confirm = lines_confirm,
    .figures = lines_figures,
    .counts = lines_counts,
    .stations = lines_stations,
    .config = lines_config,
    .close = lines_close,
};

/* Lines for people to type. */
static const struct backend backend_print = {.script = lines_script};

const struct backend *
backend_of(const struct device *device)
{
	if (device->driver->backend)
		return device->driver->backend;
	return device->driver->talk ? &backend_cli : &backend_print;
}
