/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SNMP to a device: version 3 with authentication and privacy (RFC 3414) for
 * a user, or, where the plan allows it, version 2c, whose community all that
 * listen can read.
 */
#ifndef SPANCTL_SNMP_H
#define SPANCTL_SNMP_H

#include <stddef.h>
#include <stdint.h>

#define SNMP_NAME_MAX 64    /* numbers of an object's name */
#define SNMP_BYTES_MAX 256  /* of a value */
#define SNMP_WALK_MAX 65536 /* objects of one walk */

/* The name of an object, number by number. */
struct snmp_name {
	unsigned long at[SNMP_NAME_MAX];
	size_t len;
};

/* One object: the numbers behind the root of a walk, and its value. */
struct snmp_object {
	const unsigned long *index;
	size_t index_len;
	unsigned long number; /* of an integer, counter or gauge; else 0 */
	uint8_t bytes[SNMP_BYTES_MAX]; /* of a string, cut; ends with NUL */
	size_t size;
};

/* Whom to ask, and as whom; the texts have to live as long as the session. */
struct agent_login {
	const char *name;    /* of the device, in messages */
	const char *address; /* name or number */
	unsigned port;       /* 0: the usual one */
	unsigned timeout_s;  /* of an answer */
	const char *user;    /* ""; version 2c */
	const char *secret;  /* where passphrase or community are, secret.h */
	const char *privacy; /* where the other passphrase is; "": the same */
	const char *auth;    /* "SHA", "SHA-256", "MD5" ... */
	const char *cipher;  /* "AES", "DES" ... */
};

struct agent;

/* Takes one object; a positive errno ends the walk. */
typedef int snmp_fn(const struct snmp_object *object, void *arg);

/*
 * Opens a session, and with version 3 finds the engine and its clock. 0, or a
 * positive errno after a message that says what to do; ENOTSUP: built
 * without.
 */
int agent_open(const struct agent_login *login, struct agent **out)
    __attribute__((warn_unused_result));
void agent_close(struct agent *agent);

/* "1.3.6.1.2" as a name; what is no number ends it. */
struct snmp_name agent_name_of(const char *text);

/*
 * Calls 'fn' for all objects below 'root'. None is no error. 0, what 'fn'
 * returned, or a positive errno after a message; E2BIG, also of 'fn', too, and
 * beyond SNMP_WALK_MAX.
 */
int agent_walk(struct agent *agent, const char *root, snmp_fn *fn, void *arg)
    __attribute__((warn_unused_result));

/* An integer to be set: 'column' of a table, for the row 'index'. */
struct snmp_setting {
	const char *column;
	const unsigned long *index;
	size_t index_len;
	long value;
};

/*
 * Sets all of 'settings' in one message, all or none. 0; EPROTO when the
 * agent refuses, which agent_refusal() says; or a positive errno after a
 * message.
 */
int agent_set(struct agent *agent, const struct snmp_setting *settings,
    size_t count) __attribute__((warn_unused_result));

/* Why the last agent_set() was refused: "notWritable" and the like. */
const char *agent_refusal(const struct agent *agent);

#endif
