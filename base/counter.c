/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The counters and their names, from counters.def. */
#include "base/counter.h"

#include <string.h>

struct description {
	enum counter_group group;
	const char *name;
	const char *text;
};

static const struct description descriptions[COUNTER_COUNT] = {
    {COUNTER_EVENTS, "none", ""},
#define COUNTER(group, name, description) {COUNTER_##group, #name, description},
#include "base/counters.def"
#undef COUNTER
};

uint64_t counter_values[COUNTER_COUNT];

const char *
counter_name(enum counter_id id)
{
	return descriptions[id].name;
}

const char *
counter_description(enum counter_id id)
{
	return descriptions[id].text;
}

uint64_t
counter_sum(enum counter_group group)
{
	uint64_t sum = 0;

	for (size_t id = COUNTER_NONE + 1; id < COUNTER_COUNT; id++)
		if (descriptions[id].group == group)
			sum += counter_values[id];
	return sum;
}

void
counter_reset(void)
{
	memset(counter_values, 0, sizeof counter_values);
}
