/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copies of a capture: where the next file begins. */
#include "recorder/tee.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "capture/source.h"
#include "tests/check_main.h"

#define FILE_BYTES 100000
#define FRAME_BYTES 1000
#define BLOCK_BYTES (FRAME_BYTES + 32) /* of a frame in a file, at least */
#define FILES 20

static struct tee *tee;
static long pushed; /* frames */

static const struct origin *
origin_at(const void *of, size_t i)
{
	static const struct origin interfaces[] = {
	    {.name = "eth0", .link_type = LINK_ETHERNET},
	    {.name = "eth1", .link_type = LINK_ETHERNET},
	};

	(void)of;
	return &interfaces[i];
}

static const char *
name_of(int file)
{
	static char name[40];

	if (file == 1)
		return "test_tee.tmp";
	snprintf(name, sizeof name, "test_tee_%05d.tmp", file);
	return name;
}

static void
remove_files(void)
{
	for (int i = 1; i <= FILES; i++)
		unlink(name_of(i));
}

static void
setup(void)
{
	static const struct origins origins = {.count = 2, .at = origin_at};

	remove_files();
	pushed = 0;
	ck_assert_int_eq(tee_open(name_of(1), FILE_BYTES, &origins, &tee), 0);
}

static long
size_of(int file)
{
	FILE *stream = fopen(name_of(file), "r");
	long size = -1;

	if (stream && fseek(stream, 0, SEEK_END) == 0)
		size = ftell(stream);
	if (stream)
		fclose(stream);
	return size;
}

/* Waits until the thread has written all frames of before: so it has begun
 * each file that it was to begin. */
static void
wait_for_thread(void)
{
	for (int tries = 0; tries < 60000; tries++) {
		long bytes = 0;

		for (int i = 1; i <= FILES && size_of(i) > 0; i++)
			bytes += size_of(i);
		if (bytes >= pushed * BLOCK_BYTES)
			return;
		usleep(1000);
	}
	ck_abort_msg("the thread does not write");
}

/* A frame of 'source' that came in that second. */
static void
push(unsigned source, int64_t second, uint32_t lost)
{
	static const uint8_t bytes[FRAME_BYTES];
	static struct batch batch;

	batch.count = 1;
	batch.frames[0] = (struct frame){
	    .time = {second * NS_PER_SEC},
	    .bytes = bytes,
	    .captured = sizeof bytes,
	    .length = sizeof bytes,
	    .source = source,
	    .lost = lost,
	};
	tee_push(tee, &batch);
	if (++pushed % 25 == 0)
		wait_for_thread();
}

static void
close_it(int64_t second)
{
	ck_assert_int_eq(
	    tee_close(tee, (struct tstamp){second * NS_PER_SEC}), 0);
}

static struct source *
open_file(int file)
{
	char error[SOURCE_ERROR_SIZE];
	struct source *source = NULL;

	ck_assert_msg(
	    source_open_file(name_of(file), NULL, &source, error) == 0, "%s",
	    error);
	return source;
}

static int64_t
first_of(int file)
{
	struct source *source = open_file(file);
	struct frame frame;

	ck_assert_int_eq(source_next(source, &frame), SOURCE_FRAME);
	source_close(source);
	return frame.time.ns / NS_PER_SEC;
}

START_TEST(files_have_the_size_and_are_in_order)
{
	for (int i = 0; i < 1000; i++)
		push(0, 10000 + i, 0);
	close_it(11000);
	ck_assert_int_ge(size_of(7), 0);
	for (int i = 2; size_of(i) >= 0; i++) {
		ck_assert_int_ge(size_of(i - 1), FILE_BYTES);
		ck_assert_int_lt(size_of(i - 1), 3 * FILE_BYTES);
		ck_assert_int_lt(first_of(i - 1), first_of(i));
	}
}
END_TEST

/* By a bit, and by far more than will pass. */
START_TEST(behind_a_clock_that_was_set_back_files_have_an_end)
{
	for (int i = 0; i < 90; i++)
		push(0, 10000 + i, 0);
	for (int i = 0; i < 90; i++)
		push(0, 10000 + i, 0);
	for (int i = 90; i < 110; i++)
		push(0, 10000 + i, 0);
	for (int i = 0; i < 1000; i++)
		push(0, 2000 + i, 0);
	close_it(3000);
	ck_assert_int_eq(first_of(2), 10089);
	ck_assert_int_lt(first_of(3), 3000);
	ck_assert_int_lt(size_of(2), 6 * FILE_BYTES);
	for (int i = 4; size_of(i) >= 0; i++) {
		ck_assert_int_lt(size_of(i - 1), 3 * FILE_BYTES);
		ck_assert_int_lt(first_of(i - 1), first_of(i));
	}
	ck_assert_int_ge(size_of(6), 0);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("tee");
	TCase *tcase = tcase_create("tee");

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, setup, remove_files);
	tcase_add_test(tcase, files_have_the_size_and_are_in_order);
	tcase_add_test(
	    tcase, behind_a_clock_that_was_set_back_files_have_an_end);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
