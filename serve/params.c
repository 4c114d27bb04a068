/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "serve/params.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "browse/time.h"
#include "browse/words.h"
#include "serve/account_name.h"
#include "serve/problem.h"

#define LIMIT_DEFAULT 100
#define LIMIT_MAX 1000

enum param_type {
	PARAM_TEXT,
	PARAM_WORD,
	PARAM_TIME,
	PARAM_SPAN,
	PARAM_POSITION,
	PARAM_LIMIT,
	PARAM_CURSOR,
};

struct param {
	const char *name;
	enum param_type type;
	size_t offset;     /* of what it fills in struct params */
	size_t has_offset; /* ... and of what says that it did; 0: none */
	const char *const *words; /* of PARAM_WORD, NULL at the end */
};

static const char *const yes_or_no[] = {"yes", "no", NULL};

#define MEMBER(member) .offset = offsetof(struct params, filter.member)
#define HAS_MEMBER(member) .has_offset = offsetof(struct params, filter.member)

static const struct param calls[] = {
    {"from", PARAM_TIME, MEMBER(from_us), HAS_MEMBER(has_from)},
    {"to", PARAM_TIME, MEMBER(to_us), HAS_MEMBER(has_to)},
    {"number", PARAM_TEXT, MEMBER(number)},
    {"name", PARAM_TEXT, MEMBER(name)},
    {"address", PARAM_TEXT, MEMBER(address)},
    {"direction", PARAM_WORD, MEMBER(direction), .words = words_direction},
    {"state", PARAM_WORD, MEMBER(state), .words = words_state},
    {"completeness", PARAM_WORD, MEMBER(completeness),
	.words = words_completeness},
    {"codec", PARAM_TEXT, MEMBER(codec)},
    {"tag", PARAM_TEXT, MEMBER(tag)},
    {"text", PARAM_TEXT, MEMBER(text)},
    {"source", PARAM_TEXT, MEMBER(source)},
    {"hold", PARAM_WORD, MEMBER(hold), .words = yes_or_no},
    {"min_duration", PARAM_SPAN, MEMBER(min_duration_ms)},
    {"max_duration", PARAM_SPAN, MEMBER(max_duration_ms),
	HAS_MEMBER(has_max_duration)},
    {"limit", PARAM_LIMIT, MEMBER(limit)},
    {"cursor", PARAM_CURSOR, .offset = offsetof(struct params, after)},
    {.name = NULL},
};

static const struct param audit[] = {
    {"from", PARAM_TIME, MEMBER(from_us), HAS_MEMBER(has_from)},
    {"to", PARAM_TIME, MEMBER(to_us), HAS_MEMBER(has_to)},
    {"user", PARAM_TEXT, .offset = offsetof(struct params, user)},
    {"call", PARAM_TEXT, .offset = offsetof(struct params, call)},
    {"limit", PARAM_LIMIT, MEMBER(limit)},
    {"cursor", PARAM_CURSOR, .offset = offsetof(struct params, after)},
    {.name = NULL},
};

bool
params_number(
    const char *text, unsigned long min, unsigned long max, unsigned long *out)
{
	return text_number(text_of(text), max, out) && *out >= min;
}

static const char *const periods[] = {"hour", "day", NULL};

static const struct param stats[] = {
    {"by", PARAM_WORD, .offset = offsetof(struct params, by), .words = periods},
    {.name = NULL},
};

static const char *const mixes[] = {"stereo", "mono", "caller", "callee", NULL};

static const struct param export[] = {
    {"format", PARAM_TEXT, .offset = offsetof(struct params, format)},
    {"mix", PARAM_WORD, .offset = offsetof(struct params, mix), .words = mixes},
    {"from", PARAM_POSITION,
	.offset = offsetof(struct params, position_from_us)},
    {"to", PARAM_POSITION, .offset = offsetof(struct params, position_to_us),
	.has_offset = offsetof(struct params, has_position_to)},
    {.name = NULL},
};

static bool
take_word(const struct param *param, const char *text, const char **out)
{
	for (const char *const *word = param->words; *word; word++) {
		if (!strcmp(*word, text)) {
			*out = *word;
			return true;
		}
	}
	return false;
}

/* An empty value is as good as none. */
static bool
take(const struct param *param, const char *text, struct params *params)
{
	char *base = (char *)params;
	void *out = base + param->offset;
	unsigned long number;

	if (!*text)
		return true;
	if (param->has_offset)
		*(bool *)(base + param->has_offset) = true;
	switch (param->type) {
	case PARAM_TEXT:
		*(const char **)out = text;
		return strlen(text) < FILTER_TEXT_SIZE;
	case PARAM_WORD:
		return take_word(param, text, out);
	case PARAM_TIME:
		return time_parse(text, time_now_us(), out);
	case PARAM_SPAN:
		return time_parse_span(text, out);
	case PARAM_POSITION:
		return time_parse_position(text, out);
	case PARAM_LIMIT:
		if (!params_number(text, 1, LIMIT_MAX, &number))
			return false;
		*(size_t *)out = number;
		return true;
	case PARAM_CURSOR:
		params->filter.after = out;
		return call_cursor_parse(text, out);
	}
	return false;
}

static const struct param *
find(const struct param *table, const char *name)
{
	for (; table->name; table++) {
		if (!strcmp(table->name, name))
			return table;
	}
	return NULL;
}

static bool
refuse(struct exchange *exchange, const char *detail)
{
	answer_problem(exchange, 400, detail);
	return false;
}

/* Takes all parameters; each is in one of two tables, 'more' may be NULL. */
static bool
take_all(struct exchange *exchange, const struct param *table,
    const struct param *more, struct params *params)
{
	const struct target *target = &exchange->target;

	*params = (struct params){
	    .filter = {.limit = LIMIT_DEFAULT, .newest_first = true}};
	for (size_t i = 0; i < target->parameters; i++) {
		const struct target_parameter *it = &target->parameter[i];
		const struct param *param = find(table, it->name);

		if (!param && more)
			param = find(more, it->name);
		if (!param)
			return refuse(exchange, "there is no such parameter");
		if (target_value(target, it->name) != it->value)
			return refuse(exchange, "a parameter is there twice");
		if (!take(param, it->value, params))
			return refuse(
			    exchange, "a parameter has no possible value");
	}
	return true;
}

static bool
take_calls(
    struct exchange *exchange, const struct param *more, struct params *params)
{
	if (!take_all(exchange, calls, more, params))
		return false;
	if (exchange->who.role < ROLE_SUPERVISOR) {
		params->filter.own_numbers = params->numbers;
		params->filter.own_number_count =
		    account_numbers_split(exchange->who.account.numbers,
			params->numbers_text, params->numbers);
	}
	return true;
}

bool
params_calls(struct exchange *exchange, struct params *params)
{
	return take_calls(exchange, NULL, params);
}

bool
params_stats(struct exchange *exchange, struct params *params)
{
	return take_calls(exchange, stats, params);
}

bool
params_audit(struct exchange *exchange, struct params *params)
{
	return take_all(exchange, audit, NULL, params);
}

bool
params_export(struct exchange *exchange, struct params *params)
{
	if (!take_all(exchange, export, NULL, params))
		return false;
	if (!params->format)
		return refuse(exchange, "a format is needed");
	return true;
}

_Static_assert(sizeof calls / sizeof *calls <= 18, "16 of them are texts");

void
params_keep(struct params *params, char memory[PARAMS_TEXTS_SIZE])
{
	for (const struct param *it = calls; it->name; it++) {
		const char **text =
		    (const char **)(void *)((char *)params + it->offset);

		if (it->type != PARAM_TEXT || !*text)
			continue;
		text_copy(memory, FILTER_TEXT_SIZE, text_of(*text));
		*text = memory;
		memory += FILTER_TEXT_SIZE;
	}
}

void
params_text(const struct exchange *exchange, char *out, size_t size)
{
	const struct target *target = &exchange->target;
	size_t len = 0;

	out[0] = '\0';
	for (size_t i = 0; i < target->parameters && len < size; i++)
		len += (size_t)snprintf(out + len, size - len, "%s%s=%s",
		    i ? " " : "", target->parameter[i].name,
		    target->parameter[i].value);
}
