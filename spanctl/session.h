/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A mirror session, of whatever device: the plan has some, a device shows
 * some, and the difference is what is left to do. Members are sets, so that
 * order, ranges and names cut short make no difference.
 */
#ifndef SPANCTL_SESSION_H
#define SPANCTL_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "spanctl/port.h"

#define SESSION_ID_SIZE 64
#define SESSION_WORD_SIZE 64
#define SESSIONS_MAX 256
#define VLANS 4096

enum session_type {
	SESSION_UNKNOWN,
	SESSION_LOCAL,
	SESSION_RSPAN_SOURCE,       /* copies go into a VLAN */
	SESSION_RSPAN_DESTINATION,  /* copies come out of a VLAN */
	SESSION_ERSPAN_SOURCE,      /* copies go into a tunnel */
	SESSION_ERSPAN_DESTINATION, /* copies come out of a tunnel */
	SESSION_CAPTURE,            /* copies go to the device's own capture */
};

/* Seen from the port: what it receives, what it sends. A set of two. */
enum direction {
	DIRECTION_NONE = 0,
	DIRECTION_RX = 1,
	DIRECTION_TX = 2,
	DIRECTION_BOTH = 3,
};

struct mirror_port {
	char name[PORT_NAME_SIZE]; /* as it was written */
	char key[PORT_NAME_SIZE];  /* port_key() of it */
	enum direction direction;  /* of a source; else DIRECTION_NONE */
};

/* A set of ports; no name is in it twice. */
struct mirror_ports {
	struct mirror_port *at;
	size_t count;
};

enum session_state {
	SESSION_STATE_UNKNOWN,
	SESSION_STATE_UP,
	SESSION_STATE_DOWN,
};

struct session {
	char id[SESSION_ID_SIZE]; /* number or name */
	enum session_type type;
	enum session_state state;
	struct mirror_ports sources;
	struct mirror_ports destinations;
	uint8_t source_vlans[VLANS];       /* enum direction of each */
	uint8_t filter_vlans[VLANS];       /* 1: only these are copied */
	unsigned rspan_vlan;               /* 0: none */
	unsigned erspan_id;                /* 0: none */
	unsigned mtu;                      /* 0: not said; else bytes kept */
	char erspan_to[SESSION_WORD_SIZE]; /* where the tunnel ends; "" */
	char erspan_from[SESSION_WORD_SIZE];
	char filter_acl[SESSION_WORD_SIZE];    /* only what it permits; "" */
	char encapsulation[SESSION_WORD_SIZE]; /* "native", "replicate"; "" */
	bool ingress; /* the destination may send into the network */
	bool foreign; /* bears the mark of somebody else */
};

struct session_list {
	struct session *at;
	size_t count;
};

/* "local", "rspan-source" and so on. */
const char *session_type_name(enum session_type type);

/* The type of that name; SESSION_UNKNOWN when there is none. */
enum session_type session_type_of(struct text name);

/* "rx", "tx", "both". */
const char *direction_name(enum direction direction);

/* Of "rx", "RX Only", "both", "inbound", "egress" and more; DIRECTION_NONE
 * when it is no such word. */
enum direction direction_of(struct text word);

/*
 * Adds a port, or its direction when it is there already. 0, ENOMEM, E2BIG
 * beyond PORTS_MAX, or EBADMSG when the name is too long.
 */
int mirror_ports_add(struct mirror_ports *ports, const struct port_names *names,
    struct text name, enum direction direction)
    __attribute__((warn_unused_result));

/* The entry of that port, or NULL. */
const struct mirror_port *
mirror_ports_find(const struct mirror_ports *ports, const char *key);

/* Adds the VLANs of "20,30-32" to a set, 'value' for each; 0, or EBADMSG
 * when it is no list of VLANs from 1 to 4095. */
int vlans_add(uint8_t set[VLANS], struct text list, uint8_t value)
    __attribute__((warn_unused_result));

/* How many VLANs are in the set. */
size_t vlans_count(const uint8_t set[VLANS]);

/* Adds an empty session; NULL when there is no memory or are SESSIONS_MAX. */
struct session *session_list_add(struct session_list *list, struct text id);

/* The session of that id, or NULL. */
struct session *
session_list_find(const struct session_list *list, const char *id);

/* Appends a copy; 0, ENOMEM or E2BIG. */
int session_list_copy(struct session_list *to, const struct session *from)
    __attribute__((warn_unused_result));

void session_list_remove(struct session_list *list, const char *id);
void session_list_clear(struct session_list *list);

/* Do both copy the same to the same place? State and id do not count. */
bool session_equal(const struct session *a, const struct session *b);

#endif
