/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads "monitor session" lines of running configurations. They lose what is
 * the default ("both"), shorten names and merge ranges.
 */
#include "spanctl/show.h"

/* Cuts the last word off when it is a direction; both when it is none. */
static enum direction
cut_direction(struct text *list)
{
	size_t len = list->len;
	enum direction direction;

	while (len && list->at[len - 1] != ' ')
		len--;
	direction =
	    direction_of((struct text){list->at + len, list->len - len});
	if (direction == DIRECTION_NONE)
		return DIRECTION_BOTH;
	list->len = len;
	return direction;
}

/* What may stand behind a destination: "encapsulation", "ingress". */
static void
take_destination_options(struct session *session, struct text *list)
{
	struct text rest = *list;
	const char *begin = rest.at;

	for (;;) {
		struct text word = text_word(&rest);

		if (word.len == 0)
			return;
		if (text_is(word, "encapsulation")) {
			text_copy(session->encapsulation,
			    sizeof session->encapsulation, text_word(&rest));
		} else if (text_is(word, "ingress")) {
			session->ingress = true;
		} else {
			continue;
		}
		if ((size_t)(word.at - begin) < list->len)
			list->len = (size_t)(word.at - begin);
	}
}

static void
take_remote(struct show_reader *reader, struct text rest, bool source)
{
	struct session *session = show_session(reader);

	if (text_is(text_word(&rest), "vlan")) {
		session->type =
		    source ? SESSION_RSPAN_DESTINATION : SESSION_RSPAN_SOURCE;
		show_take(reader, SHOW_RSPAN_TO, rest);
	}
}

static void
take_source(struct show_reader *reader, struct text rest)
{
	struct text ahead = rest;
	struct text word = text_word(&ahead);
	enum direction direction;

	if (text_is(word, "remote")) {
		take_remote(reader, ahead, true);
		return;
	}
	if (text_is(word, "interface") || text_is(word, "vlan"))
		rest = text_trim(ahead);
	rest = text_trim(rest);
	direction = cut_direction(&rest);
	if (text_is(word, "vlan")) {
		show_take(reader, SHOW_SOURCE_VLANS, (struct text){NULL, 0});
		show_take(reader,
		    direction == DIRECTION_RX   ? SHOW_RX
		    : direction == DIRECTION_TX ? SHOW_TX
						: SHOW_BOTH,
		    text_trim(rest));
	} else {
		show_ports(reader, true, rest, direction);
	}
}

static void
take_destination(struct show_reader *reader, struct text rest)
{
	struct session *session = show_session(reader);
	struct text ahead = rest;
	struct text word = text_word(&ahead);

	if (text_is(word, "remote")) {
		take_remote(reader, ahead, false);
		return;
	}
	if (text_is(word, "ip")) { /* NX-OS: destination ip 10.0.0.1 */
		show_take(reader, SHOW_ERSPAN_TO, ahead);
		return;
	}
	if (text_is(word, "interface"))
		rest = ahead;
	rest = text_trim(rest);
	if (rest.len)
		take_destination_options(session, &rest);
	show_ports(reader, false, rest, DIRECTION_NONE);
}

static void
take_filter(struct show_reader *reader, struct text rest)
{
	struct text word = text_word(&rest);

	if (text_is(word, "vlan")) {
		show_take(reader, SHOW_FILTER_VLANS, text_trim(rest));
		return;
	}
	if (text_is(word, "ip") || text_is(word, "ipv6") ||
	    text_is(word, "mac"))
		word = text_word(&rest);
	if (text_is(word, "access-group"))
		show_take(reader, SHOW_FILTER_ACL, rest);
}

/* What follows "monitor session 1", or stands in its block. */
static bool
take_words(struct show_reader *reader, struct text rest)
{
	struct text word = text_word(&rest);

	if (text_is(word, "source"))
		take_source(reader, rest);
	else if (text_is(word, "destination"))
		take_destination(reader, rest);
	else if (text_is(word, "filter"))
		take_filter(reader, rest);
	else if (text_is(word, "type"))
		show_take(reader, SHOW_TYPE, rest);
	else if (text_is(word, "erspan-id"))
		show_take(reader, SHOW_ERSPAN_ID, rest);
	else if (text_is(word, "mtu"))
		show_take(reader, SHOW_MTU, rest);
	else if (text_is(word, "ip") && text_is(text_word(&rest), "address"))
		show_take(reader, SHOW_ERSPAN_TO, rest);
	else if (text_is(word, "origin") && text_is(text_word(&rest), "ip") &&
		 text_is(text_word(&rest), "address"))
		show_take(reader, SHOW_ERSPAN_FROM, rest);
	else if (text_is(word, "shutdown"))
		show_take(reader, SHOW_STATE, text_of("down"));
	else if (text_is(word, "no") &&
		 text_starts_with(text_trim(rest), "shut"))
		show_take(reader, SHOW_STATE, text_of("up"));
	else
		return false;
	return true;
}

bool
show_config_line(struct show_reader *reader, struct text line)
{
	struct text rest = line;
	struct text id;
	bool indented = line.len && line.at[0] == ' ';

	if (indented && reader->nested && show_session(reader))
		return take_words(reader, rest);
	if (indented || !text_is(text_word(&rest), "monitor") ||
	    !text_is(text_word(&rest), "session"))
		return false;
	id = text_word(&rest);
	if (id.len == 0 || text_is(id, "all") || !show_begin(reader, id))
		return id.len != 0 && !text_is(id, "all");
	if (show_session(reader)->type == SESSION_UNKNOWN)
		show_session(reader)->type = SESSION_LOCAL;
	reader->nested = text_trim(rest).len == 0 ||
			 text_starts_with(text_trim(rest), "type");
	take_words(reader, rest);
	return true;
}
