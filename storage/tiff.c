/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TIFF 6.0, sections 2, 8 and 9: a baseline bilevel image for each page. */
#include "storage/tiff.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "storage/part.h"

#define BYTES_MAX INT32_MAX /* offsets have 32 bits */
#define RUN_MAX 128         /* of PackBits */
#define TAGS 13
#define DIRECTORY_SIZE (2 + TAGS * 12 + 4)
#define RESOLUTIONS_SIZE 16

/* Types of values. */
enum {
	SHORT = 3,
	LONG = 4,
	RATIONAL = 5,
};

struct tiff {
	int dir_fd;
	int fd;
	char *path;
	uint32_t size; /* of the file */
	uint32_t link; /* where the offset of the next page goes */
	int error;     /* first errno */
};

static uint8_t *
put16(uint8_t *at, uint32_t value)
{
	at[0] = (uint8_t)value;
	at[1] = (uint8_t)(value >> 8);
	return at + 2;
}

static uint8_t *
put32(uint8_t *at, uint32_t value)
{
	return put16(put16(at, value & 0xffff), value >> 16);
}

static uint8_t *
put_tag(uint8_t *at, uint16_t tag, uint16_t type, uint32_t value)
{
	at = put16(at, tag);
	at = put16(at, type);
	at = put32(at, 1);
	return put32(at, value);
}

static void
write_at(struct tiff *tiff, const uint8_t *bytes, size_t size, uint32_t offset)
{
	while (!tiff->error && size > 0) {
		ssize_t done = pwrite(tiff->fd, bytes, size, (off_t)offset);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0) {
			tiff->error = done ? errno : ENOSPC;
			return;
		}
		bytes += done;
		size -= (size_t)done;
		offset += (uint32_t)done;
	}
}

static void
append(struct tiff *tiff, const uint8_t *bytes, size_t size)
{
	if (!tiff->error && size > BYTES_MAX - tiff->size)
		tiff->error = EFBIG;
	write_at(tiff, bytes, size, tiff->size);
	tiff->size += (uint32_t)size;
}

/* How many bytes from 'at' on are the same. */
static size_t
run_length(const uint8_t *at, size_t left)
{
	size_t length = 1;

	while (length < left && length < RUN_MAX && at[length] == at[0])
		length++;
	return length;
}

/* One line by PackBits (section 9), which has to end with the line. */
static uint8_t *
pack_line(uint8_t *out, const uint8_t *line, size_t left)
{
	while (left > 0) {
		size_t length = run_length(line, left);

		if (length > 1) {
			*out++ = (uint8_t)(257 - length);
			*out++ = *line;
		} else {
			while (length < left && length < RUN_MAX &&
			       run_length(line + length, left - length) < 3)
				length++;
			*out++ = (uint8_t)(length - 1);
			memcpy(out, line, length);
			out += length;
		}
		line += length;
		left -= length;
	}
	return out;
}

static void
append_directory(
    struct tiff *tiff, const struct tiff_page *page, uint32_t strip)
{
	uint8_t bytes[RESOLUTIONS_SIZE + DIRECTORY_SIZE], *at = bytes;
	uint32_t resolutions = tiff->size; /* behind the strip */
	uint8_t link[4];

	/* 100 cm are a metre. */
	at = put32(at, page->pixels_per_m);
	at = put32(at, 100);
	at = put32(at, page->lines_per_m);
	at = put32(at, 100);
	at = put16(at, TAGS);
	at = put_tag(at, 254, LONG, 2); /* a page of several */
	at = put_tag(at, 256, LONG, page->width);
	at = put_tag(at, 257, LONG, page->lines);
	at = put_tag(at, 258, SHORT, 1);     /* bit for a pixel */
	at = put_tag(at, 259, SHORT, 32773); /* PackBits */
	at = put_tag(at, 262, SHORT, 0);     /* 0 is white */
	at = put_tag(at, 273, LONG, strip);
	at = put_tag(at, 277, SHORT, 1);
	at = put_tag(at, 278, LONG, page->lines);
	at = put_tag(at, 279, LONG, resolutions - strip);
	at = put_tag(at, 282, RATIONAL, resolutions);
	at = put_tag(at, 283, RATIONAL, resolutions + 8);
	at = put_tag(at, 296, SHORT, 3); /* in a cm */
	put32(at, 0);
	append(tiff, bytes, sizeof bytes);
	put32(link, resolutions + RESOLUTIONS_SIZE);
	write_at(tiff, link, sizeof link, tiff->link);
	tiff->link = tiff->size - 4;
}

static void
tiff_free(struct tiff *tiff)
{
	if (tiff->fd >= 0)
		close(tiff->fd);
	free(tiff->path);
	free(tiff);
}

int
tiff_open(int dir_fd, const char *path, struct tiff **out)
{
	static const uint8_t header[] = {'I', 'I', 42, 0, 0, 0, 0, 0};
	struct tiff *tiff = calloc(1, sizeof *tiff);
	int error;

	if (!tiff)
		return ENOMEM;
	tiff->dir_fd = dir_fd;
	tiff->fd = -1;
	tiff->link = 4;
	tiff->path = strdup(path);
	error = tiff->path ? part_make(dir_fd, path, &tiff->fd) : ENOMEM;
	if (error) {
		tiff_free(tiff);
		return error;
	}
	append(tiff, header, sizeof header);
	*out = tiff;
	return 0;
}

int
tiff_add_page(struct tiff *tiff, const struct tiff_page *page)
{
	size_t line = page->width / 8;
	/* A byte more for each 128 that have no run. */
	size_t line_max = line + line / RUN_MAX + 1;
	uint8_t *packed, *end;
	uint32_t strip = tiff->size;

	if (tiff->error)
		return tiff->error;
	if (line == 0 || page->lines == 0 || page->lines > BYTES_MAX / line_max)
		return EINVAL;
	end = packed = malloc(line_max * page->lines + 1);
	if (!packed)
		return ENOMEM;
	for (uint32_t i = 0; i < page->lines; i++)
		end = pack_line(end, page->bits + i * line, line);
	if ((end - packed) % 2) /* directories begin at even offsets */
		*end++ = 0x80;  /* means nothing */
	append(tiff, packed, (size_t)(end - packed));
	free(packed);
	append_directory(tiff, page, strip);
	return tiff->error;
}

int
tiff_finish(struct tiff *tiff, bool sync, struct tiff_written *out)
{
	int error = tiff->error;

	*out = (struct tiff_written){.bytes = tiff->size};
	if (!error)
		error = digest_file(tiff->fd, out->sha256);
	if (!error && sync && fsync(tiff->fd))
		error = errno;
	if (!error)
		error = part_give_name(tiff->dir_fd, tiff->path, sync);
	if (error)
		part_remove(tiff->dir_fd, tiff->path);
	tiff_free(tiff);
	return error;
}

void
tiff_discard(struct tiff *tiff)
{
	if (!tiff)
		return;
	part_remove(tiff->dir_fd, tiff->path);
	tiff_free(tiff);
}
