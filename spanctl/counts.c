/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds numbers in what devices print; see counts.h. */
#include "spanctl/counts.h"

#include <time.h>

#define DIGITS_MAX 19  /* fit 64 bits */
#define NUMBERS_MAX 12 /* of one pattern */

void
count_stamp(struct count *count)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	count->known = true;
	count->at_ns = (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_blank(char c)
{
	return c != '\0' && strchr(" \t\r\n.:", c);
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static char
small(char c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

/* Does "," and a group of three digits stand there? */
static bool
is_group(struct text text)
{
	return text.len >= 4 && text.at[0] == ',' && is_digit(text.at[1]) &&
	       is_digit(text.at[2]) && is_digit(text.at[3]) &&
	       (text.len == 4 || !is_digit(text.at[4]));
}

static void
skip(struct text *text, size_t len)
{
	text->at += len;
	text->len -= len;
}

/* Cuts a number off the begin of '*text'. */
static bool
cut_number(struct text *text, uint64_t *number)
{
	size_t digits = 0;

	*number = 0;
	while (text->len && digits <= DIGITS_MAX) {
		if (digits && is_group(*text))
			skip(text, 1);
		if (!is_digit(text->at[0]))
			break;
		if (++digits <= DIGITS_MAX)
			*number = *number * 10 + (uint64_t)(text->at[0] - '0');
		skip(text, 1);
	}
	return digits > 0 && digits <= DIGITS_MAX;
}

/* The numbers of a place where the pattern fits. */
struct place {
	char kind[NUMBERS_MAX]; /* as the pattern has it */
	uint64_t number[NUMBERS_MAX];
	size_t count;
	struct text rest; /* behind the last number */
};

/* Does the pattern fit the begin of 'text'? */
static bool
fits(struct text text, const char *pattern, struct place *place)
{
	place->count = 0;
	for (; *pattern; pattern++) {
		if (text.len == 0)
			return false;
		if (*pattern == ' ') {
			if (!is_blank(text.at[0]))
				return false;
			while (text.len && is_blank(text.at[0]))
				skip(&text, 1);
		} else if (strchr("#@?", *pattern)) {
			if (place->count == NUMBERS_MAX ||
			    !cut_number(&text, &place->number[place->count]))
				return false;
			place->kind[place->count++] = *pattern;
			place->rest = text;
		} else {
			if (small(text.at[0]) != small(*pattern))
				return false;
			skip(&text, 1);
		}
	}
	return true;
}

/* Finds the first place; it begins where a word or number begins. */
static bool
find(struct text text, const char *pattern, struct place *place)
{
	char before = ' ';

	for (; text.len; before = text.at[0], skip(&text, 1)) {
		if (!is_letter(before) && !is_digit(before) && before != ',' &&
		    fits(text, pattern, place))
			return true;
	}
	return false;
}

bool
counts_match(struct text text, const char *pattern, struct count *count)
{
	struct place place;

	if (!find(text, pattern, &place))
		return false;
	for (size_t i = 0; i < place.count; i++) {
		if (place.kind[i] == '#')
			count->bytes = place.number[i];
		else if (place.kind[i] == '@')
			count->packets = place.number[i];
	}
	return true;
}

/* The first digit behind the point of a number that '*text' follows. */
static unsigned
cut_tenths(struct text *text)
{
	unsigned tenths;

	if (text->len < 2 || text->at[0] != '.' || !is_digit(text->at[1]))
		return 0;
	tenths = (unsigned)(text->at[1] - '0');
	skip(text, 2);
	return tenths;
}

unsigned
counts_speed(struct text text, const char *pattern)
{
	struct place place;
	uint64_t speed = 0;
	unsigned tenths;
	char unit;

	if (!find(text, pattern, &place))
		return 0;
	for (size_t i = 0; i < place.count; i++) {
		if (place.kind[i] == '#')
			speed = place.number[i];
	}
	tenths = cut_tenths(&place.rest);
	while (place.rest.len && is_blank(place.rest.at[0]))
		skip(&place.rest, 1);
	unit = place.rest.len ? small(place.rest.at[0]) : '\0';
	if (unit == 'k')
		speed /= 1000;
	else if (unit == 'g' && speed < UINT32_MAX)
		speed = speed * 1000 + (uint64_t)tenths * 100;
	return speed < UINT32_MAX ? (unsigned)speed : 0;
}

/* The last 'words' of a text, and what follows them; empty when there are
 * none. */
static struct text
last_of(struct text text, const char *words)
{
	size_t len = strlen(words);

	for (size_t at = text.len; at-- > 0;) {
		if (text.len - at >= len &&
		    !strncasecmp(text.at + at, words, len))
			return (struct text){text.at + at, text.len - at};
	}
	return (struct text){NULL, 0};
}

static bool
number_before(struct text text, const char *end, uint64_t *number)
{
	const char *begin = end;

	while (begin > text.at && begin[-1] == ' ')
		begin--;
	while (begin > text.at && (is_digit(begin[-1]) || begin[-1] == ','))
		begin--;
	text = (struct text){begin, (size_t)(end - begin)};
	while (text.len && text.at[0] == ',')
		skip(&text, 1);
	return cut_number(&text, number);
}

bool
counts_beside(struct text text, const char *words, uint64_t *number)
{
	struct text found = last_of(text, words);
	struct text rest = found;
	size_t len = strlen(words);

	if (found.len == 0)
		return false;
	skip(&rest, len);
	while (rest.len && strchr(" \t", rest.at[0]))
		skip(&rest, 1);
	if (words[len - 1] != ':' &&
	    (rest.len == 0 || (rest.at[0] != ':' && rest.at[0] != '.')))
		return number_before(text, found.at, number);
	while (rest.len && strchr(":. \t", rest.at[0]))
		skip(&rest, 1);
	return cut_number(&rest, number);
}
