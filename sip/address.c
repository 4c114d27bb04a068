/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From and To headers cut into pieces (RFC 3261 section 25.1): tolerant of
 * what devices send, such as display names in UTF-8 without quotes.
 */
#include "sip/address.h"

/* 'text' without its first 'count' characters. */
static struct text
after(struct text text, size_t count)
{
	if (count >= text.len)
		return (struct text){NULL, 0};
	return (struct text){text.at + count, text.len - count};
}

/* Where 'c' is in 'text', or its length. */
static size_t
find(struct text text, char c)
{
	const char *found = text.len ? memchr(text.at, c, text.len) : NULL;

	return found ? (size_t)(found - text.at) : text.len;
}

/* Where the quoted string that begins 'text' ends, or its length. */
static size_t
find_closing_quote(struct text text)
{
	size_t i = 1;

	while (i < text.len && text.at[i] != '"')
		i += text.at[i] == '\\' ? 2 : 1;
	return i < text.len ? i : text.len;
}

/* Cuts a quoted display name off '*rest'; an unclosed one loses its quote. */
static struct text
cut_quoted(struct text *rest)
{
	struct text name = {NULL, 0};
	size_t end;

	if (rest->len == 0 || rest->at[0] != '"')
		return name;
	end = find_closing_quote(*rest);
	if (end < rest->len) {
		name = (struct text){rest->at + 1, end - 1};
		*rest = after(*rest, end + 1);
	} else {
		*rest = after(*rest, 1);
	}
	return name;
}

struct address
address_split(struct text value)
{
	struct text rest = text_trim(value);
	struct address out = {.display = cut_quoted(&rest)};
	size_t open = find(rest, '<'), close;

	if (open == rest.len) {
		out.uri = text_trim((struct text){rest.at, find(rest, ';')});
		out.params = after(rest, find(rest, ';'));
		return out;
	}
	if (out.display.len == 0)
		out.display = text_trim((struct text){rest.at, open});
	rest = after(rest, open + 1);
	close = find(rest, '>');
	out.uri = text_trim((struct text){rest.at, close});
	out.params = text_trim(after(rest, close + 1));
	return out;
}

static struct text
host_of(struct text hostport)
{
	size_t len = 0;

	if (hostport.len && hostport.at[0] == '[') {
		hostport = after(hostport, 1);
		return (struct text){hostport.at, find(hostport, ']')};
	}
	while (len < hostport.len && hostport.at[len] != ':' &&
	       hostport.at[len] != ';' && hostport.at[len] != '?')
		len++;
	return (struct text){hostport.at, len};
}

void
address_read_uri(struct text uri, struct text *user, struct text *host)
{
	struct text rest = uri, scheme = text_cut(&rest, ':');
	size_t at;

	*user = *host = (struct text){NULL, 0};
	if (text_is(scheme, "tel")) {
		*user = text_cut(&rest, ';');
	} else if (text_is(scheme, "sip") || text_is(scheme, "sips")) {
		at = find(rest, '@');
		if (at < rest.len) {
			*user = text_cut(&rest, '@');
			user->len = find(*user, ':');
		}
		*host = host_of(rest);
	}
}

/* Where the element that begins 'list' ends: at a comma, or the end. */
static size_t
find_end(struct text list)
{
	size_t i = 0;

	while (i < list.len && list.at[i] != ',') {
		struct text rest = {list.at + i, list.len - i};

		if (list.at[i] == '"')
			i += find_closing_quote(rest);
		else if (list.at[i] == '<')
			i += find(rest, '>');
		if (i < list.len)
			i++;
	}
	return i < list.len ? i : list.len;
}

bool
address_next(struct text *list, struct text *address)
{
	while (list->len) {
		size_t end = find_end(*list);

		*address = text_trim((struct text){list->at, end});
		*list = after(*list, end + 1);
		if (address->len)
			return true;
	}
	return false;
}

/* Where the parameter that begins 'params' ends: at a ';', or the end. */
static size_t
find_parameter_end(struct text params)
{
	size_t i = 0;

	while (i < params.len && params.at[i] != ';') {
		struct text rest = {params.at + i, params.len - i};

		if (params.at[i] == '"')
			i += find_closing_quote(rest);
		if (i < params.len)
			i++;
	}
	return i < params.len ? i : params.len;
}

struct text
address_parameter(struct text params, const char *name, bool *found)
{
	while (params.len) {
		size_t end = find_parameter_end(params);
		struct text value = {params.at, end};
		struct text own = text_trim(text_cut(&value, '='));

		params = after(params, end + 1);
		if (!text_is(own, name))
			continue;
		if (found)
			*found = true;
		value = text_trim(value);
		if (value.len && value.at[0] == '"')
			value = cut_quoted(&value);
		return value;
	}
	if (found)
		*found = false;
	return (struct text){NULL, 0};
}

struct text
address_uri_parameters(struct text uri)
{
	size_t at = find(uri, '@');

	/* A user part may have some of its own. */
	if (at < uri.len)
		uri = after(uri, at + 1);
	uri.len = find(uri, '?');
	return after(uri, find(uri, ';') + 1);
}

static int
hex_digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = memchr(digits, c | 0x20, sizeof digits - 1);

	return at && c > 0x20 ? (int)(at - digits) : -1;
}

/* The character that "%2B" at 'at' stands for; 0: none that can be printed. */
static char
unescape(struct text text, size_t at)
{
	int high, low, value;

	if (text.at[at] != '%' || at + 2 >= text.len)
		return 0;
	high = hex_digit(text.at[at + 1]);
	low = hex_digit(text.at[at + 2]);
	if (high < 0 || low < 0)
		return 0;
	value = high * 16 + low;
	return value >= 0x20 && value != 0x7f ? (char)value : 0;
}

void
address_read_user(struct text user, char *out, size_t size)
{
	size_t len = 0;

	user.len = find(user, ';');
	for (size_t i = 0; i < user.len && len < size - 1; i++) {
		char c = unescape(user, i);

		out[len++] = c ? c : user.at[i];
		if (c)
			i += 2;
	}
	out[len] = '\0';
}

void
address_read_display(struct text display, char *out, size_t size)
{
	size_t len = 0;

	for (size_t i = 0; i < display.len && len < size - 1; i++) {
		if (display.at[i] == '\\' && i + 1 < display.len)
			i++;
		out[len++] = display.at[i];
	}
	out[len] = '\0';
}
