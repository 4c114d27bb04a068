/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/filter.h"

#include <errno.h>

#include "capture/source.h"
#include "tests/capture/file.h"

#define PATH "test_filter.tmp"
#define ETHERNET 1
#define RAW 101

static char error[FILTER_ERROR_SIZE];

static struct filter *
filter_of(const char *expression)
{
	struct filter *filter = NULL;

	ck_assert_msg(filter_new(expression, &filter, error) == 0, "%s", error);
	return filter;
}

/* Does a UDP datagram of that link type pass? */
static bool
passes(struct filter *filter, uint32_t link_number)
{
	struct wire packet = {0};
	struct frame frame = {0};

	if (link_number == ETHERNET)
		put_ethernet(&packet, 0x0800);
	put_ip4(&packet, 28 + 4, 0, 17);
	put_udp(&packet, 8 + 4);
	put_zeros(&packet, 4);
	frame.bytes = packet.bytes;
	frame.captured = frame.length = packet.size;
	return filter_passes(filter, link_number, &frame);
}

START_TEST(frames_pass_as_the_expression_says_for_each_link_type)
{
	static const struct {
		const char *expression;
		bool passes;
	} cases[] = {{"udp", true}, {"udp port 5060", true}, {"tcp", false},
	    {"src host 192.0.2.1", true}, {"dst host 192.0.2.1", false},
	    {"not port 5060", false}, {"greater 1000", false}};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct filter *filter = filter_of(cases[i].expression);

		for (int round = 0; round < 2; round++) {
			ck_assert_int_eq(
			    passes(filter, ETHERNET), cases[i].passes);
			ck_assert_int_eq(passes(filter, RAW), cases[i].passes);
		}
		ck_assert_ptr_null(filter_error(filter));
		filter_free(filter);
	}
}
END_TEST

START_TEST(more_link_types_than_are_kept_work)
{
	struct filter *filter = filter_of("greater 1");

	for (int round = 0; round < 3; round++)
		for (uint32_t number = 100; number < 120; number++)
			(void)passes(filter, number);
	ck_assert(passes(filter, ETHERNET));
	filter_free(filter);
	filter_free(NULL);
}
END_TEST

START_TEST(a_wrong_expression_is_refused_with_a_reason)
{
	static const char *const wrong[] = {
	    "udp port", "port 70000", "(", "host 192.0.2.1 host"};

	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct filter *filter = NULL;

		error[0] = '\0';
		ck_assert_msg(filter_new(wrong[i], &filter, error) == EINVAL,
		    "\"%s\" is taken", wrong[i]);
		ck_assert_str_ne(error, "");
		ck_assert_ptr_null(filter);
	}
}
END_TEST

START_TEST(what_has_no_meaning_for_a_link_type_lets_none_pass_and_is_told)
{
	struct filter *filter = filter_of("ether src 00:00:00:00:00:00");

	ck_assert(passes(filter, ETHERNET));
	ck_assert_ptr_null(filter_error(filter));
	ck_assert(!passes(filter, RAW));
	ck_assert_ptr_nonnull(strstr(filter_error(filter), "link type 101"));
	ck_assert(passes(filter, ETHERNET));
	filter_free(filter);
}
END_TEST

START_TEST(what_only_a_live_packet_knows_is_not_asked_of_a_file)
{
	struct filter *filter = filter_of("inbound");

	ck_assert(!passes(filter, ETHERNET));
	ck_assert_ptr_nonnull(filter_error(filter));
	filter_free(filter);
}
END_TEST

START_TEST(a_source_gives_out_what_passes_and_counts_the_rest)
{
	struct source_options options = {.filter = filter_of("greater 20")};
	struct wire file = {0};
	struct source *source;
	struct frame frame;
	char refused[SOURCE_ERROR_SIZE];
	size_t count = 0;

	put_pcap(&file, PCAP_US, ETHERNET, false);
	for (uint32_t i = 1; i <= 30; i++)
		put_record(&file, 1700000000 + i, 0, i, i, 'x', false);
	write_file(PATH, file.bytes, file.size);
	ck_assert_int_eq(source_open_file(PATH, &options, &source, refused), 0);
	while (source_next(source, &frame) == SOURCE_FRAME) {
		ck_assert_uint_ge(frame.length, 20);
		count++;
	}
	ck_assert_uint_eq(count, 11);
	ck_assert_uint_eq(source_filtered(source), 19);
	source_close(source);
	filter_free(options.filter);
	unlink(PATH);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("filter");

	add_test(suite, "filter_passes",
	    frames_pass_as_the_expression_says_for_each_link_type);
	add_test(suite, "filter_passes", more_link_types_than_are_kept_work);
	add_test(
	    suite, "filter_new", a_wrong_expression_is_refused_with_a_reason);
	add_test(suite, "filter_error",
	    what_has_no_meaning_for_a_link_type_lets_none_pass_and_is_told);
	add_test(suite, "filter_error",
	    what_only_a_live_packet_knows_is_not_asked_of_a_file);
	add_test(suite, "source_next",
	    a_source_gives_out_what_passes_and_counts_the_rest);
	return run_suite(suite);
}
