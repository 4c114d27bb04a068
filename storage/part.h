/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A file is NAME.part until it is whole. No link is followed on the way to it,
 * and folders are made as needed.
 */
#ifndef STORAGE_PART_H
#define STORAGE_PART_H

#include <stdbool.h>

/* All take 'path' relative to 'dir_fd', and give 0 or a positive errno: of the
 * system, EINVAL for a path that leads out, ENAMETOOLONG. */

/* Makes NAME.part, in place of one that an earlier run left, open for reading
 * and writing. */
int part_make(int dir_fd, const char *path, int *fd)
    __attribute__((warn_unused_result));

/* Takes .part off its name, in place of a file that has it; 'sync' writes that
 * to the disk. */
int part_give_name(int dir_fd, const char *path, bool sync)
    __attribute__((warn_unused_result));

/* Takes .part off the text 'path'; false: it has none. */
bool part_take_suffix(char *path);

/* Opens NAME.part, which an earlier run left, for reading and writing; 'named'
 * opens NAME instead. */
int part_open(int dir_fd, const char *path, bool named, int *fd)
    __attribute__((warn_unused_result));

/* Calls NAME.part NAME.damaged. */
int part_set_aside(int dir_fd, const char *path)
    __attribute__((warn_unused_result));

/* Removes NAME.part. */
int part_remove(int dir_fd, const char *path);

#endif
