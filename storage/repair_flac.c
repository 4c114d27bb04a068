/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * FLAC (RFC 9639): "fLaC", blocks of metadata, frames. A frame does not say
 * how long it is: it ends where its checksum is right and the next one begins,
 * or the file ends. The count of samples in the first block is written when a
 * file is closed.
 */
#include "storage/repair_int.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cursor.h"

#define STREAMINFO_AT 8 /* behind "fLaC" and the block's head */
#define STREAMINFO_SIZE 34
#define TOTAL_AT (STREAMINFO_AT + 13) /* its highest 4 bits; 4 bytes follow */
#define MD5_AT (STREAMINFO_AT + 18)
#define MD5_SIZE 16
#define METADATA_MAX 64 /* blocks */
#define HEADER_MAX 16   /* bytes of a frame's header */

/* A file of no whole frame, but that many bytes, is not one that was cut. */
#define NO_FRAME_BYTES (256 << 10)

struct flac {
	uint32_t block_size; /* samples of each frame but the last */
	uint32_t rate_hz;
	uint32_t channels;
	uint32_t bits;
	uint64_t total;
	uint64_t frames_at; /* where the first frame begins */
	uint16_t crc16[256];
};

/* The head of a frame (RFC 9639 section 9.1). */
struct frame_header {
	uint64_t number;
	uint32_t samples;
	size_t size;
};

/* RFC 9639 section 9.1.8: x^8 + x^2 + x + 1, from 0. */
static uint8_t
crc8(const uint8_t *bytes, size_t size)
{
	uint8_t sum = 0;

	for (size_t i = 0; i < size; i++) {
		sum ^= bytes[i];
		for (int bit = 0; bit < 8; bit++)
			sum = (uint8_t)(sum << 1 ^ (sum & 0x80 ? 0x07 : 0));
	}
	return sum;
}

/* RFC 9639 section 9.3: x^16 + x^15 + x^2 + 1, from 0. */
static void
make_crc16(uint16_t table[256])
{
	for (unsigned i = 0; i < 256; i++) {
		unsigned entry = i << 8;

		for (int bit = 0; bit < 8; bit++)
			entry = entry << 1 ^ (entry & 0x8000 ? 0x8005U : 0);
		table[i] = (uint16_t)entry;
	}
}

/* Reads a number as UTF-8 extends to (section 9.1.5). */
static bool
read_number(struct cursor *c, uint64_t *out)
{
	uint8_t first = cursor_u8(c);
	int more = 0;

	while (more < 7 && first & (0x80 >> more))
		more++;
	if (more == 1 || more > 6)
		return false;
	*out = more == 0 ? first : first & (0x7fU >> more);
	for (; more > 1; more--) {
		uint8_t byte = cursor_u8(c);

		if ((byte & 0xc0) != 0x80)
			return false;
		*out = *out << 6 | (byte & 0x3f);
	}
	return cursor_ok(c);
}

/* Samples of a frame (section 9.1.1); 0: not one that is allowed. */
static uint32_t
read_samples(struct cursor *c, unsigned code)
{
	if (code == 1)
		return 192;
	if (code >= 2 && code <= 5)
		return 576U << (code - 2);
	if (code == 6)
		return cursor_u8(c) + 1U;
	if (code == 7)
		return cursor_be16(c) + 1U;
	return code >= 8 ? 256U << (code - 8) : 0;
}

/* Does a frame of this stream begin at 'at'? */
static bool
read_header(const uint8_t *at, size_t size, const struct flac *flac,
    struct frame_header *out)
{
	struct cursor c =
	    cursor_over(at, size < HEADER_MAX ? size : HEADER_MAX);
	uint16_t sync = cursor_be16(&c);
	uint8_t codes = cursor_u8(&c);
	uint8_t channels = cursor_u8(&c);

	/* Frames of one size, as libFLAC writes them. */
	if (sync != 0xfff8 || (channels & 0x01) || channels >> 4 > 10 ||
	    !read_number(&c, &out->number))
		return false;
	out->samples = read_samples(&c, codes >> 4);
	if ((codes & 0x0f) == 12)
		cursor_skip(&c, 1);
	else if ((codes & 0x0f) == 13 || (codes & 0x0f) == 14)
		cursor_skip(&c, 2);
	out->size = (size_t)(c.at - at) + 1;
	return cursor_u8(&c) == crc8(at, out->size - 1) && cursor_ok(&c) &&
	       out->samples > 0 && out->samples <= flac->block_size;
}

/* Reads what is before the frames; ENODATA: the file ends in it. */
static int
read_metadata(int fd, uint64_t size, struct flac *flac)
{
	uint8_t head[STREAMINFO_AT + STREAMINFO_SIZE], block[4];
	uint64_t at = 4;
	size_t got;
	int error = repair_read(fd, 0, head, sizeof head, &got);

	if (error)
		return error;
	if (got < sizeof head)
		return ENODATA;
	if ((head[4] & 0x7f) != 0 ||
	    (load_be32(head + 4) & 0xffffff) != STREAMINFO_SIZE)
		return EBADMSG;
	*flac = (struct flac){.block_size = load_be16(head + STREAMINFO_AT + 2),
	    .rate_hz = load_be32(head + STREAMINFO_AT + 10) >> 12,
	    .channels = (head[STREAMINFO_AT + 12] >> 1 & 7) + 1U,
	    .bits = (load_be16(head + STREAMINFO_AT + 12) >> 4 & 0x1f) + 1U,
	    .total = (uint64_t)(head[TOTAL_AT] & 0x0f) << 32 |
		     load_be32(head + TOTAL_AT + 1)};
	make_crc16(flac->crc16);
	for (int i = 0; i < METADATA_MAX && at + 4 <= size; i++) {
		error = repair_read(fd, (off_t)at, block, sizeof block, &got);
		if (error)
			return error;
		if (got < sizeof block)
			return ENODATA;
		at += 4 + (load_be32(block) & 0xffffff);
		if (block[0] & 0x80) {
			flac->frames_at = at;
			return at <= size ? 0 : ENODATA;
		}
	}
	return at + 4 > size ? ENODATA : EBADMSG;
}

/* Where the frame that begins at 'at' ends; 0: it is not there to its end. */
static size_t
frame_end(const uint8_t *bytes, size_t size, size_t at,
    const struct frame_header *header, const struct flac *flac)
{
	/* Samples as they are, one bit more of a difference, and heads. */
	size_t longest = header->samples * flac->channels * 17 / 8 + 64;
	struct frame_header next;
	uint16_t sum = 0;

	for (size_t i = at; i < size && i - at < longest; i++) {
		size_t end = i + 1, left = size - end;

		sum = (uint16_t)(sum << 8 ^
				 flac->crc16[(sum >> 8 ^ bytes[i]) & 0xff]);
		if (sum != 0 || end < at + header->size + 2)
			continue;
		/* Behind it: nothing, the next one, or its first bytes. */
		if (left == 0 || (left == 1 && bytes[end] == 0xff) ||
		    (left >= 2 && left < HEADER_MAX &&
			load_be16(bytes + end) == 0xfff8))
			return end;
		if (read_header(bytes + end, left, flac, &next) &&
		    next.number == header->number + 1)
			return end;
	}
	return 0;
}

/*
 * Goes from frame to frame, to the first one it searches. Gives where the last
 * whole one ends and the samples up to there; false: there is none.
 */
static bool
walk_frames(const uint8_t *bytes, size_t size, const struct flac *flac,
    size_t *end, uint64_t *samples)
{
	struct frame_header header;
	bool found = false;
	size_t at = 0, next;

	while (at < size) {
		next = read_header(bytes + at, size - at, flac, &header)
			   ? frame_end(bytes, size, at, &header, flac)
			   : 0;
		if (next == 0 && found)
			return true;
		if (next == 0) {
			at++;
			continue;
		}
		found = true;
		*samples = header.number * flac->block_size + header.samples;
		*end = at = next;
	}
	return found;
}

/* Writes the count of samples; a digest of others is taken away. */
static int
write_total(int fd, const struct flac *flac, uint64_t total)
{
	static const uint8_t no_md5[MD5_SIZE];
	uint8_t bytes[5];
	int error;

	if (total == flac->total)
		return 0;
	bytes[0] = (uint8_t)((flac->bits - 1) << 4 | total >> 32);
	for (int i = 0; i < 4; i++)
		bytes[1 + i] = (uint8_t)(total >> (24 - 8 * i));
	error = repair_write(fd, TOTAL_AT, bytes, sizeof bytes);
	return error ? error : repair_write(fd, MD5_AT, no_md5, MD5_SIZE);
}

/* Looks for the last whole frame among the last bytes of the file. */
static int
find_end(int fd, uint64_t size, const struct flac *flac, struct repaired *out)
{
	uint64_t from = flac->frames_at, samples = 0;
	size_t got, end = 0;
	uint8_t *bytes;
	int error;

	if (size - from > REPAIR_TAIL_BYTES)
		from = size - REPAIR_TAIL_BYTES;
	bytes = malloc(REPAIR_TAIL_BYTES);
	if (!bytes)
		return ENOMEM;
	error =
	    repair_read(fd, (off_t)from, bytes, (size_t)(size - from), &got);
	if (!error && walk_frames(bytes, got, flac, &end, &samples)) {
		out->frames = samples;
		out->bytes = from + end;
	} else if (!error && size - from > NO_FRAME_BYTES) {
		error = EBADMSG;
	}
	free(bytes);
	return error;
}

int
repair_flac(int fd, uint64_t size, struct repaired *out)
{
	struct flac flac;
	int error = read_metadata(fd, size, &flac);

	/* It was synced before its first frame was there: nothing to hear. */
	if (error == ENODATA)
		return 0;
	if (error)
		return error;
	if (flac.channels > 2 || flac.bits != 16 || flac.block_size < 16 ||
	    !audio_format_has_rate(AUDIO_FLAC, (int)flac.rate_hz))
		return EBADMSG;
	out->format = AUDIO_FLAC;
	out->channels = (int)flac.channels;
	out->rate_hz = (int)flac.rate_hz;
	out->bytes = flac.frames_at;
	error = find_end(fd, size, &flac, out);
	if (!error && out->frames >> 36)
		return EBADMSG;
	if (!error)
		error = write_total(fd, &flac, out->frames);
	return error ? error : repair_cut(fd, out->bytes);
}
