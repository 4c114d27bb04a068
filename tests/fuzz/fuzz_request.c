/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a request says: a line each of its target, its fields Range and Cookie,
 * and behind them its body.
 */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "serve/account_name.h"
#include "serve/body.h"
#include "serve/cookie.h"
#include "serve/exchange.h"
#include "serve/params.h"
#include "serve/range.h"
#include "serve/target.h"
#include "tests/fuzz/fuzz.h"

static void
check(bool holds)
{
	if (!holds)
		abort();
}

/* Cuts a line off '*rest'. */
static char *
cut(char **rest)
{
	char *line = *rest;
	char *end = strchr(line, '\n');

	*rest = end ? end + 1 : line + strlen(line);
	if (end)
		*end = '\0';
	return line;
}

/* Can be a name in a path, and in a log? */
static void
check_text(const char *text)
{
	check(utf8_valid(text, strlen(text)));
	for (; *text; text++)
		check((unsigned char)*text >= 0x20 && *text != 0x7f);
}

static void
check_target(const struct target *target)
{
	check(target->segments <= TARGET_SEGMENTS);
	check(target->parameters <= TARGET_PARAMETERS);
	for (size_t i = 0; i < target->segments; i++) {
		check_text(target->segment[i]);
		check(target->segment[i][0] != '\0');
		check(strcmp(target->segment[i], ".") != 0);
		check(strcmp(target->segment[i], "..") != 0);
	}
	for (size_t i = 0; i < target->parameters; i++) {
		check_text(target->parameter[i].name);
		check_text(target->parameter[i].value);
	}
}

static void
check_params(struct exchange *exchange)
{
	char memory[PARAMS_TEXTS_SIZE], text[64];
	struct params params;

	if (params_calls(exchange, &params)) {
		check(params.filter.limit >= 1 && params.filter.limit <= 1000);
		params_keep(&params, memory);
	} else {
		check(exchange->answer.status == 400);
	}
	if (params_export(exchange, &params))
		check(params.format != NULL);
	params_text(exchange, text, sizeof text);
	check(strlen(text) < sizeof text);
}

static void
check_range(const char *field)
{
	static const uint64_t sizes[] = {0, 1, 1000, UINT64_MAX / 2};
	uint64_t from, count;

	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		if (range_parse(field, sizes[i], &from, &count) == RANGE_PART)
			check(count >= 1 && from < sizes[i] &&
			      count <= sizes[i] - from);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct exchange exchange = {.method = METHOD_GET};
	char numbers[ACCOUNT_NUMBERS_SIZE], value[32] = "";
	char *copy = malloc(size + 1), *rest = copy;
	json_t *body;

	if (!copy)
		return 0;
	if (size)
		memcpy(copy, data, size);
	copy[size] = '\0';
	if (target_parse(cut(&rest), &exchange.target)) {
		check_target(&exchange.target);
		check_params(&exchange);
	}
	check_range(cut(&rest));
	if (cookie_find(cut(&rest), "spanview_session", value, sizeof value))
		check(value[0] && strlen(value) < sizeof value);
	exchange.body = rest;
	exchange.body_size = strlen(rest);
	body = body_object(&exchange);
	if (body_text(body, "user", 64))
		check(strlen(body_text(body, "user", 64)) <= 64);
	json_decref(body);
	(void)account_name_allowed(rest);
	if (!account_numbers_parse(rest, ',', numbers))
		check(strlen(numbers) < sizeof numbers);
	answer_clear(&exchange.answer);
	free(copy);
	return 0;
}
