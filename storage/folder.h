/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The folders below the output folder: opened step by step, without ever
 * following a link, so that nobody who can write into one of them can lead
 * the recorder out of it.
 */
#ifndef STORAGE_FOLDER_H
#define STORAGE_FOLDER_H

#define FOLDER_NAME_SIZE 256 /* longest name of a file and its NUL */

enum folder_mode {
	FOLDER_FIND, /* ENOENT when it is not there */
	FOLDER_MAKE, /* made with mode 0750 */
};

/*
 * Opens the folder in which 'path', relative to 'dir_fd', lies; the caller
 * closes '*out'. 0 or a positive errno: EINVAL for a path that is absolute or
 * has an empty part, "." or "..".
 */
int folder_open_parent(int dir_fd, const char *path, enum folder_mode mode,
    int *out) __attribute__((warn_unused_result));

/* The last part of 'path' with 'suffix' added. 0 or ENAMETOOLONG. */
int folder_name(char out[FOLDER_NAME_SIZE], const char *path,
    const char *suffix) __attribute__((warn_unused_result));

#endif
