/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the rows of storage/rows.h consist of: one table, from which rows are
 * copied into the queue, read back, and written, by code that knows no row
 * (row_code.c, row_write.c). Within storage/ only.
 */
#ifndef STORAGE_ROW_KIND_H
#define STORAGE_ROW_KIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "storage/catalogue.h"

/* Statements that a row needs at the most: those before it, what asks whether
 * they are needed, its own, what brings one with an identifier up to date, and
 * what takes its call out of the index of words. */
#define ROW_BEFORE_MAX 14
#define ROW_STEP_WHEN ROW_BEFORE_MAX
#define ROW_STEP_OWN (ROW_BEFORE_MAX + 1)
#define ROW_STEP_STEADY (ROW_BEFORE_MAX + 2)
#define ROW_STEP_MOVING (ROW_BEFORE_MAX + 3)
#define ROW_STEP_MARK (ROW_BEFORE_MAX + 4)
#define ROW_STEPS_MAX (ROW_BEFORE_MAX + 5)
#define ROW_FIELDS_MAX 40

/*
 * The number of a kind is in the files of rows that wait (storage/spool.h):
 * it is never changed, and new ones follow the last.
 */
enum row_kind {
	ROW_CALL,
	ROW_LEG,
	ROW_LINK,
	ROW_SIP_MESSAGE,
	ROW_STREAM,
	ROW_QUALITY,
	ROW_DTMF,
	ROW_EVENT,
	ROW_RECORDING,
	ROW_GAP,
	ROW_FAX,
	ROW_SOURCE,
	ROW_CAPTURE_STAT,
	ROW_DUPLICATE,
	ROW_REGISTRATION,
	ROW_DUPLICATE_PAIR, /* whose duplicates are taken away */
	ROW_MERGE,          /* of two calls */
	ROW_NUMBER_PLAN,    /* of the numbers in the rows that follow */
	ROW_RECORDING_GONE,
	ROW_CALL_RECOVERED,
	ROW_TAG,
	ROW_DROP_MESSAGES, /* of the call that is first of a pair */
	ROW_DROP_DETAILS,  /* likewise */
	ROW_KIND_COUNT
};

/* How a field is stored in its struct, and so in a copy of the row. */
enum field_type {
	FIELD_INT64,
	FIELD_UINT64,
	FIELD_INT,
	FIELD_UINT32,
	FIELD_BOOL,
	FIELD_DOUBLE,
	FIELD_TEXT, /* const char *; NULL and "" are the same */
	FIELD_BLOB, /* const void *, beside its size_t */
};

/* When a field is NULL in the catalogue; a text is when it is empty. */
enum field_null {
	FIELD_ALWAYS, /* never */
	FIELD_NO_ZERO,
	FIELD_TIME,  /* ROW_NO_TIME */
	FIELD_KNOWN, /* when the bool beside it is false */
};

struct row_field {
	const char *column;
	unsigned short at;     /* offset in the struct */
	unsigned short beside; /* ... of a blob's size, or of the bool */
	enum field_type type;
	enum field_null null;
	bool is_steady; /* of a row with an identifier: in an index, or the
	                   identifier of another row, and seldom another one
	                   than before */
	bool is_number; /* of a telephone: three columns, with "_normalised" and
	                   "_reversed" at the end of the name */
};

/* What is given up first when there is no room for all. */
enum row_weight {
	ROW_BULK,   /* what signalling said, octet by octet */
	ROW_DETAIL, /* what happened in a call */
	ROW_BASIS,  /* that a call and its recordings are there */
};

/*
 * Fields are in the order of the columns in SQL; 'id' is the first. Those of
 * a released version keep their places, and new ones follow the last.
 */
struct row_layout {
	const char *table;
	const struct row_field *fields;
	unsigned field_count;
	enum row_weight weight;
	bool has_id; /* the row with the same 'id' is brought up to date */
	enum catalogue_table ids; /* who gives that; or CATALOGUE_TABLE_COUNT */
	const char *const *before; /* SQL that runs before, to NULL; or NULL. It
	                              uses the first columns. */
	const char *when;          /* ... if this finds a row; NULL: always */
	const char *sql; /* NULL: all columns are inserted into 'table' */
	unsigned call;   /* which column, from 1, has the call whose words it
	                  changes (storage/search.h); 0: none */
};

/* A row that is no row of rows.h: what is done with two others. */
struct row_pair {
	int64_t first_id;
	int64_t second_id;
};

/* Like number_plan, as texts. */
struct number_plan_row {
	const char *country_code;
	const char *international;
	const char *national;
};

/* A row of any kind. */
union row {
	struct call_row call;
	struct leg_row leg;
	struct link_row link;
	struct sip_message_row sip_message;
	struct stream_row stream;
	struct quality_row quality;
	struct dtmf_row dtmf;
	struct event_row event;
	struct recording_row recording;
	struct gap_row gap;
	struct fax_row fax;
	struct source_row source;
	struct capture_stat_row capture_stat;
	struct duplicate_row duplicate;
	struct registration_row registration;
	struct tag_row tag;
	struct row_pair pair;
	struct number_plan_row number_plan;
	struct recording_gone_row recording_gone;
	struct call_recovered_row call_recovered;
};

/* What a row of 'kind' consists of. */
const struct row_layout *row_layout(enum row_kind kind);

/* The number in a field that is one, as it lies there; an unsigned one above
 * INT64_MAX is below 0. */
int64_t row_number(const struct row_field *field, const char *row);

#endif
