/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The first line of a SIP message, judged here and never by libosip2: that
 * takes any version, and for a response without a reason phrase it takes the
 * next header line in its place. RFC 3261 sections 7.1, 7.2 and 25.1.
 */
#include "sip/start_line.h"

static const char version[] = "SIP/2.0";
#define VERSION_LEN (sizeof version - 1)

/* RFC 3261 section 25.1: "token". */
static bool
is_token_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || (c && strchr("-.!%*_+`'~", c));
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* How many characters in front can be a method; 0 when it is none. */
static size_t
method_len(struct text line)
{
	size_t len = 0;

	while (len < line.len && len <= METHOD_LEN_MAX &&
	       is_token_char(line.at[len]))
		len++;
	if (len > METHOD_LEN_MAX || len == line.len || !is_blank(line.at[len]))
		return 0;
	return len;
}

static bool
starts_with_version(struct text line)
{
	return line.len > VERSION_LEN && is_blank(line.at[VERSION_LEN]) &&
	       !strncasecmp(line.at, version, VERSION_LEN);
}

static bool
ends_with_version(struct text line)
{
	return line.len > VERSION_LEN &&
	       is_blank(line.at[line.len - VERSION_LEN - 1]) &&
	       !strncasecmp(
		   line.at + line.len - VERSION_LEN, version, VERSION_LEN);
}

bool
start_line_is_sip(struct text line)
{
	if (starts_with_version(line))
		return true;
	return method_len(line) > 0 && ends_with_version(text_trim(line));
}

/* A Request-URI has no spaces and no control characters. */
static bool
is_uri(struct text uri)
{
	for (size_t i = 0; i < uri.len; i++)
		if ((unsigned char)uri.at[i] <= ' ' || uri.at[i] == 0x7f)
			return false;
	return uri.len > 0;
}

static bool
parse_request(struct text line, struct start_line *out)
{
	size_t len = method_len(line);
	struct text rest = text_trim(line);

	if (len == 0 || !ends_with_version(rest))
		return false;
	out->is_request = true;
	out->method = (struct text){rest.at, len};
	rest.at += len;
	rest.len -= len + VERSION_LEN;
	out->request_uri = text_trim(rest);
	return is_uri(out->request_uri);
}

static bool
parse_response(struct text line, struct start_line *out)
{
	struct text rest = {line.at + VERSION_LEN, line.len - VERSION_LEN};
	struct text word = text_word(&rest);
	unsigned long status;

	if (word.len != 3 || !text_number(word, 699, &status) || status < 100)
		return false;
	out->status = (unsigned)status;
	out->reason_phrase = text_trim(rest);
	return true;
}

bool
start_line_parse(struct text line, struct start_line *out)
{
	*out = (struct start_line){0};
	return starts_with_version(line) ? parse_response(line, out)
					 : parse_request(line, out);
}
