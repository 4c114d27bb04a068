/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The thread of the catalogue, which owns the database and writes what the
 * queue has. Within storage/ only.
 */
#ifndef STORAGE_CATALOGUE_THREAD_H
#define STORAGE_CATALOGUE_THREAD_H

#include "storage/catalogue.h"
#include "storage/database.h"
#include "storage/row_queue.h"

struct catalogue_thread;

/*
 * Takes 'db' over, also on an error. 'folder_fd' and 'queue' are borrowed.
 * No thread runs before catalogue_thread_start(), so that it has the rights
 * that the process has then.
 */
int catalogue_thread_new(struct database *db, int folder_fd,
    struct row_queue *queue, struct catalogue_thread **out)
    __attribute__((warn_unused_result));

/* Starts it, when it does not run. */
int catalogue_thread_start(struct catalogue_thread *thread)
    __attribute__((warn_unused_result));

/* From now on what is queued is written each second, after all that the disk
 * of the folder was given is on it. Before it is started. */
void catalogue_thread_go_live(struct catalogue_thread *thread);

/* Has all written that is queued, ends the thread and frees it; NULL is
 * allowed. */
int catalogue_thread_stop(struct catalogue_thread *thread)
    __attribute__((warn_unused_result));

/* Why it stands still at the moment; 0: it does not. Any thread. */
int catalogue_thread_error(const struct catalogue_thread *thread);

/* Rows that could not be stored, until now. Any thread. */
uint64_t catalogue_thread_refused(const struct catalogue_thread *thread);

/* Its database; the thread has to be at rest. */
struct database *catalogue_thread_database(struct catalogue_thread *thread);

#endif
