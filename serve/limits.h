/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How often somebody may ask, and how soon again after a wrong password. Who
 * that is says a key, a network or a name, of which only a seeded hash is
 * kept; of too many of a kind, those that were quiet longest are forgotten. By
 * any thread; nothing waits.
 */
#ifndef SERVE_LIMITS_H
#define SERVE_LIMITS_H

#include <netinet/in.h>
#include <stdbool.h>

struct limits;
struct sockaddr;

enum limit {
	LIMIT_ADDRESS,         /* requests of a network */
	LIMIT_USER,            /* ... and of a user */
	LIMIT_SIGN_IN,         /* wrong passwords of a user from a network */
	LIMIT_SIGN_IN_ADDRESS, /* ... from a network */
	LIMIT_SIGN_IN_USER,    /* ... of a user, from anywhere */
	LIMIT_COUNT
};

/*
 * The network of an address, as text: an IPv4 address is one of its own; of an
 * IPv6 address it is the /64, in which a host takes as many as it likes
 * (RFC 8981, RFC 7421). An IPv4 address mapped into IPv6 (RFC 4291 section
 * 2.5.5.2) is that IPv4 address.
 */
void limits_network(const struct sockaddr *from, char out[INET6_ADDRSTRLEN]);

/* NULL without memory. */
struct limits *limits_new(void);
void limits_free(struct limits *limits);

/* Takes one request; false when these were too many lately. */
bool limits_take(struct limits *limits, enum limit limit, const char *key);

/* So many seconds have to pass before the next password; 0: none. */
unsigned limits_wait(struct limits *limits, enum limit limit, const char *key);

/* A password was wrong, or right. */
void limits_failed(struct limits *limits, enum limit limit, const char *key);
void limits_passed(struct limits *limits, enum limit limit, const char *key);

#endif
