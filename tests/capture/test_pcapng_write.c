/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is written is read again, by our own reader. */
#include "capture/pcapng_write.h"

#include "capture/filter.h"
#include "capture/source.h"
#include "tests/capture/file.h"

#define PATH "test_pcapng_write.tmp"

static uint8_t file[1 << 16];
static size_t size;

static const struct origin interfaces[] = {
    {.name = "eth1", .link_type = LINK_ETHERNET, .frames = 3},
    {.name = "tun0", .link_type = LINK_RAW, .ring_dropped = 7},
};

static void
setup(void)
{
	size = pcapng_write_section(file, NULL);
	for (size_t i = 0; i < 2; i++)
		size += pcapng_write_interface(file + size, &interfaces[i]);
}

static void
put_frame(unsigned number, int64_t ns, size_t length, uint32_t lost)
{
	static const uint8_t bytes[] = "0123456789";
	struct frame frame = {
	    .time = {ns},
	    .bytes = bytes,
	    .captured = length < 10 ? length : 10,
	    .length = length,
	    .lost = lost,
	};
	size_t written = pcapng_write_frame(file + size, number, &frame);

	ck_assert_uint_le(written, pcapng_frame_max(&frame));
	size += written;
}

static struct source *
open_filtered(struct filter *filter)
{
	struct source_options options = {.filter = filter};
	char error[SOURCE_ERROR_SIZE];
	struct source *source = NULL;

	write_file(PATH, file, size);
	ck_assert_msg(
	    source_open_file(PATH, &options, &source, error) == 0, "%s", error);
	unlink(PATH);
	return source;
}

static struct source *
open_written(void)
{
	return open_filtered(NULL);
}

START_TEST(frames_are_the_same_when_they_are_read)
{
	struct source *source;
	struct frame frame;

	for (size_t length = 0; length < 14; length++)
		put_frame(length % 2, 1700000000123456789 + (int64_t)length,
		    length, 0);
	source = open_written();
	for (size_t length = 0; length < 14; length++) {
		ck_assert_int_eq(source_next(source, &frame), SOURCE_FRAME);
		ck_assert_int_eq(
		    frame.time.ns, 1700000000123456789 + (int64_t)length);
		ck_assert_uint_eq(frame.captured, length < 10 ? length : 10);
		ck_assert_uint_eq(frame.length, length);
		ck_assert_uint_eq(frame.interface, length % 2);
		ck_assert_int_eq(
		    frame.link_type, length % 2 ? LINK_RAW : LINK_ETHERNET);
		ck_assert_uint_eq(frame.lost, 0);
		ck_assert_int_eq(
		    memcmp(frame.bytes, "0123456789", frame.captured), 0);
	}
	ck_assert_int_eq(source_next(source, &frame), SOURCE_END);
	ck_assert_int_eq(source_ended(source).ns, 0);
	source_close(source);
}
END_TEST

START_TEST(what_was_lost_is_between_two_frames_of_one_interface)
{
	struct source *source;
	struct frame frame;

	put_frame(0, 100, 1, 5); /* nobody knows since when */
	put_frame(1, 200, 2, 0);
	put_frame(0, 300, 3, 7);
	put_frame(1, 400, 4, 1);
	source = open_written();
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(source_next(source, &frame), SOURCE_FRAME);
		ck_assert_uint_eq(frame.lost, 0);
	}
	ck_assert_int_eq(source_next(source, &frame), SOURCE_FRAME);
	ck_assert_uint_eq(frame.lost, 7);
	ck_assert_int_eq(frame.lost_since.ns, 100);
	ck_assert_int_eq(source_next(source, &frame), SOURCE_FRAME);
	ck_assert_uint_eq(frame.lost, 1);
	ck_assert_int_eq(frame.lost_since.ns, 200);
	source_close(source);
}
END_TEST

START_TEST(what_was_lost_before_a_frame_that_is_not_wanted_is_told)
{
	struct filter *filter;
	struct source *source;
	struct frame frame;
	char error[FILTER_ERROR_SIZE];

	ck_assert_int_eq(filter_new("greater 5", &filter, error), 0);
	put_frame(0, 100, 5, 0);
	put_frame(0, 200, 4, 7);
	put_frame(0, 300, 4, UINT32_MAX);
	put_frame(0, 400, 5, 1);
	put_frame(0, 500, 5, 0);
	source = open_filtered(filter);
	ck_assert_int_eq(source_next(source, &frame), SOURCE_FRAME);
	ck_assert_int_eq(source_next(source, &frame), SOURCE_FRAME);
	ck_assert_int_eq(frame.time.ns, 400);
	ck_assert_uint_eq(frame.lost, UINT32_MAX);
	ck_assert_int_eq(frame.lost_since.ns, 100);
	ck_assert_int_eq(source_next(source, &frame), SOURCE_FRAME);
	ck_assert_uint_eq(frame.lost, 0);
	source_close(source);
	filter_free(filter);
}
END_TEST

START_TEST(the_end_of_the_capture_is_behind_its_frames)
{
	struct source *source;
	struct frame frame;

	put_frame(0, 100, 1, 0);
	for (unsigned i = 0; i < 2; i++)
		size += pcapng_write_end(file + size, i, &interfaces[i],
		    (struct tstamp){5000 + (int64_t)i});
	source = open_written();
	ck_assert_int_eq(source_next(source, &frame), SOURCE_FRAME);
	ck_assert_int_eq(source_next(source, &frame), SOURCE_END);
	ck_assert_int_eq(source_ended(source).ns, 5001);
	source_close(source);
}
END_TEST

START_TEST(a_long_name_fits)
{
	char name[4096];
	struct origin origin = {.name = name, .link_type = LINK_ETHERNET};
	struct frame frame;
	struct source *source;

	memset(name, 'x', sizeof name - 1);
	name[sizeof name - 1] = '\0';
	size = pcapng_write_section(file, NULL);
	size += pcapng_write_interface(file + size, &origin);
	ck_assert_uint_le(size, (size_t)2 * PCAPNG_HEADER_MAX);
	put_frame(0, 1, 1, 0);
	source = open_written();
	ck_assert_int_eq(source_next(source, &frame), SOURCE_FRAME);
	source_close(source);
}
END_TEST

static void
add_case(Suite *suite, const char *name, const TTest *test)
{
	add_test_between(suite, name, test, setup, NULL);
}

int
main(void)
{
	Suite *suite = suite_create("pcapng_write");

	add_case(suite, "frame", frames_are_the_same_when_they_are_read);
	add_case(suite, "frame",
	    what_was_lost_is_between_two_frames_of_one_interface);
	add_case(suite, "frame",
	    what_was_lost_before_a_frame_that_is_not_wanted_is_told);
	add_case(suite, "end", the_end_of_the_capture_is_behind_its_frames);
	add_case(suite, "interface", a_long_name_fits);
	return run_suite(suite);
}
