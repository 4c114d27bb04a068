/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a recorder left that was killed, or whose machine lost power: at the
 * next start its files become playable and their rows say what was lost, so
 * that nothing stays open and no row claims more than the disk holds.
 *
 * - A recording whose row is open: its file is cut to what is whole, hashed,
 *   and gets its name; the row is "recovered", with a gap of the cause "crash"
 *   to the last time that is known. Without a file, or a whole sample in it,
 *   the row is "lost".
 * - A file without a row, which was begun in the last second: it belongs to
 *   the call whose id is in its name; where that has no row either, a call is
 *   made of the name.
 * - A call that was going on is "recovered": "partial", or "missing" when it
 *   was answered and nothing of it is there.
 *
 * All of it can be interrupted at any point, and done again.
 * docs/architecture.md has the order of files and rows as numbered invariants.
 */
#ifndef STORAGE_RECOVER_H
#define STORAGE_RECOVER_H

#include <stdbool.h>
#include <stdint.h>

#include "storage/catalogue.h"

/* What was done. */
struct recovery {
	uint64_t calls;      /* that were going on */
	uint64_t recordings; /* that can be played now */
	uint64_t lost;       /* recordings of which nothing is there */
	uint64_t adopted;    /* files that had no row */
	uint64_t damaged;    /* files that cannot be read, now NAME.damaged */
	int64_t recorded_ms; /* audio that was recovered */
};

/*
 * Recovers what lies in 'folder', which is open as 'dir_fd'; 'catalogue' is
 * its, open to write, and was given no rows yet. Without 'checksum' files are
 * not hashed. 0 or a positive errno as catalogue_open() gives; a file that
 * fails is logged and tried again at the next start.
 */
int recover(const char *folder, int dir_fd, struct catalogue *catalogue,
    bool checksum, struct recovery *out) __attribute__((warn_unused_result));

#endif
