/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the steps of a recovery share, within storage/ only. */
#ifndef STORAGE_RECOVER_INT_H
#define STORAGE_RECOVER_INT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "storage/catalogue_int.h"
#include "storage/digest.h"
#include "storage/path.h"
#include "storage/recover.h"
#include "storage/repair.h"

/* What became of a file. */
enum recover_fate {
	FATE_WHOLE,   /* it has its name, and something to hear */
	FATE_EMPTY,   /* it is gone: there was nothing to hear in it */
	FATE_DAMAGED, /* it cannot be read */
	FATE_GONE,    /* it was not there */
	FATE_FAILED,  /* the system refused; for the next start */
};

/* A recording that was open, or a file that has no row. */
struct recover_file {
	int64_t id;      /* recording.id; 0: it has no row */
	int64_t call_id; /* call.id; 0: not known */
	int64_t started_us;
	char path[RECORDING_PATH_SIZE];
	char uid[CALL_UID_LEN + 1]; /* of its call, when it has no row */
	enum recover_fate fate;
	bool is_part;  /* it is still called NAME.part */
	bool is_again; /* NAME is there, too, and has a row: this one goes */
	struct repaired repaired;
	char sha256[DIGEST_TEXT_SIZE]; /* "": it was not hashed */
};

struct recover_files {
	struct recover_file *at;
	size_t count, size;
};

/* The run of a recovery. */
struct recover_run {
	struct catalogue *written; /* where rows are put */
	struct catalogue *read;    /* the same, for questions */
	int dir_fd;
	bool checksum;   /* files are hashed */
	int64_t last_us; /* last capture time that the rows tell */
	struct recover_files files;
	struct recovery *out;
};

/* Adds a file; 'path' without .part. 0 or ENOMEM. */
int recover_add(struct recover_run *run, const struct recover_file *file)
    __attribute__((warn_unused_result));

/* Finds the files that have no row. Those with one are in the list already,
 * sorted by path. 0 or a positive errno. */
int recover_find(struct recover_run *run) __attribute__((warn_unused_result));

/* The order of the list. */
int recover_by_path(const void *a, const void *b);

/* Files: makes them whole, gives them their names, and syncs both. */
int recover_repair(struct recover_run *run) __attribute__((warn_unused_result));

/* Rows: what became of each file; then, of each call. */
int
recover_file_rows(struct recover_run *run) __attribute__((warn_unused_result));
int
recover_call_rows(struct recover_run *run) __attribute__((warn_unused_result));

#endif
