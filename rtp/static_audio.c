/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Static payload types of audio. RFC 3551 sections 4.5 and 6. */
#include "rtp/static_audio.h"

#define TICKS_MIN (8000 * 5 / 1000)
#define TICKS_MAX (8000 * 120 / 1000)

/* A codec as frames of one size. */
struct shape {
	uint8_t payload_type;
	uint8_t frame_bytes;
	uint8_t frame_ticks;
};

static const struct shape shapes[] = {
    {0, 1, 1},    /* PCMU */
    {3, 33, 160}, /* GSM */
    {8, 1, 1},    /* PCMA */
    {9, 1, 1},    /* G722: the clock is 8000 Hz by an old mistake */
    {15, 5, 20},  /* G728 */
    {18, 10, 80}, /* G729; a SID frame of 2 bytes may come last */
};

#define G723_TYPE 4
#define G723_TICKS 240
#define G729_TYPE 18
#define G729_SID_BYTES 2
#define G729_TICKS 80

/* G.723.1 says in the lowest two bits of a frame how long it is: 24 or 20
 * bytes of speech, 4 of silence. By the size alone: one kind of speech. */
static uint32_t
g723_ticks(size_t size)
{
	static const size_t speech_bytes[] = {24, 20};

	for (size_t silence = 0; silence <= 1; silence++)
		for (size_t i = 0; i < 2; i++)
			if (size >= 4 * silence &&
			    (size - 4 * silence) % speech_bytes[i] == 0)
				return (uint32_t)((size - 4 * silence) /
						      speech_bytes[i] +
						  silence) *
				       G723_TICKS;
	return 0;
}

static uint32_t
ticks_of(const struct shape *shape, size_t size)
{
	size_t rest = size % shape->frame_bytes;
	size_t frames = size / shape->frame_bytes;
	uint32_t ticks = (uint32_t)frames * shape->frame_ticks;

	if (rest == 0)
		return ticks;
	if (shape->payload_type == G729_TYPE && rest == G729_SID_BYTES)
		return ticks + G729_TICKS;
	return 0;
}

uint32_t
static_audio_ticks(uint8_t payload_type, size_t size)
{
	uint32_t ticks = 0;

	if (size > TICKS_MAX)
		return 0;
	if (payload_type == G723_TYPE)
		ticks = g723_ticks(size);
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
		if (shapes[i].payload_type == payload_type)
			ticks = ticks_of(&shapes[i], size);
	return ticks >= TICKS_MIN && ticks <= TICKS_MAX ? ticks : 0;
}
