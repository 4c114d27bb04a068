/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sip/multipart.h"

#include "tests/check_main.h"
#include "tests/sip/sip_check.h"

#define SDP_PART "Content-Type: application/sdp\r\n\r\nv=0\r\ns=x"
#define OTHER_PART "Content-Type: text/plain\r\n\r\nv=1"

static struct text
find_sdp(const char *type, const char *body)
{
	return multipart_find(text_of(type), text_of(body), "application/sdp");
}

START_TEST(the_part_is_found_in_many_shapes)
{
	static const struct {
		const char *boundary, *body;
	} cases[] = {
	    {"boundary=b", "--b\r\n" SDP_PART "\r\n--b--\r\n"},
	    {"boundary=\"b;c\"", "--b;c\r\n" SDP_PART "\r\n--b;c--\r\n"},
	    {"boundary=\"b c:d\"", "--b c:d\r\n" SDP_PART "\r\n--b c:d--"},
	    {"x=y; Boundary = b ;z", "--b \t\r\n" SDP_PART "\r\n--b--"},
	    {"boundary=b", "preamble\r\n--bb\r\n--b\r\n" OTHER_PART
			   "\r\n--b\r\n" SDP_PART "\r\n--b--\r\nepilogue"},
	    {"boundary=b", "--b\nc : APPLICATION/SDP;q=1\n\nv=0\r\ns=x\n--b--"},
	    {"boundary=b", "--b\r\n" SDP_PART},
	    {"boundary=b", "--b\r\n" SDP_PART "\r\n"},
	    {"boundary=b", "--b\r\n" SDP_PART "\r\n--b\r\n" SDP_PART "2"},
	    {"boundary=o",
		"--o\r\nContent-Type: multipart/related;boundary=i\r\n\r\n"
		"--i\r\n" OTHER_PART "\r\n--i\r\n" SDP_PART
		"\r\n--i--\r\n--o--"},
	};

	counter_reset();
	for (size_t i = 0; i < COUNT(cases); i++) {
		char type[80];

		snprintf(
		    type, sizeof type, "Multipart/Mixed;%s", cases[i].boundary);
		ck_assert(content_type_is_multipart(text_of(type)));
		ck_assert_text(find_sdp(type, cases[i].body), "v=0\r\ns=x");
	}
	ck_assert_uint_eq(counter_get(COUNTER_multipart_bad), 0);
}
END_TEST

START_TEST(nothing_is_found_where_nothing_is)
{
	static const char *const bodies[] = {"", "--b", "--b--\r\n" SDP_PART,
	    "--b\r\n" OTHER_PART "\r\n--b--\r\n" SDP_PART, SDP_PART,
	    "--B\r\n" SDP_PART, "--b\r\n", "--b\r\nContent-Type:",
	    "--b\r\nContent-Type: multipart/x;boundary=c\r\n\r\n"
	    "--c\r\nContent-Type: multipart/x;boundary=d\r\n\r\n"
	    "--d\r\n" SDP_PART "\r\n--d--\r\n--c--\r\n--b--"};

	for (size_t i = 0; i < COUNT(bodies); i++)
		ck_assert_text(
		    find_sdp("multipart/mixed;boundary=b", bodies[i]), "");
}
END_TEST

START_TEST(no_boundary_is_counted)
{
	static const char *const types[] = {"multipart/mixed",
	    "multipart/mixed;", "multipart/mixed;boundary;x=y",
	    "multipart/mixed;boundary=", "multipart/mixed;boundary=\"\"",
	    ("multipart/mixed;boundary=123456789012345678901234567890123456789"
	     "01234567890123456789012345678901")};

	counter_reset();
	for (size_t i = 0; i < COUNT(types); i++) {
		ck_assert_text(find_sdp(types[i], "--\r\n" SDP_PART), "");
		ck_assert_uint_eq(counter_get(COUNTER_multipart_bad), i + 1);
	}
}
END_TEST

START_TEST(parts_are_limited)
{
	char body[16 * (MULTIPART_PARTS_MAX + 1) + 80];
	size_t len = 0;

	for (int i = 0; i < MULTIPART_PARTS_MAX; i++, len += 9)
		memcpy(body + len, "--b\r\n\r\n\r\n", 10);
	memcpy(body + len, "--b\r\n" SDP_PART, sizeof SDP_PART + 5);
	ck_assert_text(find_sdp("multipart/mixed;boundary=b", body), "");
	ck_assert_text(
	    find_sdp("multipart/mixed;boundary=b", body + 9), "v=0\r\ns=x");
}
END_TEST

START_TEST(types_lose_their_parameters)
{
	ck_assert_text(content_type_name(text_of(" a/b ; c=d")), "a/b");
	ck_assert_text(content_type_name(text_of("")), "");
	ck_assert(!content_type_is_multipart(text_of("multipart/")));
	ck_assert(!content_type_is_multipart(text_of("application/sdp")));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("multipart");

	add_test(suite, "multipart_find", the_part_is_found_in_many_shapes);
	add_test(
	    suite, "multipart_find_none", nothing_is_found_where_nothing_is);
	add_test(suite, "multipart_bad", no_boundary_is_counted);
	add_test(suite, "parts_max", parts_are_limited);
	add_test(suite, "content_type_name", types_lose_their_parameters);
	return run_suite(suite);
}
