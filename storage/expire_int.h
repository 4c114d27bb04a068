/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the steps of the retention share, within storage/ only. */
#ifndef STORAGE_EXPIRE_INT_H
#define STORAGE_EXPIRE_INT_H

#include <stddef.h>

#include "storage/database.h"
#include "storage/expire.h"
#include "storage/path.h"

#define DAY_US (INT64_C(86400) * 1000000)

/* So many recordings are looked at, and removed, at a time. */
#define EXPIRE_PAGE_ROWS 200
#define EXPIRE_PAGE_TEXT "200"
#define EXPIRE_REASON_SIZE 64

struct expire_page_row {
	int64_t id; /* recording.id; 0: it stays */
	int64_t call_id;
	int64_t started_us;
	uint64_t bytes;
	int64_t age_us; /* at which it goes; 0: never */
	bool held;
	char path[RECORDING_PATH_SIZE];
	char uid[CALL_UID_LEN + 1];
	char reason[EXPIRE_REASON_SIZE];
};

struct expire_page {
	size_t count;
	struct expire_page_row rows[EXPIRE_PAGE_ROWS];
};

struct expire_run {
	const struct expire_pass *pass;
	struct database *db;
	struct expired *out;
	int64_t after_us; /* the recording that was looked at last */
	int64_t after_id;
	int64_t over_bytes;   /* that all recordings have too much */
	int64_t wanted_bytes; /* that the disk has too little */
};

/* Is the pass to end now? */
bool expire_is_stopped(const struct expire_run *run);

/* Removes the files of a page, and has their rows say so. Of one that stays
 * 'id' is 0 then, and 'held' says whether a hold keeps it. */
int expire_remove(struct expire_run *run, struct expire_page *page)
    __attribute__((warn_unused_result));

/* Finishes what an earlier pass has begun. */
int expire_go_on(struct expire_run *run, struct expire_page *page)
    __attribute__((warn_unused_result));

/* Removes the rows of calls that are old enough and have no file. */
int expire_calls(struct expire_run *run) __attribute__((warn_unused_result));

#endif
