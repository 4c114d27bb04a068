/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * HTTP and TLS by libmicrohttpd: makes an exchange of each request, has it
 * answered by other threads, and sends the answer. Its own threads never wait
 * for anything, so that one that is slow, here or there, holds up nobody. RFC
 * 9110, RFC 9112.
 */
#ifndef SERVE_HTTP_H
#define SERVE_HTTP_H

#include <stdbool.h>

#include "serve/exchange.h"

#define HTTP_BODY_MAX (64U << 10)
#define HTTP_CONNECTIONS_MAX 2048
#define HTTP_CONNECTIONS_PER_ADDRESS 512
#define HTTP_HEAD_SECONDS 15 /* for a whole request to arrive */

struct http;

struct http_settings {
	int listen_fd;                 /* taken */
	const char *certificate, *key; /* PEM; NULL: without TLS */

	/* A whole request is there. False: it is answered already. True: it
	 * was given to a thread, which calls http_done(). Called by the
	 * threads of HTTP: must not wait. */
	bool (*take)(struct exchange *exchange, void *arg);
	void *arg;
};

/* 0 or a positive errno, which was logged. */
int http_start(const struct http_settings *settings, struct http **out)
    __attribute__((warn_unused_result));

/* The answer of an exchange that 'take' took is there: by any thread. */
void http_done(struct exchange *exchange);

/* No new connections from now on. */
void http_quiesce(struct http *http);

/* When no exchange is taken any more, and no stream waits. NULL is allowed. */
void http_stop(struct http *http);

#endif
