/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * MikroTik RouterOS 7.15 and later: a session is a switch chip; ports say
 * themselves what of them is copied. Older releases have one source a chip.
 */
#include "spanctl/driver.h"

static const char *const kinds[] = {
    "ether", "sfp-sfpplus", "sfp", "qsfpplus", "combo", "wlan", NULL};
static const struct port_names names = {.kinds = kinds};

static const char *const nothing[] = {"no such item", NULL};

/* Takes the quotes off. */
static struct text
unquote(struct text value)
{
	if (value.len >= 2 && value.at[0] == '"' &&
	    value.at[value.len - 1] == '"')
		return (struct text){value.at + 1, value.len - 2};
	return value;
}

/* What "name=value" words of one line say. */
struct words {
	struct text name, port_of, source, target;
	enum direction direction;
};

static void
read_words(struct text line, struct words *words)
{
	struct text word;

	while ((word = text_word(&line)).len) {
		struct text value = word;
		struct text key = text_cut(&value, '=');

		value = unquote(value);
		if (text_is(key, "set"))
			words->name = unquote(text_word(&line));
		else if (text_is(key, "name"))
			words->name = value;
		else if (text_is(key, "switch"))
			words->port_of = value;
		else if (text_is(key, "mirror-source"))
			words->source = value;
		else if (text_is(key, "mirror-target"))
			words->target = value;
		else if (text_is(key, "mirror-ingress") &&
			 text_is(value, "yes"))
			words->direction |= DIRECTION_RX;
		else if (text_is(key, "mirror-egress") && text_is(value, "yes"))
			words->direction |= DIRECTION_TX;
	}
}

static bool
is_given(struct text value)
{
	return value.len && !text_is(value, "none");
}

static bool
take_line(struct show_reader *reader, struct text line)
{
	struct words words = {.direction = DIRECTION_NONE};

	read_words(line, &words);
	if (words.target.len && words.name.len) {
		if (!is_given(words.target) || !show_begin(reader, words.name))
			return true;
		show_ports(reader, false, words.target, DIRECTION_NONE);
		if (is_given(words.source))
			show_ports(reader, true, words.source, DIRECTION_BOTH);
		return true;
	}
	if (words.direction == DIRECTION_NONE || !words.name.len)
		return false;
	/* Of a chip that copies nothing, a port's words mean nothing. */
	if (show_again(reader, words.port_of))
		show_ports(reader, true, words.name, words.direction);
	return true;
}

static const struct show_format format = {
    .names = &names,
    .line = take_line,
    .nothing = nothing,
    .type = SESSION_LOCAL,
};

#define PORT "/interface/ethernet/switch/port set {port} "
#define CHIP "/interface/ethernet/switch set {id} "

static const struct cli_lines lines = {
    .rx = "mirror-ingress",
    .tx = "mirror-egress",
    .source = PORT "{dir}=yes",
    .no_source = PORT "{dir}=no",
    .destination = CHIP "mirror-target={port}",
    .remove_source = PORT "{dir}=no",
    .remove = CHIP "mirror-target=none",
};

static const char *const quiet[] = {NULL};
static const char *const read[] = {
    "/interface/ethernet/switch print terse without-paging",
    "/interface/ethernet/switch/port print terse without-paging", NULL};
static const char *const errors[] = {"^syntax error",
    "^expected end of command", "^bad command name", "^expected command name",
    "^failure:", "^no such item", "^input does not match", "^invalid value",
    "^ambiguous value", "^not enough permissions", NULL};

static const char *const stations[] = {
    "/interface/bridge/host print terse without-paging",
    "/ip/arp print terse without-paging", NULL};

static const struct cli_counts counts = {
    .line = ":put \"rx $[/interface get {port} rx-byte] tx $[/interface get "
	    "{port} tx-byte] bytes\"",
    .rx = "rx # tx",
    .tx = "tx # bytes",
};

static const struct cli_talk talk = {
    .quiet = quiet,
    .login = "+ct511w4098h", /* no colours, no questions, wide lines */
    .read = read,
    .errors = errors,
    .stations = stations,
    .counts = &counts,
};

const struct driver driver_routeros = {
    .name = "routeros",
    .what = "MikroTik RouterOS 7.15 and later, switch chips",
    .names = &names,
    .show = &format,
    .lines = &lines,
    .talk = &talk,
    .limits = {.destinations = 1},
};
