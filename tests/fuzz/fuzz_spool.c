/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fuzzes the reader of rows that wait: a whole spool file when the input
 * begins like one, else one row, whose size is made right. A row that is read
 * is written again, and must be the same then.
 */
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "storage/row_code.h"
#include "storage/spool.h"

static void
check_row(const unsigned char *bytes, size_t size)
{
	enum row_kind kind, kind_again;
	union row row, again;
	unsigned char *copy, *twice;
	size_t copied;

	if (!row_decode(bytes, size, &kind, &row))
		return;
	copied = row_size(kind, &row);
	if (copied == 0 || copied > ROW_SIZE_MAX)
		abort();
	copy = malloc(copied);
	twice = malloc(copied);
	if (!copy || !twice)
		abort();
	row_encode(kind, &row, copied, copy);
	if (!row_decode(copy, copied, &kind_again, &again) ||
	    kind_again != kind || row_size(kind, &again) != copied)
		abort();
	row_encode(kind, &again, copied, twice);
	if (memcmp(copy, twice, copied) != 0)
		abort();
	free(twice);
	free(copy);
}

static void
read_file(const uint8_t *data, size_t size)
{
	uint64_t serial;
	size_t at = SPOOL_HEADER_SIZE;

	memcpy(
	    &serial, data + SPOOL_HEADER_SIZE - sizeof serial, sizeof serial);
	while (at < size) {
		struct spool_record found =
		    spool_find(data + at, size - at, serial);

		if (!found.row)
			return;
		if (found.row < data + at || found.size > size ||
		    found.row + found.size > data + size)
			abort();
		check_row(found.row, found.size);
		at = (size_t)(found.row - data) + found.size;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned char *row;
	uint32_t whole = (uint32_t)size;

	if (size >= SPOOL_HEADER_SIZE && memcmp(data, "spanrec", 7) == 0) {
		read_file(data, size);
		return 0;
	}
	if (size < ROW_HEADER_SIZE || size > ROW_SIZE_MAX)
		return 0;
	row = malloc(size);
	if (!row)
		return 0;
	memcpy(row, data, size);
	memcpy(row, &whole, sizeof whole);
	check_row(row, size);
	free(row);
	return 0;
}
