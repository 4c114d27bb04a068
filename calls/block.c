/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One block at a time in each thread: its memory stays in the cache. */
#include "calls/block.h"

#include "base/vector.h"
#include "storage/g711_encode.h"

/* One side, its samples behind the history that concealment needs. */
struct side_buffer {
	int16_t history[CONCEAL_HISTORY_HIGHEST];
	int16_t samples[BLOCK_SAMPLES];
	uint8_t octets[BLOCK_SAMPLES];
};

/* One sample of both sides, as the file has it. */
struct sample_pair {
	int16_t left;
	int16_t right;
};

struct octet_pair {
	uint8_t left;
	uint8_t right;
};

VECTOR_LOOP static void
join_samples(const int16_t *restrict left, const int16_t *restrict right,
    size_t count, struct sample_pair *restrict out)
{
	for (size_t i = 0; i < count; i++)
		out[i] = (struct sample_pair){left[i], right[i]};
}

VECTOR_LOOP static void
join_octets(const uint8_t *restrict left, const uint8_t *restrict right,
    size_t count, struct octet_pair *restrict out)
{
	for (size_t i = 0; i < count; i++)
		out[i] = (struct octet_pair){left[i], right[i]};
}

/* Renders a side for a file of a law: as octets, what had to be made too. */
static void
render_law(struct side_buffer *buffer, struct track *track,
    enum audio_format format, bool listens, size_t count)
{
	bool is_alaw = format == AUDIO_ALAW;
	size_t made = count;

	if (listens)
		track_render(track, buffer->samples, count);
	else
		made =
		    track_render_law(track, is_alaw ? CODEC_PCMA : CODEC_PCMU,
			buffer->octets, buffer->samples, count);
	if (is_alaw)
		g711_encode_alaw(buffer->samples, made, buffer->octets);
	else
		g711_encode_ulaw(buffer->samples, made, buffer->octets);
}

void
block_render(struct block *block, struct track tracks[SIDE_COUNT],
    enum audio_format format, bool listens, size_t count)
{
	static _Thread_local struct side_buffer buffers[SIDE_COUNT];

	*block = (struct block){.format = format, .count = count};
	for (int side = 0; side < SIDE_COUNT; side++) {
		struct side_buffer *buffer = &buffers[side];

		if (block_is_law(format))
			render_law(
			    buffer, &tracks[side], format, listens, count);
		else
			track_render(&tracks[side], buffer->samples, count);
		block->samples[side] = buffer->samples;
		block->octets[side] = buffer->octets;
	}
}

int
block_write(const struct block *block, struct writer *writer)
{
	static _Thread_local union {
		struct sample_pair samples[BLOCK_SAMPLES];
		struct octet_pair octets[BLOCK_SAMPLES];
	} both;

	if (block_is_law(block->format)) {
		join_octets(block->octets[SIDE_CALLER],
		    block->octets[SIDE_CALLEE], block->count, both.octets);
		return writer_write_octets(
		    writer, (const void *)both.octets, block->count);
	}
	join_samples(block->samples[SIDE_CALLER], block->samples[SIDE_CALLEE],
	    block->count, both.samples);
	return writer_write(writer, (const void *)both.samples, block->count);
}
