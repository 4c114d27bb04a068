/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/source.h"
#include "tests/capture/file.h"

#define PATH "test_pcapng_file.tmp"

#define SECTION 0x0a0d0d0au
#define INTERFACE 1u
#define OBSOLETE 2u
#define SIMPLE 3u
#define ENHANCED 6u

static char error[SOURCE_ERROR_SIZE];
static struct wire file;
static bool swapped; /* the byte order of what is put into 'file' */

static void
put32(uint32_t value)
{
	put_native32(&file, value, swapped);
}

static void
put16_native(uint16_t value)
{
	uint16_t written = swapped ? __builtin_bswap16(value) : value;

	put_bytes(&file, &written, 2);
}

static void
put64(uint64_t value)
{
	uint64_t written = swapped ? __builtin_bswap64(value) : value;

	put_bytes(&file, &written, 8);
}

/* Begins a block; where it begins, for end_block(). */
static size_t
begin_block(uint32_t type)
{
	size_t at = file.size;

	put32(type);
	put32(0);
	return at;
}

static void
end_block(size_t at)
{
	struct wire length = {0};

	while (file.size % 4)
		put8(&file, 0);
	put32((uint32_t)(file.size + 4 - at));
	put_bytes(&length, file.bytes + file.size - 4, 4);
	memcpy(file.bytes + at + 4, length.bytes, 4);
}

static void
put_section(void)
{
	size_t at = begin_block(SECTION);

	put32(0x1a2b3c4d);
	put16_native(1);
	put16_native(0);
	put64(UINT64_MAX);
	end_block(at);
}

/* 'resolution' as if_tsresol has it; 6 is not written. */
static void
put_interface(
    uint16_t link, uint32_t snap, uint8_t resolution, int64_t offset_s)
{
	size_t at = begin_block(INTERFACE);

	put16_native(link);
	put16_native(0);
	put32(snap);
	put16_native(2); /* if_name */
	put16_native(3);
	put_bytes(&file, "eth", 4);
	if (resolution != 6) {
		put16_native(9);
		put16_native(1);
		put8(&file, resolution);
		put_zeros(&file, 3);
	}
	if (offset_s) {
		put16_native(14);
		put16_native(8);
		put64((uint64_t)offset_s);
	}
	put32(0);
	end_block(at);
}

/* An enhanced packet block of 'size' bytes 'letter'. */
static void
put_enhanced(uint32_t interface, uint64_t ticks, uint8_t letter, uint32_t size)
{
	size_t at = begin_block(ENHANCED);

	put32(interface);
	put32((uint32_t)(ticks >> 32));
	put32((uint32_t)ticks);
	put32(size);
	put32(size + 1);
	for (uint32_t i = 0; i < size; i++)
		put8(&file, letter);
	end_block(at);
}

static void
setup(void)
{
	file.size = 0;
	swapped = false;
}

static struct source *
open_written(void)
{
	struct source *source = NULL;

	write_file(PATH, file.bytes, file.size);
	ck_assert_msg(
	    source_open_file(PATH, NULL, &source, error) == 0, "%s", error);
	unlink(PATH);
	return source;
}

static struct frame
expect(struct source *source, uint8_t letter, size_t size)
{
	struct frame frame;

	ck_assert_int_eq(source_next(source, &frame), SOURCE_FRAME);
	ck_assert_uint_eq(frame.captured, size);
	for (size_t i = 0; i < size; i++)
		ck_assert_uint_eq(frame.bytes[i], letter);
	return frame;
}

static void
expect_end(struct source *source, enum source_status status)
{
	struct frame frame;

	ck_assert_int_eq(source_next(source, &frame), status);
	ck_assert_int_eq(source_next(source, &frame), status);
	source_close(source);
}

START_TEST(each_frame_has_the_link_type_of_its_interface)
{
	static const struct {
		uint16_t number;
		enum link_type type;
	} links[] = {{1, LINK_ETHERNET}, {276, LINK_COOKED2}, {101, LINK_RAW},
	    {113, LINK_COOKED}, {147, LINK_UNKNOWN}};
	const uint32_t count = sizeof links / sizeof *links;

	for (int order = 0; order < 2; order++) {
		struct source *source;

		setup();
		swapped = order;
		put_section();
		for (uint32_t i = 0; i < count; i++)
			put_interface(links[i].number, 100 * i, 6, 0);
		for (uint32_t i = 0; i < 2 * count; i++)
			put_enhanced(i % count, 1000000, (uint8_t)i, i);
		source = open_written();
		for (uint32_t i = 0; i < 2 * count; i++) {
			struct frame frame = expect(source, (uint8_t)i, i);

			ck_assert_int_eq(
			    frame.link_type, links[i % count].type);
			ck_assert_uint_eq(frame.interface, i % count);
			ck_assert_uint_eq(frame.length, i + 1);
			ck_assert_int_eq(frame.time.ns, NS_PER_SEC);
		}
		ck_assert_int_eq(source_link_type(source), LINK_ETHERNET);
		expect_end(source, SOURCE_END);
	}
}
END_TEST

START_TEST(times_have_the_resolution_and_the_offset_of_the_interface)
{
	static const struct {
		uint8_t resolution;
		uint64_t ticks;
		int64_t offset_s;
		int64_t ns;
	} times[] = {
	    {6, 1700000000123456, 0, 1700000000123456000},
	    {9, 1700000000123456789, 0, 1700000000123456789},
	    {3, 1700000000123, 0, 1700000000123000000},
	    {0, 1700000000, 0, 1700000000000000000},
	    {12, 1234567890123456789, 0, 1234567890123456},
	    {0x80, 1700000000, 0, 1700000000000000000},
	    {0x8a, 1700000000u * 1024ull + 512, 0, 1700000000500000000},
	    {0xa0, 1700000000ull << 32 | 1u << 31, 0, 1700000000500000000},
	    {0xff, UINT64_MAX, 0, 0},
	    {127, UINT64_MAX, 0, 1},
	    {19, UINT64_MAX, 0, 1844674407},
	    {6, 5, 1700000000, 1700000000000005000},
	    {6, 1700000000000000, -1, 1699999999000000000},
	    {6, 5, -1, 0},
	    {0, UINT64_MAX, 0, (INT64_MAX / NS_PER_SEC - 1) * NS_PER_SEC},
	    {0, UINT64_MAX, INT64_MAX,
		(INT64_MAX / NS_PER_SEC - 1) * NS_PER_SEC},
	    {0, 1700000000, INT64_MIN, 0},
	    {0x80, UINT64_MAX, 0, (INT64_MAX / NS_PER_SEC - 1) * NS_PER_SEC},
	};

	for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
		struct source *source;

		setup();
		put_section();
		put_interface(1, 0, times[i].resolution, times[i].offset_s);
		put_enhanced(0, times[i].ticks, 'x', 4);
		source = open_written();
		ck_assert_msg(
		    expect(source, 'x', 4).time.ns == times[i].ns, "%zu", i);
		expect_end(source, SOURCE_END);
	}
}
END_TEST

START_TEST(simple_and_obsolete_packets_are_read)
{
	struct source *source;
	struct frame frame;
	size_t at;

	put_section();
	put_interface(1, 6, 9, 0);
	put_interface(113, 0, 9, 0);
	at = begin_block(OBSOLETE);
	put16_native(1);
	put16_native(99); /* drops */
	put32(0);
	put32(77);
	put32(3);
	put32(60);
	put_bytes(&file, "aaa", 3);
	end_block(at);
	at = begin_block(SIMPLE); /* cut by the snap length */
	put32(100);
	put_bytes(&file, "bbbbbbbb", 8);
	end_block(at);
	at = begin_block(SIMPLE); /* padded */
	put32(5);
	put_bytes(&file, "ccccc", 5);
	end_block(at);
	source = open_written();
	frame = expect(source, 'a', 3);
	ck_assert_uint_eq(frame.length, 60);
	ck_assert_int_eq(frame.time.ns, 77);
	ck_assert_int_eq(frame.link_type, LINK_COOKED);
	frame = expect(source, 'b', 6);
	ck_assert_uint_eq(frame.length, 100);
	ck_assert_int_eq(frame.time.ns, 77);
	ck_assert_int_eq(frame.link_type, LINK_ETHERNET);
	frame = expect(source, 'c', 5);
	ck_assert_uint_eq(frame.length, 5);
	expect_end(source, SOURCE_END);
}
END_TEST

START_TEST(sections_of_both_byte_orders_follow_each_other)
{
	struct source *source;

	for (int i = 0; i < 4; i++) {
		swapped = i % 2;
		put_section();
		put_interface(i < 2 ? 1 : 276, 0, 6, 0);
		put_enhanced(0, 5, (uint8_t)('a' + i), 20);
	}
	source = open_written();
	for (int i = 0; i < 4; i++)
		ck_assert_int_eq(
		    expect(source, (uint8_t)('a' + i), 20).link_type,
		    i < 2 ? LINK_ETHERNET : LINK_COOKED2);
	expect_end(source, SOURCE_END);
}
END_TEST

START_TEST(blocks_of_other_kinds_are_passed_over)
{
	static const uint32_t types[] = {
	    4, 5, 9, 10, 0xbad, 0x40000bad, 77, 0x80000001};
	struct source *source;

	put_section();
	put_interface(1, 0, 6, 0);
	for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
		size_t at = begin_block(types[i]);

		put_zeros(&file, 4 * i);
		end_block(at);
		put_enhanced(0, i, (uint8_t)i, 7);
	}
	source = open_written();
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		expect(source, (uint8_t)i, 7);
	expect_end(source, SOURCE_END);
}
END_TEST

START_TEST(a_block_may_be_larger_than_memory_for_it)
{
	const uint32_t total = 5000000;
	uint8_t *bytes = calloc(1, total + sizeof file.bytes);
	struct source *source = NULL;
	struct wire ends;
	size_t size;

	for (int kind = 0; kind < 2; kind++) {
		setup();
		put_section();
		put_interface(1, 0, 6, 0);
		size = file.size;
		memcpy(bytes, file.bytes, size);
		memset(bytes + size, 'x', total);
		file.size = 0;
		put32(kind ? ENHANCED : 77);
		put32(total);
		put32(0);
		put32(0);
		put32(0);
		put32(total - 32);
		put32(total - 32);
		memcpy(bytes + size, file.bytes, file.size);
		file.size = 0;
		put32(total);
		put_enhanced(0, 1, 'y', 8);
		ends = file;
		memcpy(bytes + size + total - 4, ends.bytes, ends.size);
		write_file(PATH, bytes, size + total - 4 + ends.size);
		ck_assert_int_eq(
		    source_open_file(PATH, NULL, &source, error), 0);
		if (kind)
			expect(source, 'x', SOURCE_FRAME_MAX);
		expect(source, 'y', 8);
		expect_end(source, SOURCE_END);
	}
	unlink(PATH);
	free(bytes);
}
END_TEST

/* Six frames of 20 bytes 'a' to 'f' behind two interfaces; where each one's
 * block begins, and where the last one ends. */
static void
put_six(size_t begins[7])
{
	put_section();
	put_interface(1, 0, 6, 0);
	put_interface(113, 0, 6, 0);
	for (uint32_t i = 0; i < 6; i++) {
		begins[i] = file.size;
		put_enhanced(i % 2, i, (uint8_t)('a' + i), 20);
	}
	begins[6] = file.size;
}

START_TEST(behind_a_damaged_block_reading_goes_on)
{
	/* Of the third block: its type, lengths, interface, captured bytes. */
	static const size_t places[] = {4, 5, 7, 8, 20, 21, 48, 50};

	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		size_t begins[7];
		struct source *source;
		char place[80];

		setup();
		put_six(begins);
		file.bytes[begins[2] + places[i]] ^= 0x55;
		source = open_written();
		expect(source, 'a', 20);
		expect(source, 'b', 20);
		expect(source, 'd', 20);
		expect(source, 'e', 20);
		expect(source, 'f', 20);
		source_describe_damage(source, error);
		snprintf(place, sizeof place,
		    "bytes %zu to %zu (after frame 2)", begins[2],
		    begins[3] - 1);
		ck_assert_msg(strstr(error, place) != NULL, "%s", error);
		expect_end(source, SOURCE_DAMAGED);
	}
}
END_TEST

START_TEST(lost_bytes_cost_the_blocks_that_they_were_in)
{
	for (size_t lost = 1; lost < 60; lost++) {
		size_t begins[7];
		struct source *source;

		setup();
		put_six(begins);
		if (lost == begins[3] - begins[2])
			continue; /* what is left is a block again */
		memmove(file.bytes + begins[2] + 10,
		    file.bytes + begins[2] + 10 + lost,
		    file.size - begins[2] - 10 - lost);
		file.size -= lost;
		source = open_written();
		expect(source, 'a', 20);
		expect(source, 'b', 20);
		if (lost <= begins[3] - begins[2] - 10)
			expect(source, 'd', 20);
		expect(source, 'e', 20);
		expect(source, 'f', 20);
		expect_end(source, SOURCE_DAMAGED);
	}
}
END_TEST

START_TEST(a_cut_anywhere_is_told_and_costs_no_frame_before_it)
{
	size_t begins[7];
	size_t whole = 0;

	put_six(begins);
	for (size_t cut = begins[0]; cut < begins[6]; cut++) {
		struct source *source;

		while (begins[whole + 1] <= cut)
			whole++;
		file.size = cut;
		source = open_written();
		for (size_t i = 0; i < whole; i++)
			expect(source, (uint8_t)('a' + i), 20);
		expect_end(
		    source, cut == begins[whole] ? SOURCE_END : SOURCE_DAMAGED);
	}
}
END_TEST

START_TEST(a_frame_without_an_interface_is_lost_alone)
{
	struct source *source;

	put_section();
	put_enhanced(0, 1, 'a', 4);
	put_interface(1, 0, 6, 0);
	put_enhanced(0, 1, 'b', 4);
	put_enhanced(1, 1, 'c', 4);
	put_enhanced(0, 1, 'd', 4);
	source = open_written();
	expect(source, 'b', 4);
	expect(source, 'd', 4);
	ck_assert_uint_eq(source_damage(source)->count, 2);
	expect_end(source, SOURCE_DAMAGED);
}
END_TEST

START_TEST(a_frame_is_had_before_the_next_one_is_written)
{
	struct source *source;
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_eq(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
	put_section();
	put_interface(1, 0, 6, 0);
	ck_assert_int_eq(
	    write(ends[1], file.bytes, file.size), (ssize_t)file.size);
	ck_assert_int_eq(source_open_file("-", NULL, &source, error), 0);
	for (uint32_t i = 0; i < 5; i++) {
		file.size = 0;
		put_enhanced(0, i, (uint8_t)i, 50);
		put_enhanced(0, i, (uint8_t)i, 50);
		ck_assert_int_eq(
		    write(ends[1], file.bytes, file.size), (ssize_t)file.size);
		ck_assert(!source_must_wait(source));
		expect(source, (uint8_t)i, 50);
		/* The second one is in memory now, not in the pipe. */
		ck_assert(!source_must_wait(source));
		expect(source, (uint8_t)i, 50);
		ck_assert(source_must_wait(source));
	}
	close(ends[1]);
	expect_end(source, SOURCE_END);
	close(ends[0]);
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
	Suite *suite = suite_create("pcapng_file");

	add_case(suite, "next", each_frame_has_the_link_type_of_its_interface);
	add_case(suite, "next",
	    times_have_the_resolution_and_the_offset_of_the_interface);
	add_case(suite, "next", simple_and_obsolete_packets_are_read);
	add_case(suite, "next", sections_of_both_byte_orders_follow_each_other);
	add_case(suite, "next", blocks_of_other_kinds_are_passed_over);
	add_case(suite, "next", a_block_may_be_larger_than_memory_for_it);
	add_case(suite, "find_next", behind_a_damaged_block_reading_goes_on);
	add_case(
	    suite, "find_next", lost_bytes_cost_the_blocks_that_they_were_in);
	add_case(suite, "find_next",
	    a_cut_anywhere_is_told_and_costs_no_frame_before_it);
	add_case(
	    suite, "find_next", a_frame_without_an_interface_is_lost_alone);
	add_case(
	    suite, "has_next", a_frame_is_had_before_the_next_one_is_written);
	return run_suite(suite);
}
