/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "recorder/link_options.h"

#include "base/log.h"
#include "base/text.h"

#define LINK_WINDOW_SECONDS_MAX 60

/* A token (RFC 3261 section 25.1), as the names of headers are. */
static bool
is_header_name(const char *name)
{
	static const char others[] = "-.!%*_+`'~";

	for (const char *at = name; *at; at++)
		if (!(*at >= '0' && *at <= '9') &&
		    !(*at >= 'a' && *at <= 'z') &&
		    !(*at >= 'A' && *at <= 'Z') && !strchr(others, *at))
			return false;
	return *name != '\0';
}

bool
link_options_add_header(struct settings *settings, const char *name)
{
	if (!is_header_name(name)) {
		log_warnx("--link-header %s: not the name of a header", name);
		return false;
	}
	if (settings->link_header_count == LINK_HEADERS_MAX) {
		log_warnx("--link-header %s: more than %d headers", name,
		    LINK_HEADERS_MAX);
		return false;
	}
	settings->link_headers[settings->link_header_count++] = name;
	return true;
}

bool
link_options_set_window(struct settings *settings, const char *text)
{
	unsigned long seconds;

	if (!text_number(text_of(text), LINK_WINDOW_SECONDS_MAX, &seconds)) {
		log_warnx("--link-window %s: not a number of seconds from 0 "
			  "to %d",
		    text, LINK_WINDOW_SECONDS_MAX);
		return false;
	}
	settings->link_window_ns = (int64_t)seconds * NS_PER_SEC;
	return true;
}
