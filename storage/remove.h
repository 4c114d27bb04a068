/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Removing the file of a recording, within storage/ only. */
#ifndef STORAGE_REMOVE_H
#define STORAGE_REMOVE_H

#include <stdbool.h>

/*
 * Removes 'path' below the folder 'dir_fd', for good when it returns; what is
 * not there is gone. 'with_folders': and the folders that are empty then, in
 * which the recorder must not be making a file. 0 or a positive errno.
 */
int remove_file(int dir_fd, const char *path, bool with_folders)
    __attribute__((warn_unused_result));

#endif
