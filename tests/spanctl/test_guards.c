/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Findings as they are kept. */
#include "tests/check_main.h"

#include "base/utf8.h"
#include "spanctl/guards.h"

/* JSON takes nothing else. */
START_TEST(a_finding_is_utf8_wherever_it_is_cut)
{
	static struct findings findings;
	char name[2 * FINDING_SIZE];

	for (size_t i = 0; i + 2 < sizeof name; i += 2)
		memcpy(name + i, "\xc3\xbc", 3);
	for (size_t before = 0; before < 2; before++) {
		findings_add(&findings, FINDING_ERROR, "check", "%s%s",
		    before ? "x" : "", name);
		ck_assert(utf8_valid(findings.at[before].text,
		    strlen(findings.at[before].text)));
		ck_assert_uint_eq(
		    strlen(findings.at[before].text), FINDING_SIZE - 1);
	}
	findings_add(&findings, FINDING_NOTE, "check", "a\xff\xc2\x9b");
	ck_assert_str_eq(findings.at[2].text, "a??");
	ck_assert_uint_eq(findings.errors, 2);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("guards");

	add_test(suite, "findings_add", a_finding_is_utf8_wherever_it_is_cut);
	return run_suite(suite);
}
