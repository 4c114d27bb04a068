/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What everybody may see of the API. */
#include "config.h"

#include <string.h>

#include "browse/json_set.h"
#include "serve/openapi.h"
#include "serve/problem.h"
#include "serve/fresh.h"
#include "serve/route.h"
#include "serve/server.h"

void
api_health(struct exchange *exchange)
{
	json_t *object = json_object();
	struct catalogue *catalogue;
	int64_t count = 0;
	int error = fresh_get(exchange->reader, &catalogue);

	set_text(object, "status", error ? "catalogue" : "ok");
	set_text(object, "version", PACKAGE_VERSION);
	error |= accounts_count(exchange->server->accounts, &count);
	set_bool(object, "setup", count == 0);
	answer_json(exchange, object);
	if (error)
		exchange->answer.status = 503;
}

void
api_openapi(struct exchange *exchange)
{
	answer_borrowed(exchange, "application/json", openapi_document,
	    strlen(openapi_document));
	answer_header(exchange, "Cache-Control", "no-cache");
}
