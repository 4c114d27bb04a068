/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The catalogue as the engine sees it: rows go into a queue, and identifiers
 * are given here, from what was there when it was opened.
 */
#include "storage/catalogue_int.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/counter.h"
#include "base/log.h"
#include "storage/catalogue_thread.h"
#include "storage/row_queue.h"
#include "storage/row_write.h"
#include "storage/source_index.h"

/* Of rows that wait: some seconds of a busy system, or minutes of a locked
 * catalogue. */
#define QUEUE_BYTES_MAX (64 << 20)

struct catalogue {
	struct database *db; /* to read; NULL when it is written */
	/* What follows is there when it is written. */
	int lock_fd; /* the folder, with the writer's lock; -1: none */
	struct row_queue *queue;
	struct catalogue_thread *thread;
	struct source_index *sources;
	int64_t next_id[CATALOGUE_TABLE_COUNT];
	uint64_t failed; /* rows that were counted as such */
};

/*
 * Takes the lock of the one writer, which lies on the folder itself. The lock
 * is given as a file descriptor.
 */
static int
lock_folder(const char *folder, int *lock_fd)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int error;

	if (fd < 0) {
		error = errno;
		log_warn("%s", folder);
		return error;
	}
	if (flock(fd, LOCK_EX | LOCK_NB)) {
		error = errno == EWOULDBLOCK ? EBUSY : errno;
		log_warnx("%s: another recorder writes to this folder", folder);
		close(fd);
		return error;
	}
	*lock_fd = fd;
	return 0;
}

/* Reads the identifiers that are taken in the database. */
static int
read_ids(struct catalogue *catalogue, struct database *db)
{
	int error;

	source_index_free(catalogue->sources);
	catalogue->sources = NULL;
	error = source_index_new(db, &catalogue->sources);
	return error ? error : row_highest_ids(db, catalogue->next_id);
}

/* Reads all that are taken, also when the database cannot be written. */
static int
take_ids(
    struct catalogue *catalogue, const char *folder, struct row_store *store)
{
	struct database *reader = NULL;
	int error = 0;

	if (!store->db &&
	    catalogue_open_database(folder, CATALOGUE_READ, &reader))
		return store->trouble;
	error = read_ids(catalogue, store->db ? store->db : reader);
	database_close(reader);
	if (!error)
		error = row_store_highest(store, catalogue->next_id);
	for (int i = 0; i < CATALOGUE_TABLE_COUNT; i++)
		catalogue->next_id[i]++;
	return error;
}

static int
open_to_write(struct catalogue *catalogue, const char *folder)
{
	struct row_store store = {.spool = {.fd = -1}};
	int error = lock_folder(folder, &catalogue->lock_fd);

	if (!error)
		error = row_store_open(&store, folder, catalogue->lock_fd);
	if (!error)
		error = take_ids(catalogue, folder, &store);
	if (error == EBADMSG && store.db) {
		error = row_store_renew(&store);
		if (!error)
			error = take_ids(catalogue, folder, &store);
	}
	if (!error) {
		catalogue->queue = row_queue_new(QUEUE_BYTES_MAX);
		if (catalogue->queue)
			catalogue->thread = catalogue_thread_new(
			    &store, catalogue->lock_fd, catalogue->queue);
		error = catalogue->thread ? 0 : ENOMEM;
	}
	if (error)
		row_store_close(&store);
	return error;
}

static void
catalogue_free(struct catalogue *catalogue)
{
	row_queue_free(catalogue->queue);
	source_index_free(catalogue->sources);
	database_close(catalogue->db);
	if (catalogue->lock_fd >= 0)
		close(catalogue->lock_fd);
	free(catalogue);
}

int
catalogue_open(
    const char *folder, enum catalogue_mode mode, struct catalogue **out)
{
	struct catalogue *catalogue = calloc(1, sizeof *catalogue);
	int error;

	*out = NULL;
	if (!catalogue)
		return ENOMEM;
	catalogue->lock_fd = -1;
	if (mode == CATALOGUE_WRITE)
		error = open_to_write(catalogue, folder);
	else
		error = catalogue_open_database(folder, mode, &catalogue->db);
	if (error) {
		catalogue_free(catalogue);
		return error;
	}
	*out = catalogue;
	return 0;
}

int
catalogue_close(struct catalogue *catalogue)
{
	int error;

	if (!catalogue)
		return 0;
	error = catalogue_thread_stop(catalogue->thread);
	catalogue_free(catalogue);
	return error;
}

int
catalogue_go_live(struct catalogue *catalogue)
{
	catalogue_thread_go_live(catalogue->thread);
	row_queue_set_way(catalogue->queue, ROW_QUEUE_SHEDS);
	return catalogue_thread_start(catalogue->thread);
}

void
catalogue_get_status(struct catalogue *catalogue, struct catalogue_status *out)
{
	struct row_queue_state queue;

	catalogue_thread_get_status(catalogue->thread, out);
	row_queue_get_state(catalogue->queue, &queue);
	out->queued_bytes = queue.bytes;
	for (int i = 0; i <= ROW_BASIS; i++)
		out->rows_lost += queue.shed[i];
	out->messages_lost = queue.shed[ROW_BULK];
	counter_add(COUNTER_catalogue_failed,
	    out->rows_refused + out->rows_lost - catalogue->failed);
	catalogue->failed = out->rows_refused + out->rows_lost;
}

int
catalogue_commit(struct catalogue *catalogue)
{
	struct catalogue_status status;
	int error = catalogue_thread_start(catalogue->thread);

	if (!error)
		error = row_queue_flush(catalogue->queue);
	catalogue_get_status(catalogue, &status);
	return error;
}

int
catalogue_error(struct catalogue *catalogue)
{
	return catalogue_thread_error(catalogue->thread);
}

struct database *
catalogue_database(struct catalogue *catalogue)
{
	if (catalogue->db)
		return catalogue->db;
	if (catalogue_commit(catalogue))
		log_debug("%s: not all rows are there", CATALOGUE_FILE);
	return catalogue_thread_database(catalogue->thread);
}

int
statement_prepare(struct catalogue *catalogue, enum statement_slot slot,
    const char *sql, struct statement **out)
{
	return database_prepare(catalogue_database(catalogue), slot, sql, out);
}

int
statement_prepare_again(struct catalogue *catalogue, enum statement_slot slot,
    const char *sql, struct statement **out)
{
	return database_prepare_again(
	    catalogue_database(catalogue), slot, sql, out);
}

static int
put(struct catalogue *catalogue, enum row_kind kind, const void *row)
{
	int error = catalogue_thread_start(catalogue->thread);

	return error ? error : row_queue_put(catalogue->queue, kind, row);
}

void
catalogue_set_number_plan(
    struct catalogue *catalogue, const struct number_plan *plan)
{
	const struct number_plan_row row = {
	    plan->country_code, plan->international, plan->national};

	/* No thread is started for it: this is asked for early. */
	if (row_queue_put(catalogue->queue, ROW_NUMBER_PLAN, &row))
		log_warnx("numbers are normalised as before");
}

int64_t
catalogue_next_id(struct catalogue *catalogue, enum catalogue_table table)
{
	return catalogue->next_id[table]++;
}

int64_t
catalogue_source_id(struct catalogue *catalogue, const struct source_row *row)
{
	int64_t id = source_index_find(catalogue->sources, row);

	return id ? id : catalogue_next_id(catalogue, CATALOGUE_SOURCE);
}

static bool
uid_is_valid(const char *uid)
{
	return uid && strlen(uid) == CALL_UID_LEN &&
	       strspn(uid, "0123456789abcdef") == CALL_UID_LEN;
}

int
catalogue_put_call(struct catalogue *catalogue, const struct call_row *row)
{
	return uid_is_valid(row->uid) ? put(catalogue, ROW_CALL, row) : EINVAL;
}

int
catalogue_put_leg(struct catalogue *catalogue, const struct leg_row *row)
{
	return put(catalogue, ROW_LEG, row);
}

int
catalogue_put_stream(struct catalogue *catalogue, const struct stream_row *row)
{
	return put(catalogue, ROW_STREAM, row);
}

int
catalogue_put_recording(
    struct catalogue *catalogue, const struct recording_row *row)
{
	return put(catalogue, ROW_RECORDING, row);
}

int
catalogue_put_source(struct catalogue *catalogue, const struct source_row *row)
{
	return put(catalogue, ROW_SOURCE, row);
}

int
catalogue_put_registration(
    struct catalogue *catalogue, const struct registration_row *row)
{
	return put(catalogue, ROW_REGISTRATION, row);
}

int
catalogue_add_sip_message(
    struct catalogue *catalogue, const struct sip_message_row *row)
{
	return put(catalogue, ROW_SIP_MESSAGE, row);
}

int
catalogue_add_gap(struct catalogue *catalogue, const struct gap_row *row)
{
	return put(catalogue, ROW_GAP, row);
}

int
catalogue_add_event(struct catalogue *catalogue, const struct event_row *row)
{
	return put(catalogue, ROW_EVENT, row);
}

int
catalogue_add_link(struct catalogue *catalogue, const struct link_row *row)
{
	return put(catalogue, ROW_LINK, row);
}

int
catalogue_add_dtmf(struct catalogue *catalogue, const struct dtmf_row *row)
{
	return put(catalogue, ROW_DTMF, row);
}

int
catalogue_add_quality(
    struct catalogue *catalogue, const struct quality_row *row)
{
	return put(catalogue, ROW_QUALITY, row);
}

int
catalogue_add_fax(struct catalogue *catalogue, const struct fax_row *row)
{
	return put(catalogue, ROW_FAX, row);
}

int
catalogue_add_tag(struct catalogue *catalogue, const struct tag_row *row)
{
	return put(catalogue, ROW_TAG, row);
}

int
catalogue_add_capture_stat(
    struct catalogue *catalogue, const struct capture_stat_row *row)
{
	return put(catalogue, ROW_CAPTURE_STAT, row);
}

int
catalogue_add_duplicate(
    struct catalogue *catalogue, const struct duplicate_row *row)
{
	return put(catalogue, ROW_DUPLICATE, row);
}

int
catalogue_drop_duplicates(
    struct catalogue *catalogue, int64_t source_id, int64_t copy_source_id)
{
	const struct row_pair pair = {source_id, copy_source_id};

	return put(catalogue, ROW_DUPLICATE_PAIR, &pair);
}

int
catalogue_drop_messages(struct catalogue *catalogue, int64_t call_id)
{
	const struct row_pair pair = {call_id, 0};

	return put(catalogue, ROW_DROP_MESSAGES, &pair);
}

int
catalogue_drop_details(struct catalogue *catalogue, int64_t call_id)
{
	const struct row_pair pair = {call_id, 0};

	return put(catalogue, ROW_DROP_DETAILS, &pair);
}

int
catalogue_merge_calls(struct catalogue *catalogue, int64_t from, int64_t into)
{
	const struct row_pair pair = {from, into};

	return put(catalogue, ROW_MERGE, &pair);
}

int
catalogue_gone_recording(
    struct catalogue *catalogue, const struct recording_gone_row *row)
{
	return put(catalogue, ROW_RECORDING_GONE, row);
}

int
catalogue_recovered_call(
    struct catalogue *catalogue, const struct call_recovered_row *row)
{
	return put(catalogue, ROW_CALL_RECOVERED, row);
}
