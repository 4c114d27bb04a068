/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Port names and lists; see port.h. */
#include "spanctl/port.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* Letters and dashes before the first digit; "Fa" of "Fa0/5". */
static struct text
kind_of(struct text name)
{
	size_t len = 0;

	while (len < name.len && !is_digit(name.at[len]))
		len++;
	return (struct text){name.at, len};
}

static const char *
find_kind(const struct port_names *names, struct text kind)
{
	if (kind.len == 0 || !names->kinds)
		return NULL;
	for (const char *const *at = names->aliases; at && *at; at += 2) {
		if (text_is(kind, at[0]))
			return at[1];
	}
	for (const char *const *at = names->kinds; *at; at++) {
		if (strlen(*at) >= kind.len &&
		    !strncasecmp(*at, kind.at, kind.len))
			return *at;
	}
	return NULL;
}

/* Printable, and no blank: names become part of lines. */
static bool
is_name(struct text name)
{
	for (size_t i = 0; i < name.len; i++) {
		if (name.at[i] <= ' ' || name.at[i] > '~')
			return false;
	}
	return name.len > 0 && name.len < PORT_NAME_SIZE;
}

bool
port_canonical(
    const struct port_names *names, struct text name, char out[PORT_NAME_SIZE])
{
	struct text kind, rest;
	const char *known;
	int len;

	name = text_trim(name);
	kind = kind_of(name);
	rest = (struct text){name.at + kind.len, name.len - kind.len};
	known = find_kind(names, kind);
	if (!is_name(name))
		return false;
	if (known && (rest.len || kind.len == strlen(known)))
		kind = text_of(known);
	len = snprintf(out, PORT_NAME_SIZE, "%.*s%.*s", (int)kind.len,
	    kind.len ? kind.at : "", (int)rest.len, rest.len ? rest.at : "");
	if (len < 0 || len >= PORT_NAME_SIZE)
		return false;
	if (names->unit && rest.len && !memchr(rest.at, '.', rest.len))
		len += snprintf(out + len, (size_t)(PORT_NAME_SIZE - len), "%s",
		    names->unit);
	return len < PORT_NAME_SIZE;
}

bool
port_key(
    const struct port_names *names, struct text name, char out[PORT_NAME_SIZE])
{
	if (!port_canonical(names, name, out))
		return false;
	if (!names->any) {
		for (char *at = out; *at; at++)
			*at = (char)tolower((unsigned char)*at);
	}
	return true;
}

bool
port_known(const struct port_names *names, struct text name)
{
	struct text kind = kind_of(name);

	if (!is_name(name))
		return false;
	if (names->any)
		return true;
	if (kind.len == 0)
		return names->bare;
	if (kind.len == name.len) { /* Cpu has no number */
		const char *known = find_kind(names, kind);

		return known && strlen(known) == kind.len;
	}
	return find_kind(names, kind) != NULL;
}

/* A list that is being read. */
struct reader {
	const struct port_names *names;
	port_fn *fn;
	void *arg;
	struct text last; /* the name before, for what a number inherits */
	size_t count;     /* names that were given */
};

static int
give(struct reader *reader, struct text name)
{
	if (name.len >= PORT_NAME_SIZE)
		return EBADMSG;
	if (reader->count++ >= PORTS_MAX)
		return E2BIG;
	return reader->fn(name, reader->arg);
}

/* The digits at the end of 'name', as a number; false when there are none. */
static bool
last_number(struct text name, struct text *stem, unsigned long *number)
{
	size_t len = name.len;

	while (len && is_digit(name.at[len - 1]))
		len--;
	*stem = (struct text){name.at, len};
	return text_number(
	    (struct text){name.at + len, name.len - len}, 65535, number);
}

static bool
ends_with(struct text a, struct text end)
{
	return a.len >= end.len &&
	       !strncasecmp(a.at + a.len - end.len, end.at, end.len);
}

/* Gives the ports from 'from' to 'to'; false when it is no range. */
static bool
give_range(struct reader *reader, struct text from, struct text to, int *error)
{
	struct text stem, end_stem;
	unsigned long first, last;

	if (!last_number(from, &stem, &first) ||
	    !last_number(to, &end_stem, &last) || last < first ||
	    (end_stem.len && !ends_with(stem, end_stem)))
		return false;
	for (unsigned long n = first; n <= last && !*error; n++) {
		char name[PORT_NAME_SIZE];
		int len = snprintf(name, sizeof name, "%.*s%lu", (int)stem.len,
		    stem.len ? stem.at : "", n);

		*error = len < 0 || len >= PORT_NAME_SIZE
			     ? EBADMSG
			     : give(reader, (struct text){name, (size_t)len});
	}
	return true;
}

/* Where the dash of "Fa0/2-3" is: after a digit, before the last number. */
static bool
split_range(struct text word, struct text *from, struct text *to)
{
	for (size_t i = word.len; i-- > 1;) {
		if (word.at[i] != '-' || !is_digit(word.at[i - 1]))
			continue;
		*from = (struct text){word.at, i};
		*to = (struct text){word.at + i + 1, word.len - i - 1};
		return to->len > 0;
	}
	return false;
}

/* Writes "5" after "Fa0/2" as "Fa0/5", and "1/0/3" after "Gi1/0/1" as
 * "Gi1/0/3"; other words as they are. */
static struct text
inherit(const struct reader *reader, struct text word, char *out)
{
	struct text kind = kind_of(reader->last);
	struct text stem;
	unsigned long number;
	int len;

	if (!reader->names->inherits || !is_digit(word.at[0]) ||
	    kind.len == 0 || !last_number(reader->last, &stem, &number))
		return word;
	if (memchr(word.at, '/', word.len))
		stem = kind;
	len = snprintf(out, PORT_NAME_SIZE, "%.*s%.*s", (int)stem.len, stem.at,
	    (int)word.len, word.at);
	if (len < 0 || len >= PORT_NAME_SIZE)
		return word;
	return (struct text){out, (size_t)len};
}

/* One item of the list, blanks around its dash already taken out. */
static int
give_item(struct reader *reader, struct text word)
{
	char whole[PORT_NAME_SIZE];
	struct text from, to;
	int error = 0;

	if (word.len >= PORT_NAME_SIZE)
		return EBADMSG;
	word = inherit(reader, word, whole);
	if (!reader->names->ranges || !split_range(word, &from, &to) ||
	    !give_range(reader, from, to, &error))
		error = give(reader, word);
	return error;
}

/* The next item: a word, or two with a lone dash between them. */
static struct text
next_item(struct text *rest, char joined[2 * PORT_NAME_SIZE])
{
	struct text word, ahead, dash, end;
	int len;

	while (rest->len && (is_blank(*rest->at) || *rest->at == ',')) {
		rest->at++;
		rest->len--;
	}
	word = (struct text){rest->at, 0};
	while (word.len < rest->len && !is_blank(rest->at[word.len]) &&
	       rest->at[word.len] != ',')
		word.len++;
	rest->at = word.len ? rest->at + word.len : rest->at;
	rest->len -= word.len;
	ahead = *rest;
	dash = text_word(&ahead);
	end = text_word(&ahead);
	if (!text_is(dash, "-") || end.len == 0)
		return word;
	while (end.len > 1 && end.at[end.len - 1] == ',')
		end.len--;
	if (memchr(end.at, ',', end.len)) {
		struct text item = end;

		end = text_cut(&item, ',');
	}
	len = snprintf(joined, (size_t)(2 * PORT_NAME_SIZE), "%.*s-%.*s",
	    (int)word.len, word.at, (int)end.len, end.at);
	if (len < 0 || len >= 2 * PORT_NAME_SIZE)
		return word;
	rest->len -= (size_t)(end.at + end.len - rest->at);
	rest->at = end.at + end.len;
	return (struct text){joined, (size_t)len};
}

int
port_list_each(
    const struct port_names *names, struct text list, port_fn *fn, void *arg)
{
	struct reader reader = {.names = names, .fn = fn, .arg = arg};
	char kept[2][PORT_NAME_SIZE];
	size_t turn = 0;
	int error = 0;

	while (!error) {
		char joined[2 * PORT_NAME_SIZE];
		struct text item = next_item(&list, joined);

		if (item.len == 0)
			break;
		error = give_item(&reader, item);
		if (!is_digit(item.at[0]) && item.len < PORT_NAME_SIZE) {
			struct text from, to;

			if (split_range(item, &from, &to))
				item = from;
			text_copy(kept[turn], sizeof kept[turn], item);
			reader.last = text_of(kept[turn]);
			turn ^= 1;
		}
	}
	return error;
}
