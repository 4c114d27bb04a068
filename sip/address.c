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
	while (len < hostport.len && !memchr(":;?", hostport.at[len], 3))
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
