/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints the routes of the API: "GET /api/v1/calls viewer" and so on. */
#include <stdio.h>

#include "serve/route.h"

static const char *
method_name(enum method method)
{
	switch (method) {
	case METHOD_GET:
		return "GET";
	case METHOD_POST:
		return "POST";
	case METHOD_PUT:
		return "PUT";
	case METHOD_PATCH:
		return "PATCH";
	case METHOD_DELETE:
		return "DELETE";
	case METHOD_OTHER:
		break;
	}
	return "?";
}

int
main(void)
{
	for (const struct route *it = routes; it->path; it++)
		printf("%s %s %s\n", method_name(it->method), it->path,
		    role_name(it->role));
	return 0;
}
