/* SPDX-License-Identifier: GPL-3.0-or-later */
/* G.711 that we encode ourselves is what libsndfile would have written. */
#include "storage/g711_encode.h"

#include <sndfile.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "storage/sound.h"
#include "tests/check_main.h"

#define VALUES 65536 /* that a sample can have */
#define RATE 8000
#define HEADER 58 /* of a WAV file that is not PCM */
#define FILE_MAX (HEADER + VALUES + 1)

static const struct {
	enum audio_format format;
	int code;
} laws[] = {
    {AUDIO_ULAW, SF_FORMAT_WAV | SF_FORMAT_ULAW},
    {AUDIO_ALAW, SF_FORMAT_WAV | SF_FORMAT_ALAW},
};
#define LAW_COUNT ((int)(sizeof laws / sizeof *laws))

/* Each value once, from -32768 on. */
static const int16_t *
all_values(void)
{
	static int16_t values[VALUES];

	for (int i = 0; i < VALUES; i++)
		values[i] = (int16_t)(i - VALUES / 2);
	return values;
}

static int
make_file(void)
{
	int fd = memfd_create("sound", MFD_CLOEXEC);

	ck_assert_int_ge(fd, 0);
	return fd;
}

/* Reads the whole of a file, and closes it; its size. */
static size_t
slurp(int fd, uint8_t out[FILE_MAX])
{
	ssize_t n = pread(fd, out, FILE_MAX, 0);

	ck_assert_int_ge(n, HEADER);
	close(fd);
	return (size_t)n;
}

/* A file that libsndfile encodes. */
static size_t
by_libsndfile(int code, int channels, size_t frames, uint8_t out[FILE_MAX])
{
	SF_INFO info = {
	    .format = code, .channels = channels, .samplerate = RATE};
	int fd = make_file();
	SNDFILE *file = sf_open_fd(fd, SFM_WRITE, &info, SF_FALSE);

	ck_assert_ptr_nonnull(file);
	ck_assert_int_eq(
	    sf_writef_short(file, all_values(), (int)frames), (int)frames);
	sf_close(file);
	return slurp(fd, out);
}

/* The same by us, 'step' frames at a time. */
static size_t
by_sound(enum audio_format format, int channels, size_t frames, size_t step,
    uint8_t out[FILE_MAX])
{
	struct sound_info info = {.channels = channels, .rate_hz = RATE};
	const int16_t *samples = all_values();
	struct sound *sound = NULL;
	uint64_t written;
	int fd = make_file();

	ck_assert_int_eq(sound_create(fd, format, &info, &sound), 0);
	for (size_t at = 0; at < frames; at += step) {
		size_t n = frames - at < step ? frames - at : step;

		ck_assert_int_eq(
		    sound_write(sound, samples + at * (size_t)channels, n), 0);
	}
	ck_assert_int_eq(sound_close(sound, &written), 0);
	ck_assert_uint_eq(written, frames);
	return slurp(fd, out);
}

/* All values in two channels and in one, an odd count of octets, which a WAV
 * file pads, and any count at a time. */
START_TEST(files_are_those_of_libsndfile)
{
	static const struct {
		int channels;
		size_t frames, step;
	} cases[] = {
	    {2, VALUES / 2, 8000},
	    {2, VALUES / 2, VALUES / 2},
	    {2, VALUES / 2, 7},
	    {1, VALUES, VALUES},
	    {1, VALUES - 1, 32769},
	    {1, 1, 1},
	};
	static uint8_t theirs[FILE_MAX], ours[FILE_MAX];

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		size_t size = by_libsndfile(
		    laws[_i].code, cases[i].channels, cases[i].frames, theirs);

		ck_assert_uint_eq(by_sound(laws[_i].format, cases[i].channels,
				      cases[i].frames, cases[i].step, ours),
		    size);
		ck_assert_mem_eq(ours, theirs, size);
	}
}
END_TEST

START_TEST(known_samples_have_their_known_octets)
{
	static const int16_t samples[] = {
	    0, -3, 8, -8, 32767, -32768, 32124, -32124};
	static const uint8_t ulaw[] = {
	    0xff, 0x7f, 0xfe, 0x7e, 0x80, 0x00, 0x80, 0x00};
	static const uint8_t alaw[] = {
	    0xd5, 0x55, 0xd5, 0x55, 0xaa, 0x2a, 0xaa, 0x2a};
	uint8_t octets[9] = {[8] = 7};

	g711_encode_ulaw(samples, 8, octets);
	ck_assert_mem_eq(octets, ulaw, 8);
	g711_encode_alaw(samples, 8, octets);
	ck_assert_mem_eq(octets, alaw, 8);
	ck_assert_uint_eq(octets[8], 7);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("storage/g711_encode");
	TCase *tcase = tcase_create("g711_encode");

	tcase_add_loop_test(tcase, files_are_those_of_libsndfile, 0, LAW_COUNT);
	tcase_add_test(tcase, known_samples_have_their_known_octets);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
