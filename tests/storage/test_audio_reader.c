/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recordings that are read, and their peaks. */
#include "tests/check_main.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "storage/digest.h"
#include "storage/peaks.h"
#include "storage/audio_reader.h"
#include "storage/remove.h"
#include "storage/writer.h"

#define RATE 8000
#define SECONDS 3
#define FRAMES ((size_t)SECONDS * RATE + 123) /* not a whole peak */
#define NAME "audio/2026/11/20/call"

static char folder[64];
static int dir_fd;
static int16_t samples[2 * FRAMES];
static char path[128];

static void
make_folder(void)
{
	snprintf(folder, sizeof folder, "/tmp/spanrec-test-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	dir_fd = open(folder, O_RDONLY | O_DIRECTORY);
	ck_assert_int_ge(dir_fd, 0);
	for (size_t i = 0; i < 2 * FRAMES; i++)
		samples[i] = (int16_t)((i * 7919) % 20000 - 10000 + i % 13);
	/* The callee is silent for a second, and loud once. */
	for (size_t i = RATE; i < 2 * RATE; i++)
		samples[2 * i + 1] = 0;
	samples[2 * (2 * RATE + 5) + 1] = INT16_MIN;
	samples[2 * (2 * RATE + 6) + 1] = INT16_MAX;
}

static int
remove_one(const char *name, const struct stat *st, int type, struct FTW *at)
{
	(void)st, (void)type, (void)at;
	return remove(name);
}

static void
remove_folder(void)
{
	close(dir_fd);
	nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* Writes the samples to a recording, and makes its row. */
static struct recording_row
record(enum audio_format format)
{
	static struct written written;
	struct writer *writer = NULL;

	snprintf(path, sizeof path, NAME "%s", audio_format_suffix(format));
	ck_assert_int_eq(
	    writer_open(dir_fd, path, format, 2, RATE, &writer), 0);
	ck_assert_int_eq(writer_write(writer, samples, FRAMES), 0);
	ck_assert_int_eq(writer_finish(writer, false, &written), 0);
	return (struct recording_row){.path = path,
	    .format = audio_format_name(format),
	    .state = "complete",
	    .channels = 2,
	    .rate_hz = RATE,
	    .frames = FRAMES,
	    .bytes = written.bytes,
	    .sha256 = written.sha256};
}

static struct audio_reader *
open_reader(const struct recording_row *row)
{
	struct audio_reader *reader = NULL;

	ck_assert_int_eq(audio_reader_open(dir_fd, row, &reader), 0);
	ck_assert_int_eq(audio_reader_info(reader)->channels, 2);
	ck_assert_int_eq(audio_reader_info(reader)->rate_hz, RATE);
	return reader;
}

START_TEST(what_was_written_is_read)
{
	enum audio_format format = (enum audio_format)_i;
	static int16_t whole[2 * FRAMES + 2], range[2 * FRAMES];
	struct recording_row row = record(format);
	struct audio_reader *reader = open_reader(&row);

	ck_assert_uint_eq(audio_reader_info(reader)->frames, FRAMES);
	ck_assert_uint_eq(
	    audio_reader_read(reader, 0, whole, FRAMES + 1), FRAMES);
	if (format == AUDIO_PCM16 || format == AUDIO_FLAC)
		ck_assert_mem_eq(whole, samples, sizeof samples);
	ck_assert_uint_eq(audio_reader_read(reader, FRAMES, range, 1), 0);
	ck_assert_uint_eq(audio_reader_read(reader, FRAMES + 9, range, 1), 0);

	/* Ranges, back and forth. */
	for (size_t i = 0; i < 20 && format != AUDIO_OPUS; i++) {
		size_t from = (i * 7907) % (FRAMES - 100), n = 1 + i * 5;

		ck_assert_uint_eq(audio_reader_read(reader, from, range, n), n);
		ck_assert_mem_eq(
		    range, whole + 2 * from, n * 2 * sizeof *range);
	}
	/* Behind the end there is nothing. */
	ck_assert_uint_eq(audio_reader_read(reader, FRAMES - 3, range, 10), 3);
	audio_reader_close(reader);
}
END_TEST

START_TEST(a_cut_file_gives_what_is_there)
{
	struct recording_row row = record(AUDIO_PCM16);
	static int16_t whole[2 * FRAMES];
	struct audio_reader *reader;
	char name[256];

	snprintf(name, sizeof name, "%s/%s", folder, path);
	ck_assert_int_eq(truncate(name, 44 + 1000 * 4 + 2), 0);
	reader = open_reader(&row);
	ck_assert_uint_eq(audio_reader_read(reader, 0, whole, FRAMES), 1000);
	ck_assert_mem_eq(whole, samples, 1000 * 4);
	audio_reader_close(reader);
	for (off_t size = 0; size < 44; size += 4) {
		ck_assert_int_eq(truncate(name, size), 0);
		reader = NULL;
		if (!audio_reader_open(dir_fd, &row, &reader))
			ck_assert_uint_eq(
			    audio_reader_read(reader, 0, whole, FRAMES), 0);
		audio_reader_close(reader);
	}
}
END_TEST

static int
try_path(const char *name)
{
	struct recording_row row = {.path = name,
	    .format = "pcm16",
	    .channels = 2,
	    .rate_hz = RATE,
	    .frames = FRAMES};
	struct audio_reader *reader = NULL;
	int error = audio_reader_open(dir_fd, &row, &reader);

	audio_reader_close(reader);
	return error;
}

START_TEST(only_recordings_below_the_folder_are_opened)
{
	static const char *const bad[] = {"", "/etc/passwd", "../x.wav",
	    "audio/../../x.wav", "audio/../catalog.db", "audio//x.wav",
	    "audio/./x.wav", "catalog.db", "audio/x.txt", "audio/x.flac",
	    "audio/.wav/..", "x.wav"};
	struct recording_row row = record(AUDIO_PCM16), other;
	char name[256], target[256];

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		ck_assert_msg(try_path(bad[i]) == EINVAL, "%s: %d", bad[i],
		    try_path(bad[i]));
	ck_assert_int_eq(try_path("audio/none.wav"), ENOENT);
	ck_assert_int_eq(try_path(row.path), 0);

	/* Links are not followed, whether to a file or to a folder. */
	snprintf(target, sizeof target, "%s/%s", folder, row.path);
	snprintf(name, sizeof name, "%s/audio/link.wav", folder);
	ck_assert_int_eq(symlink(target, name), 0);
	ck_assert_int_eq(try_path("audio/link.wav"), ELOOP);
	snprintf(target, sizeof target, "%s/audio/2026", folder);
	snprintf(name, sizeof name, "%s/audio/folder", folder);
	ck_assert_int_eq(symlink(target, name), 0);
	ck_assert_int_ne(try_path("audio/folder/11/20/call.wav"), 0);

	/* What would make us wait, and what is no file. */
	snprintf(name, sizeof name, "%s/audio/pipe.wav", folder);
	ck_assert_int_eq(mkfifo(name, 0600), 0);
	ck_assert_int_eq(try_path("audio/pipe.wav"), EINVAL);
	snprintf(name, sizeof name, "%s/audio/dir.wav", folder);
	ck_assert_int_eq(mkdir(name, 0700), 0);
	ck_assert_int_eq(try_path("audio/dir.wav"), EINVAL);

	/* Other sound than the row says. */
	other = row;
	other.rate_hz = 16000;
	ck_assert_int_eq(
	    audio_reader_open(dir_fd, &other, &(struct audio_reader *){NULL}),
	    EBADMSG);
	other = row;
	other.channels = 1;
	ck_assert_int_eq(
	    audio_reader_open(dir_fd, &other, &(struct audio_reader *){NULL}),
	    EBADMSG);
}
END_TEST

/* The peak of these samples, one by one. */
static struct peak
peak_of(size_t from, size_t to, int channel)
{
	int low = INT16_MAX, high = INT16_MIN;

	for (size_t i = from; i < to; i++) {
		int it = samples[2 * i + (size_t)channel];

		low = it < low ? it : low;
		high = it > high ? it : high;
	}
	low = -(int)((-low * 127 + 32766) / 32767);
	high = (high * 127 + 32766) / 32767;
	return (struct peak){(int8_t)(low < -127 ? -127 : low), (int8_t)high};
}

static void
check_peaks(const struct peaks *peaks)
{
	size_t each = RATE / PEAKS_PER_SECOND;

	ck_assert_uint_eq(peaks->frames, FRAMES);
	ck_assert_uint_eq(peaks->count, (FRAMES + each - 1) / each);
	for (size_t i = 0; i < peaks->count; i++) {
		size_t end = (i + 1) * each < FRAMES ? (i + 1) * each : FRAMES;

		for (int c = 0; c < 2; c++) {
			struct peak wanted = peak_of(i * each, end, c);
			struct peak got = peaks->peak[i * 2 + (size_t)c];

			ck_assert_int_eq(got.min, wanted.min);
			ck_assert_int_eq(got.max, wanted.max);
		}
	}
}

static const char *
cached(const struct recording_row *row)
{
	static char name[256];
	char sum[DIGEST_TEXT_SIZE];

	digest_parts(row->path, strlen(row->path), NULL, 0, sum);
	snprintf(name, sizeof name, "%s/cache/%s.peaks", folder, sum);
	return name;
}

START_TEST(peaks_are_made_once)
{
	struct recording_row row = record(AUDIO_PCM16);
	struct peaks peaks;
	struct stat st;
	char name[256];

	ck_assert_int_eq(peaks_get(dir_fd, &row, &peaks), 0);
	check_peaks(&peaks);
	/* The silent second, and the loud samples. */
	ck_assert_int_eq(peaks.peak[2 * 25 + 1].min, 0);
	ck_assert_int_eq(peaks.peak[2 * 25 + 1].max, 0);
	ck_assert_int_eq(peaks.peak[2 * 40 + 1].min, -127);
	ck_assert_int_eq(peaks.peak[2 * 40 + 1].max, 127);
	peaks_clear(&peaks);
	ck_assert_int_eq(stat(cached(&row), &st), 0);
	ck_assert_int_eq(st.st_mode & 0137, 0);

	/* They are there without the recording; not with a damaged file. */
	snprintf(name, sizeof name, "%s/%s", folder, path);
	ck_assert_int_eq(unlink(name), 0);
	ck_assert_int_eq(peaks_get(dir_fd, &row, &peaks), 0);
	check_peaks(&peaks);
	peaks_clear(&peaks);
	ck_assert_int_eq(truncate(cached(&row), st.st_size - 1), 0);
	ck_assert_int_eq(peaks_get(dir_fd, &row, &peaks), ENOENT);
	row = record(AUDIO_PCM16);
	ck_assert_int_eq(peaks_get(dir_fd, &row, &peaks), 0);
	check_peaks(&peaks);
	peaks_clear(&peaks);
	/* Another file of that name has others; and with it they go. */
	samples[0] ^= 1;
	row = record(AUDIO_PCM16);
	ck_assert_int_eq(truncate(name, 44), 0);
	ck_assert_int_eq(peaks_get(dir_fd, &row, &peaks), 0);
	ck_assert_uint_eq(peaks.count, 0);
	peaks_clear(&peaks);
	ck_assert_int_eq(stat(cached(&row), &st), 0);
	ck_assert_int_eq(remove_file(dir_fd, path), 0);
	ck_assert_int_eq(stat(cached(&row), &st), -1);
}
END_TEST

/* At one sample a second each has a peak of its own. */
START_TEST(what_is_too_long_is_drawn_and_kept_up_to_the_limit)
{
	static int16_t second[1000];
	struct recording_row row = record(AUDIO_ULAW);
	struct written written;
	struct writer *writer = NULL;
	struct peaks peaks;

	ck_assert_int_eq(remove_file(dir_fd, path), 0);
	ck_assert_int_eq(
	    writer_open(dir_fd, path, AUDIO_ULAW, 1, 1, &writer), 0);
	for (size_t i = 0; i <= PEAKS_COUNT_MAX / 1000; i++)
		ck_assert_int_eq(writer_write(writer, second, 1000), 0);
	ck_assert_int_eq(writer_finish(writer, false, &written), 0);
	row.channels = row.rate_hz = 1;
	row.sha256 = written.sha256;
	for (int again = 0; again < 2; again++) {
		ck_assert_int_eq(peaks_get(dir_fd, &row, &peaks), 0);
		ck_assert_uint_eq(peaks.count, PEAKS_COUNT_MAX);
		ck_assert_uint_eq(peaks.frames, PEAKS_COUNT_MAX);
		peaks_clear(&peaks);
		/* The second time out of the cache. */
		(void)unlinkat(dir_fd, path, 0);
	}
}
END_TEST

/* One without a sum is known by its size and when it was changed. */
START_TEST(without_a_sum_they_are_made_once_too)
{
	struct timespec times[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};
	struct recording_row row = record(AUDIO_PCM16);
	struct stat first, st;
	struct peaks peaks;

	row.sha256 = NULL;
	for (int i = 0; i < 4; i++) {
		if (i == 2)
			ck_assert_int_eq(utimensat(dir_fd, path, times, 0), 0);
		ck_assert_int_eq(peaks_get(dir_fd, &row, &peaks), 0);
		check_peaks(&peaks);
		peaks_clear(&peaks);
		ck_assert_int_eq(stat(cached(&row), &st), 0);
		if (i % 2)
			ck_assert_uint_eq(st.st_ino, first.st_ino);
		else if (i)
			ck_assert_uint_ne(st.st_ino, first.st_ino);
		first = st;
	}
	ck_assert_int_eq(remove_file(dir_fd, path), 0);
	ck_assert_int_eq(peaks_get(dir_fd, &row, &peaks), ENOENT);
}
END_TEST

START_TEST(of_what_is_not_known_nothing_is_kept)
{
	static const char *const bad[] = {NULL, "", "x", "../../x"};
	struct recording_row row = record(AUDIO_FLAC);
	struct peaks peaks;
	char name[128];

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		row.sha256 = bad[i];
		row.state = i < 2 ? "open" : "complete";
		ck_assert_int_eq(peaks_get(dir_fd, &row, &peaks), 0);
		check_peaks(&peaks);
		peaks_clear(&peaks);
	}
	peaks_forget(dir_fd, "../../x");
	snprintf(name, sizeof name, "%s/cache", folder);
	ck_assert_int_eq(rmdir(name), -1);
	ck_assert_int_eq(errno, ENOENT);
}
END_TEST

START_TEST(the_cache_is_bounded)
{
	struct recording_row row = record(AUDIO_PCM16);
	struct peaks peaks;
	char name[256];
	int there = 0;
	struct timespec old[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};

	snprintf(name, sizeof name, "%s/cache", folder);
	ck_assert_int_eq(mkdir(name, 0750), 0);
	for (int i = 0; i < PEAKS_CACHE_FILES_MAX; i++) {
		int fd;

		snprintf(name, sizeof name, "cache/%064d.peaks", i);
		fd = openat(dir_fd, name, O_WRONLY | O_CREAT, 0640);
		ck_assert_int_ge(fd, 0);
		close(fd);
		old[1].tv_sec = 1000 + i;
		ck_assert_int_eq(utimensat(dir_fd, name, old, 0), 0);
	}
	ck_assert_int_eq(peaks_get(dir_fd, &row, &peaks), 0);
	peaks_clear(&peaks);
	for (int i = 0; i < PEAKS_CACHE_FILES_MAX; i++) {
		snprintf(name, sizeof name, "cache/%064d.peaks", i);
		there += !faccessat(dir_fd, name, F_OK, 0);
	}
	/* The newest of them are. */
	ck_assert_int_eq(there, PEAKS_CACHE_FILES_MAX / 4 * 3 - 1);
	ck_assert_int_eq(faccessat(dir_fd, name, F_OK, 0), 0);
	ck_assert_int_eq(access(cached(&row), F_OK), 0);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("storage/audio_reader");
	TCase *formats = tcase_create("formats");

	tcase_add_checked_fixture(formats, make_folder, remove_folder);
	tcase_add_loop_test(
	    formats, what_was_written_is_read, 0, AUDIO_FORMAT_COUNT);
	suite_add_tcase(suite, formats);
	add_test_between(suite, "cut", a_cut_file_gives_what_is_there,
	    make_folder, remove_folder);
	add_test_between(suite, "paths",
	    only_recordings_below_the_folder_are_opened, make_folder,
	    remove_folder);
	add_test_between(
	    suite, "peaks", peaks_are_made_once, make_folder, remove_folder);
	add_test_between(suite, "long",
	    what_is_too_long_is_drawn_and_kept_up_to_the_limit, make_folder,
	    remove_folder);
	add_test_between(suite, "no sums", without_a_sum_they_are_made_once_too,
	    make_folder, remove_folder);
	add_test_between(suite, "sums", of_what_is_not_known_nothing_is_kept,
	    make_folder, remove_folder);
	add_test_between(
	    suite, "bound", the_cache_is_bounded, make_folder, remove_folder);
	return run_suite(suite);
}
