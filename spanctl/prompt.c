/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prompts of devices; see prompt.h. */
#include "spanctl/prompt.h"

#define HOST_COMPARED 15 /* long names are cut short in configuration */

static bool
is_prompt_end(char c)
{
	return c == '>' || c == '#' || c == ']' || c == '$' || c == '%';
}

static bool
is_host_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || (c != '\0' && strchr("-_.", c));
}

struct text
prompt_host(struct text line)
{
	const char *at_sign;
	size_t len = 0;

	if (text_starts_with(line, "tty="))
		text_word(&line);
	line = text_trim(line);
	while (line.len && strchr("<[(*~", line.at[0])) {
		line.at++;
		line.len--;
	}
	at_sign = line.len ? memchr(line.at, '@', line.len) : NULL;
	if (at_sign) {
		line.len -= (size_t)(at_sign + 1 - line.at);
		line.at = at_sign + 1;
	}
	while (len < line.len && is_host_char(line.at[len]))
		len++;
	return (struct text){line.at, len};
}

bool
prompt_is(const char *host, struct text line)
{
	struct text found, rest;
	size_t len = strlen(host);

	line = text_trim(line);
	if (line.len < 2 || line.len > 120 ||
	    !is_prompt_end(line.at[line.len - 1]))
		return false;
	found = prompt_host(line);
	if (found.len == 0)
		return false;
	if (len == 0) /* not learnt yet: one word, or "(name) #" */
		return !memchr(line.at, ':', line.len);
	if (len > HOST_COMPARED)
		len = HOST_COMPARED;
	if (found.len < len || memcmp(found.at, host, len))
		return false;
	rest = (struct text){found.at + found.len,
	    line.len - (size_t)(found.at + found.len - line.at)};
	/* "(config)#", "] /ip>", but no echoed command. */
	for (size_t i = 0; i + 1 < rest.len; i++) {
		if (is_prompt_end(rest.at[i]) && rest.at[i] != ']')
			return false;
	}
	return true;
}
