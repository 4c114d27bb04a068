/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Files of audio without a row. Such a file was made within the last seconds
 * before the crash, so that it lies in one of the folders that were written to
 * last: a catalogue of years is not searched.
 */
#include "storage/recover_int.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "storage/folder.h"
#include "storage/part.h"

#define FOLDERS_BACK_S 86400             /* before the one written to last */
#define NAMES_BACK_US INT64_C(600000000) /* before the last row */
#define DAY_SIZE sizeof "audio/2026/11/21"

/* A folder audio/YYYY/MM/DD. */
struct day {
	char path[DAY_SIZE];
	time_t changed;
};

struct days {
	struct day *at;
	size_t count, size;
	time_t newest;
};

static int
add_day(struct days *days, const char *path, time_t changed)
{
	if (days->count == days->size) {
		size_t size = days->size ? 2 * days->size : 64;
		struct day *at = realloc(days->at, size * sizeof *at);

		if (!at)
			return ENOMEM;
		days->at = at;
		days->size = size;
	}
	memcpy(days->at[days->count].path, path, DAY_SIZE);
	days->at[days->count++].changed = changed;
	if (days->count == 1 || changed > days->newest)
		days->newest = changed;
	return 0;
}

/* Is it a name of 'length' digits? */
static bool
is_number(const char *name, size_t length)
{
	return strlen(name) == length && strspn(name, "0123456789") == length;
}

/* Opens a folder in 'parent' for reading its names; it follows no link. */
static int
open_names(int parent, const char *name, DIR **out)
{
	int fd = openat(
	    parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0)
		return errno;
	*out = fdopendir(fd);
	if (!*out) {
		close(fd);
		return ENOMEM;
	}
	return 0;
}

/* Finds the days below the folder 'path', which is audio and its years or
 * months so far. */
static int
find_days(int parent, const char *path, struct days *days)
{
	size_t len = strlen(path);
	const char *name = strrchr(path, '/');
	struct dirent *entry;
	DIR *dir = NULL;
	int error = open_names(parent, name ? name + 1 : path, &dir);

	if (error)
		return error == ENOENT || error == ENOTDIR || error == ELOOP
			   ? 0
			   : error;
	while (!error && (entry = readdir(dir))) {
		char below[DAY_SIZE];
		struct stat st;

		if (!is_number(entry->d_name, len < 6 ? 4 : 2))
			continue;
		snprintf(below, sizeof below, "%s/%.4s", path, entry->d_name);
		if (strlen(below) + 1 < DAY_SIZE)
			error = find_days(dirfd(dir), below, days);
		else if (!fstatat(dirfd(dir), entry->d_name, &st,
			     AT_SYMLINK_NOFOLLOW) &&
			 S_ISDIR(st.st_mode))
			error = add_day(days, below, st.st_mtime);
	}
	closedir(dir);
	return error;
}

/* Has a recording with a file this path? It has the start of its name. */
static int
has_row(struct recover_run *run, const struct recover_file *file, bool *found)
{
	struct statement *s;
	int error = statement_prepare(run->read, SLOT_RECOVER_HAS_ROW,
	    "SELECT 1 FROM recording WHERE started_us >= ?1 AND "
	    "started_us < ?1 + 1000000 AND path = ?2 AND " RECORDING_IS_KEPT,
	    &s);

	if (error)
		return error;
	bind_int(s, file->started_us);
	bind_text(s, file->path);
	error = statement_step(s, found);
	statement_reset(s);
	return error;
}

/* Looks at one name in the folder of a day. */
static int
look_at(struct recover_run *run, const char *day, const char *name,
    size_t with_rows)
{
	struct recover_file file = {.id = 0};
	struct recording_name said;
	bool known;
	int n, error;

	if (!recording_name_parse(name, &said))
		return 0;
	n = snprintf(file.path, sizeof file.path, "%s/%s", day, name);
	if (n < 0 || (size_t)n >= sizeof file.path)
		return 0;
	file.started_us = said.started_us;
	memcpy(file.uid, said.uid, sizeof file.uid);
	file.is_part = part_take_suffix(file.path);
	if (!file.is_part && run->last_us != ROW_NO_TIME &&
	    file.started_us < run->last_us - NAMES_BACK_US)
		return 0;
	if (with_rows && bsearch(&file, run->files.at, with_rows, sizeof file,
			     recover_by_path))
		return 0;
	error = has_row(run, &file, &known);
	if (error || (known && !file.is_part))
		return error;
	/* Another run reads the same capture again, and was stopped. */
	file.is_again = known;
	return recover_add(run, &file);
}

/* Looks at all names in the folder of a day. */
static int
look_into(struct recover_run *run, const char *day, size_t with_rows)
{
	struct dirent *entry;
	int parent, error;
	DIR *dir = NULL;

	error = folder_open_parent(run->dir_fd, day, FOLDER_FIND, &parent);
	if (error)
		return error;
	error = open_names(parent, strrchr(day, '/') + 1, &dir);
	close(parent);
	if (error)
		return error;
	while (!error && (entry = readdir(dir)))
		error = look_at(run, day, entry->d_name, with_rows);
	closedir(dir);
	return error;
}

int
recover_find(struct recover_run *run)
{
	size_t with_rows = run->files.count;
	struct days days = {.count = 0};
	int error = find_days(run->dir_fd, "audio", &days);

	for (size_t i = 0; !error && i < days.count; i++)
		if (days.at[i].changed >= days.newest - FOLDERS_BACK_S)
			error = look_into(run, days.at[i].path, with_rows);
	free(days.at);
	return error;
}
