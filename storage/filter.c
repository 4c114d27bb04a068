/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Conditions in SQL. What is looked for is bound, and never part of the SQL. */
#include "storage/filter.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "storage/catalogue_int.h"

/* The milliseconds of a conversation, as call_view.duration_ms. */
#define DURATION_MS "coalesce(max(ended_us - answered_us, 0) / 1000, 0)"

/* Is the text ?N in a column, in capitals or not? "%1$u" is N. */
#define HAS(column) "instr(lower(" column "), lower(?%1$u))"
#define HAS_EITHER(column) HAS("caller_" column) " OR " HAS("callee_" column)

/* One of the rows of 'table' that belong to the call. */
#define ANY(table, condition)                                                  \
	"EXISTS (SELECT 1 FROM " table " WHERE " table                         \
	".call_id = call.id AND (" condition "))"

/* Came something of the call, in this table, from the source? */
#define IS_FROM_SOURCE(table)                                                  \
	"EXISTS (SELECT 1 FROM " table " CROSS JOIN source "                   \
	"ON source.id = " table ".source_id WHERE " table ".call_id = "        \
	"call.id AND " HAS(SOURCE_TEXT("source")) ")"

__attribute__((format(printf, 2, 3))) static void
add(struct filter_sql *sql, const char *format, ...)
{
	size_t room = sizeof sql->text - sql->len;
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(sql->text + sql->len, room, format, args);
	va_end(args);
	if (n < 0 || (size_t)n >= room)
		sql->full = true;
	else
		sql->len += (size_t)n;
}

/* Gives a value its parameter, whose number is the result. */
static unsigned
add_value(struct filter_sql *sql, struct filter_value value)
{
	if (sql->value_count == FILTER_VALUES_MAX) {
		sql->full = true;
		return 1;
	}
	sql->values[sql->value_count] = value;
	return ++sql->value_count;
}

static unsigned
add_text(struct filter_sql *sql, const char *text)
{
	return add_value(sql, (struct filter_value){.text = text});
}

static unsigned
add_number(struct filter_sql *sql, int64_t number)
{
	return add_value(sql, (struct filter_value){.number = number});
}

static bool
is_given(const char *text)
{
	return text && *text;
}

/* Holds digits and separators only? */
static bool
is_dialled(const char *number)
{
	return is_given(number) &&
	       number[strspn(number, "+0123456789 -./()")] == '\0';
}

static void
add_range(struct filter_sql *sql, const struct call_filter *filter)
{
	if (filter->has_from)
		add(sql, " AND started_us >= ?%u",
		    add_number(sql, filter->from_us));
	if (filter->has_to)
		add(sql, " AND started_us < ?%u",
		    add_number(sql, filter->to_us));
	if (filter->min_duration_ms > 0)
		add(sql, " AND " DURATION_MS " >= ?%u",
		    add_number(sql, filter->min_duration_ms));
	if (filter->has_max_duration)
		add(sql, " AND " DURATION_MS " <= ?%u",
		    add_number(sql, filter->max_duration_ms));
}

/* What a column must be. */
static void
add_exact(struct filter_sql *sql, const struct call_filter *filter)
{
	if (is_given(filter->state))
		add(sql, " AND state = ?%u", add_text(sql, filter->state));
	if (is_given(filter->direction))
		add(sql, " AND direction = ?%u",
		    add_text(sql, filter->direction));
	if (is_given(filter->completeness))
		add(sql, " AND coalesce(completeness, 'none') = ?%u",
		    add_text(sql, filter->completeness));
	if (is_given(filter->hold))
		add(sql, " AND (hold <> 0) = (?%u = 'yes')",
		    add_text(sql, filter->hold));
	if (is_given(filter->codec))
		add(sql, " AND " ANY("stream", "lower(codec) = lower(?%u)"),
		    add_text(sql, filter->codec));
	if (is_given(filter->tag))
		add(sql, " AND " ANY("tag", "name = ?%u"),
		    add_text(sql, filter->tag));
}

static void
add_phone(struct filter_sql *sql, const struct call_filter *filter)
{
	if (!is_given(filter->number))
		return;
	add(sql, " AND (" HAS_EITHER("number"), add_text(sql, filter->number));
	if (is_dialled(filter->number))
		number_normalise(
		    filter->number, &NUMBER_PLAN_DEFAULT, &sql->number);
	if (sql->number.normalised[0])
		add(sql,
		    " OR instr(caller_number_normalised, ?%1$u) OR "
		    "instr(callee_number_normalised, ?%1$u)",
		    add_text(sql, sql->number.normalised));
	add(sql, ")");
}

/* Where a word of the free text is looked for. */
/* clang-format off */
#define IN_CALL                                                                \
	HAS_EITHER("number") " OR " HAS_EITHER("number_normalised") " OR "     \
	HAS_EITHER("name") " OR " HAS_EITHER("uri") " OR "                     \
	HAS_EITHER("address") " OR " HAS("diverted_from")
#define IN_LEG                                                                 \
	ANY("leg", "sip_call_id = ?%1$u OR " HAS_EITHER("agent") " OR "        \
	HAS_EITHER("number"))
#define IN_OTHERS                                                              \
	ANY("stream", HAS("codec")) " OR " ANY("tag", HAS("name")) " OR "      \
	ANY("note", HAS("body"))
/* clang-format on */

/* One word of the free text. */
static void
add_word(struct filter_sql *sql, const char *word)
{
	unsigned value = add_text(sql, word);

	if (sql->word_count == 1)
		sql->word_value = value;
	add(sql, " AND (" IN_CALL, value);
	add(sql, " OR " IN_LEG, value);
	add(sql, " OR " IN_OTHERS ")", value);
}

static void
add_words(struct filter_sql *sql, const struct call_filter *filter)
{
	struct text rest = text_of(filter->text);
	char *at = sql->words;

	if (rest.len >= sizeof sql->words) {
		sql->full = true;
		return;
	}
	for (;;) {
		struct text word = text_word(&rest);

		if (word.len == 0)
			return;
		if (sql->word_count == FILTER_WORDS_MAX) {
			sql->full = true;
			return;
		}
		text_copy(at, word.len + 1, word);
		sql->word[sql->word_count++] = at;
		add_word(sql, at);
		at += word.len + 1;
	}
}

/* "column IN (?4, ?5)": of the own numbers, which begin at 'first'. */
static void
add_own(struct filter_sql *sql, const char *column, unsigned first,
    const struct call_filter *filter)
{
	add(sql, "%s IN (", column);
	for (unsigned i = 0; i < filter->own_number_count; i++)
		add(sql, "%s?%u", i ? ", " : "", first + i);
	add(sql, ")");
}

static void
add_own_numbers(struct filter_sql *sql, const struct call_filter *filter)
{
	static const char *const columns[] = {"caller_number", "callee_number",
	    "caller_number_normalised", "callee_number_normalised"};
	unsigned first = sql->value_count + 1;

	if (!filter->own_numbers)
		return;
	if (filter->own_number_count == 0 ||
	    filter->own_number_count > FILTER_NUMBERS_MAX) {
		sql->full |= filter->own_number_count > 0;
		add(sql, " AND ?%u", add_number(sql, 0));
		return;
	}
	for (unsigned i = 0; i < filter->own_number_count; i++)
		(void)add_text(sql, filter->own_numbers[i]);
	add(sql, " AND (");
	for (unsigned i = 0; i < sizeof columns / sizeof *columns; i++) {
		add_own(sql, columns[i], first, filter);
		add(sql, " OR ");
	}
	add(sql, "EXISTS (SELECT 1 FROM leg WHERE leg.call_id = call.id AND (");
	add_own(sql, "leg.caller_number", first, filter);
	add(sql, " OR ");
	add_own(sql, "leg.callee_number", first, filter);
	add(sql, ")))");
}

int
filter_build(const struct call_filter *filter, struct filter_sql *out)
{
	out->len = 0;
	out->full = false;
	out->value_count = out->word_count = 0;
	out->number = (struct number){"", ""};
	add(out, "1");
	add_range(out, filter);
	add_exact(out, filter);
	add_own_numbers(out, filter);
	add_phone(out, filter);
	if (is_given(filter->name))
		add(out, " AND (" HAS_EITHER("name") ")",
		    add_text(out, filter->name));
	if (is_given(filter->address))
		add(out, " AND (" HAS_EITHER("address") ")",
		    add_text(out, filter->address));
	if (is_given(filter->source))
		add(out,
		    " AND (" IS_FROM_SOURCE("leg") " OR " IS_FROM_SOURCE(
			"stream") ")",
		    add_text(out, filter->source));
	if (is_given(filter->text))
		add_words(out, filter);
	return out->full ? E2BIG : 0;
}

void
filter_bind(struct statement *s, const struct filter_sql *sql)
{
	for (unsigned i = 0; i < sql->value_count; i++) {
		if (sql->values[i].text)
			bind_text(s, sql->values[i].text);
		else
			bind_int(s, sql->values[i].number);
	}
}
