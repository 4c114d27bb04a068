/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of sip/ share. */
#ifndef TESTS_SIP_SIP_CHECK_H
#define TESTS_SIP_SIP_CHECK_H

#include <check.h>

#include "base/counter.h"
#include "base/text.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Is 'text' the string 'expected', to the letter? */
#define ck_assert_text(is, expected)                                           \
	do {                                                                   \
		struct text is_ = (is);                                        \
		const char *expected_ = (expected);                            \
		ck_assert_msg(text_equal(is_, text_of(expected_)),             \
		    "%s is \"%.*s\", not \"%s\"", #is, (int)is_.len,           \
		    is_.len ? is_.at : "", expected_);                         \
	} while (0)

#define ck_assert_counter(id, expected)                                        \
	ck_assert_str_eq(counter_name(id), counter_name(expected))

#endif
