/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Proves promise 4 (what was lost keeps its length) and 6 (gaps are limited).
 * Where it does not matter, nothing is written: there are no files. */
#include "calls/recording.h"

#include <fcntl.h>
#include <unistd.h>

#include "tests/check_main.h"
#include "tests/calls/rtp_packets.h"
#include "tests/rtp/kept.h"

static struct recording memory, *recording = &memory;

static const struct recording_options no_files = {.format = AUDIO_PCM16};

static void
setup(void)
{
	counter_reset();
	recording_init(recording, (struct tstamp){0}, &no_files);
}

static void
teardown(void)
{
	recording_clear(recording);
	kept_clear();
}

/* The packet 'number' of a side, in its place. */
static void
put(enum side side, uint32_t number)
{
	struct rtp_frame frame = {
	    .order = reorder_order(1, number),
	    .arrival = {number * 20 * NS_PER_MS},
	    .timestamp = number * RTP_SAMPLES,
	    .kind = CODEC_PCMU,
	};
	uint8_t payload[RTP_SAMPLES];

	memset(payload, 0xff, sizeof payload);
	ck_assert_int_eq(recording_put(recording, side,
			     keep(&frame, payload, sizeof payload)),
	    0);
}

/* 'gaps' times one packet that is there and one that is not, from 'first'. */
static uint32_t
put_with_gaps(enum side side, uint32_t first, uint32_t gaps)
{
	uint32_t number = first;

	for (; number < first + 2 * gaps; number += 2)
		put(side, number);
	put(side, number);
	return number;
}

static uint64_t
gaps_of(enum side side)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < recording->part->gap_count; i++)
		if (recording->part->gaps[i].side == side)
			sum += recording->part->gaps[i].count;
	return sum;
}

START_TEST(each_gap_has_its_place)
{
	put(SIDE_CALLER, 0);
	put(SIDE_CALLER, 1);
	put(SIDE_CALLER, 4);
	put(SIDE_CALLEE, 1);
	put(SIDE_CALLEE, 3);
	ck_assert_int_eq(recording_finish(recording, false), 0);
	ck_assert_uint_eq(recording->part->gap_count, 2);
	for (size_t i = 0; i < 2; i++) {
		const struct recording_gap *gap = &recording->part->gaps[i];

		ck_assert_int_eq(gap->from, 2 * RTP_SAMPLES);
		ck_assert_int_eq(
		    gap->to, (gap->side == SIDE_CALLER ? 4 : 3) * RTP_SAMPLES);
		ck_assert_uint_eq(gap->count, 1);
	}
}
END_TEST

START_TEST(past_the_limit_gaps_are_merged)
{
	const struct recording_gap *last;
	uint32_t gaps = RECORDING_GAPS_MAX + 44;

	put_with_gaps(SIDE_CALLER, 0, gaps);
	ck_assert_int_eq(recording_finish(recording, false), 0);
	ck_assert_uint_eq(recording->part->gap_count, RECORDING_GAPS_MAX);
	ck_assert_uint_eq(gaps_of(SIDE_CALLER), gaps);
	last = &recording->part->gaps[RECORDING_GAPS_MAX - 1];
	ck_assert_uint_eq(last->count, 45);
	ck_assert_int_eq(last->to, 2 * gaps * RTP_SAMPLES);
}
END_TEST

START_TEST(the_gaps_of_one_side_do_not_hide_the_others)
{
	uint32_t last;

	last = put_with_gaps(SIDE_CALLER, 0, RECORDING_GAPS_MAX + 4);
	put_with_gaps(SIDE_CALLEE, last, 3);
	ck_assert_int_eq(recording_finish(recording, false), 0);
	ck_assert_uint_eq(gaps_of(SIDE_CALLER), RECORDING_GAPS_MAX + 4);
	ck_assert_uint_eq(gaps_of(SIDE_CALLEE), 3);
	ck_assert_uint_le(
	    recording->part->gap_count, RECORDING_GAPS_MAX + SIDE_COUNT);
}
END_TEST

START_TEST(order_is_restored_within_the_window)
{
	put(SIDE_CALLER, 0);
	put(SIDE_CALLER, 2);
	put(SIDE_CALLER, 1);
	put(SIDE_CALLER, 3);
	ck_assert_int_eq(recording_finish(recording, false), 0);
	ck_assert_uint_eq(recording->part->gap_count, 0);
	ck_assert_int_eq(recording->tracks[SIDE_CALLER].end, 4 * RTP_SAMPLES);
	ck_assert_uint_eq(counter_get(COUNTER_rtp_late), 0);
}
END_TEST

START_TEST(silence_of_an_hour_takes_no_room)
{
	put(SIDE_CALLER, 0);
	put(SIDE_CALLEE, 3600 * 50);
	ck_assert_int_eq(recording_finish(recording, false), 0);
	ck_assert_uint_eq(recording->part->gap_count, 0);
	ck_assert_int_eq(
	    recording->tracks[SIDE_CALLEE].end, (3600 * 50 + 1) * RTP_SAMPLES);
}
END_TEST

/* The parts of a recording: what was begun, and what was told at its end. */
static struct part {
	struct tstamp origin;
	uint32_t rate_hz;
	uint64_t frames;
	size_t gaps;
	int64_t first_gap;
	bool is_last;
} parts[8];
static size_t part_count;
static char folder[] = "/tmp/spanrec-recording-XXXXXX";
static uint32_t file_limit;

static int
begin_part(struct recording *it, void *arg)
{
	int *dir_fd = arg, error;
	char name[] = "0.wav";

	name[0] = (char)('0' + part_count);
	ck_assert_uint_lt(part_count, 8);
	parts[part_count] =
	    (struct part){.origin = it->part->origin, .rate_hz = it->rate_hz};
	error = writer_open(
	    *dir_fd, name, AUDIO_PCM16, 2, (int)it->rate_hz, &it->writer);
	if (!error && file_limit)
		writer_set_limit(it->writer, file_limit);
	return error;
}

static void
end_part(struct recording *it, struct recording_part *ended, void *arg)
{
	struct part *part = &parts[part_count++];

	(void)arg;
	ck_assert_ptr_ne(it->part, ended);
	part->frames = ended->written.frames;
	part->gaps = ended->gap_count;
	part->is_last = ended->is_last;
	if (part->gaps)
		part->first_gap = ended->gaps[0].from;
	recording_part_free(ended);
}

/* Puts 'count' packets of G.711 of the caller, but those that are lost. */
static void
put_but(uint32_t first, uint32_t count, uint32_t lost)
{
	for (uint32_t i = first; i < first + count; i++)
		if (i != lost)
			put(SIDE_CALLER, i);
}

static void
begin_with_files(
    struct recording_files *files, struct decoder_budget *budget, int *dir_fd)
{
	recording_clear(recording);
	part_count = 0;
	*dir_fd = open(mkdtemp(folder), O_RDONLY | O_DIRECTORY);
	ck_assert_int_ge(*dir_fd, 0);
	*files = (struct recording_files){
	    .begin = begin_part, .end = end_part, .arg = dir_fd};
	*budget = (struct decoder_budget){.limit = 8};
	recording_init(recording, (struct tstamp){0},
	    &(struct recording_options){
		.format = AUDIO_PCM16, .files = files, .budget = budget});
}

static void
remove_files(int dir_fd)
{
	char name[] = "0.wav";

	for (size_t i = 0; i < part_count; i++) {
		name[0] = (char)('0' + i);
		ck_assert_int_eq(unlinkat(dir_fd, name, 0), 0);
	}
	close(dir_fd);
	ck_assert_int_eq(rmdir(folder), 0);
}

START_TEST(a_full_file_goes_on_in_the_next)
{
	struct recording_files files;
	struct decoder_budget budget;
	uint64_t frames = 0;
	int dir_fd;

	begin_with_files(&files, &budget, &dir_fd);
	file_limit = 100000; /* 3.1 s */
	put_but(0, 500, 400);
	ck_assert_int_eq(recording_finish(recording, false), 0);
	ck_assert_uint_eq(part_count, 4);
	for (size_t i = 0; i < part_count; i++) {
		/* Each begins where the one before ended. */
		ck_assert_int_eq(parts[i].origin.ns, (int64_t)frames * 125000);
		ck_assert_uint_eq(parts[i].rate_hz, 8000);
		frames += parts[i].frames;
	}
	ck_assert_uint_eq(frames, 500 * RTP_SAMPLES);
	/* The gap at 8 s is told of the part that it lies in, in its time. */
	ck_assert_uint_eq(parts[0].gaps + parts[1].gaps + parts[3].gaps, 0);
	ck_assert_uint_eq(parts[2].gaps, 1);
	ck_assert_int_eq(parts[2].first_gap,
	    400 * RTP_SAMPLES - parts[2].origin.ns / 125000);
	ck_assert_uint_eq(recording->file_count, 4);
	for (size_t i = 0; i < part_count; i++)
		ck_assert_int_eq(parts[i].is_last, i == 3);
	file_limit = 0;
	remove_files(dir_fd);
}
END_TEST

/* 20 ms of L16 at 48 kHz. */
static void
put_wide(enum side side, uint32_t number)
{
	struct codec_terms terms = {"L16", 48000, 1, NULL};
	struct rtp_frame frame = {
	    .order = reorder_order(1, number),
	    .arrival = {number * 20 * NS_PER_MS},
	    .timestamp = number * 960,
	};
	static uint8_t payload[1920];

	frame.kind = (uint8_t)codec_find(&terms, &frame.variant);
	ck_assert_int_eq(recording_put(recording, side,
			     keep(&frame, payload, sizeof payload)),
	    0);
}

START_TEST(a_higher_rate_goes_on_in_the_next)
{
	struct recording_files files;
	struct decoder_budget budget;
	int dir_fd;

	if (!codec_can_decode(CODEC_L16, 8))
		return;
	begin_with_files(&files, &budget, &dir_fd);
	for (uint32_t i = 0; i < 250; i++) {
		put(SIDE_CALLER, i);
		if (i >= 150)
			put_wide(SIDE_CALLEE, i);
	}
	ck_assert_int_eq(recording_finish(recording, false), 0);
	ck_assert_uint_eq(part_count, 2);
	ck_assert_uint_eq(parts[0].rate_hz, 8000);
	ck_assert_uint_eq(parts[1].rate_hz, 48000);
	/* 40 ms before the first packet of it came. */
	ck_assert_uint_eq(parts[0].frames, 148 * RTP_SAMPLES);
	ck_assert_int_eq(parts[1].origin.ns, 148 * 20 * NS_PER_MS);
	ck_assert_uint_eq(parts[1].frames, 102 * 960);
	ck_assert_uint_eq(counter_get(COUNTER_rtp_late), 0);
	remove_files(dir_fd);
}
END_TEST

START_TEST(the_first_file_has_the_highest_rate_of_both)
{
	struct recording_files files;
	struct decoder_budget budget;
	int dir_fd;

	if (!codec_can_decode(CODEC_L16, 8))
		return;
	begin_with_files(&files, &budget, &dir_fd);
	for (uint32_t i = 0; i < 100; i++) {
		put(SIDE_CALLER, i);
		put_wide(SIDE_CALLEE, i);
	}
	ck_assert_int_eq(recording_finish(recording, false), 0);
	ck_assert_uint_eq(part_count, 1);
	ck_assert_uint_eq(parts[0].rate_hz, 48000);
	ck_assert_uint_eq(parts[0].frames, 100 * 960);
	ck_assert_uint_eq(budget.count, 2);
	remove_files(dir_fd);
}
END_TEST

static void
add_case(Suite *suite, const char *name, const TTest *test)
{
	add_test_between(suite, name, test, setup, teardown);
}

int
main(void)
{
	Suite *suite = suite_create("recording");

	add_case(suite, "gaps", each_gap_has_its_place);
	add_case(suite, "gaps_max", past_the_limit_gaps_are_merged);
	add_case(
	    suite, "gaps_max", the_gaps_of_one_side_do_not_hide_the_others);
	add_case(suite, "order", order_is_restored_within_the_window);
	add_case(suite, "parts", a_full_file_goes_on_in_the_next);
	add_case(suite, "parts", a_higher_rate_goes_on_in_the_next);
	add_case(suite, "parts", the_first_file_has_the_highest_rate_of_both);
	add_case(suite, "silence", silence_of_an_hour_takes_no_room);
	return run_suite(suite);
}
