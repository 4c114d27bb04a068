/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A zip file that is sent while it is made. */
#ifndef EXPORT_ZIP_H
#define EXPORT_ZIP_H

#include <stdbool.h>
#include <stdint.h>

#include "export/sink.h"

struct zip;

/* Can this build make them? */
bool zip_exists(void);

/*
 * Begins one that goes to 'sink', which is kept. All that is in it was made at
 * 'time_us', so that it is the same each time. 0 or a positive errno; ENOTSUP:
 * there is no libarchive in this build.
 */
int zip_open(const struct export_sink *sink, int64_t time_us, struct zip **out)
    __attribute__((warn_unused_result));

/* Adds a file with the bytes of the one open as 'fd'. 0 or a positive errno:
 * that of the sink, ENOMEM, EIO. */
int zip_add_file(struct zip *zip, const char *name, int fd)
    __attribute__((warn_unused_result));

/* Ends it, if all 'is_good', and frees it. */
int
zip_close(struct zip *zip, bool is_good) __attribute__((warn_unused_result));

#endif
