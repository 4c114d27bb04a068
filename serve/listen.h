/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The socket at which the server is asked. */
#ifndef SERVE_LISTEN_H
#define SERVE_LISTEN_H

#include <stdbool.h>

#define LISTEN_DEFAULT "127.0.0.1:8787"
#define LISTEN_TEXT_SIZE 64

struct listen_at {
	int fd;
	bool is_local;               /* nobody else can reach it */
	char text[LISTEN_TEXT_SIZE]; /* "127.0.0.1:8787", as a URL has it */
};

/* Listens at "ADDRESS:PORT", "[ADDRESS]:PORT" or ":PORT" (any address). Port
 * 0 is a free one. 0 or a positive errno, which was logged. */
int listen_open(const char *where, struct listen_at *out)
    __attribute__((warn_unused_result));

#endif
