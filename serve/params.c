/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "serve/params.h"

#include <string.h>

#include "base/text.h"
#include "browse/time.h"
#include "serve/problem.h"

enum param_type { PARAM_TEXT, PARAM_WORD, PARAM_TIME, PARAM_LIMIT };

struct param {
	const char *name;
	enum param_type type;
	size_t offset;            /* of what it fills in struct call_filter */
	size_t has_offset;        /* ... and of what says that it did */
	const char *const *words; /* of PARAM_WORD, NULL at the end */
};

static const char *const states[] = {
    "ringing", "active", "ended", "failed", "interrupted", "recovered", NULL};

#define MEMBER(member) .offset = offsetof(struct call_filter, member)
#define HAS_MEMBER(member) .has_offset = offsetof(struct call_filter, member)

static const struct param params[] = {
    {"from", PARAM_TIME, MEMBER(from_us), HAS_MEMBER(has_from)},
    {"to", PARAM_TIME, MEMBER(to_us), HAS_MEMBER(has_to)},
    {"number", PARAM_TEXT, MEMBER(number)},
    {"state", PARAM_WORD, MEMBER(state), .words = states},
    {"source", PARAM_TEXT, MEMBER(source)},
    {"limit", PARAM_LIMIT, MEMBER(limit)},
};

bool
params_number(
    const char *text, unsigned long min, unsigned long max, unsigned long *out)
{
	return text_number(text_of(text), max, out) && *out >= min;
}

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
take(const struct param *param, const char *text, struct call_filter *filter)
{
	char *base = (char *)filter;
	unsigned long number;

	if (!*text)
		return true;
	switch (param->type) {
	case PARAM_TEXT:
		*(const char **)(void *)(base + param->offset) = text;
		return true;
	case PARAM_WORD:
		return take_word(param, text,
		    (const char **)(void *)(base + param->offset));
	case PARAM_TIME:
		*(bool *)(base + param->has_offset) = true;
		return time_parse(text, time_now_us(),
		    (int64_t *)(void *)(base + param->offset));
	case PARAM_LIMIT:
		if (!params_number(text, 1, CALLS_LIMIT_MAX, &number))
			return false;
		*(size_t *)(void *)(base + param->offset) = number;
		return true;
	}
	return false;
}

static const struct param *
find(const char *name)
{
	for (size_t i = 0; i < sizeof params / sizeof *params; i++) {
		if (!strcmp(params[i].name, name))
			return &params[i];
	}
	return NULL;
}

static bool
refuse(struct exchange *exchange, const char *detail)
{
	answer_problem(exchange, 400, detail);
	return false;
}

bool
params_filter(struct exchange *exchange, struct call_filter *filter)
{
	const struct target *target = &exchange->target;

	*filter = (struct call_filter){.limit = CALLS_LIMIT_DEFAULT};
	for (size_t i = 0; i < target->parameters; i++) {
		const struct target_parameter *it = &target->parameter[i];
		const struct param *param = find(it->name);

		if (!param)
			return refuse(
			    exchange, "there is no such parameter");
		if (target_value(target, it->name) != it->value)
			return refuse(exchange, "a parameter is there twice");
		if (!take(param, it->value, filter))
			return refuse(
			    exchange, "a parameter has no possible value");
	}
	return true;
}
