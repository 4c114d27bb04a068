/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Recovery, step by step. Files come first, and are on the disk before a row
 * speaks of them; a row that is still open after that is found again by the
 * next start:
 *
 * (1) each file is cut, and its header repaired; all are synced;
 * (2) each gets its name; the names are synced;
 * (3) the rows of files are written, then those of calls.
 */
#include "storage/recover_int.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "storage/part.h"

int
recover_by_path(const void *a, const void *b)
{
	const struct recover_file *one = a, *other = b;

	return strcmp(one->path, other->path);
}

int
recover_add(struct recover_run *run, const struct recover_file *file)
{
	struct recover_files *files = &run->files;

	if (files->count == files->size) {
		size_t size = files->size ? 2 * files->size : 64;
		struct recover_file *at = realloc(files->at, size * sizeof *at);

		if (!at)
			return ENOMEM;
		files->at = at;
		files->size = size;
	}
	files->at[files->count++] = *file;
	return 0;
}

/* The last capture time that is known: the newest rows tell, by the order in
 * which they were written. */
static int
find_last(struct recover_run *run)
{
	return database_number(catalogue_database(run->read),
	    "SELECT coalesce(max(us), -9223372036854775808) FROM ("
	    "SELECT * FROM (SELECT time_us AS us FROM event "
	    "ORDER BY id DESC LIMIT 1) UNION ALL "
	    "SELECT * FROM (SELECT time_us FROM sip_message "
	    "ORDER BY id DESC LIMIT 1) UNION ALL "
	    "SELECT * FROM (SELECT to_us FROM quality "
	    "ORDER BY id DESC LIMIT 1) UNION ALL "
	    "SELECT * FROM (SELECT started_us + duration_ms * 1000 "
	    "FROM recording ORDER BY id DESC LIMIT 1))",
	    &run->last_us);
}

/* Lists the recordings whose rows are open. */
static int
find_open(struct recover_run *run)
{
	struct statement *s = NULL;
	bool row;
	int error = statement_prepare(run->read, SLOT_RECOVER_OPEN,
	    "SELECT id, call_id, started_us, path FROM recording "
	    "WHERE state = 'open'",
	    &s);

	while (!error && !(error = statement_step(s, &row)) && row) {
		struct recover_file file = {
		    .id = column_int(s), .call_id = column_int(s)};
		const char *path;

		file.started_us = column_int(s);
		path = column_text(s);
		if (!path || strlen(path) >= sizeof file.path) {
			log_warnx("%s: the row of a recording has a path that "
				  "cannot be",
			    CATALOGUE_FILE);
			continue;
		}
		memcpy(file.path, path, strlen(path) + 1);
		error = recover_add(run, &file);
	}
	if (s)
		statement_reset(s);
	if (!error && run->files.count)
		qsort(run->files.at, run->files.count, sizeof *run->files.at,
		    recover_by_path);
	return error;
}

/* Are there files or calls to be recovered? Few starts have any. */
static int
anything_open(struct recover_run *run, bool *any)
{
	int64_t calls = 0;
	int error = database_number(catalogue_database(run->read),
	    "SELECT count(*) FROM call WHERE state IN ('ringing', 'active')",
	    &calls);

	*any = calls > 0 || run->files.count > 0;
	return error;
}

/* What the rows of files say decides what those of calls do. */
static int
write_rows(struct recover_run *run)
{
	int error = recover_file_rows(run);

	if (!error)
		error = catalogue_commit(run->written);
	if (!error)
		error = recover_call_rows(run);
	return error ? error : catalogue_commit(run->written);
}

int
recover(const char *folder, int dir_fd, struct catalogue *catalogue,
    bool checksum, struct recovery *out)
{
	struct recover_run run = {.dir_fd = dir_fd,
	    .written = catalogue,
	    .checksum = checksum,
	    .out = out};
	bool any = false;
	int error;

	*out = (struct recovery){.calls = 0};
	error = catalogue_open(folder, CATALOGUE_READ, &run.read);
	if (!error)
		error = find_last(&run);
	if (!error)
		error = find_open(&run);
	if (!error)
		error = recover_find(&run);
	if (!error)
		error = anything_open(&run, &any);
	if (!error && any)
		error = recover_repair(&run);
	if (!error && any)
		error = write_rows(&run);
	free(run.files.at);
	return catalogue_close(run.read) ? EIO : error;
}
