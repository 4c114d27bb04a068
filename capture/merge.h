/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Several files as one, in the order of capture time. Frames of the same time
 * come in the order of the files' names, so that the order in which they were
 * given changes nothing.
 *
 * Thousands of files may be added: each is opened when its first frame is due
 * and closed behind its last one. Only what cannot be opened twice, a pipe, is
 * open from the beginning.
 */
#ifndef CAPTURE_MERGE_H
#define CAPTURE_MERGE_H

#include "capture/origin.h"
#include "capture/source.h"

struct merge;

/*
 * An empty merge, or NULL without memory. 'options' are for all sources, and
 * may be NULL; what they point to is borrowed.
 */
struct merge *merge_new(const struct source_options *options);

/* Closes all sources too; NULL is allowed. */
void merge_free(struct merge *merge);

/*
 * Adds the file 'path', after a look at its first frame. Errors and the words
 * for them are those of source_open_file(). Only before the first
 * merge_next().
 */
int merge_add(struct merge *merge, const char *path,
    char error[SOURCE_ERROR_SIZE]) __attribute__((warn_unused_result));

/*
 * The next frame in time; false at the end of all sources. Its 'source' is
 * the index for merge_origin(). Its bytes live until the next call, or longer:
 * see below.
 */
bool merge_next(struct merge *merge, struct frame *out);

/* Gives the next frame when the bytes of those before stay where they are,
 * which is nearly always, and faster; false: merge_next() has to be asked. */
bool merge_next_at_hand(struct merge *merge, struct frame *out)
    __attribute__((warn_unused_result));

/* Is there a source that may have to be waited for? Would merge_next() have to
 * wait now, until somebody writes into a pipe? */
bool merge_has_pipe(const struct merge *merge);
bool merge_must_wait(const struct merge *merge);

/* Closes what is open, and counts what could not be read or was not wanted.
 * There is no next frame then. */
void merge_end(struct merge *merge);

size_t merge_count(const struct merge *merge);

/* What became of one source, complete after merge_end(); and what could not be
 * read of it, or NULL. */
const struct origin *merge_origin(const struct merge *merge, size_t i);
const char *merge_damage(const struct merge *merge, size_t i);

/* All sources, to which nothing is added any more; borrows 'merge'. */
struct origins merge_origins(const struct merge *merge);

/* Bytes of all files, 0 when that is not known; and how many were read. */
uint64_t merge_size_bytes(const struct merge *merge);
uint64_t merge_read_bytes(const struct merge *merge);

#endif
