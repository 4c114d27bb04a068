/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the repair of each sort of file shares, within storage/ only. */
#ifndef STORAGE_REPAIR_INT_H
#define STORAGE_REPAIR_INT_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "storage/repair.h"

/* So much of a file is looked at, from its end. */
#define REPAIR_TAIL_BYTES (1 << 20)

/* Reads up to 'size' bytes at 'offset'; '*got' is less at the end only. */
int repair_read(int fd, off_t offset, void *out, size_t size, size_t *got)
    __attribute__((warn_unused_result));

/* Writes all of it, if it is not there already. */
int repair_write(int fd, off_t offset, const void *bytes, size_t size)
    __attribute__((warn_unused_result));

/* Cuts the file behind 'size' bytes, if it has more. */
int repair_cut(int fd, uint64_t size) __attribute__((warn_unused_result));

/* Each repairs a file of 'size' bytes which begins as its sort does; as
 * repair_audio(). */
int repair_wav(int fd, uint64_t size, struct repaired *out)
    __attribute__((warn_unused_result));
int repair_flac(int fd, uint64_t size, struct repaired *out)
    __attribute__((warn_unused_result));
int repair_ogg(int fd, uint64_t size, struct repaired *out)
    __attribute__((warn_unused_result));

#endif
