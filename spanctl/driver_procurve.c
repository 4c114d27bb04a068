/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ArubaOS-Switch, once ProCurve. */
#include "spanctl/driver.h"

static const char *const kinds[] = {
    "A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "Trk", NULL};
static const struct port_names names = {
    .kinds = kinds, .bare = true, .ranges = true};

static const char *const nothing[] = {"not defined", "is not configured",
    "Mirroring is currently disabled", "no sessions", NULL};

/* "Port: 5    Both    No": a source. */
static void
take_port(struct show_reader *reader, struct text rest)
{
	struct text port = text_word(&rest);

	show_ports(reader, true, port, direction_of(text_word(&rest)));
}

/* "24 (Port)", or an address of a remote mirror. */
static void
take_destination(struct show_reader *reader, struct text rest)
{
	struct text word = text_word(&rest);

	if (word.len && memchr(word.at, '.', word.len)) {
		show_take(reader, SHOW_ERSPAN_TO, word);
		show_take(reader, SHOW_TYPE, text_of("erspan"));
	} else {
		show_ports(reader, false, word, DIRECTION_NONE);
	}
}

/* Names are after each other in one line: "Session: 1    Session Name:". */
static bool
take_line(struct show_reader *reader, struct text line)
{
	struct text rest = line;
	struct text key = text_trim(text_cut(&rest, ':'));
	struct text id;

	if (!rest.at)
		return false;
	if (text_is(key, "Session")) {
		id = text_word(&rest);
		return id.len != 0 && show_begin(reader, id) != NULL;
	}
	if (!show_session(reader))
		return false;
	if (text_is(key, "Port") || text_is(key, "Trunk"))
		take_port(reader, rest);
	else if (text_is(key, "Mirror Destination"))
		take_destination(reader, rest);
	else
		return false;
	return true;
}

static const struct show_format format = {
    .names = &names,
    .line = take_line,
    .nothing = nothing,
    .type = SESSION_LOCAL,
};

static const struct cli_lines lines = {
    .rx = "in",
    .tx = "out",
    .both = "both",
    .source = "interface {port} monitor all {dir} mirror {id}",
    .no_source = "no interface {port} monitor all {dir} mirror {id}",
    .destination = "mirror {id} port {port}",
    .remove_source = "no interface {port} monitor all {dir} mirror {id}",
    .remove = "no mirror {id}",
    .whole = true,
};

static const char *const quiet[] = {"no page", "terminal width 1920", NULL};
static const char *const save[] = {"write memory", NULL};
static const char *const read[] = {"show monitor 1", "show monitor 2",
    "show monitor 3", "show monitor 4", NULL};
static const char *const config[] = {
    "show running-config | include mirror", NULL};
static const char *const errors[] = {"Invalid input", "Incomplete input",
    "Ambiguous input", "not valid", "invalid port", "^Cannot", "^Error setting",
    "^Error:", NULL};

static const char *const stations[] = {"show mac-address", "show arp", NULL};

static const struct cli_counts counts = {
    .line = "show interfaces {port}",
    .rx = "Bytes Rx #",
    .tx = "Bytes Tx #",
};

static const struct cli_talk talk = {
    .quiet = quiet,
    .enable = "enable",
    .configure = "configure terminal",
    .leave = "end",
    .save = save,
    .read = read,
    .config = config,
    .errors = errors,
    .stations = stations,
    .port = "show interfaces {port}",
    .dropped = "Drops Tx",
    .counts = &counts,
};

const struct driver driver_procurve = {
    .name = "procurve",
    .what = "ArubaOS-Switch, once HP ProCurve",
    .names = &names,
    .show = &format,
    .lines = &lines,
    .talk = &talk,
    .limits = {.destinations = 1, .numbers = true, .id_max = 4},
};
