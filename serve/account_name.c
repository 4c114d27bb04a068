/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "serve/account_name.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"

bool
account_name_allowed(const char *name)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "abcdefghijklmnopqrstuvwxyz"
				      "0123456789_@.-";
	size_t len = strlen(name);

	return len > 0 && len < ACCOUNT_NAME_SIZE && name[0] != '.' &&
	       name[0] != '-' && strspn(name, letters) == len;
}

int
account_numbers_parse(
    const char *text, char separator, char out[ACCOUNT_NUMBERS_SIZE])
{
	struct text rest = text_of(text);
	size_t count = 0, len = 0;

	out[0] = '\0';
	while (rest.len) {
		struct text number = text_trim(text_cut(&rest, separator));

		if (number.len == 0)
			continue;
		if (count++ == FILTER_NUMBERS_MAX ||
		    len + number.len + 2 > ACCOUNT_NUMBERS_SIZE ||
		    memchr(number.at, '\n', number.len)) {
			log_warnx("these are too many numbers");
			return EINVAL;
		}
		len += (size_t)snprintf(out + len, ACCOUNT_NUMBERS_SIZE - len,
		    "%s%.*s", len ? "\n" : "", (int)number.len, number.at);
	}
	return 0;
}

size_t
account_numbers_split(const char *numbers, char text[ACCOUNT_NUMBERS_SIZE],
    const char *out[FILTER_NUMBERS_MAX])
{
	size_t count = 0;
	char *next;

	text_copy(text, ACCOUNT_NUMBERS_SIZE, text_of(numbers));
	for (char *at = text; at && *at && count < FILTER_NUMBERS_MAX;
	     at = next) {
		next = strchr(at, '\n');
		if (next)
			*next++ = '\0';
		out[count++] = at;
	}
	return count;
}
