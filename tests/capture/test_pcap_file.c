/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>

#include "capture/source.h"
#include "tests/capture/file.h"

#define PATH "test_pcap_file.tmp"
#define PCAP_MODIFIED 0xa1b2cd34u

static char error[SOURCE_ERROR_SIZE];

static struct source *
open_bytes(const void *bytes, size_t size)
{
	struct source *source = NULL;

	write_file(PATH, bytes, size);
	ck_assert_msg(
	    source_open_file(PATH, NULL, &source, error) == 0, "%s", error);
	unlink(PATH);
	return source;
}

static struct source *
open_packet(const struct wire *file)
{
	return open_bytes(file->bytes, file->size);
}

/* A frame of 'size' bytes 'letter' must come next. */
static void
expect(struct source *source, uint8_t letter, size_t size)
{
	struct frame frame;

	ck_assert_int_eq(source_next(source, &frame), SOURCE_FRAME);
	ck_assert_uint_eq(frame.captured, size);
	for (size_t i = 0; i < size; i++)
		ck_assert_uint_eq(frame.bytes[i], letter);
}

/* The end must come next, and again. */
static void
expect_end(struct source *source, enum source_status status)
{
	struct frame frame;

	ck_assert_int_eq(source_next(source, &frame), status);
	ck_assert_int_eq(source_next(source, &frame), status);
	source_close(source);
}

/* Six frames of 40 bytes 'a' to 'f', a second apart. */
#define FRAME 40
#define RECORD (PCAP_RECORD_SIZE + FRAME)
#define FRAMES 6

static struct wire
six_frames(bool swapped)
{
	struct wire file = {0};

	put_pcap(&file, PCAP_US, 1, swapped);
	for (uint32_t i = 0; i < FRAMES; i++)
		put_record(&file, 1700000000 + i, 7, FRAME, FRAME,
		    (uint8_t)('a' + i), swapped);
	return file;
}

START_TEST(the_longer_headers_of_old_patches_are_read)
{
	static const struct {
		uint32_t magic;
		size_t header;
	} kinds[] = {{PCAP_MODIFIED, 24}, {PCAP_MODIFIED, 28}, {PCAP_US, 24},
	    {PCAP_US, 20}, {PCAP_US, 16}};

	for (size_t i = 0; i < 2 * (sizeof kinds / sizeof *kinds); i++) {
		bool swapped = i & 1;
		struct wire file = {0};
		struct source *source;

		put_pcap(&file, kinds[i / 2].magic, 1, swapped);
		for (uint32_t j = 0; j < FRAMES; j++) {
			put_record(
			    &file, 1700000000 + j, 7, 0, FRAME, 0, swapped);
			file.size -= 8;
			put_native32(&file, FRAME, swapped);
			put_native32(&file, FRAME, swapped);
			for (size_t k = 16; k < kinds[i / 2].header; k++)
				put8(&file, 3);
			for (size_t k = 0; k < FRAME; k++)
				put8(&file, 'a' + j);
		}
		source = open_packet(&file);
		for (uint32_t j = 0; j < FRAMES; j++)
			expect(source, (uint8_t)('a' + j), FRAME);
		expect_end(source, SOURCE_END);
	}
}
END_TEST

START_TEST(what_stands_above_the_link_type_is_no_part_of_it)
{
	struct wire file = {0};
	struct source *source;

	/* 4 bytes of frame check sequence, as the file says */
	put_pcap(&file, PCAP_US, 0x24000001, false);
	put_record(&file, 1700000000, 0, 10, 10, 'x', false);
	source = open_packet(&file);
	ck_assert_int_eq(source_link_type(source), LINK_ETHERNET);
	expect(source, 'x', 10);
	expect_end(source, SOURCE_END);
}
END_TEST

START_TEST(seconds_go_on_to_the_year_2106)
{
	struct wire file = {0};
	struct source *source;
	struct frame frame;

	put_pcap(&file, PCAP_NS, 1, true);
	put_record(&file, UINT32_MAX, 999999999, 10, 10, 'x', true);
	source = open_packet(&file);
	ck_assert_int_eq(source_next(source, &frame), SOURCE_FRAME);
	ck_assert_int_eq(frame.time.ns, (INT64_C(1) << 32) * NS_PER_SEC - 1);
	expect_end(source, SOURCE_END);
}
END_TEST

START_TEST(of_a_huge_frame_the_first_bytes_are_given_out)
{
	const uint32_t huge = 3000000;
	size_t size = PCAP_HEADER_SIZE + 2 * PCAP_RECORD_SIZE + huge + FRAME;
	uint8_t *bytes = malloc(size);
	struct wire head = {0}, tail = {0};
	struct source *source;

	put_pcap(&head, PCAP_US, 1, false);
	memcpy(head.bytes + 16, &(uint32_t){4000000}, 4); /* snap length */
	put_record(&head, 1700000000, 0, 0, 0, 0, false);
	head.size -= 8;
	put_native32(&head, huge, false);
	put_native32(&head, huge, false);
	put_record(&tail, 1700000000, 0, FRAME, FRAME, 'y', false);
	memcpy(bytes, head.bytes, head.size);
	memset(bytes + head.size, 'x', huge);
	memcpy(bytes + head.size + huge, tail.bytes, tail.size);
	source = open_bytes(bytes, size);
	expect(source, 'x', SOURCE_FRAME_MAX);
	expect(source, 'y', FRAME);
	expect_end(source, SOURCE_END);
	/* Cut in what is not given out. */
	source = open_bytes(bytes, size - 2 * RECORD);
	expect(source, 'x', SOURCE_FRAME_MAX);
	expect_end(source, SOURCE_DAMAGED);
	free(bytes);
}
END_TEST

START_TEST(behind_a_hole_the_next_frame_is_found_and_the_place_is_told)
{
	for (int i = 0; i < 4; i++) {
		bool swapped = i & 1, zeros = i & 2;
		struct wire file = six_frames(swapped);
		size_t from = PCAP_HEADER_SIZE + 2 * RECORD;
		struct source *source;
		char place[80];

		memset(file.bytes + from, zeros ? 0 : 0xff, RECORD + 30);
		source = open_packet(&file);
		expect(source, 'a', FRAME);
		expect(source, 'b', FRAME);
		expect(source, 'e', FRAME);
		expect(source, 'f', FRAME);
		ck_assert_uint_eq(source_damage(source)->count, 1);
		ck_assert_uint_eq(
		    source_damage(source)->lost_bytes, 2 * RECORD);
		source_describe_damage(source, error);
		snprintf(place, sizeof place,
		    "bytes %zu to %zu (after frame 2)", from,
		    from + 2 * RECORD - 1);
		ck_assert_msg(strstr(error, place) != NULL, "%s", error);
		expect_end(source, SOURCE_DAMAGED);
	}
}
END_TEST

/* The letters of all frames that are not empty, and the end. */
static const char *
letters_of(const struct wire *file)
{
	static char seen[80];
	struct source *source = open_packet(file);
	struct frame frame;
	size_t count = 0;

	while (source_next(source, &frame) == SOURCE_FRAME)
		if (frame.captured) {
			ck_assert_uint_lt(count, sizeof seen - 1);
			seen[count++] = (char)frame.bytes[0];
		}
	seen[count] = '\0';
	source_close(source);
	return seen;
}

START_TEST(a_wrong_size_costs_one_frame_at_most)
{
	static const uint32_t sizes[] = {0, 1, 39, 41, 50, 55, 56, 57, 112, 200,
	    100000, 262144, 262145, 0x7fffffff, UINT32_MAX};
	static const char *const without[FRAMES] = {
	    "bcdef", "acdef", "abdef", "abcef", "abcdf", "abcde"};

	for (size_t i = 0; i < 2 * (sizeof sizes / sizeof *sizes); i++) {
		for (size_t j = 0; j < FRAMES; j++) {
			struct wire file = six_frames(false);
			size_t at = PCAP_HEADER_SIZE + j * RECORD;
			const char *seen;

			memcpy(file.bytes + at + (i & 1 ? 8 : 12),
			    &sizes[i / 2], 4);
			seen = letters_of(&file);
			ck_assert_msg(!strcmp(seen, without[j]) ||
					  !strcmp(seen, "abcdef"),
			    "with %u in frame %zu: %s", (unsigned)sizes[i / 2],
			    j, seen);
		}
	}
}
END_TEST

/* Six frames of 40 bytes, of which there were 'length'. */
static struct wire
six_cut_frames(uint32_t length)
{
	struct wire file = {0};

	put_pcap(&file, PCAP_US, 1, false);
	for (uint32_t i = 0; i < FRAMES; i++)
		put_record(&file, 1700000000 + i, 7, FRAME, length,
		    (uint8_t)('a' + i), false);
	return file;
}

START_TEST(a_cut_frame_that_takes_in_others_is_none)
{
	struct wire file = six_cut_frames(1500);

	/* The third one has room for the fourth, and half of the fifth. */
	file.bytes[PCAP_HEADER_SIZE + 2 * RECORD + 8] = 130;
	ck_assert_str_eq(letters_of(&file), "abdef");
}
END_TEST

START_TEST(headers_read_at_the_wrong_place_are_seen_to_be)
{
	/* Four bytes are lost in the second frame. From there on each header
	 * seems to begin with the microseconds, and to end with the first
	 * bytes of the frame, which make a length that can be. */
	struct wire file = six_frames(false), less = {0};
	size_t at = PCAP_HEADER_SIZE + RECORD + 30;
	const uint32_t length = 300;
	struct source *source;
	struct frame frame;
	int frames = 0;

	for (size_t i = 0; i < FRAMES; i++)
		memcpy(file.bytes + PCAP_HEADER_SIZE + i * RECORD +
			   PCAP_RECORD_SIZE,
		    &length, 4);
	put_bytes(&less, file.bytes, at);
	put_bytes(&less, file.bytes + at + 4, file.size - at - 4);
	source = open_packet(&less);
	while (source_next(source, &frame) == SOURCE_FRAME) {
		frames++;
		ck_assert_int_ge(frame.time.ns, 1700000000 * NS_PER_SEC);
	}
	ck_assert_int_ge(frames, 5);
	expect_end(source, SOURCE_DAMAGED);
}
END_TEST

START_TEST(zeros_between_frames_are_no_frames)
{
	struct wire file = six_frames(false), more = {0};
	size_t at = PCAP_HEADER_SIZE + 2 * RECORD;
	struct source *source;

	put_bytes(&more, file.bytes, at);
	put_zeros(&more, PCAP_RECORD_SIZE);
	put_bytes(&more, file.bytes + at, file.size - at);
	source = open_packet(&more);
	for (uint32_t i = 0; i < FRAMES; i++)
		expect(source, (uint8_t)('a' + i), FRAME);
	ck_assert_uint_eq(source_damage(source)->lost_bytes, PCAP_RECORD_SIZE);
	expect_end(source, SOURCE_DAMAGED);
}
END_TEST

START_TEST(one_header_alone_is_not_believed_behind_damage)
{
	/* The last one ends where no further header has room. */
	for (size_t i = 2; i < FRAMES; i += 3) {
		struct wire file = six_frames(false), fake = {0};
		size_t at = PCAP_HEADER_SIZE + i * RECORD;

		memset(file.bytes + at, 0xff, RECORD);
		put_record(&fake, 1700000002, 7, 10, 10, 'x', false);
		memcpy(file.bytes + at + 25, fake.bytes, fake.size);
		ck_assert_str_eq(letters_of(&file), i == 2 ? "abdef" : "abcde");
	}
}
END_TEST

START_TEST(bytes_that_are_lost_cost_one_frame)
{
	for (size_t lost = 1; lost < RECORD; lost++) {
		struct wire file = six_frames(false);
		/* in the frame, and from the header on */
		for (size_t at = 2 * RECORD; at < 3 * RECORD; at += 16) {
			struct wire less = {0};
			size_t from = PCAP_HEADER_SIZE + at;
			struct source *source;
			struct frame frame;
			enum source_status status;
			int frames = 0;

			put_bytes(&less, file.bytes, from);
			put_bytes(&less, file.bytes + from + lost,
			    file.size - from - lost);
			source = open_packet(&less);
			while ((status = source_next(source, &frame)) ==
			       SOURCE_FRAME)
				frames++;
			ck_assert_int_eq(status, SOURCE_DAMAGED);
			ck_assert_msg(frames >= FRAMES - 2,
			    "%zu lost at %zu: %d frames", lost, at, frames);
			ck_assert_uint_eq(frame.bytes[0], 'f');
			source_close(source);
		}
	}
}
END_TEST

START_TEST(cut_frames_are_no_damage)
{
	struct wire file = {0};
	struct source *source;
	struct frame frame;

	put_pcap(&file, PCAP_US, 1, false);
	for (uint32_t i = 0; i < FRAMES; i++) {
		/* years apart, as files that were put together may be */
		put_record(&file, 1400000000 + (i / 2) * 100000000, 7, 20 + i,
		    1500, (uint8_t)('a' + i), false);
	}
	source = open_packet(&file);
	for (uint32_t i = 0; i < FRAMES; i++) {
		ck_assert_int_eq(source_next(source, &frame), SOURCE_FRAME);
		ck_assert_uint_eq(frame.captured, 20 + i);
		ck_assert_uint_eq(frame.length, 1500);
	}
	expect_end(source, SOURCE_END);
}
END_TEST

START_TEST(an_empty_frame_is_one)
{
	struct wire file = {0};
	struct source *source;

	put_pcap(&file, PCAP_US, 1, false);
	put_record(&file, 1700000000, 7, 0, 0, 0, false);
	put_record(&file, 1700000001, 7, 5, 5, 'x', false);
	put_record(&file, 1700000001, 7, 0, 60, 0, false);
	source = open_packet(&file);
	expect(source, 0, 0);
	expect(source, 'x', 5);
	expect(source, 0, 0);
	expect_end(source, SOURCE_END);
}
END_TEST

/* Nothing in this file is a frame, but all of it looks a little like one. */
START_TEST(the_search_takes_no_longer_than_the_file_is_long)
{
	const size_t size = (size_t)8 << 20;
	uint8_t *bytes = malloc(size);

	for (int kind = 0; kind < 3; kind++) {
		struct wire head = {0};
		uint32_t words[3][4] = {{0, 0, 0, 0},
		    {1700000000, 1, 262144, 262144}, {1, 2, 4, 8}};
		struct frame frame;
		struct source *source;

		put_pcap(&head, PCAP_US, 1, false);
		for (size_t i = 0; i + 16 <= size; i += 16)
			memcpy(bytes + i, words[kind], 16);
		memcpy(bytes, head.bytes, head.size);
		memset(bytes + head.size, 0xff, 16);
		source = open_bytes(bytes, size - 5);
		while (source_next(source, &frame) == SOURCE_FRAME)
			;
		expect_end(source, SOURCE_DAMAGED);
	}
	free(bytes);
}
END_TEST

START_TEST(of_many_places_some_are_named_and_all_are_counted)
{
	size_t size = PCAP_HEADER_SIZE + 40 * RECORD;
	uint8_t *bytes = malloc(size);
	struct wire part = {0};
	struct source *source;
	struct frame frame;
	size_t at = PCAP_HEADER_SIZE;

	put_pcap(&part, PCAP_US, 1, false);
	memcpy(bytes, part.bytes, part.size);
	for (uint32_t i = 0; i < 40; i++, at += RECORD) {
		part.size = 0;
		put_record(&part, 1700000000 + i, 7, FRAME, FRAME, 'x', false);
		memcpy(bytes + at, part.bytes, RECORD);
		if (i % 4 == 3)
			memset(bytes + at, 0xff, PCAP_RECORD_SIZE);
	}
	source = open_bytes(bytes, size - 4 * RECORD);
	while (source_next(source, &frame) == SOURCE_FRAME)
		;
	ck_assert_uint_eq(source_damage(source)->count, 8);
	source_describe_damage(source, error);
	ck_assert_ptr_null(strstr(error, "more places"));
	source_close(source);
	source = open_bytes(bytes, size);
	while (source_next(source, &frame) == SOURCE_FRAME)
		;
	ck_assert_uint_eq(source_damage(source)->count, 9);
	source_describe_damage(source, error);
	ck_assert_ptr_nonnull(strstr(error, "and 1 more places"));
	/* The last one is at the end: nothing follows it. */
	ck_assert_ptr_nonnull(strstr(error, "; then damaged after frame 30"));
	ck_assert_uint_eq(source_damage(source)->lost_bytes, 10 * RECORD);
	expect_end(source, SOURCE_DAMAGED);
	free(bytes);
}
END_TEST

START_TEST(a_frame_is_had_before_the_next_one_is_written)
{
	struct wire file = {0};
	struct source *source;
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_eq(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
	put_pcap(&file, PCAP_US, 1, false);
	ck_assert_int_eq(
	    write(ends[1], file.bytes, file.size), (ssize_t)file.size);
	ck_assert_int_eq(source_open_file("-", NULL, &source, error), 0);
	for (uint32_t i = 0; i < FRAMES; i++) {
		ck_assert(source_must_wait(source));
		file.size = 0;
		/* every second one is cut, which is looked at closely */
		put_record(&file, 1700000000 + i, 0, FRAME, FRAME + i % 2,
		    (uint8_t)('a' + i), false);
		put_bytes(&file, file.bytes, file.size);
		ck_assert_int_eq(
		    write(ends[1], file.bytes, file.size), (ssize_t)file.size);
		ck_assert(!source_must_wait(source));
		expect(source, (uint8_t)('a' + i), FRAME);
		/* The second one is in memory now, not in the pipe. */
		ck_assert(!source_must_wait(source));
		expect(source, (uint8_t)('a' + i), FRAME);
	}
	close(ends[1]);
	expect_end(source, SOURCE_END);
	close(ends[0]);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("pcap_file");

	add_test(suite, "open", the_longer_headers_of_old_patches_are_read);
	add_test(
	    suite, "open", what_stands_above_the_link_type_is_no_part_of_it);
	add_test(suite, "next", seconds_go_on_to_the_year_2106);
	add_test(suite, "next", of_a_huge_frame_the_first_bytes_are_given_out);
	add_test(suite, "next", cut_frames_are_no_damage);
	add_test(suite, "next", an_empty_frame_is_one);
	add_test(suite, "find_next",
	    behind_a_hole_the_next_frame_is_found_and_the_place_is_told);
	add_test(suite, "find_next", a_wrong_size_costs_one_frame_at_most);
	add_test(suite, "is_sound", a_cut_frame_that_takes_in_others_is_none);
	add_test(
	    suite, "is_sound", headers_read_at_the_wrong_place_are_seen_to_be);
	add_test(suite, "is_sound", zeros_between_frames_are_no_frames);
	add_test(
	    suite, "find_next", one_header_alone_is_not_believed_behind_damage);
	add_test(suite, "find_next", bytes_that_are_lost_cost_one_frame);
	add_test(suite, "find_next",
	    the_search_takes_no_longer_than_the_file_is_long);
	add_test(suite, "damage_describe",
	    of_many_places_some_are_named_and_all_are_counted);
	add_test(
	    suite, "has_next", a_frame_is_had_before_the_next_one_is_written);
	return run_suite(suite);
}
