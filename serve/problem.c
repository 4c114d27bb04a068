/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "serve/problem.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PROBLEM_SIZE 512
#define REAL_DIGITS 10 /* as the terminal prints them */

struct title {
	int status;
	const char *text; /* RFC 9110 section 15 */
};

static const struct title titles[] = {
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {409, "Conflict"},
    {410, "Gone"},
    {413, "Content Too Large"},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"},
    {422, "Unprocessable Content"},
    {429, "Too Many Requests"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {503, "Service Unavailable"},
    {507, "Insufficient Storage"},
};

static const char *
title_of(int status)
{
	for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
		if (titles[i].status == status)
			return titles[i].text;
	}
	return "Error";
}

void
answer_problem(struct exchange *exchange, int status, const char *detail)
{
	char *text = malloc(PROBLEM_SIZE);
	int len = 0;

	if (text)
		len = snprintf(text, PROBLEM_SIZE,
		    "{\"type\":\"about:blank\",\"title\":\"%s\","
		    "\"status\":%d%s%s%s}\n",
		    title_of(status), status, detail ? ",\"detail\":\"" : "",
		    detail ? detail : "", detail ? "\"" : "");
	answer_bytes(exchange, "application/problem+json", text, (size_t)len);
	exchange->answer.status = status;
	answer_header(exchange, "Cache-Control", "no-store");
}

void
answer_error(struct exchange *exchange, int error)
{
	switch (error) {
	case ENOENT:
		answer_problem(exchange, 404, NULL);
		break;
	case EINVAL:
		answer_problem(exchange, 400, NULL);
		break;
	case E2BIG:
		answer_problem(exchange, 400,
		    "this asks for too much at once: give fewer words");
		break;
	case EBUSY:
		answer_problem(exchange, 503,
		    "the catalogue is busy: try again in a moment");
		answer_header(exchange, "Retry-After", "1");
		break;
	case ENOSPC:
		answer_problem(exchange, 507, "the disk of the server is full");
		break;
	case EROFS:
	case EACCES:
	case EPERM:
		answer_problem(exchange, 503,
		    "the server may not write where the calls are: see its "
		    "log");
		break;
	default:
		answer_problem(exchange, 500, "see the log of the server");
	}
}

void
answer_too_many(struct exchange *exchange, unsigned seconds)
{
	answer_problem(exchange, 429, "too often: wait a while");
	answer_header(exchange, "Retry-After", "%u", seconds ? seconds : 1);
}

void
answer_json(struct exchange *exchange, json_t *value)
{
	char *text =
	    value ? json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY |
					  JSON_REAL_PRECISION(REAL_DIGITS))
		  : NULL;

	json_decref(value);
	if (!text) {
		answer_problem(exchange, 503, "the server has no memory left");
		return;
	}
	answer_bytes(exchange, "application/json", text, strlen(text));
	answer_header(exchange, "Cache-Control", "no-store");
}
