/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From what people name to the capture files that they mean: a file, "-", a
 * pattern for many files, or a folder of them.
 */
#ifndef RECORDER_FILES_H
#define RECORDER_FILES_H

#include <stdbool.h>
#include <stddef.h>

/* A folder where other files may lie about. */
struct file_folder {
	struct file_folder *next;
	const char *name; /* borrowed */
	bool has_captures;
};

struct file {
	char *path;
	/* Where it was found, when nobody named it and its name does not tell
	 * that it is a capture: it is left out when it is none. Else NULL. */
	struct file_folder *guessed;
};

/* All zeros is an empty list. */
struct files {
	struct file *items;
	size_t count, capacity;
	struct file_folder *folders;
};

/*
 * Adds all files that 'name' (which outlives the list) means: the file of that
 * name when there is one, else those that match it as a pattern of glob(7), or
 * those in the folder of that name. False: there are none, or no memory, which
 * was said. A missing file that is no pattern is added: opening it tells why.
 * No file is opened here.
 */
bool files_add(struct files *files, const char *name);

/* 'file' was opened: it is a capture. */
void files_note_capture(struct file *file);

/* Has each folder captures, as far as was noted? Complains of those that have
 * none. */
bool files_have_captures(const struct files *files);

/* Sorts by name, and leaves out what was named twice, with a warning. */
void files_sort(struct files *files);

void files_clear(struct files *files);

#endif
