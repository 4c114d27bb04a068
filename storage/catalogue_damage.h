/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A catalogue that is damaged is put aside, for people to look at, and a new
 * one begins. Within storage/ only. Errors as in catalogue.h.
 */
#ifndef STORAGE_CATALOGUE_DAMAGE_H
#define STORAGE_CATALOGUE_DAMAGE_H

#include "storage/database.h"

/* Renames catalog.db, and what SQLite has beside it, to "catalog.db.damaged-"
 * and the time. The database is not open. */
int catalogue_put_aside(int folder_fd) __attribute__((warn_unused_result));

/*
 * In a catalogue that began when calls went on, rows may refer to what is in
 * the one before it: nothing checks that, until catalogue_heal().
 */
int
catalogue_begin_midway(struct database *db) __attribute__((warn_unused_result));

/* Is 'db' such a one? It is set up as such then. */
int catalogue_is_midway(struct database *db, bool *midway)
    __attribute__((warn_unused_result));

/*
 * What belongs to a call whose row was lost gets a row for it, state
 * 'recovered'; what refers to other rows that were lost goes.
 */
int catalogue_heal(struct database *db) __attribute__((warn_unused_result));

#endif
