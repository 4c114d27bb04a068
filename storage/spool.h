/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * OUT/catalog.spool: rows that the catalogue could not take, until it can. It
 * is there only while some wait. Within storage/ only; one thread.
 *
 *   16 bytes  "spanrec spool 1\n"
 *   8         a number that no other spool has
 *   ...       records: 4 bytes SPOOL_MARK, 4 bytes check, the row as
 *             row_encode() makes it
 *
 * A record is found by its mark and believed by its check: what a crash or a
 * disk made of the file loses the records that it hit, and no others.
 */
#ifndef STORAGE_SPOOL_H
#define STORAGE_SPOOL_H

#include "storage/row_queue.h"

#define SPOOL_FILE "catalog.spool"
#define SPOOL_HEADER_SIZE 24
#define SPOOL_RECORD_HEADER_SIZE 8

struct spool {
	int folder_fd;    /* borrowed */
	int fd;           /* -1: no rows wait */
	uint64_t serial;  /* of this file */
	uint64_t size;    /* bytes of it that are whole */
	uint64_t limit;   /* bytes that it may have */
	uint64_t dropped; /* rows for which there was no room, since init */
	uint64_t damaged; /* stretches of bytes that were no records */
};

/*
 * Looks whether rows of an earlier run wait in the folder. A file that is no
 * spool is left alone and not used: EBADMSG.
 */
int spool_init(struct spool *spool, int folder_fd, uint64_t limit)
    __attribute__((warn_unused_result));

/* Lets go of the file, which stays. */
void spool_clear(struct spool *spool);

/* Do rows wait? */
bool spool_is_used(const struct spool *spool);

/*
 * Adds the rows of 'batch', and has them on the disk. After an error none of
 * them is there. Near the limit rows are left out, the lightest first.
 */
int spool_append(struct spool *spool, const struct row_batch *batch)
    __attribute__((warn_unused_result));

/*
 * Reads the next rows, from '*offset' on (0: from the first), into 'batch',
 * whose bytes the caller frees, and moves the offset. No rows, and an offset
 * of 'size': these were all.
 */
int spool_read(struct spool *spool, uint64_t *offset, struct row_batch *batch)
    __attribute__((warn_unused_result));

/* Takes the file away: all its rows are in the catalogue. */
void spool_remove(struct spool *spool);

/* --- the bytes of it, for spool.c and its fuzzer --- */

/* One record, as it was found. */
struct spool_record {
	size_t skipped;           /* bytes before it that are none */
	const unsigned char *row; /* NULL: there is no whole record */
	size_t size;              /* of the row */
};

/* The first whole record in 'bytes' of the spool 'serial'. */
struct spool_record
spool_find(const unsigned char *bytes, size_t size, uint64_t serial);

#endif
