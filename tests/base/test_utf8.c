/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/utf8.h"

#include <string.h>

#include "tests/check_main.h"

START_TEST(utf8_is_told_from_what_looks_like_it)
{
	static const char *const good[] = {
	    "", "a", "\xc3\xbc", "\xe6\x97\xa5", "\xf0\x9f\x93\x9e"};
	static const char *const bad[] = {"\xff", "\xc3", "\xc0\xaf",
	    "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xbf",
	    "a\xc3z", "\xf8\x88\x80\x80\x80"};
	char out[64];

	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		ck_assert(utf8_valid(good[i], strlen(good[i])));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		size_t size = utf8_repair(bad[i], strlen(bad[i]), out);

		ck_assert(!utf8_valid(bad[i], strlen(bad[i])));
		ck_assert(utf8_valid(out, size));
		ck_assert_uint_le(size, strlen(bad[i]) * UTF8_REPLACEMENT_SIZE);
	}
}
END_TEST

START_TEST(nothing_that_a_terminal_obeys_is_left)
{
	static const struct {
		const char *text, *clean;
	} cases[] = {
	    {"", ""},
	    {"plain\ttext", "plain\ttext"},
	    {"\xc3\xbc \xe6\x97\xa5 \xf0\x9f\x93\x9e",
		"\xc3\xbc \xe6\x97\xa5 \xf0\x9f\x93\x9e"},
	    {"\033[31m\r\n\x7f", "?[31m???"},
	    {"a\xc2\x9b"
	     "31mb\xc2\x80\xc2\x9f\xc2\xa0",
		"a?31mb??\xc2\xa0"},
	    {"a\x9b"
	     "31m",
		"a?31m"},
	    {"1\xe2\x80\xae"
	     "2\xef\xbb\xbf\xc2\xad",
		"1?2??"},
	    {"cut \xe6\x97", "cut ??"},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char text[64];
		size_t size = strlen(cases[i].text);

		memcpy(text, cases[i].text, size);
		size = utf8_clean(text, size);
		ck_assert_uint_eq(size, strlen(cases[i].clean));
		if (size)
			ck_assert_mem_eq(text, cases[i].clean, size);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("base/utf8");

	add_test(suite, "utf8_valid", utf8_is_told_from_what_looks_like_it);
	add_test(suite, "utf8_clean", nothing_that_a_terminal_obeys_is_left);
	return run_suite(suite);
}
