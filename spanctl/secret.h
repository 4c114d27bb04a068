/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where a password comes from: "file:/path" that only its owner may read,
 * "env:NAME", or "command:program argument..." whose first line of output it
 * is. Never from a command line, and never in the plan file.
 */
#ifndef SPANCTL_SECRET_H
#define SPANCTL_SECRET_H

#include <stdbool.h>
#include <stddef.h>

#define SECRET_SIZE 256

/* A password in clear; secret_clear() it as soon as it was used. */
struct secret {
	char text[SECRET_SIZE];
};

/* Is 'where' of one of the three forms? */
bool secret_where_valid(const char *where);

/*
 * Reads the secret. 0, or a positive errno after a message that says what to
 * do and never holds the secret.
 */
int secret_read(const char *where, struct secret *out)
    __attribute__((warn_unused_result));

/* Overwrites it. */
void secret_clear(struct secret *secret);

#endif
