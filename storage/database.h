/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A database, its transaction and its prepared statements, within storage/
 * only: without SQLite's own types, which database.c hides. It belongs to one
 * thread at a time. Errors as in catalogue.h; they are logged.
 */
#ifndef STORAGE_DATABASE_H
#define STORAGE_DATABASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "storage/row_kind.h"

struct database;

/* A prepared statement. It belongs to its database. */
struct statement;

/* How a database is opened. */
enum database_way {
	DATABASE_WRITE,  /* to read and write */
	DATABASE_READ,   /* to read, beside a writer */
	DATABASE_FROZEN, /* to read what nobody writes; 'path' is a URI */
};

/* Each statement of the program is prepared once and kept in its slot. */
enum statement_slot {
	SLOT_VERSION,
	SLOT_ROWS, /* one for each step of each kind of row */
	SLOT_ROWS_END = SLOT_ROWS + ROW_KIND_COUNT * ROW_STEPS_MAX,
	SLOT_ALL_SOURCES,
	SLOT_GET_STATE,
	SLOT_PUT_STATE,
	SLOT_COLUMNS,
	SLOT_HAS_COLUMN,
	SLOT_CALLS,
	SLOT_CALLS_BY_UID,
	SLOT_IDS,
	SLOT_OPEN_IDS,
	SLOT_CALL_BY_ID,
	SLOT_LEGS,
	SLOT_STREAMS,
	SLOT_RECORDINGS,
	SLOT_GAPS,
	SLOT_EVENTS,
	SLOT_MESSAGES,
	SLOT_RTCP,
	SLOT_KEYS,
	SLOT_FAXES,
	SLOT_STATS,
	SLOT_STATS_BY,
	SLOT_INCOMPLETE,
	SLOT_SOURCE,
	SLOT_DUPLICATES,
	SLOT_LINKS,
	SLOT_QUALITIES,
	SLOT_KEY_COUNTS,
	SLOT_COUNTERS,
	SLOT_REGISTRATIONS,
	SLOT_CALLS_MATCHING,
	SLOT_CALLS_MARKED,
	SLOT_CALLS_OF_CALL_ID,
	SLOT_WORD_WHOLE,
	SLOT_WORD_PART,
	SLOT_WORD_OF_KIND,
	SLOT_WORD_OF_TEXT,
	SLOT_SEARCH_CALL,
	SLOT_SEARCH_LEG,
	SLOT_SEARCH_STREAM,
	SLOT_SEARCH_TAG,
	SLOT_SEARCH_NOTE,
	SLOT_SEARCH_WORD,
	SLOT_SEARCH_ADD_WORD,
	SLOT_SEARCH_ADD_PART,
	SLOT_SEARCH_KEY,
	SLOT_SEARCH_MOVE,
	SLOT_SEARCH_PUT,
	SLOT_SEARCH_FRESH,
	SLOT_SEARCH_DONE,
	SLOT_SEARCH_NEXT,
	SLOT_SEARCH_STALE,
	SLOT_SEARCH_WORDS,
	SLOT_SEARCH_DROP,
	SLOT_SEARCH_USED,
	SLOT_SEARCH_DROP_PART,
	SLOT_SEARCH_DROP_WORD,
	SLOT_TAGS,
	SLOT_NOTES,
	SLOT_AUDIT,
	SLOT_ANNOTATE_CALL,
	SLOT_ANNOTATE_AUDIT,
	SLOT_ANNOTATE_TAG,
	SLOT_ANNOTATE_UNTAG,
	SLOT_ANNOTATE_NOTE,
	SLOT_ANNOTATE_HOLD,
	SLOT_DELETE_OPEN,
	SLOT_DELETE_MARK,
	SLOT_DELETE_FILES,
	SLOT_DELETE_EXPIRED,
	SLOT_DELETE_CALL,
	SLOT_RECOVER_OPEN,
	SLOT_RECOVER_HAS_ROW,
	SLOT_RECOVER_CALL_OF_UID,
	SLOT_RECOVER_CALLS,
	SLOT_EXPIRE_PAGE,
	SLOT_EXPIRE_STATE,
	SLOT_EXPIRE_AUDIT,
	SLOT_EXPIRE_EVENT,
	SLOT_EXPIRE_GO_ON,
	SLOT_EXPIRE_CALLS,
	SLOT_ACCOUNTS,
	SLOT_ACCOUNT_ADD,
	SLOT_ACCOUNT_FIND,
	SLOT_ACCOUNT_SET,
	SLOT_ACCOUNT_REMOVE,
	SLOT_ACCOUNT_COUNT,
	SLOT_SESSION_ADD,
	SLOT_SESSION_FIND,
	SLOT_SESSION_USE,
	SLOT_SESSION_END,
	SLOT_SESSIONS_END_OLD,
	SLOT_SESSIONS_END_SURPLUS,
	SLOT_TOKEN_ADD,
	SLOT_TOKEN_FIND,
	SLOT_TOKEN_REMOVE,
	SLOT_TOKENS,
	SLOT_SETUP,
	SLOT_SETUP_FORGET,
	SLOT_SETUP_OFFER,
	SLOT_COUNT
};

/* Opens the database 'path' and sets the connection up. */
int database_open(const char *path, enum database_way way,
    struct database **out) __attribute__((warn_unused_result));

/* Closes it; an open transaction is taken back. NULL is allowed. */
void database_close(struct database *db);

/* Closes it, and leaves the files as they are now. NULL is allowed. */
void database_abandon(struct database *db);

/*
 * Looks at the file without opening it. ESTALE: the path names another file
 * by now, or none, while the one that is open is as it was. EBADMSG: something
 * else was written into the file.
 */
int database_check(struct database *db) __attribute__((warn_unused_result));

/* Writes all of it to a new file 'path', also when its own has no name. */
int database_copy(struct database *db, const char *path)
    __attribute__((warn_unused_result));

/* How long a lock of another program is waited for; 5 s at first. */
void database_set_patience(struct database *db, int ms);

/* Runs 'sql'; gives the first column of the first row. */
int database_exec(struct database *db, const char *sql)
    __attribute__((warn_unused_result));
int database_number(struct database *db, const char *sql, int64_t *out)
    __attribute__((warn_unused_result));

/* Begins a transaction that writes. EBUSY, which is not logged: another
 * program writes. */
int database_begin(struct database *db) __attribute__((warn_unused_result));

/*
 * A number that is another one when another connection has changed something,
 * but not when this one has. To be asked within a transaction.
 */
int database_version(struct database *db, int64_t *out)
    __attribute__((warn_unused_result));

/*
 * Ends it, when there is room on the disk for it and the 'bytes' of its rows
 * (ENOSPC). After an error it may still be open: take it back.
 */
int database_commit(struct database *db, size_t bytes)
    __attribute__((warn_unused_result));
void database_rollback(struct database *db);

/* The statement in 'slot'; NULL when it was not yet prepared. */
struct statement *
database_prepared(struct database *db, enum statement_slot slot);

/*
 * After a transaction: brings the log into the database when it is long enough
 * for that. EBUSY: a reader does not let it, and the log may not grow any more.
 */
int
database_checkpoint(struct database *db) __attribute__((warn_unused_result));

/* How many pages the log may have, for tests. */
void database_set_log_limit(struct database *db, int pages);

/* Prepares 'sql' into 'slot', unless that was done. */
int
database_prepare(struct database *db, enum statement_slot slot, const char *sql,
    struct statement **out) __attribute__((warn_unused_result));

/* Likewise, and takes the place of another SQL in the slot. */
int database_prepare_again(struct database *db, enum statement_slot slot,
    const char *sql, struct statement **out)
    __attribute__((warn_unused_result));

/*
 * Each gives the next parameter its value. What 'text' and 'bytes' point to
 * must live until the statement has run. An error is kept for
 * statement_write() or statement_step().
 */
void bind_null(struct statement *statement);
void bind_int(struct statement *statement, int64_t value);
void bind_real(struct statement *statement, double value);
void bind_blob(struct statement *statement, const void *bytes, size_t size);
/* NULL and "" become NULL; bytes that are no UTF-8 are replaced. */
void bind_text(struct statement *statement, const char *text);
/* Like bind_text, for a text that ends before the statement runs. */
void bind_text_copy(struct statement *statement, const char *text);

/* Has it a parameter that has no value yet? */
bool statement_wants(const struct statement *statement);

/* Runs a statement that changes rows. */
int statement_write(struct statement *statement)
    __attribute__((warn_unused_result));

/* Likewise; a row that is refused (EINVAL) is not logged. */
int
statement_try(struct statement *statement) __attribute__((warn_unused_result));

/* Likewise; '*any' says whether it changed a row. */
int statement_change(struct statement *statement, bool *any)
    __attribute__((warn_unused_result));

/* The rowid of what was inserted last. */
int64_t database_last_id(const struct database *db);

/* Moves to the next row; '*row' is false at the end. */
int statement_step(struct statement *statement, bool *row)
    __attribute__((warn_unused_result));

/* Rows that were read without an index, and sorts, until now: for tests. */
int statement_scans(const struct statement *statement);

/* Lets go of the rows and the parameters: nothing is locked any more. */
void statement_reset(struct statement *statement);

/* Each gives the next column of the row. NULL is 0, and ROW_NO_TIME. */
int64_t column_int(struct statement *statement);
double column_real(struct statement *statement);
int64_t column_time(struct statement *statement);
/* Lives until the next step or reset; NULL stays NULL. */
const char *column_text(struct statement *statement);
const void *column_blob(struct statement *statement, size_t *size);
/* Is the next column NULL? Does not move on. */
bool column_is_null(const struct statement *statement);

/* Has a recording, which is called r in the second one, a file that is kept? In
 * the words of the index recording_kept, which is not used for others. */
#define KEPT_IF(state)                                                         \
	"(" state " = 'complete' OR " state " = 'cut' OR " state               \
	" = 'recovered') "
#define RECORDING_IS_KEPT KEPT_IF("state")
#define R_IS_KEPT KEPT_IF("r.state")

#endif
