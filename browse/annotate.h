/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the commands share that change calls. */
#ifndef BROWSE_ANNOTATE_H
#define BROWSE_ANNOTATE_H

#include "browse/browse.h"
#include "storage/annotate.h"

/* Does something with the call 'uid'; 0 or a positive errno. */
typedef int annotate_call_fn(struct annotator *annotator,
    const struct annotation_by *by, const char *uid, void *arg);

/*
 * Does it with the call that the word 'prefix' names, and says what went
 * wrong. The exit status.
 */
int annotate_call(const struct request *request, struct catalogue *catalogue,
    const char *prefix, annotate_call_fn *change, void *arg);

/* Likewise with each call that the words name; goes on after an error. */
int annotate_calls(const struct request *request, struct catalogue *catalogue,
    annotate_call_fn *change, void *arg);

#endif
