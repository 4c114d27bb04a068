/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A file that is made while it is sent, so that neither its length nor a slow
 * connection needs memory. The exchange belongs to the thread that makes it
 * until the first byte is there: what goes wrong before has an answer that
 * says so, what goes wrong later ends the connection.
 */
#ifndef SERVE_SENDING_H
#define SERVE_SENDING_H

#include <stddef.h>

#include "serve/exchange.h"

struct sending {
	struct exchange *exchange; /* NULL: its answer is on its way */
	struct server *server;
	const char *type;      /* media type */
	const char *name;      /* of the file, in front of the dot */
	const char *ending;    /* ... and behind it */
	struct stream *stream; /* NULL: nothing was put */
};

/* Puts the next bytes: 0, ENOMEM, or ECANCELED when nobody reads any more, or
 * the server ends. 'arg' is a struct sending: it is an export_put_fn. */
int sending_put(const void *bytes, size_t size, void *arg);

/* Ends it: 'error' is what kept it from being whole, or 0. False when nothing
 * was put: the exchange wants another answer. */
bool sending_end(struct sending *sending, int error);

#endif
