/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/port_set.h"

static bool
parse_port(struct text text, unsigned long *out)
{
	return text_number(text_trim(text), 65535, out) && *out > 0;
}

/* "5060" or "5080-5090". */
static bool
add_range(struct port_set *set, struct text range)
{
	bool is_one = !memchr(range.at, '-', range.len);
	struct text first = text_cut(&range, '-');
	unsigned long from, to;

	if (!parse_port(first, &from))
		return false;
	to = from;
	if (!is_one && !parse_port(range, &to))
		return false;
	for (unsigned long port = from; port <= to; port++)
		port_set_add(set, (uint16_t)port);
	return from <= to;
}

bool
port_set_parse(struct text text, struct port_set *set)
{
	if (text.len == 0 || text.at[text.len - 1] == ',')
		return false;
	while (text.len)
		if (!add_range(set, text_cut(&text, ',')))
			return false;
	return true;
}
