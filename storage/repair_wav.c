/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * WAV (Multimedia Programming Interface and Data Specifications 1.0): "RIFF",
 * chunks, of which "data" is the last. Lengths are written when a file is
 * closed, so that an open one has a "data" of no bytes.
 */
#include "storage/repair_int.h"

#include <errno.h>
#include <string.h>

#include "base/cursor.h"

#define HEAD_MAX 512 /* what is before the samples is far shorter */

#define TAG_PCM 1
#define TAG_ALAW 6
#define TAG_ULAW 7

/* Where the lengths are, and what they say. */
struct wav {
	uint32_t tag;
	uint32_t channels;
	uint32_t rate_hz;
	uint32_t frame_bytes;
	uint32_t bits;
	size_t fact_at;     /* of the count of samples; 0: none */
	size_t data_at;     /* of the first sample; 0: none */
	uint32_t data_size; /* as it is written */
};

static uint32_t
le16(struct cursor *c)
{
	uint32_t low = cursor_u8(c);

	return low | (uint32_t)cursor_u8(c) << 8;
}

static uint32_t
le32(struct cursor *c)
{
	uint32_t low = le16(c);

	return low | le16(c) << 16;
}

static void
put_le32(uint8_t out[4], uint32_t value)
{
	for (int i = 0; i < 4; i++)
		out[i] = (uint8_t)(value >> (8 * i));
}

static void
read_format(struct cursor c, struct wav *wav)
{
	wav->tag = le16(&c);
	wav->channels = le16(&c);
	wav->rate_hz = le32(&c);
	(void)le32(&c);
	wav->frame_bytes = le16(&c);
	wav->bits = le16(&c);
}

/* Reads the chunks before the samples; false: there are no samples. */
static bool
read_chunks(const uint8_t *head, size_t size, struct wav *wav)
{
	struct cursor c = cursor_over(head, size);
	const uint8_t *form;

	*wav = (struct wav){.tag = 0};
	cursor_skip(&c, 8);
	form = cursor_bytes(&c, 4);
	if (!form || memcmp(form, "WAVE", 4) != 0)
		return false;
	for (;;) {
		const uint8_t *name = cursor_bytes(&c, 4);
		uint32_t length = le32(&c);

		if (!cursor_ok(&c))
			return false;
		if (memcmp(name, "data", 4) == 0) {
			wav->data_at = size - c.left;
			wav->data_size = length;
			return true;
		}
		if (memcmp(name, "fmt ", 4) == 0)
			read_format(c, wav);
		else if (memcmp(name, "fact", 4) == 0 && length >= 4)
			wav->fact_at = size - c.left;
		cursor_skip(&c, (size_t)length + length % 2);
	}
}

/* Is it one of the formats that are written? */
static bool
is_known(const struct wav *wav, enum audio_format *format)
{
	uint32_t sample_bytes = wav->tag == TAG_PCM ? 2 : 1;

	if (wav->tag == TAG_PCM)
		*format = AUDIO_PCM16;
	else if (wav->tag == TAG_ULAW)
		*format = AUDIO_ULAW;
	else if (wav->tag == TAG_ALAW)
		*format = AUDIO_ALAW;
	else
		return false;
	return wav->channels >= 1 && wav->channels <= 2 &&
	       wav->bits == 8 * sample_bytes &&
	       wav->frame_bytes == wav->channels * sample_bytes &&
	       wav->rate_hz <= 192000 &&
	       audio_format_has_rate(*format, (int)wav->rate_hz);
}

/* Writes the three lengths of a file of 'size' bytes. */
static int
write_lengths(int fd, const struct wav *wav, uint32_t data_size, uint32_t size)
{
	uint8_t bytes[4];
	int error;

	put_le32(bytes, data_size);
	error = repair_write(fd, (off_t)wav->data_at - 4, bytes, sizeof bytes);
	put_le32(bytes, size - 8);
	if (!error)
		error = repair_write(fd, 4, bytes, sizeof bytes);
	put_le32(bytes, data_size / wav->frame_bytes);
	if (!error && wav->fact_at)
		error =
		    repair_write(fd, (off_t)wav->fact_at, bytes, sizeof bytes);
	return error;
}

int
repair_wav(int fd, uint64_t size, struct repaired *out)
{
	uint8_t head[HEAD_MAX];
	struct wav wav;
	uint64_t data_size, end;
	size_t got;
	int error = repair_read(fd, 0, head, sizeof head, &got);

	if (error)
		return error;
	if (!read_chunks(head, got, &wav) || !is_known(&wav, &out->format) ||
	    wav.data_at > size)
		return EBADMSG;
	data_size = size - wav.data_at;
	if (wav.data_size != 0 && wav.data_size < data_size)
		data_size = wav.data_size;
	if (data_size > UINT32_MAX - wav.data_at - 1)
		data_size = UINT32_MAX - wav.data_at - 1;
	data_size -= data_size % wav.frame_bytes;
	/* An odd count of bytes is followed by one that means nothing. */
	end = wav.data_at + data_size + data_size % 2;
	out->bytes = end < size ? end : size;
	out->channels = (int)wav.channels;
	out->rate_hz = (int)wav.rate_hz;
	out->frames = data_size / wav.frame_bytes;
	error =
	    write_lengths(fd, &wav, (uint32_t)data_size, (uint32_t)out->bytes);
	return error ? error : repair_cut(fd, out->bytes);
}
