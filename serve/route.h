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

/* What the rows name; in the files api_*.c. */
route_fn api_health;
route_fn api_openapi;
route_fn api_session_post;
route_fn api_session_get;
route_fn api_session_delete;
route_fn api_setup;
route_fn api_calls;
route_fn api_calls_csv;
route_fn api_call;
route_fn api_explain;
route_fn api_quality;
route_fn api_ladder;
route_fn api_messages;
route_fn api_peaks;
route_fn api_audio;
route_fn api_export;
route_fn api_stats;
route_fn api_live;
route_fn api_mirror;
route_fn api_users_get;
route_fn api_users_post;
route_fn api_users_patch;
route_fn api_users_delete;
route_fn api_tokens_get;
route_fn api_tokens_post;
route_fn api_tokens_delete;
route_fn api_tag_put;
route_fn api_tag_delete;
route_fn api_note_post;
route_fn api_hold_put;
route_fn api_call_delete;
route_fn api_audit;

#endif
