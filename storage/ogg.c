/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ogg pages (RFC 3533 section 6): "OggS", a header, a segment table, a body. */
#include "storage/ogg.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#define SERIAL_AT 14
#define CHECKSUM_AT 22
#define SEGMENTS_AT 26

static void
put_le32(uint8_t *at, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		at[i] = (uint8_t)(value >> (8 * i));
}

/* CRC-32 with the generator 0x04c11db7, not reflected, from 0. */
static uint32_t
checksum(const uint8_t *bytes, size_t size)
{
	uint32_t table[256];
	uint32_t sum = 0;

	for (uint32_t i = 0; i < 256; i++) {
		uint32_t entry = i << 24;

		for (int bit = 0; bit < 8; bit++)
			entry = entry << 1 ^
				(entry & 0x80000000U ? 0x04c11db7U : 0);
		table[i] = entry;
	}
	for (size_t i = 0; i < size; i++)
		sum = sum << 8 ^ table[sum >> 24 ^ bytes[i]];
	return sum;
}

size_t
ogg_page_size(const uint8_t *page, size_t size)
{
	size_t total;

	if (size < OGG_HEADER_SIZE || memcmp(page, "OggS", 4) != 0)
		return 0;
	total = OGG_HEADER_SIZE + (size_t)page[SEGMENTS_AT];
	if (total > size)
		return 0;
	for (int i = 0; i < page[SEGMENTS_AT]; i++)
		total += page[OGG_HEADER_SIZE + i];
	return total <= size ? total : 0;
}

void
ogg_page_seal(uint8_t *page, size_t size)
{
	put_le32(page + CHECKSUM_AT, 0);
	put_le32(page + CHECKSUM_AT, checksum(page, size));
}

/* Writes the stream number and the checksum of the page at 'offset'. */
static int
number_page(int fd, off_t offset, uint8_t *page, size_t size, uint32_t serial)
{
	const size_t changed = CHECKSUM_AT + 4 - SERIAL_AT;
	ssize_t n;

	put_le32(page + SERIAL_AT, serial);
	ogg_page_seal(page, size);
	n = pwrite(fd, page + SERIAL_AT, changed, offset + SERIAL_AT);
	if (n < 0)
		return errno;
	return (size_t)n == changed ? 0 : EIO;
}

int
ogg_set_serial(int fd, uint32_t serial)
{
	uint8_t *page = malloc(OGG_PAGE_SIZE_MAX);
	off_t offset = 0;
	int error = 0;
	ssize_t n;

	if (!page)
		return ENOMEM;
	while (
	    !error && (n = pread(fd, page, OGG_PAGE_SIZE_MAX, offset)) != 0) {
		size_t size = n > 0 ? ogg_page_size(page, (size_t)n) : 0;

		if (n < 0)
			error = errno;
		else if (size == 0)
			error = EBADMSG;
		else
			error = number_page(fd, offset, page, size, serial);
		offset += (off_t)size;
	}
	free(page);
	return error;
}
