/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that were cut anywhere: what is left of them can be played. */
#include "tests/check_main.h"

#include <errno.h>
#include <fcntl.h>
#include <sndfile.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "storage/ogg.h"
#include "storage/repair.h"

#define RATE 8000
#define SECONDS 20
#define FILE_MAX (2 << 20)

static char folder[64];
static int folder_fd;
static int16_t samples[2 * RATE];
static uint8_t whole[FILE_MAX];

static void
make_folder(void)
{
	snprintf(folder, sizeof folder, "/tmp/spanrec-test-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	folder_fd = open(folder, O_RDONLY | O_DIRECTORY);
	for (int i = 0; i < 2 * RATE; i++)
		samples[i] =
		    (int16_t)((i * 7919) % 20000 - 10000 + (i % 13) * 100);
}

static void
remove_folder(void)
{
	static const char *const names[] = {"a", "a.part", "cut"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		(void)unlinkat(folder_fd, names[i], 0);
	close(folder_fd);
	rmdir(folder);
}

/* Writes a file in blocks of 'block' frames, in a process that then dies or
 * finishes it; its size, and its bytes in 'whole'. */
static size_t
record(enum audio_format format, bool dies)
{
	pid_t pid = fork();
	ssize_t size;
	int fd, status;

	if (pid == 0) {
		struct writer *writer;
		struct written written;

		if (writer_open(folder_fd, "a", format, 2, RATE, &writer))
			_exit(1);
		for (int i = 0; i < SECONDS; i++)
			if (writer_write(writer, samples, RATE))
				_exit(1);
		if (!dies && writer_finish(writer, false, &written))
			_exit(1);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	fd = openat(folder_fd, dies ? "a.part" : "a", O_RDONLY);
	ck_assert_int_ge(fd, 0);
	size = read(fd, whole, sizeof whole);
	close(fd);
	ck_assert_int_gt(size, 0);
	ck_assert_uint_lt((size_t)size, sizeof whole);
	return (size_t)size;
}

/* The first 'size' bytes of the file, and 'zeros' behind them. */
static int
make_cut(size_t size, size_t zeros)
{
	int fd = openat(folder_fd, "cut", O_RDWR | O_CREAT | O_TRUNC, 0600);

	ck_assert_int_eq(pwrite(fd, whole, size, 0), (ssize_t)size);
	ck_assert_int_eq(ftruncate(fd, (off_t)(size + zeros)), 0);
	return fd;
}

/* Frames that libsndfile reads; they have to be what was written. */
static uint64_t
play(int fd, bool exact)
{
	static int16_t read_back[2 * RATE];
	SF_INFO info = {.format = 0};
	SNDFILE *sound;
	uint64_t frames = 0;
	sf_count_t n;

	ck_assert_int_eq(lseek(fd, 0, SEEK_SET), 0);
	sound = sf_open_fd(fd, SFM_READ, &info, 0);
	ck_assert_ptr_nonnull(sound);
	while ((n = sf_readf_short(sound, read_back, RATE)) > 0) {
		if (exact)
			ck_assert_mem_eq(read_back, samples,
			    (size_t)n * 2 * sizeof *samples);
		frames += (uint64_t)n;
	}
	ck_assert_int_eq(sf_error(sound), 0);
	sf_close(sound);
	return frames;
}

/* Repairs what is left, and plays it. */
static struct repaired
repair(size_t size, size_t zeros, enum audio_format format)
{
	int fd = make_cut(size, zeros);
	struct repaired repaired, again;
	struct stat st;

	ck_assert_int_eq(repair_audio(fd, &repaired), 0);
	ck_assert_int_eq(repaired.format, format);
	ck_assert_int_eq(repaired.channels, 2);
	ck_assert_int_eq(repaired.rate_hz, RATE);
	ck_assert_int_eq(fstat(fd, &st), 0);
	ck_assert_uint_eq(repaired.bytes, (uint64_t)st.st_size);
	ck_assert_uint_le(repaired.bytes, size + zeros);
	/* A repaired file is whole. */
	ck_assert_int_eq(repair_audio(fd, &again), 0);
	ck_assert_mem_eq(&again, &repaired, sizeof again);
	if (repaired.frames > 0 && zeros == 0)
		ck_assert_uint_eq(
		    play(fd, format == AUDIO_PCM16 || format == AUDIO_FLAC),
		    repaired.frames);
	close(fd);
	return repaired;
}

START_TEST(what_a_killed_process_left_can_be_played)
{
	enum audio_format format = (enum audio_format)_i;
	size_t size = record(format, true);
	struct repaired all = repair(size, 0, format);

	/* Promise 3, and writer.c (5): what a format keeps back. */
	ck_assert_uint_le(all.frames, SECONDS * RATE);
	ck_assert_uint_ge(all.frames, SECONDS * RATE - RATE * 3 / 10);
}
END_TEST

START_TEST(a_file_may_end_anywhere)
{
	enum audio_format format = (enum audio_format)_i;
	size_t size = record(format, true), at;
	uint64_t last = 0;

	for (at = size / 4; at < size; at += at % 7 * 97 + 61) {
		struct repaired now = repair(at, 0, format);

		ck_assert_uint_ge(now.frames, last);
		if (format == AUDIO_PCM16) /* and no half of one */
			ck_assert_uint_eq(now.bytes, 44 + 4 * now.frames);
		ck_assert_uint_ge(
		    now.frames, SECONDS * RATE * at / size - RATE * 9 / 10);
		last = now.frames;
	}
}
END_TEST

START_TEST(a_hole_at_the_end_is_no_audio_of_flac_and_ogg)
{
	enum audio_format format = (enum audio_format)_i;
	size_t size = record(format, true);

	if (format != AUDIO_FLAC && format != AUDIO_OPUS)
		return;
	for (size_t at = size / 2; at < size; at += 1009)
		ck_assert_uint_le(repair(at, 5000, format).bytes, at);
}
END_TEST

START_TEST(a_whole_file_is_not_changed)
{
	enum audio_format format = (enum audio_format)_i;
	size_t size = record(format, false);
	int fd = make_cut(size, 0);
	static uint8_t after[FILE_MAX];
	struct repaired repaired;

	ck_assert_int_eq(repair_audio(fd, &repaired), 0);
	ck_assert_uint_eq(repaired.frames, SECONDS * RATE);
	ck_assert_int_eq(pread(fd, after, sizeof after, 0), (ssize_t)size);
	ck_assert_mem_eq(after, whole, size);
	close(fd);
}
END_TEST

START_TEST(a_beginning_that_is_not_whole_holds_nothing)
{
	enum audio_format format = (enum audio_format)_i;
	size_t size = record(format, true);

	for (size_t at = 0; at < 300 && at < size; at++) {
		int fd = make_cut(at, 0);
		struct repaired repaired;
		int error = repair_audio(fd, &repaired);

		/* FLAC has its header in several writes. */
		if (format == AUDIO_FLAC && at >= 4)
			ck_assert_int_eq(error, 0);

		ck_assert(error == EBADMSG || error == 0);
		if (error == EBADMSG)
			ck_assert_int_eq(lseek(fd, 0, SEEK_END), (off_t)at);
		else
			ck_assert_uint_lt(repaired.frames, 130);
		close(fd);
	}
}
END_TEST

/* A position that no recording has, in a page whose checksum is right. */
START_TEST(a_length_that_cannot_be_is_none)
{
	size_t size = record(AUDIO_OPUS, true), at = 0, page;
	struct repaired repaired;
	int fd;

	for (; (page = ogg_page_size(whole + at, size - at)) > 0; at += page) {
		memset(whole + at + 6, 0, 8);
		whole[at + 6 + 5] = 0x40;
		ogg_page_seal(whole + at, page);
	}
	fd = make_cut(size, 0);
	ck_assert_int_eq(repair_audio(fd, &repaired), 0);
	ck_assert_uint_eq(repaired.frames, 0);
	close(fd);
}
END_TEST

START_TEST(other_files_are_left_alone)
{
	static const char *const others[] = {"", "RIFF", "nothing at all",
	    "RIFF\xff\xff\xff\xffWAVEdata\0\0\0\0", "fLaC\x84\0\0\x22",
	    "OggS\0\0\0\0"};

	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		struct repaired repaired;
		int fd;

		memcpy(whole, others[i], strlen(others[i]) + 1);
		fd = make_cut(strlen(others[i]) + 1, 100);
		ck_assert_int_eq(repair_audio(fd, &repaired), EBADMSG);
		close(fd);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("repair");
	TCase *tcase = tcase_create("repair");

	tcase_add_checked_fixture(tcase, make_folder, remove_folder);
	tcase_set_timeout(tcase, CASE_TIMEOUT_S);
	tcase_add_loop_test(tcase, what_a_killed_process_left_can_be_played, 0,
	    AUDIO_FORMAT_COUNT);
	tcase_add_loop_test(
	    tcase, a_file_may_end_anywhere, 0, AUDIO_FORMAT_COUNT);
	tcase_add_loop_test(tcase,
	    a_hole_at_the_end_is_no_audio_of_flac_and_ogg, 0,
	    AUDIO_FORMAT_COUNT);
	tcase_add_loop_test(
	    tcase, a_whole_file_is_not_changed, 0, AUDIO_FORMAT_COUNT);
	tcase_add_loop_test(tcase, a_beginning_that_is_not_whole_holds_nothing,
	    0, AUDIO_FORMAT_COUNT);
	tcase_add_test(tcase, a_length_that_cannot_be_is_none);
	tcase_add_test(tcase, other_files_are_left_alone);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
