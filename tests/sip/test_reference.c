/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RFC 3891, RFC 3515, RFC 3420, RFC 4579, RFC 7989. */
#include "sip/reference.h"

#include "tests/check_main.h"
#include "tests/sip/sip_check.h"

START_TEST(replaces_names_a_dialog)
{
	struct sip_replaces it;

	ck_assert(sip_replaces_parse(
	    text_of("98732@sip.example.com ;from-tag=r33th4x0r;to-tag=ff87ff"),
	    &it));
	ck_assert_text(it.call_id, "98732@sip.example.com");
	ck_assert_text(it.to_tag, "ff87ff");
	ck_assert_text(it.from_tag, "r33th4x0r");
	ck_assert(!it.early_only);
	ck_assert(sip_replaces_parse(
	    text_of("a;to-tag = 1; from-tag=2;early-only;x=y;"), &it));
	ck_assert(it.early_only);
	ck_assert_text(it.to_tag, "1");
}
END_TEST

START_TEST(replaces_needs_all_of_it)
{
	static const char *const bad[] = {"", ";", "a", "a;to-tag=1",
	    "a;from-tag=1", ";to-tag=1;from-tag=2", "a;to-tag=;from-tag=2"};
	struct sip_replaces it;

	for (size_t i = 0; i < COUNT(bad); i++)
		ck_assert_msg(
		    !sip_replaces_parse(text_of(bad[i]), &it), "%s", bad[i]);
}
END_TEST

START_TEST(a_target_may_bring_its_replaces)
{
	struct sip_target target;

	ck_assert(sip_target_parse(
	    text_of("\"C\" <sip:c@example.org;transport=udp?Replaces="
		    "12%40h%3Bto-tag%3Da%3Bfrom-tag%3db&Require=replaces>"),
	    &target));
	ck_assert_text(target.user, "c");
	ck_assert_text(target.host, "example.org");
	ck_assert_text(target.uri, "sip:c@example.org;transport=udp");
	ck_assert_str_eq(target.replaces, "12@h;to-tag=a;from-tag=b");
	ck_assert(sip_target_parse(text_of("tel:+49301;x=y"), &target));
	ck_assert_text(target.user, "+49301");
	ck_assert_str_eq(target.replaces, "");
	ck_assert(sip_target_parse(
	    text_of("<sip:c@h?a=b&replaces=%4%zz%>"), &target));
	ck_assert_str_eq(target.replaces, "%4%zz%");
	ck_assert(!sip_target_parse(text_of("<>"), &target));
}
END_TEST

START_TEST(a_long_replaces_is_left_out)
{
	char value[SIP_REPLACES_SIZE + 40] = "<sip:c@h?Replaces=";
	size_t head = strlen(value);
	struct sip_target target;

	memset(value + head, 'x', SIP_REPLACES_SIZE - 1);
	ck_assert(sip_target_parse(text_of(value), &target));
	ck_assert_uint_eq(strlen(target.replaces), SIP_REPLACES_SIZE - 1);
	value[head + SIP_REPLACES_SIZE - 1] = 'x';
	ck_assert(sip_target_parse(text_of(value), &target));
	ck_assert_str_eq(target.replaces, "");
}
END_TEST

START_TEST(a_focus_is_named_by_its_contact)
{
	static const struct {
		const char *contact;
		bool focus;
	} cases[] = {{"<sip:conf@h>;isfocus", true},
	    {"<sip:conf@h>;expires=1 ; ISFOCUS;x", true},
	    {"<sip:conf@h;isfocus>", false}, {"<sip:conf@h>", false},
	    {"<sip:a@h>, <sip:conf@h>;isfocus", false}, {"", false},
	    {"sip:conf@h;isfocus", true}};

	for (size_t i = 0; i < COUNT(cases); i++)
		ck_assert_msg(sip_contact_is_focus(text_of(cases[i].contact)) ==
				  cases[i].focus,
		    "%s", cases[i].contact);
}
END_TEST

START_TEST(a_fragment_begins_with_its_status)
{
	ck_assert_uint_eq(
	    sip_fragment_status(text_of("SIP/2.0 200 OK\r\nTo: x\r\n")), 200);
	ck_assert_uint_eq(
	    sip_fragment_status(text_of("SIP/2.0 603 Declined")), 603);
	ck_assert_uint_eq(sip_fragment_status(text_of("")), 0);
	ck_assert_uint_eq(
	    sip_fragment_status(text_of("INVITE sip:a SIP/2.0\r\n")), 0);
}
END_TEST

START_TEST(a_session_id_is_32_digits)
{
#define OWN "ab30317f1a784dc48ff824d0d3715d86"
	ck_assert_text(sip_session_id_own(text_of(OWN)), OWN);
	ck_assert_text(sip_session_id_own(text_of(OWN ";remote=" OWN)), OWN);
	ck_assert_uint_eq(sip_session_id_own(text_of(OWN "0")).len, 0);
	ck_assert_uint_eq(sip_session_id_own(text_of("x")).len, 0);
	ck_assert_uint_eq(
	    sip_session_id_own(text_of("00000000000000000000000000000000")).len,
	    0);
	ck_assert_uint_eq(
	    sip_session_id_own(text_of("zb30317f1a784dc48ff824d0d3715d86")).len,
	    0);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("reference");

	add_test(suite, "replaces", replaces_names_a_dialog);
	add_test(suite, "replaces", replaces_needs_all_of_it);
	add_test(suite, "target", a_target_may_bring_its_replaces);
	add_test(suite, "target", a_long_replaces_is_left_out);
	add_test(suite, "focus", a_focus_is_named_by_its_contact);
	add_test(suite, "fragment", a_fragment_begins_with_its_status);
	add_test(suite, "session_id", a_session_id_is_32_digits);
	return run_suite(suite);
}
