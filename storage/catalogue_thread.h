/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The thread of the catalogue, which takes rows out of the queue and has them
 * kept. Within storage/ only.
 */
#ifndef STORAGE_CATALOGUE_THREAD_H
#define STORAGE_CATALOGUE_THREAD_H

#include "storage/catalogue.h"
#include "storage/row_queue.h"
#include "storage/row_store.h"

struct catalogue_thread;

/*
 * Takes what 'store' holds over; 'folder_fd' and 'queue' are borrowed. NULL: no
 * memory. No thread runs before catalogue_thread_start(), so that it has the
 * rights that the process has then.
 */
struct catalogue_thread *catalogue_thread_new(
    const struct row_store *store, int folder_fd, struct row_queue *queue);

/* Starts it, when it does not run. */
int catalogue_thread_start(struct catalogue_thread *thread)
    __attribute__((warn_unused_result));

/* From now on what is queued is written each second, after all that the disk
 * of the folder was given is on it. */
void catalogue_thread_go_live(struct catalogue_thread *thread);

/* Has all kept that is queued, ends the thread and frees it; NULL is allowed.
 * Why rows are not in the database, or were refused; 0: all are. */
int catalogue_thread_stop(struct catalogue_thread *thread)
    __attribute__((warn_unused_result));

/* How it goes, as far as the thread knows. Any thread. */
void catalogue_thread_get_status(
    struct catalogue_thread *thread, struct catalogue_status *out);

/* Why rows can be kept nowhere at the moment; 0: they can. Any thread. */
int catalogue_thread_error(const struct catalogue_thread *thread);

/* Its database; the thread has to be at rest. NULL: it is not open. */
struct database *catalogue_thread_database(struct catalogue_thread *thread);

#endif
