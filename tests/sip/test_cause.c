/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reason headers and words for causes. RFC 3326. */
#include "sip/cause.h"

#include "tests/check_main.h"
#include "tests/sip/sip_check.h"

START_TEST(reasons_are_read)
{
	static const struct {
		const char *value;
		unsigned sip, q850;
		const char *text;
	} cases[] = {
	    {"SIP ;cause=200 ;text=\"Call completed elsewhere\"", 200, 0,
		"Call completed elsewhere"},
	    {"Q.850 ;cause=16 ;text=\"Terminated\"", 0, 16, "Terminated"},
	    {"Q.850;cause=17, SIP;cause=486;text=\"busy, really\"", 486, 17,
		"busy, really"},
	    {"q.850; Cause = 19", 0, 19, ""},
	    {"Q.850;cause=16, Q.850;cause=31", 0, 16, ""},
	    {"preemption;cause=1;text=UA", 0, 0, "UA"},
	    {"Q.850;cause=128", 0, 0, ""},
	    {"Q.850;cause=0", 0, 0, ""},
	    {"SIP;cause=700", 0, 0, ""},
	    {"SIP;cause=99", 0, 0, ""},
	    {"SIP;cause=-1, Q.850;cause=016", 0, 16, ""},
	    {"Q.850", 0, 0, ""},
	    {";;cause=16,,", 0, 0, ""},
	    {"", 0, 0, ""},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sip_reason is =
		    sip_reason_parse(text_of(cases[i].value));

		ck_assert_msg(
		    is.sip == cases[i].sip && is.q850 == cases[i].q850,
		    "%s: SIP %u, Q.850 %u", cases[i].value, is.sip, is.q850);
		ck_assert_text(is.text, cases[i].text);
	}
}
END_TEST

START_TEST(each_status_has_words)
{
	for (unsigned status = 300; status < 700; status++)
		ck_assert_ptr_nonnull(sip_status_words(status));
	ck_assert_str_eq(sip_status_words(486), "busy");
	ck_assert_str_eq(sip_status_words(603), "declined");
	ck_assert_str_eq(sip_status_words(302), "redirected");
	ck_assert_str_eq(sip_status_words(499), "refused");
	ck_assert_str_eq(sip_status_words(599), "server failure");
	ck_assert_str_eq(sip_status_words(699), "refused everywhere");
}
END_TEST

START_TEST(causes_of_the_telephone_network_have_words)
{
	ck_assert_str_eq(q850_words(16), "normal call clearing");
	ck_assert_str_eq(q850_words(17), "user busy");
	ck_assert_str_eq(q850_words(127), "interworking, unspecified");
	ck_assert_ptr_null(q850_words(0));
	ck_assert_ptr_null(q850_words(15));
	ck_assert_ptr_null(q850_words(128));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("cause");

	add_test(suite, "reason", reasons_are_read);
	add_test(suite, "status", each_status_has_words);
	add_test(suite, "q850", causes_of_the_telephone_network_have_words);
	return run_suite(suite);
}
