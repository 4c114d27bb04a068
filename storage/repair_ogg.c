/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Opus in Ogg (RFC 3533, RFC 7845): pages, each with a checksum, and the
 * position of its last sample. What is behind the last whole page is cut off,
 * and that page says that it is the last.
 */
#include "storage/repair_int.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cursor.h"
#include "storage/ogg.h"

#define FLAGS_AT 5
#define POSITION_AT 6
#define CHECKSUM_AT 22
#define LAST_PAGE 0x04
#define NO_POSITION UINT64_MAX
#define POSITION_MAX (INT64_MAX / 1000000) /* the time in us has room, too */
#define OPUS_HZ 48000U /* positions are counted with this (RFC 7845 4) */

/* What was found on the way from page to page. */
struct walk {
	off_t from;        /* where it began */
	off_t last_at;     /* the last whole page; -1: none */
	size_t last_size;  /* bytes of it */
	uint64_t position; /* the last that was told */
};

static uint64_t
le(const uint8_t *at, int count)
{
	uint64_t value = 0;

	while (count-- > 0)
		value = value << 8 | at[count];
	return value;
}

/* Bytes of the whole page at 'page'; 0: it is none, or damaged. */
static size_t
whole_page(uint8_t *page, size_t size)
{
	uint8_t checksum[4];
	size_t bytes = ogg_page_size(page, size);

	if (bytes == 0)
		return 0;
	memcpy(checksum, page + CHECKSUM_AT, sizeof checksum);
	ogg_page_seal(page, bytes);
	return memcmp(checksum, page + CHECKSUM_AT, sizeof checksum) ? 0
								     : bytes;
}

/* Goes from page to page; to the first one it searches. */
static void
walk_pages(uint8_t *bytes, size_t size, struct walk *walk)
{
	size_t at = 0, page;

	walk->last_at = -1;
	walk->position = NO_POSITION;
	while (at < size) {
		page = whole_page(bytes + at, size - at);
		if (page == 0 && walk->last_at >= 0)
			return;
		if (page == 0) {
			at++;
			continue;
		}
		walk->last_at = walk->from + (off_t)at;
		walk->last_size = page;
		if (le(bytes + at + POSITION_AT, 8) != NO_POSITION)
			walk->position = le(bytes + at + POSITION_AT, 8);
		at += page;
	}
}

/* The page that begins the stream says what it holds (RFC 7845 5.1). */
static bool
read_head(
    const uint8_t *page, size_t size, struct repaired *out, unsigned *pre_skip)
{
	struct cursor c = cursor_over(page, size);
	const uint8_t *head;

	cursor_skip(&c, OGG_HEADER_SIZE - 1);
	cursor_skip(&c, cursor_u8(&c));
	head = cursor_bytes(&c, 19);
	if (!head || memcmp(head, "OpusHead", 8) != 0)
		return false;
	out->format = AUDIO_OPUS;
	out->channels = head[9];
	*pre_skip = (unsigned)le(head + 10, 2);
	out->rate_hz = (int)(le(head + 12, 4) & 0xfffff);
	return (out->channels == 1 || out->channels == 2) &&
	       audio_format_has_rate(AUDIO_OPUS, out->rate_hz);
}

/* Cuts behind the last whole page, and lets it say that it is the last. */
static int
end_stream(int fd, const struct walk *walk, uint8_t *page)
{
	int error = repair_cut(fd, (uint64_t)walk->last_at + walk->last_size);

	if (error || page[FLAGS_AT] & LAST_PAGE)
		return error;
	page[FLAGS_AT] |= LAST_PAGE;
	ogg_page_seal(page, walk->last_size);
	return repair_write(fd, walk->last_at, page, walk->last_size);
}

int
repair_ogg(int fd, uint64_t size, struct repaired *out)
{
	struct walk walk = {.from = 0};
	uint8_t *bytes = malloc(REPAIR_TAIL_BYTES);
	unsigned pre_skip = 0;
	size_t got, head;
	int error;

	if (!bytes)
		return ENOMEM;
	error = repair_read(fd, 0, bytes, REPAIR_TAIL_BYTES, &got);
	if (error)
		goto out;
	head = whole_page(bytes, got);
	if (head == 0 || !read_head(bytes, head, out, &pre_skip)) {
		error = EBADMSG;
		goto out;
	}
	if (size > REPAIR_TAIL_BYTES) {
		walk.from = (off_t)(size - REPAIR_TAIL_BYTES);
		error =
		    repair_read(fd, walk.from, bytes, REPAIR_TAIL_BYTES, &got);
	}
	if (error)
		goto out;
	walk_pages(bytes, got, &walk);
	if (walk.last_at < 0) {
		error = EBADMSG;
		goto out;
	}
	if (walk.position != NO_POSITION && walk.position > pre_skip &&
	    walk.position < POSITION_MAX)
		out->frames = (walk.position - pre_skip) *
			      (unsigned)out->rate_hz / OPUS_HZ;
	out->bytes = (uint64_t)walk.last_at + walk.last_size;
	error = end_stream(fd, &walk, bytes + (walk.last_at - walk.from));
out:
	free(bytes);
	return error;
}
