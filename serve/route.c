/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "serve/route.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "serve/problem.h"
#include "serve/fresh.h"
#include "serve/server.h"
#include "serve/session.h"

/* A row: METHOD, path, ROLE, LANE, NEEDS, function. */
#define ROUTE(method, path, role, lane, needs, run)                            \
	{                                                                      \
		METHOD_##method, API path, ROLE_##role, LANE_##lane,           \
		    ROUTE_NEEDS_##needs, run                                   \
	}
#define API "/api/v1/"

const struct route routes[] = {
    ROUTE(GET, "health", NONE, READ, NOTHING, api_health),
    ROUTE(GET, "openapi.json", NONE, READ, NOTHING, api_openapi),
    ROUTE(POST, "session", NONE, PASSWORD, NOTHING, api_session_post),
    ROUTE(GET, "session", VIEWER, READ, NOTHING, api_session_get),
    ROUTE(DELETE, "session", VIEWER, CHANGE, NOTHING, api_session_delete),
    ROUTE(POST, "setup", NONE, PASSWORD, NOTHING, api_setup),
    ROUTE(GET, "calls", VIEWER, READ, CATALOGUE, api_calls),
    ROUTE(GET, "calls.csv", SUPERVISOR, EXPORT, CATALOGUE, api_calls_csv),
    ROUTE(GET, "calls/{id}", VIEWER, READ, CATALOGUE, api_call),
    ROUTE(GET, "calls/{id}/explain", VIEWER, READ, CATALOGUE, api_explain),
    ROUTE(GET, "calls/{id}/quality", VIEWER, READ, CATALOGUE, api_quality),
    ROUTE(GET, "calls/{id}/ladder", VIEWER, READ, CATALOGUE, api_ladder),
    ROUTE(GET, "calls/{id}/messages", VIEWER, READ, CATALOGUE, api_messages),
    ROUTE(GET, "calls/{id}/recordings/{n}/peaks", VIEWER, PLAY, CATALOGUE,
	api_peaks),
    ROUTE(GET, "calls/{id}/recordings/{n}/audio", VIEWER, PLAY, CATALOGUE,
	api_audio),
    ROUTE(GET, "calls/{id}/export", SUPERVISOR, EXPORT, CATALOGUE, api_export),
    ROUTE(GET, "stats", SUPERVISOR, READ, CATALOGUE, api_stats),
    ROUTE(GET, "live", SUPERVISOR, RECORDER, NOTHING, api_live),
    ROUTE(GET, "mirror", SUPERVISOR, RECORDER, NOTHING, api_mirror),
    ROUTE(GET, "users", ADMINISTRATOR, READ, NOTHING, api_users_get),
    ROUTE(POST, "users", ADMINISTRATOR, PASSWORD, NOTHING, api_users_post),
    ROUTE(PATCH, "users/{name}", ADMINISTRATOR, PASSWORD, NOTHING,
	api_users_patch),
    ROUTE(DELETE, "users/{name}", ADMINISTRATOR, CHANGE, NOTHING,
	api_users_delete),
    ROUTE(GET, "tokens", VIEWER, READ, NOTHING, api_tokens_get),
    ROUTE(POST, "tokens", VIEWER, CHANGE, NOTHING, api_tokens_post),
    ROUTE(DELETE, "tokens/{id}", VIEWER, CHANGE, NOTHING, api_tokens_delete),
    ROUTE(PUT, "calls/{id}/tags/{name}", SUPERVISOR, CHANGE, NOTHING,
	api_tag_put),
    ROUTE(DELETE, "calls/{id}/tags/{name}", SUPERVISOR, CHANGE, NOTHING,
	api_tag_delete),
    ROUTE(POST, "calls/{id}/notes", SUPERVISOR, CHANGE, NOTHING, api_note_post),
    ROUTE(PUT, "calls/{id}/hold", ADMINISTRATOR, CHANGE, NOTHING, api_hold_put),
    ROUTE(
	DELETE, "calls/{id}", ADMINISTRATOR, CHANGE, NOTHING, api_call_delete),
    ROUTE(GET, "audit", ADMINISTRATOR, READ, CATALOGUE, api_audit),
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
	static const struct {
		enum method method;
		const char *text;
	} names[] = {
	    {METHOD_GET, ", GET, HEAD"},
	    {METHOD_POST, ", POST"},
	    {METHOD_PUT, ", PUT"},
	    {METHOD_PATCH, ", PATCH"},
	    {METHOD_DELETE, ", DELETE"},
	};
	char allowed[64] = "";
	size_t len = 0;

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (methods & names[i].method)
			len += (size_t)snprintf(allowed + len,
			    sizeof allowed - len, "%s", names[i].text);
	}
	answer_problem(exchange, 405, NULL);
	answer_header(exchange, "Allow", "%s", allowed + 2);
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
	if (!limits_take(server->limits, LIMIT_ADDRESS, exchange->network)) {
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

/* Does a browser say that a page of somebody else asks (Fetch Metadata)? Who is
 * not signed in has no X-CSRF-Token yet, but may be signed in as another. */
static bool
is_foreign(const struct exchange *exchange)
{
	const char *site = exchange->fields.fetch_site;

	return site && strcmp(site, "same-origin") && strcmp(site, "none");
}

/* Is it allowed? Else the answer says why not. */
static bool
is_allowed(struct exchange *exchange)
{
	const struct route *route = exchange->route;
	struct server *server = exchange->server;
	int error;

	if (route->role == ROLE_NONE) {
		if (route->method == METHOD_GET || !is_foreign(exchange))
			return true;
		answer_problem(exchange, 403, "another site asks for this");
		return false;
	}
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
		error = fresh_get(exchange->reader, &exchange->catalogue);
	if (error)
		answer_problem(exchange, 503,
		    "the catalogue cannot be read: see the log of the server");
	else
		route->run(exchange);
}
