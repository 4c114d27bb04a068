/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"

#include <limits.h>

#include "tests/check_main.h"

static void
expect(struct text text, const char *expected)
{
	ck_assert_uint_eq(text.len, strlen(expected));
	if (text.len)
		ck_assert_mem_eq(text.at, expected, text.len);
}

START_TEST(the_empty_text_equals_itself_wherever_it_is)
{
	struct text none = text_of(NULL);

	ck_assert(text_equal(none, text_of("")));
	ck_assert(text_equal_nocase(none, text_of("")));
	ck_assert(text_is(none, ""));
	ck_assert(!text_is(none, "a"));
	ck_assert(text_starts_with(text_of("a"), ""));
}
END_TEST

START_TEST(texts_are_compared_by_all_their_characters)
{
	struct text upper = text_of("INVITE"), lower = text_of("invite");

	ck_assert(!text_equal(upper, lower));
	ck_assert(text_equal_nocase(upper, lower));
	ck_assert(text_is(upper, "Invite"));
	ck_assert(!text_is(upper, "INVITES"));
	ck_assert(!text_is(upper, "INVIT"));
	ck_assert(
	    !text_equal((struct text){"a\0b", 3}, (struct text){"a\0c", 3}));
}
END_TEST

START_TEST(a_prefix_may_be_the_whole_and_no_more)
{
	ck_assert(text_starts_with(text_of("sip:a"), "sip:"));
	ck_assert(text_starts_with(text_of("sip:"), "sip:"));
	ck_assert(!text_starts_with(text_of("sip"), "sip:"));
	ck_assert(!text_starts_with(text_of("SIP:"), "sip:"));
}
END_TEST

START_TEST(trim_takes_spaces_and_tabs_at_either_end)
{
	expect(text_trim(text_of(" \t a b\t ")), "a b");
	expect(text_trim(text_of(" \t ")), "");
	expect(text_trim(text_of("")), "");
	expect(text_trim(text_of(NULL)), "");
	expect(text_trim(text_of("\r\n")), "\r\n");
}
END_TEST

START_TEST(cut_gives_the_parts_one_by_one)
{
	struct text rest = text_of("a,,bc");

	expect(text_cut(&rest, ','), "a");
	expect(rest, ",bc");
	expect(text_cut(&rest, ','), "");
	expect(text_cut(&rest, ','), "bc");
	expect(rest, "");
	expect(text_cut(&rest, ','), "");
	rest = text_of("end,");
	expect(text_cut(&rest, ','), "end");
	expect(rest, "");
}
END_TEST

START_TEST(words_are_between_spaces_and_tabs)
{
	struct text rest = text_of("  RTP/AVP \t0  8 ");

	expect(text_word(&rest), "RTP/AVP");
	expect(text_word(&rest), "0");
	expect(text_word(&rest), "8");
	expect(text_word(&rest), "");
	expect(text_word(&rest), "");
	rest = text_of(NULL);
	expect(text_word(&rest), "");
}
END_TEST

START_TEST(numbers_fill_the_whole_text)
{
	static const char *const bad[] = {"", " 1", "1 ", "-1", "+1", "0x1",
	    "1a", "12345678901", "00000000001"};
	unsigned long value = 77;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		ck_assert(!text_number(text_of(bad[i]), ULONG_MAX, &value));
	ck_assert_uint_eq(value, 77);
	ck_assert(text_number(text_of("0"), 0, &value));
	ck_assert_uint_eq(value, 0);
	ck_assert(text_number(text_of("0000065535"), 65535, &value));
	ck_assert_uint_eq(value, 65535);
	ck_assert(text_number(text_of("9999999999"), ULONG_MAX, &value));
	ck_assert_uint_eq(value, 9999999999ul);
}
END_TEST

START_TEST(a_number_over_its_limit_is_refused)
{
	unsigned long value = 77;

	ck_assert(text_number(text_of("65535"), 65535, &value));
	ck_assert(!text_number(text_of("65536"), 65535, &value));
	ck_assert_uint_eq(value, 65535);
}
END_TEST

START_TEST(copy_cuts_and_always_ends)
{
	char out[4];

	text_copy(out, sizeof out, text_of("abc"));
	ck_assert_str_eq(out, "abc");
	text_copy(out, sizeof out, text_of("abcd"));
	ck_assert_str_eq(out, "abc");
	text_copy(out, 1, text_of("abcd"));
	ck_assert_str_eq(out, "");
	text_copy(out, sizeof out, text_of(NULL));
	ck_assert_str_eq(out, "");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("text");

	add_test(
	    suite, "text_equal", the_empty_text_equals_itself_wherever_it_is);
	add_test(
	    suite, "text_equal", texts_are_compared_by_all_their_characters);
	add_test(
	    suite, "text_starts_with", a_prefix_may_be_the_whole_and_no_more);
	add_test(suite, "text_trim", trim_takes_spaces_and_tabs_at_either_end);
	add_test(suite, "text_cut", cut_gives_the_parts_one_by_one);
	add_test(suite, "text_word", words_are_between_spaces_and_tabs);
	add_test(suite, "text_number", numbers_fill_the_whole_text);
	add_test(suite, "text_number", a_number_over_its_limit_is_refused);
	add_test(suite, "text_copy", copy_cuts_and_always_ends);
	return run_suite(suite);
}
