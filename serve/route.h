/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which handler answers what. One table says all paths of the API: openapi.json
 * is held against it by a test.
 */
#ifndef SERVE_ROUTE_H
#define SERVE_ROUTE_H

#include "serve/exchange.h"
#include "serve/workers.h"

/* Answers an exchange. */
typedef void route_fn(struct exchange *exchange);

enum route_needs {
	ROUTE_NEEDS_NOTHING,
	ROUTE_NEEDS_CATALOGUE,
};

struct route {
	enum method method;
	const char *path; /* "/api/v1/calls/{id}": a word in braces is any */
	enum role role;   /* the least */
	enum lane lane;
	enum route_needs needs;
	route_fn *run;
};

/* Ends with a row without a path. */
extern const struct route routes[];

/*
 * By a thread of HTTP: finds the route and gives the exchange to a worker.
 * False when it was answered at once. 'server' is a struct server.
 */
bool route_take(struct exchange *exchange, void *server);

/* By a worker: who asks, whether that is allowed, and the answer. */
void route_run(struct exchange *exchange, void *server);

route_fn api_health;       /* api_open.c */
route_fn api_openapi;      /* api_open.c */
route_fn api_session_get;  /* api_session.c */
route_fn api_session_post; /* api_session.c */
route_fn api_session_delete;
route_fn api_setup;
route_fn api_calls; /* api_calls.c */
route_fn api_call;  /* api_call.c */

route_fn api_stats; /* api_stats.c */
route_fn api_audio; /* api_audio.c */

#endif
