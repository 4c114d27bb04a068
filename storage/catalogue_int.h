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

/*
 * Opens the database of a catalogue of this version to write short
 * transactions beside its writer. ESTALE: it is of an earlier version.
 */
int catalogue_open_beside(const char *folder, struct database **out)
    __attribute__((warn_unused_result));

/* The database of a catalogue that is read. Of one that is written, after all
 * that was put is in it, for tests: nothing may be put meanwhile. */
struct database *catalogue_database(struct catalogue *catalogue);

/* As database_prepare(), in a catalogue that is read. */
int statement_prepare(struct catalogue *catalogue, enum statement_slot slot,
    const char *sql, struct statement **out)
    __attribute__((warn_unused_result));

/* Likewise with another SQL from time to time: what was in the slot goes. */
int statement_prepare_again(struct catalogue *catalogue,
    enum statement_slot slot, const char *sql, struct statement **out)
    __attribute__((warn_unused_result));

/* What people know a row of the table 'source' by; "eth1: vlan 100". */
#define SOURCE_TEXT(source)                                                    \
	source ".name || coalesce(': ' || " source ".encapsulation, '')"

#endif
