/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks of ICE in STUN. RFC 8489, RFC 8445 section 7.2.2. */
#include "rtp/stun.h"

#include "tests/check_main.h"

#define HEADER                                                                 \
	0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0

static uint8_t message[64] = {HEADER};
static size_t size;

static void
setup(void)
{
	static const uint8_t start[] = {HEADER};

	memcpy(message, start, sizeof start);
	size = sizeof start;
}

static void
add(uint8_t type, const char *value)
{
	size_t len = strlen(value);

	message[size++] = 0;
	message[size++] = type;
	message[size++] = 0;
	message[size++] = (uint8_t)len;
	memcpy(message + size, value, len);
	for (size += len; size % 4; size++)
		message[size] = 0;
	message[3] = (uint8_t)(size - 20);
}

static bool
is_check(const char *receiver, const char *sender)
{
	struct stun_check check;

	return stun_check_parse(message, size, &check) &&
	       text_equal(check.receiver, text_of(receiver)) &&
	       text_equal(check.sender, text_of(sender));
}

static bool
is_none(void)
{
	struct stun_check check;

	return !stun_check_parse(message, size, &check);
}

START_TEST(a_check_has_both_names)
{
	add(0x24, "prio");
	add(6, "to:from");
	ck_assert(is_check("to", "from"));
	size++; /* what follows is no part of it */
	ck_assert(is_check("to", "from"));
}
END_TEST

START_TEST(what_is_no_check_is_refused)
{
	ck_assert(is_none());
	add(6, "to");
	ck_assert(is_none());
	setup();
	add(6, ":from");
	ck_assert(is_none());
	setup();
	add(6, "to:");
	ck_assert(is_none());
	setup();
	add(6, "to:from");
	message[0] = 1; /* a response */
	ck_assert(is_none());
	message[0] = 0;
	message[4] = 0; /* before RFC 5389 */
	ck_assert(is_none());
}
END_TEST

START_TEST(lengths_that_lie_are_refused)
{
	add(0x24, "prio");
	add(6, "to:from");
	for (size_t all = size--; size; size--) {
		ck_assert(is_none());
		ck_assert_uint_lt(size, all);
	}
	size = 20 + 8 + 4 + 8;
	message[3] = 200;
	ck_assert(is_none());
	message[3] = 20;
	message[23] = 250; /* the attribute before */
	ck_assert(is_none());
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("stun");

	add_test_between(suite, "check", a_check_has_both_names, setup, NULL);
	add_test_between(
	    suite, "none", what_is_no_check_is_refused, setup, NULL);
	add_test_between(
	    suite, "length", lengths_that_lie_are_refused, setup, NULL);
	return run_suite(suite);
}
