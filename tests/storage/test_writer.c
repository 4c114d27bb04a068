/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of audio: their bytes, names and modes, and full disks. */
#include "tests/check_main.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "storage/digest.h"
#include "storage/g711_encode.h"
#include "storage/writer.h"

#define RATE 8000
#define NAME "audio/2026/11/20/call"
#define FILE_MAX (1 << 20)

static char folder[64];
static int folder_fd;
static int16_t samples[2 * RATE];

static void
make_folder(void)
{
	snprintf(folder, sizeof folder, "/tmp/spanrec-test-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	folder_fd = open(folder, O_RDONLY | O_DIRECTORY);
	ck_assert_int_ge(folder_fd, 0);
	for (int i = 0; i < 2 * RATE; i++)
		samples[i] =
		    (int16_t)((i * 7919) % 20000 - 10000 + (i % 13) * 100);
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
}

static void
remove_folder(void)
{
	close(folder_fd);
	nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static const char *
name_of(enum audio_format format, const char *more)
{
	static char name[128];

	snprintf(name, sizeof name, "%s%s%s", NAME, audio_format_suffix(format),
	    more);
	return name;
}

static struct writer *
open_writer(enum audio_format format)
{
	struct writer *writer = NULL;

	ck_assert_int_eq(writer_open(folder_fd, name_of(format, ""), format, 2,
			     RATE, &writer),
	    0);
	return writer;
}

/* Records three seconds. */
static struct written
record(enum audio_format format)
{
	struct writer *writer = open_writer(format);
	struct written written;

	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(writer_write(writer, samples, RATE), 0);
	ck_assert_int_eq(writer_finish(writer, true, &written), 0);
	return written;
}

/* Reads the file; its size. */
static size_t
slurp(enum audio_format format, uint8_t *out)
{
	int fd = openat(folder_fd, name_of(format, ""), O_RDONLY);
	ssize_t n = read(fd, out, FILE_MAX);

	ck_assert_int_ge(n, 0);
	close(fd);
	return (size_t)n;
}

static uint32_t
le32(const uint8_t *at)
{
	return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 |
	       (uint32_t)at[3] << 24;
}

START_TEST(pcm_is_kept_as_it_is)
{
	static uint8_t file[FILE_MAX];
	struct written written = record(AUDIO_PCM16);
	size_t size = slurp(AUDIO_PCM16, file);

	ck_assert_uint_eq(written.frames, 3 * RATE);
	ck_assert_uint_eq(written.bytes, size);
	ck_assert_uint_eq(size, 44 + 3 * sizeof samples);
	ck_assert_mem_eq(file, "RIFF", 4);
	ck_assert_uint_eq(le32(file + 4), size - 8);
	ck_assert_uint_eq(le32(file + 24), RATE);
	ck_assert_uint_eq(le32(file + 40), size - 44);
	ck_assert_mem_eq(file + 44, samples, sizeof samples);
	ck_assert_mem_eq(
	    file + 44 + 2 * sizeof samples, samples, sizeof samples);
}
END_TEST

START_TEST(every_format_is_the_same_each_time)
{
	static uint8_t first[FILE_MAX], second[FILE_MAX];
	static const char *const magic[] = {
	    "RIFF", "RIFF", "RIFF", "fLaC", "OggS"};

	for (int i = 0; i < AUDIO_FORMAT_COUNT; i++) {
		enum audio_format format = (enum audio_format)i;
		struct written a = record(format);
		size_t size = slurp(format, first);
		struct written b = record(format);

		ck_assert_uint_eq(a.frames, 3 * RATE);
		ck_assert_uint_eq(a.bytes, size);
		ck_assert_uint_eq(slurp(format, second), size);
		ck_assert_mem_eq(first, magic[i], 4);
		ck_assert_mem_eq(first, second, size);
		ck_assert_str_eq(a.sha256, b.sha256);
	}
}
END_TEST

START_TEST(without_its_sum_a_file_is_the_same)
{
	static uint8_t hashed[FILE_MAX], file[FILE_MAX];
	struct written first = record(AUDIO_PCM16), written;
	size_t size = slurp(AUDIO_PCM16, hashed);
	struct writer *writer = open_writer(AUDIO_PCM16);

	writer_leave_unhashed(writer);
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(writer_write(writer, samples, RATE), 0);
	ck_assert_int_eq(writer_finish(writer, true, &written), 0);
	ck_assert_uint_eq(strlen(first.sha256), 64);
	ck_assert_str_eq(written.sha256, "");
	ck_assert_uint_eq(written.frames, first.frames);
	ck_assert_uint_eq(written.bytes, first.bytes);
	ck_assert_uint_eq(slurp(AUDIO_PCM16, file), size);
	ck_assert_mem_eq(file, hashed, size);
}
END_TEST

START_TEST(octets_make_the_file_that_their_samples_make)
{
	static const enum audio_format laws[] = {AUDIO_ULAW, AUDIO_ALAW};
	static uint8_t expected[FILE_MAX], file[FILE_MAX], octets[2 * RATE];

	for (size_t i = 0; i < 2; i++) {
		struct written first = record(laws[i]), written;
		size_t size = slurp(laws[i], expected);
		struct writer *writer;

		(laws[i] == AUDIO_ULAW ? g711_encode_ulaw : g711_encode_alaw)(
		    samples, 2 * RATE, octets);
		writer = open_writer(laws[i]);
		for (int second = 0; second < 3; second++)
			ck_assert_int_eq(
			    writer_write_octets(writer, octets, RATE), 0);
		writer_set_limit(writer, (uint32_t)size + 1);
		ck_assert_int_eq(writer_write_octets(writer, octets, 1), EFBIG);
		ck_assert_int_eq(writer_finish(writer, true, &written), 0);
		ck_assert_uint_eq(written.frames, 3 * RATE);
		ck_assert_str_eq(written.sha256, first.sha256);
		ck_assert_uint_eq(slurp(laws[i], file), size);
		ck_assert_mem_eq(file, expected, size);
	}
}
END_TEST

START_TEST(a_file_has_its_name_only_when_it_is_whole)
{
	struct writer *writer = open_writer(AUDIO_FLAC);
	struct written written;
	struct stat st;

	ck_assert_int_eq(writer_write(writer, samples, RATE), 0);
	ck_assert_int_eq(
	    fstatat(folder_fd, name_of(AUDIO_FLAC, ".part"), &st, 0), 0);
	ck_assert_int_ne(
	    fstatat(folder_fd, name_of(AUDIO_FLAC, ""), &st, 0), 0);
	ck_assert_int_eq(writer_finish(writer, false, &written), 0);
	ck_assert_int_ne(
	    fstatat(folder_fd, name_of(AUDIO_FLAC, ".part"), &st, 0), 0);
	ck_assert_int_eq(
	    fstatat(folder_fd, name_of(AUDIO_FLAC, ""), &st, 0), 0);
}
END_TEST

START_TEST(discard_leaves_nothing)
{
	struct writer *writer = open_writer(AUDIO_PCM16);
	struct stat st;

	ck_assert_int_eq(writer_write(writer, samples, RATE), 0);
	writer_discard(writer);
	writer_discard(NULL);
	ck_assert_int_ne(
	    fstatat(folder_fd, name_of(AUDIO_PCM16, ".part"), &st, 0), 0);
	ck_assert_int_ne(
	    fstatat(folder_fd, name_of(AUDIO_PCM16, ""), &st, 0), 0);
}
END_TEST

/* The mode of what 'name' is, in octal. */
static mode_t
mode_of(const char *name)
{
	struct stat st;

	ck_assert_int_eq(fstatat(folder_fd, name, &st, 0), 0);
	return st.st_mode & 0777;
}

START_TEST(files_and_folders_are_private)
{
	umask(0);
	record(AUDIO_PCM16);
	ck_assert_uint_eq(mode_of("audio"), 0750);
	ck_assert_uint_eq(mode_of("audio/2026/11/20"), 0750);
	ck_assert_uint_eq(mode_of(name_of(AUDIO_PCM16, "")), 0640);
	umask(077);
	record(AUDIO_FLAC);
	ck_assert_uint_eq(mode_of(name_of(AUDIO_FLAC, "")), 0600);
}
END_TEST

START_TEST(paths_do_not_lead_out)
{
	static const char *const bad[] = {"/tmp/x.wav", "../x.wav",
	    "audio/../../x.wav", "audio//x.wav", "audio/./x.wav", "audio/", "",
	    ".", "..", "audio/.."};
	struct writer *writer = NULL;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		ck_assert_msg(writer_open(folder_fd, bad[i], AUDIO_PCM16, 2,
				  RATE, &writer) == EINVAL,
		    "%s", bad[i]);
	}
	ck_assert_int_eq(symlinkat("/tmp", folder_fd, "audio"), 0);
	ck_assert_int_eq(writer_open(folder_fd, "audio/x.wav", AUDIO_PCM16, 2,
			     RATE, &writer),
	    ENOTDIR);
	/* Nor does a link above, even when it stays inside. */
	ck_assert_int_eq(mkdirat(folder_fd, "real", 0750), 0);
	ck_assert_int_eq(mkdirat(folder_fd, "real/2026", 0750), 0);
	ck_assert_int_eq(symlinkat("real", folder_fd, "link"), 0);
	ck_assert_int_eq(writer_open(folder_fd, "link/2026/x.wav", AUDIO_PCM16,
			     2, RATE, &writer),
	    ENOTDIR);
	ck_assert_ptr_null(writer);
}
END_TEST

START_TEST(a_part_that_a_crash_left_is_replaced)
{
	struct writer *writer = open_writer(AUDIO_PCM16);

	ck_assert_int_eq(writer_write(writer, samples, RATE), 0);
	/* Not finished: as if the process had died. */
	ck_assert_uint_eq(record(AUDIO_PCM16).bytes, 44 + 3 * sizeof samples);
	writer_discard(writer);
	ck_assert_uint_eq(mode_of(name_of(AUDIO_PCM16, "")) & 0600, 0600);
}
END_TEST

START_TEST(rates_that_a_format_lacks_are_refused)
{
	struct writer *writer = NULL;

	ck_assert(audio_format_has_rate(AUDIO_OPUS, 48000));
	ck_assert(!audio_format_has_rate(AUDIO_OPUS, 11025));
	ck_assert(!audio_format_has_rate(AUDIO_PCM16, 0));
	ck_assert_int_eq(
	    writer_open(folder_fd, "x.opus", AUDIO_OPUS, 2, 11025, &writer),
	    EINVAL);
	ck_assert_int_eq(
	    writer_open(folder_fd, "x.wav", AUDIO_PCM16, 3, RATE, &writer),
	    EINVAL);
}
END_TEST

START_TEST(names_of_formats_are_read_back)
{
	enum audio_format format;

	for (int i = 0; i < AUDIO_FORMAT_COUNT; i++) {
		ck_assert(audio_format_parse(
		    audio_format_name((enum audio_format)i), &format));
		ck_assert_int_eq(format, i);
	}
	ck_assert(!audio_format_parse("mp3", &format));
}
END_TEST

START_TEST(a_wav_file_stops_before_four_gibibytes)
{
	struct writer *writer = open_writer(AUDIO_PCM16);
	struct written written;

	ck_assert_int_eq(writer_write(writer, samples, (size_t)1 << 30), EFBIG);
	ck_assert_int_eq(writer_write(writer, samples, RATE), 0);
	ck_assert_int_eq(writer_finish(writer, false, &written), 0);
	ck_assert_uint_eq(written.frames, RATE);
}
END_TEST

START_TEST(an_empty_file_is_a_file)
{
	struct written written;

	for (int i = 0; i < AUDIO_FORMAT_COUNT; i++) {
		struct writer *writer = open_writer((enum audio_format)i);

		ck_assert_int_eq(writer_finish(writer, true, &written), 0);
		ck_assert_uint_eq(written.frames, 0);
		ck_assert_uint_eq(strlen(written.sha256), 64);
	}
}
END_TEST

/* NIST FIPS 180-4, the example "abc". */
START_TEST(digests_are_sha256)
{
	int fd = openat(folder_fd, "abc", O_RDWR | O_CREAT, 0600);
	char digest[DIGEST_TEXT_SIZE];

	ck_assert_int_eq(write(fd, "abc", 3), 3);
	ck_assert_int_eq(digest_file(fd, digest), 0);
	ck_assert_str_eq(digest, "ba7816bf8f01cfea414140de5dae2223"
				 "b00361a396177a9cb410ff61f20015ad");
	close(fd);
	ck_assert_int_eq(digest_file(fd, digest), EBADF);
}
END_TEST

/* A small disk of its own at 'folder'; false when that is not allowed. */
static bool
mount_small_disk(void)
{
	if (geteuid() != 0 || unshare(CLONE_NEWNS) ||
	    mount("none", "/", "none", MS_REC | MS_PRIVATE, "") ||
	    mount("tmpfs", folder, "tmpfs", 0, "size=128k"))
		return false;
	close(folder_fd);
	folder_fd = open(folder, O_RDONLY | O_DIRECTORY);
	return folder_fd >= 0;
}

/* Every format on a disk that gets full: said, named, and playable. */
START_TEST(a_full_disk_keeps_what_it_took)
{
	enum audio_format format = (enum audio_format)_i;
	struct writer *writer;
	struct written written;
	struct stat st;
	uint64_t given = 0;
	int error = 0;

	if (!mount_small_disk())
		return;
	writer = open_writer(format);
	for (int i = 0; i < 600 && !error; i++, given += RATE)
		error = writer_write(writer, samples, RATE);
	ck_assert_int_eq(error, ENOSPC);
	ck_assert_int_eq(writer_write(writer, samples, RATE), ENOSPC);
	ck_assert_int_eq(writer_finish(writer, true, &written), ENOSPC);
	ck_assert_uint_gt(written.frames, RATE / 2);
	ck_assert_uint_lt(written.frames, given);
	ck_assert_int_eq(fstatat(folder_fd, name_of(format, ""), &st, 0), 0);
	ck_assert_uint_eq((uint64_t)st.st_size, written.bytes);
	umount2(folder, MNT_DETACH);
}
END_TEST

/* The last block of FLAC and Opus is only written when the file is closed. */
START_TEST(a_disk_that_is_full_at_the_end_is_noticed)
{
	enum audio_format format = (enum audio_format)_i;
	struct writer *writer;
	struct written written;
	int fd;

	if (!mount_small_disk())
		return;
	writer = open_writer(format);
	ck_assert_int_eq(writer_write(writer, samples, 100), 0);
	fd = openat(folder_fd, "ballast", O_WRONLY | O_CREAT, 0600);
	while (write(fd, samples, 4096) > 0)
		;
	close(fd);
	for (int i = 0; i < 8; i++) {
		if (writer_write(writer, samples, 4000))
			break;
	}
	ck_assert_int_eq(writer_finish(writer, false, &written), ENOSPC);
	ck_assert_uint_lt(written.frames, 32100);
	umount2(folder, MNT_DETACH);
}
END_TEST

static TCase *
add(Suite *suite, const char *name)
{
	TCase *tcase = tcase_create(name);

	tcase_add_checked_fixture(tcase, make_folder, remove_folder);
	tcase_set_timeout(tcase, CASE_TIMEOUT_S);
	suite_add_tcase(suite, tcase);
	return tcase;
}

int
main(void)
{
	Suite *suite = suite_create("storage/writer");
	TCase *full = add(suite, "full_disk");

	tcase_add_test(add(suite, "pcm"), pcm_is_kept_as_it_is);
	tcase_add_test(add(suite, "same"), every_format_is_the_same_each_time);
	tcase_add_test(
	    add(suite, "unhashed"), without_its_sum_a_file_is_the_same);
	tcase_add_test(
	    add(suite, "octets"), octets_make_the_file_that_their_samples_make);
	tcase_add_test(
	    add(suite, "part"), a_file_has_its_name_only_when_it_is_whole);
	tcase_add_test(add(suite, "discard"), discard_leaves_nothing);
	tcase_add_test(add(suite, "private"), files_and_folders_are_private);
	tcase_add_test(add(suite, "paths"), paths_do_not_lead_out);
	tcase_add_test(
	    add(suite, "crash"), a_part_that_a_crash_left_is_replaced);
	tcase_add_test(
	    add(suite, "rates"), rates_that_a_format_lacks_are_refused);
	tcase_add_test(add(suite, "names"), names_of_formats_are_read_back);
	tcase_add_test(
	    add(suite, "4gib"), a_wav_file_stops_before_four_gibibytes);
	tcase_add_test(add(suite, "empty"), an_empty_file_is_a_file);
	tcase_add_test(add(suite, "digest"), digests_are_sha256);
	tcase_add_loop_test(
	    full, a_full_disk_keeps_what_it_took, 0, AUDIO_FORMAT_COUNT);
	tcase_add_loop_test(full, a_disk_that_is_full_at_the_end_is_noticed,
	    AUDIO_FLAC, AUDIO_FORMAT_COUNT);
	return run_suite(suite);
}
