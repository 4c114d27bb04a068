/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "serve/cookie.h"

#include "base/text.h"

bool
cookie_find(const char *field, const char *name, char *out, size_t size)
{
	struct text rest = text_of(field);
	struct text value = {NULL, 0};
	bool found = false;

	while (rest.len) {
		struct text pair = text_trim(text_cut(&rest, ';'));
		struct text its = text_cut(&pair, '=');

		if (!text_equal(its, text_of(name)))
			continue;
		if (found)
			return false;
		found = true;
		value = pair;
	}
	if (!found || value.len == 0 || value.len >= size)
		return false;
	text_copy(out, size, value);
	return true;
}
