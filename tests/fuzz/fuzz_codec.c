/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fuzzes payload formats and decoders. The input is a script: an octet that
 * says what to do, what that takes, and so on to the end. High four bits:
 *   0       so many octets (low four bits, then an octet) are lost packets
 *   1       render so many samples
 *   2       another rate (low four bits), where the next file begins
 *   3       another stream takes over
 *   4 to 15 a packet of that kind of codec (less 4, and the low bits): its
 *           variant, its RTP time since the last one, its size, its bytes
 */
#include "tests/fuzz/fuzz.h"

#include "base/cursor.h"
#include "rtp/track.h"
#include "tests/rtp/kept.h"

#define RENDER_MAX 3000
#define LAST_RENDERS 400
#define PAYLOAD_MAX 1500

struct run {
	struct cursor script;
	struct tstamp now;
	uint32_t generation;
	int64_t index;
	uint32_t timestamp;
	struct decoder_budget budget;
	struct track track;
	int64_t gap_end; /* of the last gap told */
};

static void
on_gap(int64_t from, int64_t to, void *arg)
{
	struct run *run = arg;

	if (from < run->gap_end || to <= from)
		abort();
	run->gap_end = to;
}

static void
render(struct run *run, size_t count)
{
	/* A block of just the size promised shows one sample over. */
	int16_t *block = calloc(CONCEAL_HISTORY_HIGHEST + count, sizeof *block);
	int64_t before = run->track.rendered;

	if (!block)
		abort();
	track_render(&run->track, block + CONCEAL_HISTORY_HIGHEST, count);
	if (run->track.rendered != before + (int64_t)count ||
	    run->track.carry_count > run->track.carry_size)
		abort();
	free(block);
}

static void
change_rate(struct run *run, uint8_t which)
{
	static const uint32_t rates_hz[] = {
	    8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000};
	uint32_t rate_hz = rates_hz[which % 9];
	int64_t at = run->track.rendered;
	struct tstamp origin = timeline_time_at(&run->track.timeline, at);

	if (track_rebase(&run->track, at, origin, rate_hz) == 0)
		run->gap_end = 0;
	if (run->track.rendered != 0 && run->track.timeline.rate_hz == rate_hz)
		abort();
}

/* Every frame of a payload that is one lies inside of it. */
static void
read_frames(uint8_t kind, uint8_t variant, const uint8_t *bytes, size_t size)
{
	struct payload_reader reader;
	struct codec_frame frame;
	size_t count = 0;

	if (!payload_open(&reader, kind, variant, bytes, size))
		return;
	while (payload_next(&reader, &frame)) {
		uint8_t sum = 0;

		for (size_t i = 0; i < frame.size; i++)
			sum ^= frame.bytes[i];
		(void)sum;
		if (++count > size * 8)
			abort();
	}
}

static void
take_packet(struct run *run, uint8_t op)
{
	uint8_t kind = (uint8_t)((op >> 1) % CODEC_KIND_COUNT);
	uint8_t variant = cursor_u8(&run->script);
	uint16_t step = cursor_be16(&run->script);
	size_t size = cursor_be16(&run->script) % PAYLOAD_MAX;
	struct rtp_frame frame = {.kind = kind, .variant = variant};
	const uint8_t *bytes;
	uint8_t *exact;

	if (size > run->script.left)
		size = run->script.left;
	bytes = cursor_bytes(&run->script, size);
	exact = malloc(size ? size : 1);
	if (!exact)
		abort();
	if (size)
		memcpy(exact, bytes, size);
	read_frames(kind, variant, exact, size);
	run->timestamp += step;
	run->now = tstamp_add_ns(run->now, step * INT64_C(100000));
	frame.order = reorder_order(run->generation, run->index++);
	frame.arrival = run->now;
	frame.timestamp = run->timestamp;
	if (track_put(&run->track, keep(&frame, exact, size)) != 0)
		render(run, RENDER_MAX);
	free(exact);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct run run;

	run = (struct run){.script = cursor_over(data, size),
	    .now = {1000 * NS_PER_SEC},
	    .index = 1000,
	    .budget = {.limit = 6}};
	track_init(&run.track, run.now, &run.budget, on_gap, &run);
	while (run.script.left > 0 && cursor_ok(&run.script)) {
		uint8_t op = cursor_u8(&run.script);

		if (op >> 4 == 0)
			run.index += op & 15;
		else if (op >> 4 == 1)
			render(&run, cursor_be16(&run.script) % RENDER_MAX + 1);
		else if (op >> 4 == 2)
			change_rate(&run, op & 15);
		else if (op >> 4 == 3)
			run.generation++;
		else
			take_packet(&run, (uint8_t)(op - 64));
		if (run.budget.count > TRACK_DECODERS_MAX)
			abort();
	}
	for (int i = 0; i < LAST_RENDERS && track_has_more(&run.track); i++)
		render(&run, RENDER_MAX);
	track_clear(&run.track);
	kept_clear();
	if (run.budget.count != 0)
		abort();
	return 0;
}
