/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Removing files of recordings, within storage/ only. */
#ifndef STORAGE_REMOVE_H
#define STORAGE_REMOVE_H

/*
 * Removes 'path' below the folder 'dir_fd', for good when it returns; what is
 * not there is gone, and what is kept of its peaks. 0 or a positive errno.
 */
int
remove_file(int dir_fd, const char *path) __attribute__((warn_unused_result));

/* Its two steps, for several files of a folder: only the sync of the folder
 * that 'path' is in makes it for good. */
int
remove_name(int dir_fd, const char *path) __attribute__((warn_unused_result));
int
remove_sync(int dir_fd, const char *path) __attribute__((warn_unused_result));

/* Removes the folders of 'path' that are empty now, a day, its month, its year;
 * the recorder must not be making a file there. */
void remove_folders(int dir_fd, const char *path);

#endif
