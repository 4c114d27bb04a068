/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Junos: EX and QFX with analyzers, ELS or not. */
#include "spanctl/driver.h"

static const char *const kinds[] = {"ge-", "xe-", "et-", "fe-", "mge-", "ae",
    "lag-", "reth", "irb", "vlan", NULL};
static const struct port_names names = {.kinds = kinds, .unit = ".0"};

static const struct show_key keys[] = {{"Analyzer name", SHOW_SESSION},
    {"State", SHOW_STATE}, {"Mirror rate", SHOW_NOTHING},
    {"Mirror ratio", SHOW_NOTHING}, {"Loss priority", SHOW_NOTHING},
    {"Maximum packet length", SHOW_MTU},
    {"Ingress monitored interfaces", SHOW_SOURCES_RX},
    {"Egress monitored interfaces", SHOW_SOURCES_TX},
    {"Ingress monitored VLANs", SHOW_NOTHING},
    {"Output interface", SHOW_DESTINATIONS}, {"Output VLAN", SHOW_NOTHING},
    {"Output IP address", SHOW_ERSPAN_TO}, {NULL, SHOW_NOTHING}};

static const char *const nothing[] = {
    "No analyzer", "no analyzers", "not configured", NULL};

/* VLANs have names here; only numbers are kept, in brackets or alone. */
static void
take_output_vlan(struct show_reader *reader, struct text value)
{
	struct session *session = show_session(reader);
	struct text rest = value;

	if (!session || text_is(text_trim(value), "none"))
		return;
	for (struct text part = text_cut(&rest, '/'); part.len;
	     part = text_cut(&rest, '/'))
		show_take(reader, SHOW_RSPAN_TO, part);
	session->type = SESSION_RSPAN_SOURCE;
}

/* "input ingress interface ge-0/0/5.0", "output vlan 900" of "set" lines. */
static void
take_set(struct show_reader *reader, struct text rest)
{
	struct text word = text_word(&rest);
	struct text direction, kind;

	if (text_is(word, "input")) {
		direction = text_word(&rest);
		kind = text_word(&rest);
		if (text_is(kind, "interface"))
			show_ports(reader, true, rest, direction_of(direction));
		if (text_is(kind, "vlan"))
			show_take(reader,
			    text_is(direction, "egress") ? SHOW_VLANS_TX
							 : SHOW_VLANS_RX,
			    text_trim(rest));
		return;
	}
	if (!text_is(word, "output"))
		return;
	kind = text_word(&rest);
	if (text_is(kind, "interface"))
		show_ports(reader, false, rest, DIRECTION_NONE);
	if (text_is(kind, "vlan"))
		take_output_vlan(reader, rest);
	if (text_is(kind, "ip-address"))
		show_take(reader, SHOW_ERSPAN_TO, rest);
}

static bool
take_line(struct show_reader *reader, struct text line)
{
	struct text rest = line;
	struct text key, id;

	if (text_starts_with(line, "set ")) {
		text_word(&rest);
		key = text_word(&rest);
		if (!text_is(key, "forwarding-options") &&
		    !text_is(key, "ethernet-switching-options"))
			return false;
		if (!text_is(text_word(&rest), "analyzer"))
			return false;
		id = text_word(&rest);
		if (id.len && show_begin(reader, id))
			take_set(reader, rest);
		return true;
	}
	key = text_trim(text_cut(&rest, ':'));
	if (text_is(key, "Output VLAN") || text_is(key, "Output vlan")) {
		take_output_vlan(reader, text_trim(rest));
		return true;
	}
	if (text_is(key, "Output IP address") && show_session(reader) &&
	    !text_is(text_trim(rest), "none"))
		show_session(reader)->type = SESSION_ERSPAN_SOURCE;
	return false;
}

static const struct show_format format = {
    .names = &names,
    .keys = keys,
    .line = take_line,
    .nothing = nothing,
    .type = SESSION_LOCAL,
};

#define ANALYZER "forwarding-options analyzer {id} "

static const struct cli_lines lines = {
    .rx = "ingress",
    .tx = "egress",
    .source = "set " ANALYZER "input {dir} interface {port}",
    .no_source = "delete " ANALYZER "input {dir} interface {port}",
    .source_vlan = "set " ANALYZER "input {dir} vlan {vlan}",
    .no_source_vlan = "delete " ANALYZER "input {dir} vlan {vlan}",
    .destination = "set " ANALYZER "output interface {port}",
    .no_destination = "delete " ANALYZER "output interface {port}",
    .to_rspan = "set " ANALYZER "output vlan {rspan}",
    .to_erspan = "set " ANALYZER "output ip-address {to}",
    .remove = "delete forwarding-options analyzer {id}",
};

static const char *const quiet[] = {
    "set cli screen-length 0", "set cli screen-width 0", NULL};
static const char *const read[] = {"show forwarding-options analyzer", NULL};
static const char *const config[] = {
    "show configuration forwarding-options | display set", NULL};
static const char *const errors[] = {"syntax error", "unknown command",
    "error:", "missing mandatory argument", "invalid value", NULL};

static const char *const confirm[] = {
    "configure exclusive", "commit", "exit", NULL};
static const char *const stations[] = {
    "show ethernet-switching table", "show arp no-resolve", NULL};

static const struct cli_counts counts = {
    .line = "show interfaces {port} extensive",
    .rx = "Input bytes # ? bps Output bytes ? ? bps Input packets @",
    .tx = "Output bytes # ? bps Input packets ? ? pps Output packets @",
    .speed = "Speed #",
};

static const struct cli_talk talk = {
    .quiet = quiet,
    .configure = "configure exclusive",
    .leave = "exit",
    .commit = "commit",
    .abort = "rollback 0",
    .guarded_commit = "commit confirmed {minutes}",
    .confirm = confirm,
    .read = read,
    .config = config,
    .errors = errors,
    .stations = stations,
    .port = "show interfaces {port} extensive",
    .copied = "Output packets",
    .dropped = "Drops",
    .counts = &counts,
};

const struct driver driver_junos = {
    .name = "junos",
    .what = "Juniper Junos: EX, QFX",
    .names = &names,
    .show = &format,
    .lines = &lines,
    .talk = &talk,
};
