/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads what devices print about their mirror sessions. Nearly all print
 * "key : value" lines below a header for each session; a table says what the
 * keys of a device mean. Columns never matter: widths differ by release.
 * Lines that nobody knows (log messages, prompts) are passed over.
 */
#ifndef SPANCTL_SHOW_H
#define SPANCTL_SHOW_H

#include <stdbool.h>

#include "spanctl/session.h"

/* What stands behind a key. */
enum show_field {
	SHOW_NOTHING, /* of no interest */
	SHOW_SESSION, /* an id: a session begins */
	SHOW_TYPE,
	SHOW_STATE,
	SHOW_SOURCES, /* sources begin; a list here is copied both ways */
	SHOW_SOURCES_RX,
	SHOW_SOURCES_TX,
	SHOW_SOURCE_VLANS, /* source VLANs begin */
	SHOW_VLANS_RX,
	SHOW_VLANS_TX,
	SHOW_RX, /* a list of what has begun, in this direction */
	SHOW_TX,
	SHOW_BOTH,
	SHOW_DESTINATIONS,
	SHOW_FILTER_VLANS,
	SHOW_FILTER_ACL,
	SHOW_RSPAN_TO,   /* the VLAN that copies go into */
	SHOW_RSPAN_FROM, /* ... that they come out of */
	SHOW_ERSPAN_ID,
	SHOW_ERSPAN_TO,
	SHOW_ERSPAN_FROM,
	SHOW_MTU,
	SHOW_ENCAPSULATION,
	SHOW_INGRESS,
};

struct show_key {
	const char *key; /* but for case and blanks; NULL ends the table */
	enum show_field field;
};

struct show_reader;

/* Takes a line that the table cannot say; false when it is none of these. */
typedef bool show_line_fn(struct show_reader *reader, struct text line);

struct show_format {
	const struct port_names *names;
	const char *header;          /* "session" of "Session 1"; or NULL */
	const struct show_key *keys; /* or NULL */
	show_line_fn *line;          /* asked first; or NULL */
	const char *const *nothing;  /* what is said of no session; NULL ends */
	enum session_type type;      /* where none is said */
};

/* What has been read so far. */
struct show_reader {
	const struct show_format *format;
	struct session_list *list;
	enum show_field section;  /* what a list belongs to */
	enum direction direction; /* of that list */
	bool nested;              /* lines of a "monitor session" block */
	bool refused;             /* the last id was none: lines of nobody */
	bool recognised;          /* something made sense */
	int error;                /* the first; ends the reading */
};

/* Printable, and no blank: what devices call their sessions. */
bool show_is_id(struct text id);

/* The session that is being read; NULL before the first, and behind an id
 * that is none. */
struct session *show_session(struct show_reader *reader);

/* Begins a session, or goes on with the one of that id. */
struct session *show_begin(struct show_reader *reader, struct text id);

/* Goes on with the session of that id; NULL when there is none. */
struct session *show_again(struct show_reader *reader, struct text id);

/* Gives 'value' of a key to the session, see enum show_field. */
void
show_take(struct show_reader *reader, enum show_field field, struct text value);

/* Adds ports to the sources or destinations. */
void show_ports(struct show_reader *reader, bool source, struct text list,
    enum direction direction);

/*
 * Takes "monitor session 1 source interface Fa0/2 - 3 rx" and its like, as
 * running configurations of IOS, NX-OS, EOS and FASTPATH have them; the lines
 * in a block "monitor session 1 type erspan-source" too.
 */
bool show_config_line(struct show_reader *reader, struct text line);

/*
 * Appends the sessions of 'output' to 'list'. 0; EBADMSG when nothing in the
 * output is known, not even that there is no session; E2BIG beyond
 * SESSIONS_MAX or PORTS_MAX; ENOMEM.
 */
int show_parse(const struct show_format *format, struct text output,
    struct session_list *list) __attribute__((warn_unused_result));

#endif
