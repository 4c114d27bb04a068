/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "serve/route.h"

#include <errno.h>
#include <string.h>

#include "serve/problem.h"
#include "serve/reader.h"
#include "serve/server.h"
#include "serve/session.h"

const struct route routes[] = {
    {METHOD_GET, "/api/v1/health", ROLE_NONE, LANE_READ, ROUTE_NEEDS_NOTHING,
	api_health},
    {METHOD_GET, "/api/v1/openapi.json", ROLE_NONE, LANE_READ,
	ROUTE_NEEDS_NOTHING, api_openapi},
    {METHOD_POST, "/api/v1/session", ROLE_NONE, LANE_PASSWORD,
	ROUTE_NEEDS_NOTHING, api_session_post},
    {METHOD_GET, "/api/v1/session", ROLE_VIEWER, LANE_READ, ROUTE_NEEDS_NOTHING,
	api_session_get},
    {METHOD_DELETE, "/api/v1/session", ROLE_VIEWER, LANE_CHANGE,
	ROUTE_NEEDS_NOTHING, api_session_delete},
    {METHOD_POST, "/api/v1/setup", ROLE_NONE, LANE_PASSWORD,
	ROUTE_NEEDS_NOTHING, api_setup},
    {METHOD_GET, "/api/v1/calls", ROLE_VIEWER, LANE_READ, ROUTE_NEEDS_CATALOGUE,
	api_calls},
    {METHOD_GET, "/api/v1/calls/{id}", ROLE_VIEWER, LANE_READ,
	ROUTE_NEEDS_CATALOGUE, api_call},
    {METHOD_GET, "/api/v1/calls/{id}/recordings/{n}/audio", ROLE_VIEWER,
	LANE_READ, ROUTE_NEEDS_CATALOGUE, api_audio},
    {METHOD_GET, "/api/v1/stats", ROLE_SUPERVISOR, LANE_READ,
	ROUTE_NEEDS_CATALOGUE, api_stats},
    {.path = NULL},
};

/* What is no part of the API is a file of the page. */
static const struct route page_route = {
    METHOD_GET, "/", ROLE_NONE, LANE_READ, ROUTE_NEEDS_NOTHING, pages_answer};

/* Is this the path of the exchange? Notes the words for its braces. */
static bool
matches(const char *path, struct exchange *exchange)
{
	const struct target *target = &exchange->target;
	size_t words = 0;

	for (size_t i = 0; i < target->segments; i++) {
		const char *segment = target->segment[i];
		size_t len;

		if (*path++ != '/')
			return false;
		len = strcspn(path, "/");
		if (path[0] == '{')
			exchange->word[words++] = segment;
		else if (strlen(segment) != len || memcmp(segment, path, len))
			return false;
		path += len;
	}
	return *path == '\0';
}

static void
answer_methods(struct exchange *exchange, unsigned methods)
{
	answer_problem(exchange, 405, NULL);
	answer_header(exchange, "Allow", "%s%s%s%s%s",
	    methods & METHOD_GET ? "GET, HEAD, " : "",
	    methods & METHOD_POST ? "POST, " : "",
	    methods & METHOD_PUT ? "PUT, " : "",
	    methods & METHOD_PATCH ? "PATCH, " : "",
	    methods & METHOD_DELETE ? "DELETE" : "OPTIONS");
}

static bool
is_api(const struct target *target)
{
	return target->segments && !strcmp(target->segment[0], "api");
}

/* NULL: there is none, and the answer says so. */
static const struct route *
find(struct exchange *exchange)
{
	unsigned methods = 0;

	if (!is_api(&exchange->target)) {
		if (exchange->method == METHOD_GET)
			return &page_route;
		answer_methods(exchange, METHOD_GET);
		return NULL;
	}
	for (const struct route *it = routes; it->path; it++) {
		if (!matches(it->path, exchange))
			continue;
		if (it->method == exchange->method)
			return it;
		methods |= it->method;
	}
	if (methods)
		answer_methods(exchange, methods);
	else
		answer_problem(exchange, 404, NULL);
	return NULL;
}

bool
route_take(struct exchange *exchange, void *arg)
{
	struct server *server = arg;

	exchange->server = server;
	if (!limits_take(server->limits, LIMIT_ADDRESS, exchange->address)) {
		answer_too_many(exchange, 1);
		return false;
	}
	exchange->route = find(exchange);
	if (!exchange->route)
		return false;
	if (workers_push(server->workers, exchange->route->lane, exchange))
		return true;
	answer_problem(exchange, 503, "the server has too much to do");
	answer_header(exchange, "Retry-After", "2");
	return false;
}

/* Is it allowed? Else the answer says why not. */
static bool
is_allowed(struct exchange *exchange)
{
	const struct route *route = exchange->route;
	struct server *server = exchange->server;
	int error;

	if (route->role == ROLE_NONE)
		return true;
	error = session_identify(exchange);
	if (error && error != ENOENT) {
		answer_error(exchange, error);
	} else if (error) {
		answer_problem(exchange, 401, "sign in first");
		answer_header(exchange, "WWW-Authenticate", "Bearer");
	} else if (exchange->who.role < route->role) {
		answer_problem(exchange, 403, "your role does not allow this");
	} else if (route->method != METHOD_GET && !session_is_meant(exchange)) {
		answer_problem(exchange, 403,
		    "the field X-CSRF-Token is missing or wrong");
	} else if (!limits_take(server->limits, LIMIT_USER,
		       exchange->who.account.name)) {
		answer_too_many(exchange, 1);
	} else {
		return true;
	}
	return false;
}

void
route_run(struct exchange *exchange, void *arg)
{
	const struct route *route = exchange->route;
	int error = 0;

	(void)arg;
	if (!is_allowed(exchange))
		return;
	if (route->needs == ROUTE_NEEDS_CATALOGUE)
		error = reader_get(exchange->reader, &exchange->catalogue);
	if (error)
		answer_problem(exchange, 503,
		    "the catalogue cannot be read: see the log of the server");
	else
		route->run(exchange);
}
