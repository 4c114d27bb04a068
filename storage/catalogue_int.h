/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the catalogue share, within storage/ only. Errors as in
 * catalogue.h; they are logged. */
#ifndef STORAGE_CATALOGUE_INT_H
#define STORAGE_CATALOGUE_INT_H

#include "storage/catalogue.h"
#include "storage/database.h"

/*
 * Step n brings a catalogue from version n to n + 1: schema.sql, schema-2.sql
 * and so on; a new one takes all.
 */
#define CATALOGUE_VERSION 4
extern const char *const catalogue_schema[CATALOGUE_VERSION];

/*
 * Opens the database of a catalogue in 'folder', for its writer (which has
 * the lock of the folder) or to read it. As catalogue_open().
 */
int catalogue_open_database(const char *folder, enum catalogue_mode mode,
    struct database **out) __attribute__((warn_unused_result));

/* The database of a catalogue that is read. Of one that is written, after all
 * that was put is in it, for tests: nothing may be put meanwhile. */
struct database *catalogue_database(struct catalogue *catalogue);

/* As database_prepare(), in a catalogue that is read. */
int statement_prepare(struct catalogue *catalogue, enum statement_slot slot,
    const char *sql, struct statement **out)
    __attribute__((warn_unused_result));

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
