/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Finds one part of a multipart body (RFC 2046 section 5.1). Bodies never
 * reach libosip2, which leaks memory for malformed ones.
 */
#include "sip/multipart.h"

#include "base/counter.h"
#include "sip/line.h"

#define BOUNDARY_LEN_MAX 70 /* RFC 2046 section 5.1.1 */

enum delimiter {
	DELIMITER_NONE,
	DELIMITER_NEXT, /* a part begins */
	DELIMITER_LAST, /* none comes any more */
};

struct text
content_type_name(struct text content_type)
{
	struct text rest = content_type;

	return text_trim(text_cut(&rest, ';'));
}

bool
content_type_is_multipart(struct text content_type)
{
	static const char prefix[] = "multipart/";
	struct text name = content_type_name(content_type);

	return name.len > sizeof prefix - 1 &&
	       !strncasecmp(name.at, prefix, sizeof prefix - 1);
}

/* The value that begins 'text': a quoted string, or all up to a ';'. */
static struct text
parameter_value(struct text text)
{
	text = text_trim(text);
	if (text.len && text.at[0] == '"') {
		(void)text_cut(&text, '"');
		return text_cut(&text, '"');
	}
	return text_trim(text_cut(&text, ';'));
}

/* The boundary parameter; empty when there is none that can be used. */
static struct text
find_boundary(struct text content_type)
{
	struct text rest = content_type, value = {NULL, 0};

	(void)text_cut(&rest, ';');
	while (rest.len && value.len == 0) {
		struct text whole = rest, one = text_cut(&rest, ';');
		struct text name = text_trim(text_cut(&one, '='));

		/* A quoted boundary may have a ';' in it. */
		if (one.len && text_is(name, "boundary")) {
			(void)text_cut(&whole, '=');
			value = parameter_value(whole);
		}
	}
	if (value.len > BOUNDARY_LEN_MAX)
		value.len = 0;
	return value;
}

static enum delimiter
delimiter_of(struct text line, struct text boundary)
{
	if (line.len < boundary.len + 2 || memcmp(line.at, "--", 2) != 0 ||
	    memcmp(line.at + 2, boundary.at, boundary.len) != 0)
		return DELIMITER_NONE;
	line.at += boundary.len + 2;
	line.len -= boundary.len + 2;
	line = text_trim(line);
	if (line.len == 0)
		return DELIMITER_NEXT;
	return text_starts_with(line, "--") ? DELIMITER_LAST : DELIMITER_NONE;
}

/*
 * Cuts off '*rest' all before the next delimiter line; the line end before
 * that belongs to the delimiter. Without a delimiter '*part' is all lines left.
 */
static enum delimiter
cut_part(struct text *rest, struct text boundary, struct text *part)
{
	enum delimiter found = DELIMITER_NONE;
	struct text line;

	*part = (struct text){rest->at, 0};
	while (found == DELIMITER_NONE && line_next(rest, &line)) {
		found = delimiter_of(line, boundary);
		if (found == DELIMITER_NONE)
			part->len = (size_t)(line.at - part->at) + line.len;
	}
	return found;
}

/* Moves '*part' behind its headers; returns its Content-Type. */
static struct text
cut_headers(struct text *part)
{
	struct text type = {NULL, 0}, line, name;

	while (line_next(part, &line) && line.len > 0) {
		name = text_trim(text_cut(&line, ':'));
		if (text_is(name, "content-type") || text_is(name, "c"))
			type = text_trim(line);
	}
	return type;
}

static struct text
find_part(struct text content_type, struct text body, const char *wanted,
    unsigned depth)
{
	struct text boundary = find_boundary(content_type), part = {NULL, 0};
	enum delimiter next;

	if (boundary.len == 0) {
		counter_up(multipart_bad);
		return part;
	}
	next = cut_part(&body, boundary, &part); /* the preamble */
	for (int i = 0; next == DELIMITER_NEXT && i < MULTIPART_PARTS_MAX;
	     i++) {
		struct text type;

		next = cut_part(&body, boundary, &part);
		type = cut_headers(&part);
		if (text_is(content_type_name(type), wanted))
			return part;
		if (depth > 0 && content_type_is_multipart(type)) {
			part = find_part(type, part, wanted, depth - 1);
			if (part.len > 0)
				return part;
		}
	}
	return (struct text){NULL, 0};
}

struct text
multipart_find(struct text content_type, struct text body, const char *wanted)
{
	return find_part(content_type, body, wanted, 1);
}
