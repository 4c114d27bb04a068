/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "serve/body.h"

#include "serve/problem.h"

json_t *
body_object(struct exchange *exchange)
{
	json_t *object = exchange->body
			     ? json_loadb(exchange->body, exchange->body_size,
				   JSON_REJECT_DUPLICATES, NULL)
			     : NULL;

	if (json_is_object(object))
		return object;
	json_decref(object);
	answer_problem(exchange, 400, "the body has to be a JSON object");
	return NULL;
}

const char *
body_text(const json_t *object, const char *name, size_t max)
{
	const json_t *value = json_object_get(object, name);

	if (!json_is_string(value) || json_string_length(value) > max)
		return NULL;
	return json_string_value(value);
}
