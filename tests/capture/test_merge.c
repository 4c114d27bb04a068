/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/merge.h"

#include <fcntl.h>

#include "base/counter.h"
#include "capture/batch.h"
#include "capture/filter.h"
#include "tests/capture/file.h"

#define PREFIX "test_merge."

/* Writes a file "test_merge.NAME" with a frame at each of the seconds. */
static void
write_capture(char name, const uint32_t *seconds, size_t count, size_t cut)
{
	struct wire file = {0};
	char path[] = PREFIX "?";

	path[strlen(path) - 1] = name;
	put_pcap(&file, PCAP_US, 1, false);
	for (size_t i = 0; i < count; i++)
		put_record(&file, seconds[i], 0, 4, 4, (uint8_t)name, false);
	write_file(path, file.bytes, file.size - cut);
}

/* A merge of the files 'names', added in that order. */
static struct merge *
merge_of(const char *names)
{
	struct merge *merge = merge_new(NULL);
	char path[] = PREFIX "?", error[SOURCE_ERROR_SIZE];

	ck_assert_ptr_nonnull(merge);
	for (; *names; names++) {
		path[strlen(path) - 1] = *names;
		ck_assert_int_eq(merge_add(merge, path, error), 0);
	}
	return merge;
}

/* The frames of 'merge' must be those of the files 'expected', in order. */
static void
expect_order(struct merge *merge, const char *expected)
{
	struct frame frame;
	struct tstamp before = {INT64_MIN};

	for (; *expected; expected++) {
		ck_assert(merge_next(merge, &frame));
		ck_assert_int_eq(frame.bytes[0], *expected);
		ck_assert(!tstamp_before(frame.time, before));
		before = frame.time;
	}
	ck_assert(!merge_next(merge, &frame));
	ck_assert(!merge_next(merge, &frame));
}

static void
remove_captures(const char *names)
{
	char path[] = PREFIX "?";

	for (; *names; names++) {
		path[strlen(path) - 1] = *names;
		unlink(path);
	}
}

static void
write_three(void)
{
	write_capture('a', (uint32_t[]){1, 4, 7, 7}, 4, 0);
	write_capture('b', (uint32_t[]){2, 4, 5}, 3, 0);
	write_capture('c', (uint32_t[]){3, 4, 6, 8}, 4, 0);
}

START_TEST(frames_come_in_the_order_of_time)
{
	struct merge *merge;

	write_three();
	merge = merge_of("abc");
	expect_order(merge, "abcabcbcaac");
	merge_free(merge);
	remove_captures("abc");
}
END_TEST

START_TEST(the_order_of_adding_changes_nothing)
{
	static const char *const orders[] = {
	    "abc", "acb", "bac", "bca", "cab", "cba"};

	write_three();
	for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
		struct merge *merge = merge_of(orders[i]);

		expect_order(merge, "abcabcbcaac");
		merge_free(merge);
	}
	remove_captures("abc");
}
END_TEST

START_TEST(a_frame_tells_its_source_by_index)
{
	struct merge *merge;
	struct frame frame;

	write_three();
	merge = merge_of("cba");
	while (merge_next(merge, &frame)) {
		const char *name = merge_origin(merge, frame.source)->name;

		ck_assert_int_eq(name[strlen(name) - 1], frame.bytes[0]);
	}
	ck_assert_uint_eq(merge_count(merge), 3);
	merge_free(merge);
	remove_captures("abc");
}
END_TEST

START_TEST(each_source_is_counted)
{
	struct merge *merge;
	const struct origin *source;

	write_three();
	merge = merge_of("ab");
	expect_order(merge, "ababbaa");
	source = merge_origin(merge, 1);
	ck_assert_uint_eq(source->frames, 3);
	ck_assert_uint_eq(source->bytes, 12);
	ck_assert_int_eq(source->first.ns, 2 * NS_PER_SEC);
	ck_assert_int_eq(source->last.ns, 5 * NS_PER_SEC);
	ck_assert_ptr_null(merge_damage(merge, 1));
	merge_free(merge);
	remove_captures("abc");
}
END_TEST

START_TEST(a_damaged_source_does_not_end_the_others)
{
	struct merge *merge;

	write_capture('a', (uint32_t[]){1, 2, 3}, 3, 2);
	write_capture('b', (uint32_t[]){2, 3, 4}, 3, 0);
	write_capture('c', (uint32_t[]){5}, 1, 4);
	merge = merge_of("abc");
	expect_order(merge, "aabbb");
	ck_assert_ptr_nonnull(merge_damage(merge, 0));
	ck_assert_uint_eq(merge_origin(merge, 0)->frames, 2);
	ck_assert_ptr_null(merge_damage(merge, 1));
	ck_assert_ptr_nonnull(merge_damage(merge, 2));
	ck_assert_uint_eq(merge_origin(merge, 2)->frames, 0);
	merge_free(merge);
	remove_captures("abc");
}
END_TEST

START_TEST(a_source_out_of_order_in_itself_loses_nothing)
{
	struct merge *merge;
	struct frame frame;
	const struct origin *source;
	size_t count = 0;

	write_capture('a', (uint32_t[]){5, 1, 9}, 3, 0);
	write_capture('b', (uint32_t[]){6, 7}, 2, 0);
	merge = merge_of("ab");
	while (merge_next(merge, &frame))
		count++;
	ck_assert_uint_eq(count, 5);
	source = merge_origin(merge, 0);
	ck_assert_int_eq(source->first.ns, 5 * NS_PER_SEC);
	ck_assert_int_eq(source->last.ns, 9 * NS_PER_SEC);
	merge_free(merge);
	remove_captures("ab");
}
END_TEST

START_TEST(many_sources_and_none_at_all_work)
{
	static const char names[] = "abcdefghijklmnopqrstuvwxyz";
	struct merge *merge = merge_new(NULL);
	struct frame frame;

	ck_assert(!merge_next(merge, &frame));
	merge_free(merge);
	merge_free(NULL);
	for (uint32_t i = 0; i < 26; i++)
		write_capture(names[i], (uint32_t[]){i, i + 100}, 2, 0);
	merge = merge_of("zyxwvutsrqponmlkjihgfedcba");
	expect_order(
	    merge, "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz");
	merge_free(merge);
	remove_captures(names);
}
END_TEST

/* File descriptors that are open. */
static size_t
open_files(void)
{
	size_t count = 0;

	for (int fd = 0; fd < 1000; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}

START_TEST(files_are_open_only_while_their_frames_are_due)
{
	static const char names[] = "abcdefghijklmnopqrstuvwxyz";
	size_t before = open_files();
	struct merge *merge;
	struct frame frame;

	for (uint32_t i = 0; i < 26; i++)
		write_capture(names[i], (uint32_t[]){10 * i, 10 * i + 9}, 2, 0);
	merge = merge_of("zyxwvutsrqponmlkjihgfedcba");
	ck_assert_uint_eq(open_files(), before);
	while (merge_next(merge, &frame))
		ck_assert_uint_le(open_files(), before + 1);
	ck_assert_uint_eq(open_files(), before);
	merge_end(merge);
	for (size_t i = 0; i < 26; i++) {
		ck_assert_uint_eq(merge_origin(merge, i)->frames, 2);
		ck_assert_int_eq(
		    merge_origin(merge, i)->link_type, LINK_ETHERNET);
	}
	ck_assert_uint_gt(merge_size_bytes(merge), 0);
	ck_assert_uint_eq(merge_read_bytes(merge), merge_size_bytes(merge));
	merge_free(merge);
	remove_captures(names);
}
END_TEST

START_TEST(a_file_that_goes_away_before_it_is_due_is_told)
{
	struct merge *merge;

	write_three();
	merge = merge_of("abc");
	remove_captures("b");
	expect_order(merge, "acaccaac");
	ck_assert_ptr_null(merge_damage(merge, 0));
	ck_assert_ptr_nonnull(strstr(merge_damage(merge, 1), PREFIX "b"));
	merge_free(merge);
	remove_captures("ac");
}
END_TEST

START_TEST(what_the_filter_leaves_out_is_counted_and_not_delivered)
{
	struct source_options options = {0};
	struct merge *merge;
	struct frame frame;
	char error[SOURCE_ERROR_SIZE];

	ck_assert_int_eq(filter_new("less 3", &options.filter, error), 0);
	write_three();
	merge = merge_new(&options);
	ck_assert_int_eq(merge_add(merge, PREFIX "a", error), 0);
	ck_assert_int_eq(merge_add(merge, PREFIX "b", error), 0);
	counter_reset();
	ck_assert(!merge_next(merge, &frame));
	ck_assert_uint_eq(counter_get(COUNTER_frame_filtered), 7);
	merge_free(merge);
	filter_free(options.filter);
	remove_captures("abc");
}
END_TEST

START_TEST(damage_is_counted_once_also_when_the_end_is_not_reached)
{
	struct merge *merge;
	struct frame frame;
	struct wire file = {0};

	put_pcap(&file, PCAP_US, 1, false);
	for (size_t i = 0; i < 10; i++)
		put_record(&file, 1700000000, 0, 20, 20, 'a', false);
	/* the first frame, and the sixth */
	memset(file.bytes + PCAP_HEADER_SIZE, 0xff, 20);
	memset(file.bytes + PCAP_HEADER_SIZE + 36 * 5, 0xff, 20);
	write_file(PREFIX "a", file.bytes, file.size);
	counter_reset();
	merge = merge_of("a");
	for (int i = 0; i < 6; i++)
		ck_assert(merge_next(merge, &frame));
	merge_end(merge);
	ck_assert(!merge_next(merge, &frame));
	ck_assert_uint_eq(counter_get(COUNTER_source_resync), 2);
	ck_assert_uint_eq(counter_get(COUNTER_source_bytes_lost), 72);
	ck_assert_ptr_nonnull(merge_damage(merge, 0));
	merge_free(merge);
	remove_captures("a");
}
END_TEST

START_TEST(a_batch_does_not_wait_for_more_frames_than_there_are)
{
	struct merge *merge = merge_new(NULL);
	struct wire file = {0};
	struct batch batch;
	char error[SOURCE_ERROR_SIZE];
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_eq(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
	close(ends[0]);
	put_pcap(&file, PCAP_US, 1, false);
	for (uint32_t i = 0; i < 3; i++)
		put_record(&file, i, 0, 4, 4, (uint8_t)('a' + i), false);
	ck_assert_int_eq(
	    write(ends[1], file.bytes, file.size), (ssize_t)file.size);
	ck_assert_int_eq(merge_add(merge, "-", error), 0);
	ck_assert_int_eq(batch_init(&batch), 0);
	ck_assert(batch_fill(&batch, merge));
	ck_assert_uint_eq(batch.count, 3);
	ck_assert_uint_eq(batch.frames[2].bytes[3], 'c');
	close(ends[1]);
	ck_assert(!batch_fill(&batch, merge));
	batch_clear(&batch);
	merge_free(merge);
}
END_TEST

#define SEEN_MAX 64

/* What a frame was. */
struct seen {
	int64_t time_ns;
	uint64_t source;
	uint64_t captured;
	uint64_t byte;
};

static void
see(const struct frame *frame, struct seen *seen, size_t *count)
{
	ck_assert_uint_lt(*count, SEEN_MAX);
	seen[(*count)++] = (struct seen){
	    frame->time.ns, frame->source, frame->captured, frame->bytes[0]};
}

/* The frames of the files 'names', one at a time or by batches. */
static size_t
see_all(const char *names, bool by_batches, struct seen seen[SEEN_MAX])
{
	struct merge *merge = merge_of(names);
	struct batch batch;
	struct frame frame;
	uint64_t frames = 0;
	size_t count = 0;

	ck_assert_int_eq(batch_init(&batch), 0);
	memset(seen, 0, SEEN_MAX * sizeof *seen);
	while (!by_batches && merge_next(merge, &frame))
		see(&frame, seen, &count);
	while (by_batches && batch_fill(&batch, merge))
		for (size_t i = 0; i < batch.count; i++)
			see(&batch.frames[i], seen, &count);
	merge_end(merge);
	for (size_t i = 0; i < merge_count(merge); i++)
		frames += merge_origin(merge, i)->frames;
	ck_assert_uint_eq(frames, count);
	batch_clear(&batch);
	merge_free(merge);
	return count;
}

/* Spoils the header of the record 'i' of a file of write_capture(). */
static void
spoil(char name, size_t i, size_t field)
{
	char path[] = PREFIX "?";
	FILE *file;

	path[strlen(path) - 1] = name;
	file = fopen(path, "r+b");
	ck_assert_ptr_nonnull(file);
	ck_assert_int_eq(
	    fseek(file,
		(long)(PCAP_HEADER_SIZE + i * (PCAP_RECORD_SIZE + 4) + field),
		SEEK_SET),
	    0);
	ck_assert_uint_eq(fwrite("\0\0\0", 1, 4, file), 4);
	ck_assert_int_eq(fclose(file), 0);
}

START_TEST(batches_have_the_same_frames_as_one_at_a_time)
{
	static const char *const names[] = {
	    "a", "b", "c", "d", "e", "abc", "ad", "be", "abcde", "de", "ca"};
	struct seen one[SEEN_MAX], batches[SEEN_MAX];

	write_three();
	write_capture('d', (uint32_t[]){3, 9, 5, 2, 8, 8, 12}, 7, 2);
	write_capture('e', (uint32_t[]){1, 2, 3, 4, 5, 6, 7, 8}, 8, 0);
	spoil('d', 1, 8);  /* a frame of no bytes */
	spoil('e', 3, 12); /* ... of more bytes than it had */
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		size_t count = see_all(names[i], false, one);

		ck_assert_uint_eq(see_all(names[i], true, batches), count);
		ck_assert_mem_eq(one, batches, sizeof one);
	}
	remove_captures("abcde");
}
END_TEST

/* How long the frame of that number is, of which all bytes are the same. */
static uint32_t
size_of(uint32_t number)
{
	return 1 + number * 7919 % 1500;
}

/* Writes the frames from 'from' up to 'to', a second each. */
static void
write_numbers(char name, uint32_t from, uint32_t to)
{
	char path[] = PREFIX "?";
	struct wire file = {0};
	FILE *out;

	path[strlen(path) - 1] = name;
	out = fopen(path, "wb");
	ck_assert_ptr_nonnull(out);
	put_pcap(&file, PCAP_US, 1, false);
	for (uint32_t i = from; i < to; i++) {
		put_record(
		    &file, i, 0, size_of(i), size_of(i), (uint8_t)i, false);
		ck_assert_uint_eq(
		    fwrite(file.bytes, 1, file.size, out), file.size);
		file.size = 0;
	}
	ck_assert_int_eq(fclose(out), 0);
}

/* All bytes of all frames of a batch are right: none were read over. Of those
 * that are shorter than 'least' there is none. */
static void
expect_numbers(const struct batch *batch, uint32_t *number, uint32_t least)
{
	for (size_t i = 0; i < batch->count; i++, ++*number) {
		const struct frame *frame = &batch->frames[i];

		while (size_of(*number) < least)
			++*number;
		ck_assert_uint_eq(frame->captured, size_of(*number));
		for (size_t at = 0; at < frame->captured; at++)
			ck_assert_uint_eq(frame->bytes[at], (uint8_t)*number);
	}
}

/* Reads the files a, b and c in batches. */
static void
expect_batches(const struct source_options *options, uint32_t least)
{
	struct merge *merge = merge_new(options);
	char path[] = PREFIX "?", error[SOURCE_ERROR_SIZE];
	struct batch batch;
	uint32_t number = 0;

	ck_assert_int_eq(batch_init(&batch), 0);
	for (char name = 'a'; name <= 'c'; name++) {
		path[strlen(path) - 1] = name;
		ck_assert_int_eq(merge_add(merge, path, error), 0);
	}
	while (batch_fill(&batch, merge))
		expect_numbers(&batch, &number, least);
	ck_assert_uint_gt(number, 4000);
	batch_clear(&batch);
	merge_free(merge);
}

START_TEST(the_bytes_of_a_batch_stay_while_files_are_read_on_and_end)
{
	struct source_options options = {0};
	char error[FILTER_ERROR_SIZE];

	/* Several chunks of memory each; the second begins where the first one
	 * ends, in the middle of a batch. */
	write_numbers('a', 0, 2003);
	write_numbers('b', 2003, 2005);
	write_numbers('c', 2005, 4007);
	expect_batches(&options, 0);
	ck_assert_int_eq(filter_new("greater 700", &options.filter, error), 0);
	expect_batches(&options, 700);
	filter_free(options.filter);
	remove_captures("abc");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("merge");

	add_test(suite, "merge_next", frames_come_in_the_order_of_time);
	add_test(suite, "merge_next", the_order_of_adding_changes_nothing);
	add_test(suite, "merge_next", a_frame_tells_its_source_by_index);
	add_test(suite, "merge_source", each_source_is_counted);
	add_test(suite, "merge_next", a_damaged_source_does_not_end_the_others);
	add_test(
	    suite, "merge_next", a_source_out_of_order_in_itself_loses_nothing);
	add_test(suite, "merge_next", many_sources_and_none_at_all_work);
	add_test(suite, "merge_next",
	    files_are_open_only_while_their_frames_are_due);
	add_test(suite, "merge_next",
	    a_file_that_goes_away_before_it_is_due_is_told);
	add_test(suite, "merge_next",
	    what_the_filter_leaves_out_is_counted_and_not_delivered);
	add_test(suite, "merge_end",
	    damage_is_counted_once_also_when_the_end_is_not_reached);
	add_test(suite, "batch_fill",
	    a_batch_does_not_wait_for_more_frames_than_there_are);
	add_test(
	    suite, "batch_fill", batches_have_the_same_frames_as_one_at_a_time);
	add_test(suite, "batch_fill",
	    the_bytes_of_a_batch_stay_while_files_are_read_on_and_end);
	return run_suite(suite);
}
