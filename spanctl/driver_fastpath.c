/* SPDX-License-Identifier: GPL-3.0-or-later */
/* FASTPATH: Netgear M4xxx, Ubiquiti EdgeSwitch, Dell N, ICOS. */
#include "spanctl/driver.h"

static const char *const kinds[] = {
    "Gi", "Te", "Tw", "Fo", "LAG", "Po", "CPU", NULL};
static const struct port_names names = {
    .kinds = kinds, .bare = true, .ranges = true};

static const char *const nothing[] = {"No session", "not configured", NULL};

/*
 * A row is "1  Enable  0/46  0/45  Rx,Tx"; what follows of a session has only
 * the last two. What is not set is blank: "1  Disable" is no session, and one
 * port before a direction is a source.
 */
static bool
take_row(struct show_reader *reader, struct text line)
{
	struct text rest = line;
	struct text first = text_word(&rest);
	struct text second = text_word(&rest);
	struct text probe, source;
	unsigned long id;

	if (text_number(first, 64, &id) &&
	    (text_is(second, "Enable") || text_is(second, "Disable") ||
		text_is(second, "Enabled") || text_is(second, "Disabled"))) {
		bool disabled = text_starts_with(second, "Dis");

		probe = text_word(&rest);
		source = text_word(&rest);
		if (direction_of(source) != DIRECTION_NONE) {
			rest = source;
			source = probe;
			probe.len = 0;
		}
		if (disabled && probe.len == 0 && source.len == 0)
			return true;
		if (!show_begin(reader, first))
			return true;
		show_take(reader, SHOW_STATE, second);
		show_ports(reader, false, probe, DIRECTION_NONE);
	} else {
		source = first;
		rest = second;
		if (!show_session(reader) || !port_known(&names, source))
			return false;
	}
	if (direction_of(text_trim(rest)) != DIRECTION_NONE)
		show_ports(reader, true, source, direction_of(text_trim(rest)));
	return true;
}

static bool
take_line(struct show_reader *reader, struct text line)
{
	return show_config_line(reader, line) || take_row(reader, line);
}

static const struct show_format format = {
    .names = &names,
    .line = take_line,
    .nothing = nothing,
    .type = SESSION_LOCAL,
};

static const struct cli_lines lines = {
    .rx = "rx",
    .tx = "tx",
    .both = "", /* what is said of no direction */
    .begin = "monitor session {id} mode",
    .source = "monitor session {id} source interface {port} {dir}",
    .no_source = "no monitor session {id} source interface {port}",
    .destination = "monitor session {id} destination interface {port}",
    .remove = "no monitor session {id}",
    .whole = true,
};

static const char *const quiet[] = {"terminal length 0", NULL};
static const char *const save[] = {"write memory confirm", NULL};
static const char *const read[] = {"show monitor session 1", NULL};
static const char *const config[] = {
    "show running-config | include \"monitor session\"", NULL};
static const char *const errors[] = {"% Invalid", "% Incomplete", "^Error",
    "Incorrect input", "Command not found", "Incomplete command",
    "Ambiguous command", NULL};

static const char *const stations[] = {"show mac-addr-table", "show arp", NULL};

static const struct cli_counts counts = {
    .line = "show interface ethernet {port}",
    .rx = "Total Packets Received (Octets) #",
    .tx = "Total Packets Transmitted (Octets) #",
};

static const struct cli_talk talk = {
    .quiet = quiet,
    .enable = "enable",
    .configure = "configure",
    .leave = "exit",
    .save = save,
    .read = read,
    .config = config,
    .errors = errors,
    .stations = stations,
    .port = "show interface {port}",
    .copied = "Packets Transmitted Without Errors",
    .dropped = "Transmit Packets Discarded",
    .counts = &counts,
};

const struct driver driver_fastpath = {
    .name = "fastpath",
    .what = "FASTPATH: Netgear M4xxx, EdgeSwitch, Dell N, ICOS",
    .names = &names,
    .show = &format,
    .lines = &lines,
    .talk = &talk,
    .limits = {.sources_sessions = 1,
	.destinations = 1,
	.numbers = true,
	.id_max = 1},
};
