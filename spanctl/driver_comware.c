/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Comware: HPE, H3C, 3Com. */
#include "spanctl/driver.h"

static const char *const kinds[] = {"GigabitEthernet", "Ten-GigabitEthernet",
    "Twenty-FiveGigE", "FortyGigE", "HundredGigE", "M-GigabitEthernet",
    "Ethernet", "Bridge-Aggregation", NULL};
static const char *const aliases[] = {"GE", "GigabitEthernet", "XGE",
    "Ten-GigabitEthernet", "WGE", "Twenty-FiveGigE", "FGE", "FortyGigE", "HGE",
    "HundredGigE", "MGE", "M-GigabitEthernet", "Eth", "Ethernet", "BAGG",
    "Bridge-Aggregation", NULL};
static const struct port_names names = {
    .kinds = kinds, .aliases = aliases, .inherits = true};

static const struct show_key keys[] = {{"Type", SHOW_TYPE},
    {"Status", SHOW_STATE}, {"Mirroring port", SHOW_SOURCES},
    {"Mirroring VLAN", SHOW_SOURCE_VLANS}, {"Mirroring CPU", SHOW_NOTHING},
    {"Monitor port", SHOW_DESTINATIONS},
    {"Monitor egress port", SHOW_DESTINATIONS},
    {"Reflector port", SHOW_NOTHING}, {"Remote probe VLAN", SHOW_RSPAN_TO},
    {"Remote-probe VLAN", SHOW_RSPAN_TO}, {"Monitor VLAN", SHOW_RSPAN_TO},
    {NULL, SHOW_NOTHING}};

static const char *const nothing[] = {
    "no mirroring group", "does not exist", NULL};

/* "mirroring-group 1:" of release 5 is "Mirroring group 1:" later. */
static bool
take_line(struct show_reader *reader, struct text line)
{
	struct text rest = line;
	struct text id;

	if (!text_is(text_word(&rest), "mirroring-group"))
		return false;
	id = text_trim(rest);
	if (id.len < 2 || id.at[id.len - 1] != ':')
		return false;
	id.len--;
	return show_begin(reader, id) != NULL;
}

static const struct show_format format = {
    .names = &names,
    .header = "Mirroring group",
    .keys = keys,
    .line = take_line,
    .nothing = nothing,
    .type = SESSION_LOCAL,
};

/* What takes one source out has a direction in release 5 and none in 7, so
 * that the whole group is removed by what all understand. */
static const struct cli_lines lines = {
    .rx = "inbound",
    .tx = "outbound",
    .both = "both",
    .begin = "mirroring-group {id} local",
    .source = "mirroring-group {id} mirroring-port {port} {dir}",
    .destination = "mirroring-group {id} monitor-port {port}",
    .remove = "undo mirroring-group {id}",
    .whole = true,
};

static const char *const quiet[] = {"screen-length disable", NULL};
static const char *const save[] = {"save force", NULL};
static const char *const read[] = {"display mirroring-group all", NULL};
static const char *const config[] = {
    "display current-configuration | include mirroring-group", NULL};
static const char *const errors[] = {"% Unrecognized", "% Incomplete",
    "% Wrong", "% Ambiguous", "% Too many", "^Error:", "doesn't exist",
    "Permission denied", NULL};

static const char *const stations[] = {
    "display mac-address", "display arp", NULL};

static const struct cli_counts counts = {
    .line = "display interface {port}",
    .rx = "Input (total) @ packets, # bytes",
    .tx = "Output (total) @ packets, # bytes",
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
    .copied = "Output (total)",
    .dropped = "buffer failures",
    .counts = &counts,
};

const struct driver driver_comware = {
    .name = "comware",
    .what = "Comware: HPE, H3C, 3Com",
    .names = &names,
    .show = &format,
    .lines = &lines,
    .talk = &talk,
    .limits = {.destinations = 1, .numbers = true},
};
