/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file without a name, for what cannot be made from its beginning to its
 * end. It is gone when it is closed. */
#ifndef EXPORT_SPOOL_H
#define EXPORT_SPOOL_H

#include "export/sink.h"

/* Opens an empty one in $TMPDIR, else /tmp; the caller closes '*fd'. 0 or a
 * positive errno. */
int spool_open(int *fd) __attribute__((warn_unused_result));

/* Appends to it: a sink whose 'arg' is an int *, the descriptor. */
export_put_fn spool_put;

/* Puts all of it to 'sink'. */
int spool_send(int fd, const struct export_sink *sink)
    __attribute__((warn_unused_result));

#endif
