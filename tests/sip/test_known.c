/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sip/known.h"

#include "tests/check_main.h"
#include "tests/sip/sip_check.h"

static struct known known;

static void
setup(void)
{
	known_init(&known);
}

static void
note(enum known_kind kind, const char *value, const char *found)
{
	struct text text = text_of(value);

	known_note(known_place(&known, kind, text), kind, text, text_of(found));
}

/* What is known of 'value', or "?". */
static struct text
ask(enum known_kind kind, const char *value)
{
	struct text text = text_of(value), found;

	if (!known_find(known_place(&known, kind, text), kind, text, &found))
		return text_of("?");
	ck_assert(
	    found.at >= text.at && found.at + found.len <= text.at + text.len);
	return found;
}

START_TEST(what_was_noted_is_found)
{
	ck_assert_text(ask(KNOWN_TAG, "<sip:a>;tag=1"), "?");
	note(KNOWN_TAG, "<sip:a>;tag=1", "1");
	note(KNOWN_BRANCH, "<sip:a>;tag=1", "a>");
	note(KNOWN_TAG, "<sip:tagtatag>;tag=tatag2", "tatag2");
	note(KNOWN_TAG, "<sip:a>", NULL);
	ck_assert_text(ask(KNOWN_TAG, "<sip:a>;tag=1"), "1");
	ck_assert_text(ask(KNOWN_BRANCH, "<sip:a>;tag=1"), "a>");
	ck_assert_text(ask(KNOWN_TAG, "<sip:tagtatag>;tag=tatag2"), "tatag2");
	ck_assert_text(ask(KNOWN_TAG, "<sip:a>"), "");
	ck_assert_text(ask(KNOWN_TAG, "<sip:a>;tag=2"), "?");
	ck_assert_text(ask(KNOWN_TAG, "<sip:a>;tag=11"), "?");
}
END_TEST

START_TEST(what_is_no_part_is_not_noted)
{
	note(KNOWN_TAG, "<sip:a>;tag=\"1\\\"2\"", "1\"2");
	ck_assert_text(ask(KNOWN_TAG, "<sip:a>;tag=\"1\\\"2\""), "?");
	note(KNOWN_TAG, "ab", "abc");
	ck_assert_text(ask(KNOWN_TAG, "ab"), "?");
}
END_TEST

START_TEST(long_values_are_not_kept)
{
	char value[KNOWN_VALUE_MAX + 2];

	memset(value, 'x', sizeof value);
	value[KNOWN_VALUE_MAX - 1] = 'y';
	value[KNOWN_VALUE_MAX] = '\0';
	note(KNOWN_TAG, value, "y");
	ck_assert_text(ask(KNOWN_TAG, value), "y");
	value[KNOWN_VALUE_MAX] = 'x';
	value[KNOWN_VALUE_MAX + 1] = '\0';
	note(KNOWN_TAG, value, "y");
	ck_assert_text(ask(KNOWN_TAG, value), "?");
	note(KNOWN_TAG, "", NULL);
	ck_assert_text(ask(KNOWN_TAG, ""), "?");
}
END_TEST

/* More values than places: the newer ones are right, or not there. */
START_TEST(newer_values_take_the_place_of_older_ones)
{
	size_t right = 0;

	for (int pass = 0; pass < 2; pass++)
		for (int i = 0; i < 2 * KNOWN_VALUES; i++) {
			char value[40], tag[16];

			snprintf(tag, sizeof tag, "t%d", i);
			snprintf(
			    value, sizeof value, "<sip:%d>;tag=%s", i, tag);
			if (pass == 0) {
				note(KNOWN_TAG, value, tag);
				ck_assert_text(ask(KNOWN_TAG, value), tag);
			} else if (ask(KNOWN_TAG, value).at[0] != '?') {
				ck_assert_text(ask(KNOWN_TAG, value), tag);
				right++;
			}
		}
	ck_assert_uint_gt(right, KNOWN_VALUES / 2);
	ck_assert_uint_le(right, KNOWN_VALUES);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("known");

	add_test_between(
	    suite, "known_find", what_was_noted_is_found, setup, NULL);
	add_test_between(
	    suite, "known_part", what_is_no_part_is_not_noted, setup, NULL);
	add_test_between(
	    suite, "known_long", long_values_are_not_kept, setup, NULL);
	add_test_between(suite, "known_note",
	    newer_values_take_the_place_of_older_ones, setup, NULL);
	return run_suite(suite);
}
