/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Huawei VRP 5, as on the S series. A session is an observe port; sources are
 * told by the index of it, or by its name.
 */
#include "spanctl/driver.h"

static const char *const kinds[] = {"GigabitEthernet", "XGigabitEthernet",
    "10GE", "25GE", "40GE", "100GE", "MultiGE", "Ethernet", "Eth-Trunk", NULL};
static const char *const aliases[] = {
    "GE", "GigabitEthernet", "XGE", "XGigabitEthernet", NULL};
static const struct port_names names = {
    .kinds = kinds, .aliases = aliases, .bare = true};

static const char *const nothing[] = {
    "No observe-port", "not configured", NULL};

/* Goes on with the session of that id, or begins one. */
static struct session *
session_of_id(struct show_reader *reader, struct text id)
{
	struct session *session = show_again(reader, id);

	return session ? session : show_begin(reader, id);
}

/* The session that copies to this port. */
static const char *
id_of_port(const struct show_reader *reader, struct text port)
{
	char key[PORT_NAME_SIZE];

	if (!port_key(&names, port, key))
		return NULL;
	for (size_t i = 0; i < reader->list->count; i++) {
		if (mirror_ports_find(&reader->list->at[i].destinations, key))
			return reader->list->at[i].id;
	}
	return NULL;
}

/* "1  GigabitEthernet0/0/5  Both  Observe-port 1", numbered or not. */
static bool
take_mirror_port(struct show_reader *reader, struct text line)
{
	struct text rest = line;
	struct text port = text_word(&rest);
	struct text to, id;
	char name[SESSION_ID_SIZE];
	const char *known;
	enum direction direction;
	unsigned long number;

	if (text_number(port, UINT32_MAX, &number))
		port = text_word(&rest);
	direction = direction_of(text_word(&rest));
	to = text_word(&rest);
	if (port.len == 0 || direction == DIRECTION_NONE || to.len == 0)
		return false;
	id = text_is(to, "observe-port") ? text_word(&rest) : to;
	known = id_of_port(reader, id);
	text_copy(name, sizeof name, known ? text_of(known) : id);
	if (!name[0])
		return false;
	if (session_of_id(reader, text_of(name)))
		show_ports(reader, true, port, direction);
	return true;
}

static bool
take_line(struct show_reader *reader, struct text line)
{
	struct text rest = line;
	struct text key = text_trim(text_cut(&rest, ':'));

	if (!rest.at)
		return take_mirror_port(reader, line);
	rest = text_trim(rest);
	if (text_is(key, "Index")) {
		if (rest.len)
			session_of_id(reader, rest);
		return rest.len != 0;
	}
	if (text_is(key, "Interface") && show_session(reader)) {
		show_ports(reader, false, rest, DIRECTION_NONE);
		return true;
	}
	return false;
}

static const struct show_format format = {
    .names = &names,
    .line = take_line,
    .nothing = nothing,
    .type = SESSION_LOCAL,
};

static const struct cli_lines lines = {
    .rx = "inbound",
    .tx = "outbound",
    .both = "both",
    .source = "interface {port}\nport-mirroring to observe-port {id} {dir}\n"
	      "quit",
    .no_source = "interface {port}\n"
		 "undo port-mirroring to observe-port {id} {dir}\nquit",
    .destination = "observe-port {id} interface {port}",
    .remove_source = "interface {port}\n"
		     "undo port-mirroring to observe-port {id} {dir}\nquit",
    .remove = "undo observe-port {id}",
    .whole = true,
};

static const char *const quiet[] = {"screen-length 0 temporary", NULL};
static const char *const save[] = {"save", NULL}; /* its question is answered */
static const char *const read[] = {
    "display observe-port", "display port-mirroring", NULL};
static const char *const config[] = {
    "display current-configuration | include observe-port", NULL};
static const char *const errors[] = {"^Error:", NULL};

static const char *const stations[] = {
    "display mac-address", "display arp", NULL};

static const struct cli_counts counts = {
    .line = "display interface {port}",
    .rx = "Input @ packets, # bytes",
    .tx = "Output @ packets, # bytes",
    .speed = "Speed #",
};

static const struct cli_talk talk = {
    .quiet = quiet,
    .configure = "system-view",
    .leave = "return",
    .save = save,
    .read = read,
    .config = config,
    .errors = errors,
    .stations = stations,
    .port = "display interface {port}",
    .copied = "Output:",
    .dropped = "Discard:",
    .counts = &counts,
};

const struct driver driver_vrp = {
    .name = "vrp",
    .what = "Huawei VRP 5, S series",
    .names = &names,
    .show = &format,
    .lines = &lines,
    .talk = &talk,
    .limits = {.destinations = 1, .numbers = true},
};
