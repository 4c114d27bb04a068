/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fuzzes the way of a packet to samples. The input is a script: an octet
 * that says what to do, what that takes, and so on to the end. Low two bits:
 *   0, 1  a packet: time since the last one (0.1 ms), size, its bytes;
 *         bits 2-3 the codec, bit 4 "cut by the snap length"
 *   2     render so many samples
 *   3     move the clock (bit 2: back), another stream takes over (bit 3),
 *         the jitter is reset (bit 4)
 */
#include "tests/fuzz/fuzz.h"

#include <errno.h>

#include "base/cursor.h"
#include "rtp/header.h"
#include "rtp/stream.h"
#include "rtp/track.h"
#include "tests/rtp/kept.h"

#define RENDER_MAX 3000
#define LAST_RENDERS 200

struct run {
	struct cursor script;
	struct tstamp now;
	struct rtp_stream stream;
	bool has_stream;
	uint32_t generation;
	uint32_t clock_hz;
	struct track track;
	int64_t gap_end; /* of the last gap told */
};

static void
on_gap(int64_t from, int64_t to, void *arg)
{
	struct run *run = arg;

	if (from < run->gap_end || to <= from || from < 0)
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
push(struct run *run, const struct rtp_header *header, uint8_t kind)
{
	struct rtp_frame frame = {
	    .arrival = run->now, .timestamp = header->timestamp, .kind = kind};
	int64_t index = -1;
	int error;

	if (!run->has_stream)
		rtp_stream_init(&run->stream, header->sequence, run->now);
	run->has_stream = true;
	switch (
	    rtp_stream_push(&run->stream, header->sequence, run->now, &index)) {
	case RTP_REFUSED:
	case RTP_DUPLICATE:
		return;
	case RTP_IN_ORDER:
	case RTP_REORDERED:
		break;
	}
	if (index < 0 || rtp_stream_lost(&run->stream) > INT64_MAX)
		abort();
	rtp_stream_jitter(
	    &run->stream, header->timestamp, run->clock_hz, run->now);
	frame.order = reorder_order(run->generation, index);
	error = track_put(
	    &run->track, keep(&frame, header->payload, header->payload_size));
	if (error != ENOBUFS)
		return;
	while (run->track.waiting.count == REORDER_PACKETS ||
	       run->track.waiting.used > REORDER_BYTES / 2) {
		size_t before = run->track.waiting.count;

		render(run, RENDER_MAX);
		if (run->track.waiting.count == before)
			return;
	}
	error = track_put(
	    &run->track, keep(&frame, header->payload, header->payload_size));
	if (error == ENOBUFS && header->payload_size <= REORDER_BYTES / 2)
		abort();
}

static void
take_packet(struct run *run, uint8_t op)
{
	static const uint8_t kinds[] = {
	    CODEC_PCMU, CODEC_PCMA, CODEC_COMFORT_NOISE, CODEC_EVENT};
	struct cursor *script = &run->script;
	uint16_t step = cursor_be16(script);
	size_t size = cursor_be16(script);
	const uint8_t *bytes;
	struct rtp_header header;

	run->now = tstamp_add_ns(run->now, step * INT64_C(100000));
	if (size > script->left)
		size = script->left;
	bytes = cursor_bytes(script, size);
	if (!bytes || rtp_kind(bytes, size) != RTP_KIND_RTP)
		return;
	if (!rtp_header_parse(bytes, size, op >> 4 & 1, &header))
		return;
	if (header.payload < bytes || header.payload_size > size ||
	    header.payload + header.payload_size > bytes + size ||
	    header.payload_type > 127)
		abort();
	push(run, &header, kinds[op >> 2 & 3]);
}

static void
move_clock(struct run *run, uint8_t op)
{
	int64_t by = cursor_be32(&run->script) * NS_PER_MS / 100;

	run->now = tstamp_add_ns(run->now, op & 4 ? -by : by);
	if (op & 8) {
		run->generation++;
		run->has_stream = false;
	}
	if (op & 16)
		rtp_stream_jitter_reset(&run->stream);
	if (op & 32)
		run->clock_hz = cursor_be32(&run->script);
	if (op & 64) /* as far as a capture file can go */
		run->now.ns = op & 128 ? INT64_MAX - 1 : 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct run run;
	const struct tstamp all = {INT64_MAX};

	run = (struct run){.script = cursor_over(data, size),
	    .now = {1000 * NS_PER_SEC},
	    .clock_hz = 8000};
	track_init(&run.track, run.now, NULL, on_gap, &run);
	while (run.script.left > 0 && cursor_ok(&run.script)) {
		uint8_t op = cursor_u8(&run.script);

		switch (op & 3) {
		case 0:
		case 1:
			take_packet(&run, op);
			break;
		case 2:
			render(&run, cursor_be16(&run.script) % RENDER_MAX + 1);
			break;
		case 3:
			move_clock(&run, op);
			break;
		}
		track_limit(&run.track, run.now);
		if (track_limit(&run.track, all) != INT64_MAX)
			abort(); /* all has settled: nothing is in doubt */
	}
	for (int i = 0; i < LAST_RENDERS && track_has_more(&run.track); i++)
		render(&run, RENDER_MAX);
	track_clear(&run.track);
	kept_clear();
	return 0;
}
