/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/source.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <zlib.h>

#include "tests/capture/file.h"

#define PATH "test_source.tmp"
#define FRAMES 3

static char error[SOURCE_ERROR_SIZE];

static struct source *
open_source(const char *path)
{
	struct source *source = NULL;

	ck_assert_msg(
	    source_open_file(path, NULL, &source, error) == 0, "%s", error);
	return source;
}

/* What could not be read, in words. */
static const char *
damage_of(const struct source *source)
{
	source_describe_damage(source, error);
	return error;
}

/* Three frames of 1, 2 and 3 bytes 'a', 'b', 'c' at 100.000005 s and on. */
static struct wire
small_file(uint32_t magic, bool swapped)
{
	struct wire file = {0};

	put_pcap(&file, magic, 1, swapped);
	for (uint32_t i = 0; i < FRAMES; i++)
		put_record(&file, 100 + i, 5, i + 1, i + 11, (uint8_t)('a' + i),
		    swapped);
	return file;
}

static void
expect_frame(struct source *source, uint32_t i, int64_t fraction_ns)
{
	struct frame frame;

	ck_assert_int_eq(source_next(source, &frame), SOURCE_FRAME);
	ck_assert_int_eq(frame.time.ns, (100 + i) * NS_PER_SEC + fraction_ns);
	ck_assert_uint_eq(frame.captured, i + 1);
	ck_assert_uint_eq(frame.length, i + 11);
	ck_assert_uint_eq(frame.bytes[i], 'a' + i);
	ck_assert_int_eq(frame.link_type, LINK_ETHERNET);
}

/* Reads the small file from 'source' to its end and closes it. */
static void
expect_small_file(struct source *source, int64_t fraction_ns)
{
	struct frame frame;

	for (uint32_t i = 0; i < FRAMES; i++)
		expect_frame(source, i, fraction_ns);
	ck_assert_int_eq(source_next(source, &frame), SOURCE_END);
	source_close(source);
}

START_TEST(pcap_is_read_in_both_units_and_byte_orders)
{
	for (int i = 0; i < 4; i++) {
		bool ns = i & 1, swapped = i & 2;
		struct wire file = small_file(ns ? PCAP_NS : PCAP_US, swapped);

		write_file(PATH, file.bytes, file.size);
		expect_small_file(open_source(PATH), ns ? 5 : 5000);
	}
	unlink(PATH);
}
END_TEST

START_TEST(a_source_knows_its_name_size_and_place)
{
	struct wire file = small_file(PCAP_US, false);
	struct source *source;

	write_file(PATH, file.bytes, file.size);
	source = open_source(PATH);
	ck_assert_str_eq(source_name(source), PATH);
	ck_assert_uint_eq(source_size_bytes(source), file.size);
	ck_assert_int_eq(source_link_type(source), LINK_ETHERNET);
	expect_frame(source, 0, 5000);
	ck_assert_uint_le(source_read_bytes(source), file.size);
	expect_frame(source, 1, 5000);
	expect_frame(source, 2, 5000);
	ck_assert_uint_eq(source_read_bytes(source), file.size);
	source_close(source);
	source_close(NULL);
	unlink(PATH);
}
END_TEST

START_TEST(each_link_type_is_known)
{
	static const struct {
		uint32_t number; /* in the file */
		enum link_type type;
	} types[] = {{0, LINK_NULL}, {1, LINK_ETHERNET}, {101, LINK_RAW},
	    {108, LINK_LOOP}, {113, LINK_COOKED}, {228, LINK_RAW},
	    {229, LINK_RAW}, {276, LINK_COOKED2}, {105, LINK_UNKNOWN}};

	for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
		struct wire file = {0};
		struct source *source;

		put_pcap(&file, PCAP_US, types[i].number, false);
		write_file(PATH, file.bytes, file.size);
		source = open_source(PATH);
		ck_assert_int_eq(source_link_type(source), types[i].type);
		source_close(source);
	}
	unlink(PATH);
}
END_TEST

/* Frames of the sample 'name'; it must be read to its end. */
static size_t
count_sample(const char *name)
{
	const char *top = getenv("top_srcdir");
	char path[1024];
	struct source *source;
	struct frame frame;
	enum source_status status;
	size_t count = 0;

	snprintf(path, sizeof path, "%s/samples/%s", top ? top : "..", name);
	source = open_source(path);
	while ((status = source_next(source, &frame)) == SOURCE_FRAME)
		count++;
	ck_assert_int_eq(status, SOURCE_END);
	source_close(source);
	return count;
}

START_TEST(samples_of_each_format_are_read_whole)
{
	/* dumpcap ended before the two ARP frames at the end. */
	ck_assert_uint_eq(count_sample("formats-ng.pcapng"), 321);
	ck_assert_uint_eq(count_sample("formats-plain.pcap"), 323);
	ck_assert_uint_eq(count_sample("formats-nano.pcap"), 323);
	ck_assert_uint_eq(count_sample("formats-cooked.pcap"), 323);
	ck_assert_uint_eq(count_sample("formats-vlan.pcap"), 323);
}
END_TEST

static size_t
write_gzip(const struct wire *file)
{
	gzFile gzip = gzopen(PATH, "wb");
	struct stat status;

	ck_assert_ptr_nonnull(gzip);
	ck_assert_int_eq(
	    gzwrite(gzip, file->bytes, (unsigned)file->size), (int)file->size);
	ck_assert_int_eq(gzclose(gzip), Z_OK);
	ck_assert_int_eq(stat(PATH, &status), 0);
	return (size_t)status.st_size;
}

START_TEST(a_compressed_file_is_read_as_if_it_were_not)
{
	struct wire file = small_file(PCAP_US, false);
	size_t size = write_gzip(&file);
	struct source *source = open_source(PATH);

	ck_assert_uint_eq(source_size_bytes(source), size);
	ck_assert_uint_le(source_read_bytes(source), size);
	expect_small_file(source, 5000);
	unlink(PATH);
}
END_TEST

START_TEST(a_compressed_file_cut_anywhere_is_never_whole)
{
	struct wire file = small_file(PCAP_US, false);
	size_t size = write_gzip(&file);

	while (size-- > 1) {
		struct source *source = NULL;
		struct frame frame;
		uint32_t frames = 0;
		enum source_status status;

		ck_assert_int_eq(truncate(PATH, (off_t)size), 0);
		if (source_open_file(PATH, NULL, &source, error) != 0)
			continue;
		while ((status = source_next(source, &frame)) == SOURCE_FRAME)
			ck_assert_uint_eq(frame.captured, ++frames);
		ck_assert_msg(
		    status == SOURCE_DAMAGED, "cut at %zu: whole", size);
		ck_assert_ptr_nonnull(strstr(damage_of(source), PATH));
		source_close(source);
	}
	unlink(PATH);
}
END_TEST

/* Opening PATH must fail as 'expected' and name it. */
static void
expect_refused(const char *path, int expected)
{
	struct source *source = NULL;

	error[0] = '\0';
	ck_assert_int_eq(
	    source_open_file(path, NULL, &source, error), expected);
	ck_assert_ptr_nonnull(strstr(error, path));
	ck_assert_ptr_null(source);
}

START_TEST(what_is_no_capture_file_is_refused_by_name)
{
	write_file(PATH, "", 0);
	expect_refused(PATH, EBADMSG);
	write_file(PATH, "These are no packets, but words of a text.\n", 43);
	expect_refused(PATH, EBADMSG);
	write_file(PATH, "\x1f\x8b", 2);
	expect_refused(PATH, EBADMSG);
	unlink(PATH);
	expect_refused(PATH, ENOENT);
	expect_refused(".", EISDIR);
}
END_TEST

START_TEST(frames_before_a_cut_are_delivered_and_the_cut_is_told)
{
	struct wire file = small_file(PCAP_US, false);
	size_t whole = PCAP_HEADER_SIZE; /* to the end of the last frame */
	uint32_t frames = 0;

	for (size_t cut = 0; cut < file.size; cut++) {
		struct source *source = NULL;
		struct frame frame;
		char place[64];

		write_file(PATH, file.bytes, cut);
		if (cut < PCAP_HEADER_SIZE) {
			expect_refused(PATH, EBADMSG);
			continue;
		}
		if (cut == whole + PCAP_RECORD_SIZE + frames + 1) {
			whole = cut;
			frames++;
		}
		source = open_source(PATH);
		for (uint32_t i = 0; i < frames; i++)
			expect_frame(source, i, 5000);
		if (cut == whole) {
			ck_assert_int_eq(
			    source_next(source, &frame), SOURCE_END);
			source_close(source);
			continue;
		}
		ck_assert_int_eq(source_next(source, &frame), SOURCE_DAMAGED);
		ck_assert_ptr_nonnull(strstr(damage_of(source), PATH));
		snprintf(place, sizeof place, "after frame %u, near byte %zu",
		    frames, cut);
		ck_assert_ptr_nonnull(strstr(damage_of(source), place));
		source_close(source);
	}
	ck_assert_uint_eq(frames, FRAMES - 1);
	unlink(PATH);
}
END_TEST

START_TEST(a_frame_size_that_cannot_be_is_damage)
{
	struct wire file = small_file(PCAP_US, false);
	struct source *source;
	struct frame frame;

	put_native32(&file, 0, false);
	put_native32(&file, 0, false);
	put_native32(&file, 0x7fffffff, false);
	put_native32(&file, 0x7fffffff, false);
	put_zeros(&file, 100);
	write_file(PATH, file.bytes, file.size);
	source = open_source(PATH);
	for (uint32_t i = 0; i < FRAMES; i++)
		expect_frame(source, i, 5000);
	ck_assert_int_eq(source_next(source, &frame), SOURCE_DAMAGED);
	source_close(source);
	unlink(PATH);
}
END_TEST

START_TEST(a_frame_is_never_shorter_on_the_wire_than_captured)
{
	struct wire file = {0};
	struct source *source;
	struct frame frame;

	put_pcap(&file, PCAP_US, 1, false);
	put_record(&file, 1, 0, 10, 4, 'x', false);
	write_file(PATH, file.bytes, file.size);
	source = open_source(PATH);
	ck_assert_int_eq(source_next(source, &frame), SOURCE_FRAME);
	ck_assert_uint_ge(frame.length, frame.captured);
	source_close(source);
	unlink(PATH);
}
END_TEST

START_TEST(standard_input_may_be_a_file)
{
	struct wire file = small_file(PCAP_NS, false);
	int fd;

	write_file(PATH, file.bytes, file.size);
	fd = open(PATH, O_RDONLY);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(dup2(fd, STDIN_FILENO), STDIN_FILENO);
	close(fd);
	expect_small_file(open_source("-"), 5);
	unlink(PATH);
}
END_TEST

START_TEST(standard_input_may_be_a_pipe)
{
	struct wire file = small_file(PCAP_US, true);
	struct source *source;
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_eq(
	    write(ends[1], file.bytes, file.size), (ssize_t)file.size);
	close(ends[1]);
	ck_assert_int_eq(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
	close(ends[0]);
	source = open_source("-");
	ck_assert_uint_eq(source_size_bytes(source), 0);
	expect_small_file(source, 5000);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("source");

	add_test(
	    suite, "source_next", pcap_is_read_in_both_units_and_byte_orders);
	add_test(suite, "source_name", a_source_knows_its_name_size_and_place);
	add_test(suite, "source_link_type", each_link_type_is_known);
	add_test(suite, "source_next", samples_of_each_format_are_read_whole);
	add_test(
	    suite, "source_next", a_compressed_file_is_read_as_if_it_were_not);
	add_test(suite, "source_next",
	    a_compressed_file_cut_anywhere_is_never_whole);
	add_test(suite, "source_open_file",
	    what_is_no_capture_file_is_refused_by_name);
	add_test(suite, "source_error",
	    frames_before_a_cut_are_delivered_and_the_cut_is_told);
	add_test(suite, "source_next", a_frame_size_that_cannot_be_is_damage);
	add_test(suite, "source_next",
	    a_frame_is_never_shorter_on_the_wire_than_captured);
	add_test(suite, "source_open_file", standard_input_may_be_a_file);
	add_test(suite, "source_open_file", standard_input_may_be_a_pipe);
	return run_suite(suite);
}
