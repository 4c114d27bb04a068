/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Capture files by hand, in the folder where the test runs. */
#ifndef TESTS_CAPTURE_FILE_H
#define TESTS_CAPTURE_FILE_H

#include <unistd.h>

#include "tests/capture/wire.h"

#define PCAP_US 0xa1b2c3d4u
#define PCAP_NS 0xa1b23c4du
#define PCAP_HEADER_SIZE 24
#define PCAP_RECORD_SIZE 16

/* In the byte order of this machine, or the other one when 'swapped'. */
static inline void
put_native32(struct wire *file, uint32_t value, bool swapped)
{
	uint32_t written = swapped ? __builtin_bswap32(value) : value;

	put_bytes(file, &written, 4);
}

/* A file header for link type 'dlt'. */
static inline void
put_pcap(struct wire *file, uint32_t magic, uint32_t dlt, bool swapped)
{
	uint16_t version[2] = {2, 4};

	if (swapped) {
		version[0] = __builtin_bswap16(version[0]);
		version[1] = __builtin_bswap16(version[1]);
	}
	put_native32(file, magic, swapped);
	put_bytes(file, version, sizeof version);
	put_zeros(file, 8);
	put_native32(file, 65535, swapped);
	put_native32(file, dlt, swapped);
}

/* A frame of 'size' bytes 'byte', of which there were 'length'. */
static inline void
put_record(struct wire *file, uint32_t seconds, uint32_t fraction,
    uint32_t size, uint32_t length, uint8_t byte, bool swapped)
{
	put_native32(file, seconds, swapped);
	put_native32(file, fraction, swapped);
	put_native32(file, size, swapped);
	put_native32(file, length, swapped);
	for (uint32_t i = 0; i < size; i++)
		put8(file, byte);
}

static inline void
write_file(const char *path, const void *bytes, size_t size)
{
	FILE *file = fopen(path, "wb");

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(bytes, 1, size, file), size);
	ck_assert_int_eq(fclose(file), 0);
}

#endif
