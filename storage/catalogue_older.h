/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a reader sees a catalogue of an earlier version, within storage/. */
#ifndef STORAGE_CATALOGUE_OLDER_H
#define STORAGE_CATALOGUE_OLDER_H

#include "storage/catalogue_int.h"

/*
 * Lets 'db', which an earlier version made, look like one of
 * CATALOGUE_VERSION: what its tables do not have is their default, tables
 * that it does not have are empty. Nothing is changed in the file.
 */
int
catalogue_look_newer(struct database *db) __attribute__((warn_unused_result));

#endif
