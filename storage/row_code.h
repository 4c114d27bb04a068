/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A row as bytes: in the queue of the catalogue and in its spool file, on the
 * same machine. Within storage/ only.
 *
 *   4 bytes  size of the whole
 *   1        enum row_kind
 *   1        number of fields
 *   2        zero
 *   ...      the fields in order: 8 bytes for what is a number, with one byte
 *            before it that says whether it is known where that may be not;
 *            4 for the size of a text or blob, its bytes, and a NUL
 *
 * A row with fewer fields comes from an older version, and lacks the last; of
 * one with more, those that follow the known ones are left out.
 */
#ifndef STORAGE_ROW_CODE_H
#define STORAGE_ROW_CODE_H

#include "storage/row_kind.h"

#define ROW_HEADER_SIZE 8
#define ROW_SIZE_MAX (1 << 20) /* of one row */

/* How many bytes row_encode() needs; 0: over ROW_SIZE_MAX. */
size_t row_size(enum row_kind kind, const void *row);

/* Copies 'row' to 'out', which has row_size() bytes. */
void row_encode(
    enum row_kind kind, const void *row, size_t size, unsigned char *out);

/* The size of the row that begins at 'bytes'; 0 when none can. */
size_t row_size_at(const unsigned char *bytes, size_t left);

/*
 * Reads the row of 'size' bytes; its texts are borrowed from 'bytes'. False:
 * these are no row.
 */
bool row_decode(const unsigned char *bytes, size_t size, enum row_kind *kind,
    union row *row);

#endif
