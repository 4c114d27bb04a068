/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the files of the catalogue share, within storage/ only: a database,
 * its transaction and its prepared statements, without SQLite's own types
 * (catalogue.c hides these). Errors as in catalogue.h; they are logged.
 */
#ifndef STORAGE_CATALOGUE_INT_H
#define STORAGE_CATALOGUE_INT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "storage/catalogue.h"

/* A prepared statement. It belongs to its catalogue. */
struct statement;

/* How a database is opened. */
enum database_way {
	DATABASE_WRITE,  /* to read and write */
	DATABASE_READ,   /* to read, beside a writer */
	DATABASE_FROZEN, /* to read what nobody writes; 'path' is a URI */
};

/* Each statement of the program is prepared once and kept in its slot. */
enum statement_slot {
	SLOT_CALL_OF_UID,
	SLOT_DELETE_CALL,
	SLOT_PUT_CALL,
	SLOT_PUT_LEG,
	SLOT_PUT_STREAM,
	SLOT_PUT_RECORDING,
	SLOT_PUT_SOURCE,
	SLOT_SAME_SOURCE,
	SLOT_DELETE_DUPLICATE,
	SLOT_DELETE_CAPTURE_STAT,
	SLOT_ADD_SIP_MESSAGE,
	SLOT_ADD_GAP,
	SLOT_ADD_EVENT,
	SLOT_ADD_CAPTURE_STAT,
	SLOT_ADD_DUPLICATE,
	SLOT_PUT_REGISTRATION,
	SLOT_ADD_LINK,
	SLOT_ADD_DTMF,
	SLOT_ADD_QUALITY,
	SLOT_ADD_FAX,
	SLOT_MERGE_CALLS, /* and the steps that follow */
	SLOT_MERGE_LAST = SLOT_MERGE_CALLS + 9,
	SLOT_COLUMNS,
	SLOT_HAS_COLUMN,
	SLOT_NEXT_CALL,
	SLOT_NEWEST_CALLS,
	SLOT_CALLS_BY_UID,
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
	SLOT_SOURCE,
	SLOT_DUPLICATES,
	SLOT_LINKS,
	SLOT_QUALITIES,
	SLOT_KEY_COUNTS,
	SLOT_COUNTERS,
	SLOT_REGISTRATIONS,
	SLOT_RECOVER_OPEN,
	SLOT_RECOVER_HAS_ROW,
	SLOT_RECOVER_LOST,
	SLOT_RECOVER_CALL_OF_UID,
	SLOT_RECOVER_CALLS,
	SLOT_RECOVER_END,
	SLOT_COUNT
};

/*
 * Step n brings a catalogue from version n to n + 1: schema.sql, schema-2.sql
 * and so on; a new one takes all.
 */
#define CATALOGUE_VERSION 4
extern const char *const catalogue_schema[CATALOGUE_VERSION];

/*
 * Opens the database 'path' and sets the connection up. 'lock_fd' (or -1)
 * becomes the catalogue's and is closed with it; also on an error.
 */
int database_open(const char *path, enum database_way way, int lock_fd,
    struct catalogue **out) __attribute__((warn_unused_result));

/* Opens the catalogue in 'folder' to write, as catalogue_open() does. */
int database_open_writer(const char *folder, struct catalogue **out)
    __attribute__((warn_unused_result));

/* Runs 'sql' outside the batch; gives the first column of the first row. */
int database_exec(struct catalogue *catalogue, const char *sql)
    __attribute__((warn_unused_result));
int database_number(struct catalogue *catalogue, const char *sql, int64_t *out)
    __attribute__((warn_unused_result));

/* Where the next identifier of 'table' is kept; 0 when not yet known. */
int64_t *
database_next_id(struct catalogue *catalogue, enum catalogue_table table);

/* How its numbers are normalised. */
struct number_plan *database_number_plan(struct catalogue *catalogue);

/* Closes without writing what is pending. NULL is allowed. */
void database_close(struct catalogue *catalogue);

/* Opens the transaction of the batch; ends a full one and opens another. */
int
batch_begin(struct catalogue *catalogue) __attribute__((warn_unused_result));

/* The statement in 'slot'; NULL when it was not yet prepared. */
struct statement *
statement_get(struct catalogue *catalogue, enum statement_slot slot);

/* Prepares 'sql' into 'slot', unless that was done. */
int statement_prepare(struct catalogue *catalogue, enum statement_slot slot,
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

/* Runs a statement that changes rows, as a part of the batch. */
int statement_write(struct statement *statement)
    __attribute__((warn_unused_result));

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

/* What people know a row of the table 'source' by; "eth1: vlan 100". */
#define SOURCE_TEXT(source)                                                    \
	source ".name || coalesce(': ' || " source ".encapsulation, '')"

/* Came something of the call, in this table, from source ?7? */
#define IS_FROM_SOURCE(table)                                                  \
	"EXISTS (SELECT 1 FROM " table " CROSS JOIN source "                   \
	"ON source.id = " table ".source_id WHERE " table ".call_id = "        \
	"call.id AND instr(lower(" SOURCE_TEXT("source") "), lower(?7)))"

/*
 * What a struct call_filter asks of a row of 'call', but for its beginning;
 * filter_bind() gives the values, which are the parameters 3 to 7.
 */
#define CALL_FILTER                                                            \
	"started_us < ?3 AND (?4 IS NULL OR state = ?4) AND (?5 IS NULL "      \
	"OR instr(lower(caller_number), lower(?5)) "                           \
	"OR instr(lower(callee_number), lower(?5)) "                           \
	"OR instr(caller_number_normalised, ?6) "                              \
	"OR instr(callee_number_normalised, ?6)) AND (?7 IS NULL "             \
	"OR " IS_FROM_SOURCE("leg") " OR " IS_FROM_SOURCE("stream") ")"

struct call_filter;
void filter_bind(struct statement *s, const struct call_filter *filter);

#endif
