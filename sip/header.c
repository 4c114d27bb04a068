/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Headers by name. */
#include "sip/header.h"

#include "sip/line.h"

bool
sip_header_next(struct text *rest, const char *name, struct text *value)
{
	struct text line;

	while (line_next(rest, &line)) {
		struct text content = line, found;

		if (line.len == 0)
			break; /* the body begins */
		found = text_cut(&content, ':');
		if (found.len == line.len || !text_is(text_trim(found), name))
			continue;
		*value = text_trim(content);
		return true;
	}
	*rest = (struct text){NULL, 0};
	return false;
}
