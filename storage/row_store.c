/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * (1) Rows are in the database in the order in which they were put: while the
 *     spool has some, others go behind these.
 * (2) Each row of the spool gets into the database once: how much of it is
 *     there is written in the transaction that brings it there.
 * (3) Of a catalogue that is damaged nothing is overwritten.
 */
#include "storage/row_store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/log.h"
#include "storage/catalogue_damage.h"
#include "storage/catalogue_int.h"
#include "storage/row_code.h"

#define SPOOL_BYTES_MAX (UINT64_C(1) << 30)

#define INDEX_CALLS 2000 /* at a time */

#define COPY_FILE CATALOGUE_FILE ".copy"

/* Opens the database, whose files are as they should be. */
static int
open_database(struct row_store *store, bool *midway)
{
	int error =
	    catalogue_open_database(store->folder, CATALOGUE_WRITE, &store->db);

	if (!error)
		error = row_writer_open(&store->writer, store->db);
	return error ? error : catalogue_is_midway(store->db, midway);
}

/* Gives the copy the name of the database. What has it by now is put aside. */
static int
name_copy(struct row_store *store)
{
	int folder = store->folder_fd, error = 0;

	/* SQLite leaves its log there, which is not that of the new file. */
	(void)unlinkat(folder, CATALOGUE_FILE "-wal", 0);
	(void)unlinkat(folder, CATALOGUE_FILE "-shm", 0);
	if (faccessat(folder, CATALOGUE_FILE, F_OK, AT_SYMLINK_NOFOLLOW) == 0) {
		error = catalogue_put_aside(folder);
		store->put_aside += !error;
	}
	if (!error && renameat(folder, COPY_FILE, folder, CATALOGUE_FILE))
		error = errno;
	store->has_copy = error != 0;
	return error;
}

/* Opens what is not open any more, after what is still to be done with the
 * files. After an error nothing is open, and all of it is tried again. */
static int
open_again(struct row_store *store)
{
	bool midway;
	int error = store->has_copy ? name_copy(store) : 0;

	if (!error)
		error = open_database(store, &midway);
	if (!error && store->begins_anew) {
		error = catalogue_begin_midway(store->db);
		store->begins_anew = error != 0;
	}
	if (error) {
		database_close(store->db);
		store->db = NULL;
	}
	return error;
}

/* Puts the damaged files aside, and begins anew. Rows may refer to what was
 * there until the next start. */
static int
begin_anew(struct row_store *store)
{
	int error;

	store->is_nameless = false;
	store->to_heal = false;
	store->has_no_index = false;
	database_abandon(store->db);
	store->db = NULL;
	error = catalogue_put_aside(store->folder_fd);
	if (error)
		return error;
	store->put_aside++;
	store->begins_anew = true;
	return open_again(store);
}

int
row_store_renew(struct row_store *store)
{
	int error = begin_anew(store);

	store->to_heal = !error;
	return error;
}

int
row_store_open(struct row_store *store, const char *folder, int folder_fd)
{
	int error;

	*store = (struct row_store){.folder_fd = folder_fd,
	    .writer = {.plan = NUMBER_PLAN_DEFAULT},
	    .spool = {.fd = -1},
	    .folder = strdup(folder)};
	if (!store->folder)
		return ENOMEM;
	error = spool_init(&store->spool, folder_fd, SPOOL_BYTES_MAX);
	if (error) {
		errno = error;
		log_warn("%s/%s: cannot be used", folder, SPOOL_FILE);
		return error;
	}
	if (faccessat(folder_fd, COPY_FILE, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
		log_warnx("%s/%s is a copy of a catalogue that was taken away, "
			  "perhaps not a whole one: it is not read",
		    folder, COPY_FILE);
	error = open_database(store, &store->to_heal);
	if (error == EBADMSG)
		error = row_store_renew(store);
	if (error != EBUSY && error != EROFS && error != EACCES &&
	    error != ENOSPC)
		return error;
	store->trouble = error;
	database_close(store->db);
	store->db = NULL;
	return 0;
}

/* Is there room for all of the database once more? */
static bool
has_room_for_copy(const struct row_store *store)
{
	struct statvfs disk;
	int64_t bytes;

	return fstatvfs(store->folder_fd, &disk) ||
	       database_number(store->db,
		   "SELECT page_count * page_size "
		   "FROM pragma_page_count, pragma_page_size",
		   &bytes) ||
	       (uint64_t)disk.f_bavail * disk.f_frsize > (uint64_t)bytes;
}

/* The file lost its name. Its rows are here still: they go to a new one. */
static int
rescue(struct row_store *store)
{
	char copy[4096];
	int error;

	snprintf(copy, sizeof copy, "%s/%s", store->folder, COPY_FILE);
	if (!store->is_nameless)
		log_warnx("%s/%s was taken away or replaced: it is written "
			  "again",
		    store->folder, CATALOGUE_FILE);
	store->is_nameless = true;
	(void)unlink(copy);
	error =
	    has_room_for_copy(store) ? database_copy(store->db, copy) : ENOSPC;
	if (error)
		return error;
	store->is_nameless = false;
	store->has_copy = true;
	database_close(store->db);
	store->db = NULL;
	error = open_again(store);
	if (store->has_copy) {
		errno = error;
		log_warn("%s has all rows and cannot be renamed; that is tried "
			 "again",
		    copy);
	}
	return error;
}

void
row_store_begin(struct row_store *store, int patience_ms)
{
	int error = store->db ? database_check(store->db) : 0;

	store->is_nameless &= error == ESTALE;
	if (error == ESTALE)
		error = rescue(store);
	if (error == EBADMSG)
		error = begin_anew(store);
	/* What cannot be written is perhaps only open in the wrong way. */
	if (!error && store->db && store->trouble && store->trouble != EBUSY &&
	    store->trouble != ENOSPC) {
		database_close(store->db);
		store->db = NULL;
	}
	if (!error && !store->db) {
		error = open_again(store);
		if (error == EBADMSG)
			error = begin_anew(store);
	}
	if (error && store->db && !store->is_nameless) {
		database_close(store->db);
		store->db = NULL;
	}
	if (error)
		store->trouble = error;
	if (store->db)
		database_set_patience(store->db, patience_ms);
}

/* A row cannot be stored: that is its own fault, and the others go on. */
static void
refuse(struct row_store *store, int error)
{
	store->refused++;
	if (!store->refusal)
		store->refusal = error;
}

/* Writes all rows of a batch into the open transaction. */
static int
write_rows(struct row_store *store, const struct row_batch *batch)
{
	const unsigned char *at = batch->bytes;
	const unsigned char *end = at + batch->size;
	enum row_kind kind;
	union row row;
	size_t size;

	for (; at < end; at += size) {
		int error = EINVAL;

		size = row_size_at(at, (size_t)(end - at));
		if (row_decode(at, size, &kind, &row))
			error =
			    row_write(store->db, &store->writer, kind, &row);
		if (error == EINVAL)
			refuse(store, error);
		else if (error)
			return error;
		else
			store->written++;
	}
	return 0;
}

/* (2) */
static int
note_loaded(struct row_store *store, uint64_t loaded)
{
	struct statement *s;
	int error = database_prepare(store->db, SLOT_PUT_STATE,
	    "INSERT INTO state VALUES ('spool', ?1), ('loaded', ?2) "
	    "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
	    &s);

	if (error)
		return error;
	bind_int(s, (int64_t)store->spool.serial);
	bind_int(s, (int64_t)loaded);
	return statement_write(s);
}

/* How much of the spool is in the database. */
static int
get_loaded(struct row_store *store, uint64_t *loaded)
{
	struct statement *s;
	bool found = false;
	int error = database_prepare(store->db, SLOT_GET_STATE,
	    "SELECT a.value FROM state AS a, state AS b WHERE "
	    "a.name = 'loaded' AND b.name = 'spool' AND b.value = ?",
	    &s);

	*loaded = 0;
	if (error)
		return error;
	bind_int(s, (int64_t)store->spool.serial);
	error = statement_step(s, &found);
	if (!error && found)
		*loaded = (uint64_t)column_int(s);
	statement_reset(s);
	return error;
}

/* One transaction, with the rows of the spool up to 'loaded' (0: none of
 * it). After an error nothing of it is there. */
static int
transact(
    struct row_store *store, const struct row_batch *batch, uint64_t loaded)
{
	struct row_store before = *store;
	int error = database_checkpoint(store->db);

	if (!error)
		error = database_begin(store->db);
	if (error)
		return error;
	error = row_writer_begin(&store->writer, store->db);
	if (!error)
		error = write_rows(store, batch);
	if (!error && loaded)
		error = note_loaded(store, loaded);
	if (!error)
		error = database_commit(store->db, batch->size);
	if (!error)
		return 0;
	database_rollback(store->db);
	*store = before;
	row_writer_forget(&store->writer);
	return error;
}

/* As transact(), and begins anew when the database is damaged. */
static int
write_to_database(struct row_store *store, const struct row_batch *batch)
{
	bool is_open = store->db && !store->is_nameless;
	int error = is_open ? transact(store, batch, 0) : store->trouble;

	if (error == EBADMSG) {
		error = begin_anew(store);
		if (!error)
			error = transact(store, batch, 0);
	}
	store->trouble = error;
	return error;
}

int
row_store_write(struct row_store *store, const struct row_batch *batch)
{
	int error = EBUSY;

	if (!spool_is_used(&store->spool)) {
		error = write_to_database(store, batch);
		/* The spool would take what the database needs. */
		if (!error || error == ENOSPC)
			return error;
	}
	error = spool_append(&store->spool, batch);
	if (!error)
		store->spooled += batch->rows;
	return error;
}

bool
row_store_has_work(const struct row_store *store)
{
	return spool_is_used(&store->spool) || store->to_heal;
}

/* One transaction of rows of the spool. */
static int
load(struct row_store *store)
{
	struct row_batch batch = {.rows = 0};
	uint64_t offset;
	int error = get_loaded(store, &offset);

	if (!error)
		error = spool_read(&store->spool, &offset, &batch);
	if (!error && (batch.rows || offset < store->spool.size))
		error = transact(store, &batch, offset);
	free(batch.bytes);
	if (!error && offset >= store->spool.size)
		spool_remove(&store->spool);
	return error;
}

void
row_store_load(struct row_store *store)
{
	int error = 0;

	if (!store->db || store->is_nameless)
		return;
	if (spool_is_used(&store->spool))
		error = load(store);
	if (!error && store->to_heal && !spool_is_used(&store->spool)) {
		error = catalogue_heal(store->db);
		row_writer_forget(&store->writer);
		store->to_heal = error != 0;
	}
	/* The new one gets all of the spool. */
	if (error == EBADMSG)
		error = begin_anew(store);
	store->trouble = error;
}

bool
row_store_index(struct row_store *store)
{
	unsigned done = 0;
	int error;

	if (!store->db || store->is_nameless || store->trouble ||
	    store->has_no_index)
		return false;
	/* It may be done later: rows do not wait while it waits for a lock. */
	database_set_patience(store->db, 0);
	error = database_checkpoint(store->db);
	if (!error)
		error = database_begin(store->db);
	if (error)
		return false;
	error = search_step(store->db, &store->search, INDEX_CALLS, &done);
	if (store->search.highest_id > store->writer.indexed)
		store->writer.indexed = store->search.highest_id;
	if (!error && done)
		error = database_commit(store->db, store->search.size);
	if (error || !done)
		database_rollback(store->db);
	/* Readers look through what is not in it. */
	store->has_no_index =
	    error && error != ENOSPC && error != EBUSY && error != ENOMEM;
	return !error && done;
}

int
row_store_highest(
    struct row_store *store, int64_t highest[CATALOGUE_TABLE_COUNT])
{
	uint64_t offset = 0;
	int error = 0;

	while (!error && spool_is_used(&store->spool) &&
	       offset < store->spool.size) {
		struct row_batch batch;
		enum row_kind kind;
		union row row;
		size_t size;

		error = spool_read(&store->spool, &offset, &batch);
		for (size_t at = 0; !error && at < batch.size; at += size) {
			enum catalogue_table table;

			size = row_size_at(batch.bytes + at, batch.size - at);
			if (!row_decode(batch.bytes + at, size, &kind, &row))
				continue;
			table = row_layout(kind)->ids;
			/* The identifier is the first member of all that have
			 * one. */
			if (table != CATALOGUE_TABLE_COUNT &&
			    row.call.id > highest[table])
				highest[table] = row.call.id;
		}
		free(batch.bytes);
	}
	return error;
}

void
row_store_close(struct row_store *store)
{
	search_work_clear(&store->search);
	row_writer_close(&store->writer);
	database_close(store->db);
	spool_clear(&store->spool);
	free(store->folder);
	*store = (struct row_store){.spool = {.fd = -1}};
}
