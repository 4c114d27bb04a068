/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From what people name to the capture files that they mean: a file, "-", a
 * pattern for many files, or a folder of them.
 */
#ifndef RECORDER_FILES_H
#define RECORDER_FILES_H

#include <stdbool.h>
#include <stddef.h>

/* All zeros is an empty list. */
struct files {
	char **paths;
	size_t count, capacity;
};

/*
 * Adds all files that 'name' means: the file of that name when there is one,
 * else those that match it as a pattern of glob(7), or the capture files in
 * the folder of that name. False: there are none, or no memory, which was
 * said. A missing file that is no pattern is added: opening it tells why.
 */
bool files_add(struct files *files, const char *name);

/* Sorts by name, and leaves out what was named twice, with a warning. */
void files_sort(struct files *files);

void files_clear(struct files *files);

#endif
