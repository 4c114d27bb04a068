/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "capture/stream.h"

#include <errno.h>
#include <unistd.h>
#include <zlib.h>

#include "tests/check_main.h"
#if HAVE_ZSTD
#include <zstd.h>
#endif
#if HAVE_LZ4
#include <lz4frame.h>
#endif

#define PATH "test_stream.tmp"
#define PLAIN_BYTES ((size_t)3 << 20)
#define PACKED_BYTES ((size_t)4 << 20)

static uint8_t *plain;  /* PLAIN_BYTES that can be compressed a little */
static uint8_t *packed; /* room for them */
static struct stream stream;

static void
setup(void)
{
	uint32_t random = 1;

	plain = malloc(PLAIN_BYTES);
	packed = malloc(PACKED_BYTES);
	ck_assert(plain && packed);
	for (size_t i = 0; i < PLAIN_BYTES; i++) {
		random = random * 1664525 + 1013904223;
		plain[i] = (uint8_t)(random >> 24 & 0x3f);
	}
}

static void
teardown(void)
{
	free(plain);
	free(packed);
	unlink(PATH);
}

static void
write_path(const void *bytes, size_t size)
{
	FILE *file = fopen(PATH, "wb");

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(bytes, 1, size, file), size);
	ck_assert_int_eq(fclose(file), 0);
}

static size_t
pack_gzip(uint8_t *out, const uint8_t *in, size_t size)
{
	z_stream zlib = {.next_in = in,
	    .avail_in = (unsigned)size,
	    .next_out = out,
	    .avail_out = PACKED_BYTES / 2};

	ck_assert_int_eq(deflateInit2(&zlib, 6, Z_DEFLATED, MAX_WBITS + 16, 8,
			     Z_DEFAULT_STRATEGY),
	    Z_OK);
	ck_assert_int_eq(deflate(&zlib, Z_FINISH), Z_STREAM_END);
	deflateEnd(&zlib);
	return PACKED_BYTES / 2 - zlib.avail_out;
}

static size_t
pack_zstd(uint8_t *out, const uint8_t *in, size_t size)
{
#if HAVE_ZSTD
	ZSTD_CCtx *context = ZSTD_createCCtx();
	size_t written;

	ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
	written = ZSTD_compress2(context, out, PACKED_BYTES / 2, in, size);
	ZSTD_freeCCtx(context);
	return written;
#else
	return pack_gzip(out, in, size);
#endif
}

static size_t
pack_lz4(uint8_t *out, const uint8_t *in, size_t size)
{
#if HAVE_LZ4
	LZ4F_preferences_t checked = {
	    .frameInfo.contentChecksumFlag = LZ4F_contentChecksumEnabled};
	return LZ4F_compressFrame(out, PACKED_BYTES / 2, in, size, &checked);
#else
	return pack_gzip(out, in, size);
#endif
}

static size_t (*const packers[])(uint8_t *, const uint8_t *, size_t) = {
    pack_gzip, pack_zstd, pack_lz4};

#define PACKERS (int)(sizeof packers / sizeof *packers)

/* From 'from' on the stream must give the plain bytes up to 'end', and end. */
static void
expect_plain(size_t from, size_t end)
{
	while (stream_want(&stream, 1)) {
		size_t size = stream.left;

		ck_assert_uint_eq(stream_offset(&stream), from);
		ck_assert_uint_le(size, end - from);
		ck_assert_int_eq(memcmp(stream.at, plain + from, size), 0);
		stream_take(&stream, size);
		from += size;
	}
	ck_assert_uint_eq(from, end);
}

START_TEST(bytes_are_where_they_are_wanted)
{
	uint32_t random = 7;
	size_t at = 0;

	write_path(plain, PLAIN_BYTES);
	ck_assert_int_eq(stream_open(&stream, PATH, NULL), 0);
	while (at < PLAIN_BYTES) {
		size_t left = PLAIN_BYTES - at, want, take;

		random = random * 1664525 + 1013904223;
		want = random % 5 ? random >> 8 & 0xfff
				  : (random >> 8) % STREAM_WANT_MAX;
		if (want > left)
			want = left;
		ck_assert(stream_want(&stream, want));
		ck_assert_int_eq(memcmp(stream.at, plain + at, want), 0);
		take = random % 3 ? want : want / 100 + 1;
		if (take > stream.left)
			take = stream.left;
		stream_take(&stream, take);
		at += take;
		ck_assert_uint_eq(stream_offset(&stream), at);
	}
	ck_assert(!stream_want(&stream, 1));
	ck_assert_ptr_null(stream_error(&stream));
	ck_assert_uint_eq(stream_used_bytes(&stream), PLAIN_BYTES);
	stream_close(&stream);
	stream_close(&stream);
}
END_TEST

START_TEST(the_most_can_be_wanted_from_anywhere)
{
	write_path(plain, PLAIN_BYTES);
	for (size_t at = 1; at < 2 * STREAM_WANT_MAX; at = at * 3 / 2 + 1) {
		if (at + STREAM_WANT_MAX > PLAIN_BYTES)
			break;
		ck_assert_int_eq(stream_open(&stream, PATH, NULL), 0);
		ck_assert(stream_skip(&stream, at));
		ck_assert(stream_want(&stream, STREAM_WANT_MAX));
		ck_assert_int_eq(
		    memcmp(stream.at, plain + at, STREAM_WANT_MAX), 0);
		stream_close(&stream);
	}
}
END_TEST

START_TEST(more_than_there_is_can_be_neither_wanted_nor_skipped)
{
	write_path(plain, 1000);
	ck_assert_int_eq(stream_open(&stream, PATH, NULL), 0);
	ck_assert(!stream_want(&stream, 1001));
	ck_assert(stream_want(&stream, 1000));
	ck_assert(!stream_skip(&stream, 1001));
	ck_assert_uint_eq(stream.left, 0);
	stream_close(&stream);
}
END_TEST

START_TEST(packed_bytes_come_out)
{
	size_t size = packers[_i](packed, plain, 700000);

	write_path(packed, size);
	ck_assert_int_eq(stream_open(&stream, PATH, NULL), 0);
	expect_plain(0, 700000);
	ck_assert_ptr_null(stream_error(&stream));
	ck_assert_uint_eq(stream.size_bytes, size);
	ck_assert_uint_eq(stream_used_bytes(&stream), size);
	stream_close(&stream);
}
END_TEST

START_TEST(what_is_packed_in_pieces_is_one)
{
	size_t size = packers[_i](packed, plain, 1000);

	size += packers[_i](packed + size, plain, 0);
	size += packers[_i](packed + size, plain + 1000, 500000);
	write_path(packed, size);
	ck_assert_int_eq(stream_open(&stream, PATH, NULL), 0);
	expect_plain(0, 501000);
	ck_assert_ptr_null(stream_error(&stream));
	stream_close(&stream);
}
END_TEST

START_TEST(packed_bytes_cut_anywhere_are_told)
{
	size_t size = packers[_i](packed, plain, 3000);

	for (size_t cut = 6; cut < size; cut++) {
		size_t at;

		write_path(packed, cut);
		ck_assert_int_eq(stream_open(&stream, PATH, NULL), 0);
		while (stream_want(&stream, 1)) {
			at = stream_offset(&stream);
			ck_assert_int_eq(
			    memcmp(stream.at, plain + at, stream.left), 0);
			stream_take(&stream, stream.left);
		}
		ck_assert_ptr_nonnull(stream_error(&stream));
		ck_assert_ptr_nonnull(
		    strstr(stream_error(&stream), "is cut off"));
		stream_close(&stream);
	}
}
END_TEST

START_TEST(the_second_piece_is_not_cut_unnoticed)
{
	size_t first = packers[_i](packed, plain, 1000);
	size_t second = packers[_i](packed + first, plain + 1000, 20000);

	for (size_t cut = 1; cut < second; cut += 1 + second / 50) {
		write_path(packed, first + cut);
		ck_assert_int_eq(stream_open(&stream, PATH, NULL), 0);
		while (stream_want(&stream, 1))
			stream_take(&stream, stream.left);
		ck_assert_uint_ge(stream_offset(&stream), 1000);
		ck_assert_ptr_nonnull(stream_error(&stream));
		stream_close(&stream);
	}
}
END_TEST

START_TEST(a_frame_to_be_skipped_may_come_first)
{
#if HAVE_ZSTD
	size_t size;

	memcpy(packed, "\x50\x2a\x4d\x18\x04\0\0\0pzst", 12);
	size = 12 + pack_zstd(packed + 12, plain, 5000);
	write_path(packed, size);
	ck_assert_int_eq(stream_open(&stream, PATH, NULL), 0);
	expect_plain(0, 5000);
	ck_assert_ptr_null(stream_error(&stream));
	stream_close(&stream);
#endif
}
END_TEST

START_TEST(damaged_packed_bytes_are_told)
{
	size_t size = packers[_i](packed, plain, 300000);

	memset(packed + size / 2, 0xa5, 64);
	write_path(packed, size);
	ck_assert_int_eq(stream_open(&stream, PATH, NULL), 0);
	while (stream_want(&stream, 1))
		stream_take(&stream, stream.left);
	ck_assert_ptr_nonnull(stream_error(&stream));
	ck_assert_ptr_nonnull(strstr(stream_error(&stream), "is damaged"));
	stream_close(&stream);
}
END_TEST

START_TEST(behind_packed_bytes_only_zeros_of_a_tape_may_be)
{
	size_t size = pack_gzip(packed, plain, 1000);

	memset(packed + size, 0, 2000);
	write_path(packed, size + 2000);
	ck_assert_int_eq(stream_open(&stream, PATH, NULL), 0);
	expect_plain(0, 1000);
	ck_assert_ptr_null(stream_error(&stream));
	stream_close(&stream);
	memcpy(packed + size, "no such thing", 13);
	write_path(packed, size + 13);
	ck_assert_int_eq(stream_open(&stream, PATH, NULL), 0);
	expect_plain(0, 1000);
	ck_assert_ptr_nonnull(stream_error(&stream));
	stream_close(&stream);
}
END_TEST

START_TEST(what_cannot_be_unpacked_is_named)
{
	write_path("\xfd\x37zXZ\0 and so on", 16);
	ck_assert_int_eq(stream_open(&stream, PATH, NULL), ENOTSUP);
	ck_assert_ptr_nonnull(strstr(stream_error(&stream), "by xz"));
	stream_close(&stream);
	write_path("BZh91AY&SY", 10);
	ck_assert_int_eq(stream_open(&stream, PATH, NULL), ENOTSUP);
	ck_assert_ptr_nonnull(strstr(stream_error(&stream), "by bzip2"));
	stream_close(&stream);
	ck_assert_int_eq(stream_open(&stream, ".", NULL), EISDIR);
	stream_close(&stream);
	ck_assert_int_eq(stream_open(&stream, PATH "/x", NULL), ENOTDIR);
	stream_close(&stream);
}
END_TEST

/* Makes standard input a pipe; what is written into it. */
static int
pipe_to_stdin(void)
{
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_eq(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
	close(ends[0]);
	return ends[1];
}

START_TEST(a_pipe_gives_what_is_in_it)
{
	int end = pipe_to_stdin();

	ck_assert_int_eq(write(end, plain, 10), 10);
	ck_assert_int_eq(stream_open(&stream, "-", NULL), 0);
	ck_assert(stream_want(&stream, 10));
	ck_assert(stream_must_wait(&stream));
	ck_assert_int_eq(write(end, plain + 10, 20), 20);
	ck_assert(!stream_must_wait(&stream));
	ck_assert(stream_want(&stream, 15));
	ck_assert(stream_want(&stream, 30));
	ck_assert_uint_eq(stream.left, 30);
	ck_assert_int_eq(memcmp(stream.at, plain, 30), 0);
	close(end);
	ck_assert(!stream_must_wait(&stream));
	ck_assert(!stream_want(&stream, 31));
	ck_assert_ptr_null(stream_error(&stream));
	stream_close(&stream);
}
END_TEST

START_TEST(a_pipe_that_is_silent_can_be_left)
{
	volatile sig_atomic_t stop = 0;
	int end = pipe_to_stdin();

	ck_assert_int_eq(write(end, plain, 10), 10);
	ck_assert_int_eq(stream_open(&stream, "-", &stop), 0);
	ck_assert(stream_want(&stream, 10));
	stop = 1;
	ck_assert(!stream_want(&stream, 11));
	ck_assert(stream.stopped);
	ck_assert_ptr_null(stream_error(&stream));
	stream_close(&stream);
	close(end);
}
END_TEST

static void
add_case(Suite *suite, const char *name, const TTest *test)
{
	add_test_between(suite, name, test, setup, teardown);
}

/* For each of the packers. */
static void
add_packed(Suite *suite, const TTest *test)
{
	TCase *tcase = tcase_create("unpack");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, test, 0, PACKERS);
	tcase_set_timeout(tcase, 60);
	suite_add_tcase(suite, tcase);
}

int
main(void)
{
	Suite *suite = suite_create("stream");

	add_case(suite, "stream_want", bytes_are_where_they_are_wanted);
	add_case(suite, "stream_want", the_most_can_be_wanted_from_anywhere);
	add_case(suite, "stream_skip",
	    more_than_there_is_can_be_neither_wanted_nor_skipped);
	add_packed(suite, packed_bytes_come_out);
	add_packed(suite, what_is_packed_in_pieces_is_one);
	add_packed(suite, packed_bytes_cut_anywhere_are_told);
	add_packed(suite, the_second_piece_is_not_cut_unnoticed);
	add_case(suite, "unpack", a_frame_to_be_skipped_may_come_first);
	add_packed(suite, damaged_packed_bytes_are_told);
	add_case(
	    suite, "unpack", behind_packed_bytes_only_zeros_of_a_tape_may_be);
	add_case(suite, "unpack", what_cannot_be_unpacked_is_named);
	add_case(suite, "stream_must_wait", a_pipe_gives_what_is_in_it);
	add_case(suite, "stream_open", a_pipe_that_is_silent_can_be_left);
	return run_suite(suite);
}
