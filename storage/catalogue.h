/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The catalogue: OUT/catalog.db, an SQLite database in WAL mode. This header
 * opens it and writes rows; storage/query.h reads them. Nobody outside
 * storage/ sees SQLite.
 *
 * A struct catalogue belongs to one thread, which never waits for the disk:
 * rows are copied into a bounded queue, and a thread of the catalogue writes
 * them. What is put is there for readers after catalogue_commit(), or a second
 * later. To read while it is written, open it once more, to read.
 *
 * Functions return 0 or a positive errno and have logged the library's text
 * then: ENOSPC (disk full), EROFS or EACCES (no permission), EBUSY (locked by
 * another writer for over 5 s), EBADMSG (not a catalogue, or damaged), EPROTO
 * (made by a newer version, or by another program), ENOENT (opened for reading
 * and not there), EINVAL (a row that cannot be stored: a malformed uid, or no
 * such call), ENOBUFS (given up, since too many rows wait), ENOMEM, EIO. What
 * happens to a row after it was taken catalogue_commit() tells.
 *
 * Texts are stored as UTF-8, with U+FFFD for bytes that are none.
 */
#ifndef STORAGE_CATALOGUE_H
#define STORAGE_CATALOGUE_H

#include <stdint.h>

#include "storage/number.h"
#include "storage/rows.h"

#define CATALOGUE_FILE "catalog.db"

struct catalogue;

enum catalogue_mode {
	CATALOGUE_WRITE, /* made when absent, migrated when older */
	CATALOGUE_READ,  /* never changed; readers never block the writer */
};

/* Tables whose identifiers the writer gives. */
enum catalogue_table {
	CATALOGUE_CALL,
	CATALOGUE_LEG,
	CATALOGUE_STREAM,
	CATALOGUE_RECORDING,
	CATALOGUE_SOURCE,
	CATALOGUE_TABLE_COUNT,
};

/*
 * Opens FOLDER/catalog.db; 'folder' must be there. One catalogue at a time
 * may be open for writing: another gets EBUSY at once, in any process. Rows
 * that an earlier run left in FOLDER/catalog.spool go into it. To write: a
 * damaged one is put aside under a name with the time, and a new one begins;
 * and one that can be read, but not be written at the moment, is opened: rows
 * go to the spool then until it can.
 */
int catalogue_open(const char *folder, enum catalogue_mode mode,
    struct catalogue **out) __attribute__((warn_unused_result));

/* Writes what is pending and closes; NULL is allowed. */
int catalogue_close(struct catalogue *catalogue)
    __attribute__((warn_unused_result));

/*
 * From now on putting a row never waits: while too many rows wait, SIP
 * messages are given up first, and what is about calls and recordings last.
 * Rows are written each second, when all that was written to the disk before
 * they were put is there. It starts the thread of the catalogue, as the first
 * row does otherwise: rights that are to be given up have to be by then.
 * EAGAIN: no thread could be started.
 */
int catalogue_go_live(struct catalogue *catalogue)
    __attribute__((warn_unused_result));

/* How the numbers of calls that are put are normalised; before,
 * NUMBER_PLAN_DEFAULT is used. */
void catalogue_set_number_plan(
    struct catalogue *catalogue, const struct number_plan *plan);

/* An identifier that no row of 'table' has: one more at each call. */
int64_t
catalogue_next_id(struct catalogue *catalogue, enum catalogue_table table);

/*
 * Adds a call, or brings the row with the same 'id' up to date. A call of an
 * earlier run with the same 'uid' (the same capture replayed) is replaced,
 * with all its rows: that makes a second replay harmless.
 */
int catalogue_put_call(struct catalogue *catalogue, const struct call_row *row)
    __attribute__((warn_unused_result));

/*
 * Add a row, or bring the one with the same 'id' up to date. What a row refers
 * to must be there: its source, and of a source its parent, are put first
 * (EINVAL of the commit otherwise); their counts may be brought up to date
 * later.
 */
int catalogue_put_leg(struct catalogue *catalogue, const struct leg_row *row)
    __attribute__((warn_unused_result));
int catalogue_put_stream(struct catalogue *catalogue,
    const struct stream_row *row) __attribute__((warn_unused_result));
int catalogue_put_recording(struct catalogue *catalogue,
    const struct recording_row *row) __attribute__((warn_unused_result));
int catalogue_put_source(struct catalogue *catalogue,
    const struct source_row *row) __attribute__((warn_unused_result));

/*
 * The identifier for a source: that of the same one in an earlier run (what
 * it is called, what is around it, and its first packet are the same), or a
 * new one.
 */
int64_t
catalogue_source_id(struct catalogue *catalogue, const struct source_row *row);

/* Add a row. A counter that is there with its time and value is the same one,
 * of the same capture. */
int catalogue_add_sip_message(struct catalogue *catalogue,
    const struct sip_message_row *row) __attribute__((warn_unused_result));
int catalogue_add_gap(struct catalogue *catalogue, const struct gap_row *row)
    __attribute__((warn_unused_result));
int catalogue_add_event(struct catalogue *catalogue,
    const struct event_row *row) __attribute__((warn_unused_result));
int catalogue_add_link(struct catalogue *catalogue, const struct link_row *row)
    __attribute__((warn_unused_result));
int catalogue_add_dtmf(struct catalogue *catalogue, const struct dtmf_row *row)
    __attribute__((warn_unused_result));
int catalogue_add_quality(struct catalogue *catalogue,
    const struct quality_row *row) __attribute__((warn_unused_result));
int catalogue_add_fax(struct catalogue *catalogue, const struct fax_row *row)
    __attribute__((warn_unused_result));
int catalogue_add_tag(struct catalogue *catalogue, const struct tag_row *row)
    __attribute__((warn_unused_result));
int catalogue_add_capture_stat(struct catalogue *catalogue,
    const struct capture_stat_row *row) __attribute__((warn_unused_result));
int catalogue_add_duplicate(struct catalogue *catalogue,
    const struct duplicate_row *row) __attribute__((warn_unused_result));

/* Takes away the duplicates that an earlier run found of two sources. */
int catalogue_drop_duplicates(struct catalogue *catalogue, int64_t source_id,
    int64_t copy_source_id) __attribute__((warn_unused_result));
/*
 * Adds a registration, or brings the one of the same address of record and
 * contact up to date: the earlier 'first_us' and the later 'last_us' stay, and
 * a name or agent that the newer row does not know.
 */
int catalogue_put_registration(struct catalogue *catalogue,
    const struct registration_row *row) __attribute__((warn_unused_result));

/* Takes away what was written of the call so far: its SIP messages; or these
 * and all details: streams, quality, keys. What follows is written. */
int catalogue_drop_messages(struct catalogue *catalogue, int64_t call_id)
    __attribute__((warn_unused_result));
int catalogue_drop_details(struct catalogue *catalogue, int64_t call_id)
    __attribute__((warn_unused_result));

/* All that belongs to the call 'from' belongs to 'into' from now on, and the
 * row of 'from' goes, with the events of its own beginning and
 * end. Both are call.id. */
int catalogue_merge_calls(struct catalogue *catalogue, int64_t from,
    int64_t into) __attribute__((warn_unused_result));

/* The file of a recording is gone; a call that was left open is over. Both are
 * rows that are there. */
int catalogue_gone_recording(struct catalogue *catalogue,
    const struct recording_gone_row *row) __attribute__((warn_unused_result));
int catalogue_recovered_call(struct catalogue *catalogue,
    const struct call_recovered_row *row) __attribute__((warn_unused_result));

/*
 * Waits until all rows that were put are on the disk and readers see them, and
 * gives the first error since the last time. While rows wait for something,
 * such as room on the disk (ENOSPC), nothing of them is lost and this can be
 * tried again. Also without it rows are written: every few thousand, or each
 * second.
 */
int catalogue_commit(struct catalogue *catalogue)
    __attribute__((warn_unused_result));

/*
 * Why rows can be kept nowhere but in memory at the moment (ENOSPC, and
 * whatever keeps them from the spool too); 0: they can.
 */
int catalogue_error(struct catalogue *catalogue);

/* How the writing of rows goes. */
struct catalogue_status {
	int error;             /* why the catalogue takes no rows at the moment;
	                          0: it does */
	uint64_t rows_written; /* in the catalogue */
	uint64_t rows_refused; /* could not be stored: EINVAL */
	uint64_t rows_spooled; /* went to the spool, and from there on */
	uint64_t rows_lost;    /* given up: too many waited */
	uint64_t messages_lost; /* ... those that were SIP messages */
	uint64_t spool_bytes;   /* that wait in the spool */
	uint64_t queued_bytes;  /* ... and in memory */
	uint64_t spool_damaged; /* stretches of the spool that were damaged */
	unsigned put_aside;     /* catalogues that were damaged */
};

/*
 * How it goes; cheap enough for each second. Rows that were refused or given
 * up are counted (catalogue_failed) when this, or a commit, finds them.
 */
void
catalogue_get_status(struct catalogue *catalogue, struct catalogue_status *out);

#endif
