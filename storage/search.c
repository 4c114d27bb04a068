/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What to ask the index: words that are all needed, each of which may be one
 * of several, a group. Each word of a group costs the index a look, so the
 * smallest groups are asked for, and the others put to the calls that have
 * these. A large group that is all that is wanted is left out too: a call that
 * has one of so many words is found soon among the newest.
 */
#include "storage/search.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#define NEEDLE_SIZE FILTER_TEXT_SIZE
#define PART_MIN 3 /* characters that word_part finds */

/* What free text is looked for in. */
#define TEXT_KINDS                                                             \
	"('number', 'name', 'uri', 'address', 'agent', 'codec', 'tag', "       \
	"'note')"

#define LIMIT_WORDS " LIMIT 513" /* SEARCH_WORDS_MAX + 1 */

/* State, direction, completeness, hold, codec, tag, length, own numbers,
 * number, name, address, source, and words of free text. */
#define GROUPS_MAX (12 + FILTER_WORDS_MAX)

/* Words of which a call has to have one. */
struct group {
	int64_t ids[SEARCH_WORDS_MAX];
	unsigned count;
	bool many; /* more than that */
};

/* A search that is being made. */
struct making {
	struct database *db;
	struct search *out;
	struct group groups[GROUPS_MAX + 1];
	unsigned count;  /* of the groups; the next one is being made */
	unsigned wanted; /* groups, with those that have too many words */
	int error;
};

/* Adds the words that the bound 's' gives. */
static void
collect(struct making *making, struct statement *s)
{
	struct group *group = &making->groups[making->count];
	bool found = false;

	while (!making->error && !(making->error = statement_step(s, &found)) &&
	       found) {
		if (group->count == SEARCH_WORDS_MAX) {
			group->many = true;
			break;
		}
		group->ids[group->count++] = column_int(s);
	}
	statement_reset(s);
}

static struct statement *
prepare(struct making *making, enum statement_slot slot, const char *sql)
{
	struct statement *s = NULL;

	if (!making->error)
		making->error = database_prepare(making->db, slot, sql, &s);
	return making->error ? NULL : s;
}

/* Small letters, as lower() of SQL makes them; false: too long. */
static bool
fold(char out[NEEDLE_SIZE], const char *text)
{
	size_t len = strlen(text);

	if (len >= NEEDLE_SIZE)
		return false;
	for (size_t i = 0; i <= len; i++)
		out[i] = (char)(text[i] >= 'A' && text[i] <= 'Z'
				    ? text[i] + ('a' - 'A')
				    : text[i]);
	return true;
}

/* Adds the word that is 'text'. */
static void
add_whole(struct making *making, const char *kind, const char *text)
{
	struct statement *s = prepare(making, SLOT_WORD_WHOLE,
	    "SELECT id FROM word WHERE kind = ?1 AND text = lower(?2)");

	if (!s)
		return;
	bind_text(s, kind);
	bind_text(s, text);
	collect(making, s);
}

/* Characters of UTF-8 in 'text'. */
static size_t
characters(const char *text)
{
	size_t count = 0;

	for (; *text; text++)
		count += ((unsigned char)*text & 0xc0) != 0x80;
	return count;
}

/* text : "needle" */
static void
make_part_match(char *out, const char *needle)
{
	size_t len = (size_t)snprintf(out, 16, "text : \"");

	for (; *needle; needle++) {
		if (*needle == '"')
			out[len++] = '"';
		out[len++] = *needle;
	}
	memcpy(out + len, "\"", 2);
}

/* Adds the words of a kind, or of all that free text is looked for in, that
 * have 'needle' in them. */
static void
add_part(struct making *making, const char *kind, const char *needle)
{
	static const char by_kind[] = "SELECT id FROM word WHERE kind = ?1 AND "
				      "instr(text, ?2)" LIMIT_WORDS;
	static const char by_text[] =
	    "SELECT id FROM word WHERE ?1 IS NULL AND kind IN " TEXT_KINDS
	    " AND instr(text, ?2)" LIMIT_WORDS;
	static const char by_part[] =
	    "SELECT word.id FROM word_part CROSS JOIN word "
	    "ON word.id = word_part.rowid WHERE word_part MATCH ?2 "
	    "AND (?1 IS NULL OR word.kind = ?1)" LIMIT_WORDS;
	char folded[NEEDLE_SIZE], match[2 * NEEDLE_SIZE + 64];
	bool has_parts = !kind || strcmp(kind, "source") != 0;
	struct statement *s;

	/* Numbers that are words have no separators. */
	if (!fold(folded, needle) ||
	    needle[strspn(needle, SEARCH_SEPARATORS)] == '\0') {
		making->groups[making->count].many = true;
		return;
	}
	if (has_parts && characters(folded) >= PART_MIN) {
		make_part_match(match, folded);
		s = prepare(making, SLOT_WORD_PART, by_part);
		needle = match;
	} else {
		s = prepare(making,
		    kind ? SLOT_WORD_OF_KIND : SLOT_WORD_OF_TEXT,
		    kind ? by_kind : by_text);
		needle = folded;
	}
	if (!s)
		return;
	bind_text(s, kind);
	bind_text(s, needle);
	collect(making, s);
}

/* The group is whole: begins another. */
static void
close_group(struct making *making)
{
	struct group *group = &making->groups[making->count];

	making->wanted++;
	if (!group->many && group->count == 0)
		making->out->nothing = true;
	if (!group->many && group->count)
		making->count++;
	else
		group->count = 0;
	group->many = false;
}

/* Asks for one of the words of the group; false: there is no room. */
static bool
ask_for(struct search *out, const struct group *group)
{
	size_t room = sizeof out->match;
	size_t len = out->len;

	for (unsigned i = 0; i < group->count && len < room; i++)
		len += (size_t)snprintf(out->match + len, room - len,
		    "%sw%" PRIx64,
		    i     ? " OR "
		    : len ? " AND ("
			  : "(",
		    (uint64_t)group->ids[i]);
	if (len + 2 > room) {
		out->match[out->len] = '\0';
		return false;
	}
	memcpy(out->match + len, ")", 2);
	out->len = len + 1;
	return true;
}

static int
compare_groups(const void *a, const void *b)
{
	const struct group *x = a, *y = b;

	return (x->count > y->count) - (x->count < y->count);
}

/* Asks for the smallest groups, as far as they go. */
static void
ask(struct making *making)
{
	unsigned left =
	    making->wanted > 1 ? SEARCH_WORDS_MAX : SEARCH_WORDS_ALONE;

	qsort(making->groups, making->count, sizeof *making->groups,
	    compare_groups);
	for (unsigned i = 0; i < making->count; i++) {
		const struct group *group = &making->groups[i];

		if (group->count > left || !ask_for(making->out, group))
			break;
		left -= group->count;
	}
}

static void
need_whole(struct making *making, const char *kind, const char *text)
{
	if (!text || !*text)
		return;
	add_whole(making, kind, text);
	close_group(making);
}

static void
need_part(struct making *making, const char *kind, const char *text)
{
	if (!text || !*text)
		return;
	add_part(making, kind, text);
	close_group(making);
}

static void
need_length(struct making *making, const struct call_filter *filter)
{
	int64_t shortest = filter->min_duration_ms / 1000;
	int64_t longest =
	    filter->has_max_duration ? filter->max_duration_ms / 1000 : -1;
	char text[SEARCH_LENGTH_SIZE];

	if (filter->min_duration_ms <= 0 && !filter->has_max_duration)
		return;
	for (unsigned i = search_length(shortest); i <= SEARCH_LENGTH_MAX;
	     i++) {
		if (longest >= 0 && i > search_length(longest))
			break;
		snprintf(text, sizeof text, "%u", i);
		add_whole(making, "length", text);
	}
	close_group(making);
}

/* Without its separators, if it has nothing else but digits: numbers that are
 * words are like this. NULL: it is none, or has none. */
static const char *
bare(const char *number, char out[NEEDLE_SIZE])
{
	size_t len = 0;

	if (number[strspn(number, "+0123456789" SEARCH_SEPARATORS)] != '\0' ||
	    strlen(number) >= NEEDLE_SIZE)
		return NULL;
	for (const char *at = number; *at; at++) {
		if (!strchr(SEARCH_SEPARATORS, *at))
			out[len++] = *at;
	}
	out[len] = '\0';
	return len && len < strlen(number) ? out : NULL;
}

static void
need_number(
    struct making *making, const char *number, const struct filter_sql *sql)
{
	const char *normalised = sql->number.normalised;
	char digits[NEEDLE_SIZE];
	const char *other;

	if (!number || !*number)
		return;
	other = bare(number, digits);
	add_part(making, "number", number);
	if (normalised[0] && strcmp(normalised, number) != 0)
		add_part(making, "number", normalised);
	if (other && strcmp(other, normalised) != 0)
		add_part(making, "number", other);
	close_group(making);
}

/* A word of the free text. */
static void
need_word(struct making *making, const char *word)
{
	char digits[NEEDLE_SIZE];
	const char *other = bare(word, digits);

	add_part(making, NULL, word);
	if (other)
		add_part(making, "number", other);
	close_group(making);
}

static void
need_own_numbers(struct making *making, const struct call_filter *filter)
{
	char digits[NEEDLE_SIZE];

	if (!filter->own_numbers)
		return;
	for (size_t i = 0; i < filter->own_number_count; i++) {
		const char *other = bare(filter->own_numbers[i], digits);

		add_whole(making, "number", filter->own_numbers[i]);
		if (other)
			add_whole(making, "number", other);
	}
	close_group(making);
}

/* Makes the groups of all that the filter wants. */
static void
need_all(struct making *making, const struct call_filter *filter,
    const struct filter_sql *sql)
{
	need_whole(making, "state", filter->state);
	need_whole(making, "direction", filter->direction);
	need_whole(making, "completeness", filter->completeness);
	need_whole(making, "hold", filter->hold);
	need_whole(making, "codec", filter->codec);
	need_whole(making, "tag", filter->tag);
	need_length(making, filter);
	need_own_numbers(making, filter);
	need_number(making, filter->number, sql);
	need_part(making, "name", filter->name);
	need_part(making, "address", filter->address);
	need_part(making, "source", filter->source);
	for (unsigned i = 0; i < sql->word_count; i++)
		need_word(making, sql->word[i]);
}

int
search_build(struct database *db, const struct call_filter *filter,
    const struct filter_sql *sql, struct search *out)
{
	struct making *making = calloc(1, sizeof *making);
	int error;

	out->len = 0;
	out->match[0] = '\0';
	out->nothing = false;
	if (!making)
		return ENOMEM;
	making->db = db;
	making->out = out;
	need_all(making, filter, sql);
	error = making->error;
	if (!error)
		ask(making);
	free(making);
	return error;
}

int
search_is_there(struct database *db, bool *out)
{
	int64_t count;
	int error = database_number(db,
	    "SELECT count(*) FROM main.sqlite_schema WHERE name = 'call_word' "
	    "AND name NOT IN (SELECT name FROM temp.sqlite_schema)",
	    &count);

	*out = !error && count > 0;
	return error;
}
