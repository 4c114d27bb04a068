/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How often somebody may ask, and how soon again after a wrong password. Who
 * that is says a key, an address or a name, of which only a seeded hash is
 * kept; of too many, those that were quiet longest are forgotten. By any
 * thread; nothing waits.
 */
#ifndef SERVE_LIMITS_H
#define SERVE_LIMITS_H

#include <stdbool.h>

struct limits;

enum limit {
	LIMIT_ADDRESS,         /* requests of an address */
	LIMIT_USER,            /* ... and of a user */
	LIMIT_SIGN_IN,         /* wrong passwords of a user from an address */
	LIMIT_SIGN_IN_ADDRESS, /* ... from an address */
	LIMIT_SIGN_IN_USER,    /* ... of a user, from anywhere */
};

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
