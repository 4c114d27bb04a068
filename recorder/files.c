/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Patterns and folders of capture files. */
#include "recorder/files.h"

#include <dirent.h>
#include <errno.h>
#include <glob.h>
#include <sys/stat.h>

#include "base/log.h"

/* What tells files that are one: not set for a pipe. */
struct identity {
	struct file file; /* borrowed from the list */
	dev_t device;
	ino_t inode;
	bool known;
};

static bool
add(struct files *files, const char *path, struct file_folder *guessed)
{
	char *copy = strdup(path);

	if (copy && files->count == files->capacity) {
		size_t capacity = files->capacity ? files->capacity * 2 : 16;
		struct file *items =
		    realloc(files->items, capacity * sizeof *items);

		if (!items) {
			free(copy);
			copy = NULL;
		} else {
			files->items = items;
			files->capacity = capacity;
		}
	}
	if (!copy) {
		log_warnx("out of memory");
		return false;
	}
	files->items[files->count++] = (struct file){copy, guessed};
	return true;
}

static bool
is_folder(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static bool
is_file(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

/* Adds the file 'name' of 'folder'. */
static bool
add_entry(struct files *files, struct file_folder *folder, const char *path,
    const char *name)
{
	/* Who names a file so wants to hear that it is none. */
	bool is_capture = strstr(name, ".pcap") || strstr(name, ".cap");

	folder->has_captures |= is_capture;
	return add(files, path, is_capture ? NULL : folder);
}

static struct file_folder *
remember(struct files *files, const char *name)
{
	struct file_folder *folder = calloc(1, sizeof *folder);

	if (!folder) {
		log_warnx("out of memory");
		return NULL;
	}
	folder->name = name;
	folder->next = files->folders;
	files->folders = folder;
	return folder;
}

static bool
add_folder(struct files *files, const char *name)
{
	DIR *directory = opendir(name);
	const struct dirent *entry;
	struct file_folder *folder;
	bool good;

	if (!directory) {
		log_warn("%s: cannot be opened", name);
		return false;
	}
	folder = remember(files, name);
	good = folder;
	while (good && (entry = readdir(directory))) {
		char *path = NULL;

		if (entry->d_name[0] == '.')
			continue;
		if (asprintf(&path, "%s%s%s", name,
			name[strlen(name) - 1] == '/' ? "" : "/",
			entry->d_name) < 0)
			path = NULL;
		if (!path || is_file(path))
			good = path &&
			       add_entry(files, folder, path, entry->d_name);
		free(path);
	}
	closedir(directory);
	return good;
}

/* Folders that match are left out: the pattern is for files. */
static bool
add_matches(struct files *files, const char *pattern)
{
	size_t before = files->count;
	bool good = true;
	glob_t matches;
	int result = glob(pattern, GLOB_TILDE, NULL, &matches);

	if (result == 0) {
		for (size_t i = 0; i < matches.gl_pathc && good; i++)
			if (!is_folder(matches.gl_pathv[i]))
				good = add(files, matches.gl_pathv[i], NULL);
	}
	if (result == 0 || result == GLOB_NOMATCH)
		globfree(&matches);
	if (result == GLOB_NOSPACE) {
		log_warnx("%s: out of memory", pattern);
		return false;
	}
	if (good && files->count == before) {
		log_warnx("%s: no file matches this pattern", pattern);
		return false;
	}
	return good;
}

bool
files_add(struct files *files, const char *name)
{
	struct stat status;

	if (stat(name, &status) == 0)
		return S_ISDIR(status.st_mode) ? add_folder(files, name)
					       : add(files, name, NULL);
	if (errno == ENOENT && strpbrk(name, "*?[~"))
		return add_matches(files, name);
	return add(files, name, NULL);
}

void
files_note_capture(struct file *file)
{
	if (file->guessed)
		file->guessed->has_captures = true;
}

bool
files_have_captures(const struct files *files)
{
	const struct file_folder *folder;
	bool all = true;

	for (folder = files->folders; folder; folder = folder->next) {
		if (folder->has_captures)
			continue;
		log_warnx(
		    "%s: no capture file is in this folder", folder->name);
		all = false;
	}
	return all;
}

static int
by_name(const void *a, const void *b)
{
	const struct file *left = a, *right = b;

	return strcmp(left->path, right->path);
}

/* Files that are one stand side by side, the first name first. */
static int
by_identity(const void *a, const void *b)
{
	const struct identity *left = a, *right = b;

	if (left->known != right->known)
		return left->known ? -1 : 1;
	if (left->device != right->device)
		return left->device < right->device ? -1 : 1;
	if (left->inode != right->inode)
		return left->inode < right->inode ? -1 : 1;
	return strcmp(left->file.path, right->file.path);
}

static bool
is_same(const struct identity *a, const struct identity *b)
{
	if (!strcmp(a->file.path, b->file.path))
		return true;
	return a->known && b->known && a->device == b->device &&
	       a->inode == b->inode;
}

static struct identity
identify(struct file file)
{
	struct identity identity = {.file = file};
	const char *path = file.path;
	struct stat status;

	identity.known = strcmp(path, "-") != 0 && stat(path, &status) == 0 &&
			 S_ISREG(status.st_mode);
	if (identity.known) {
		identity.device = status.st_dev;
		identity.inode = status.st_ino;
	}
	return identity;
}

/* Leaves one name of each file. */
static void
remove_doubles(struct files *files)
{
	struct identity *all = calloc(files->count, sizeof *all);
	size_t kept = 0, doubles = 0;

	if (!all)
		return;
	for (size_t i = 0; i < files->count; i++)
		all[i] = identify(files->items[i]);
	qsort(all, files->count, sizeof *all, by_identity);
	for (size_t i = 0; i < files->count; i++) {
		if (i == 0 || !is_same(&all[i], &all[i - 1])) {
			files->items[kept++] = all[i].file;
			continue;
		}
		if (doubles++ == 0)
			log_warnx("%s: was named twice, and is read once",
			    all[i].file.path);
		if (!all[i].file.guessed)
			files->items[kept - 1].guessed = NULL;
		free(all[i].file.path);
		all[i].file = all[i - 1].file;
	}
	if (doubles > 1)
		log_warnx("and so were %zu more files", doubles - 1);
	files->count = kept;
	free(all);
}

void
files_sort(struct files *files)
{
	if (files->count == 0)
		return;
	remove_doubles(files);
	qsort(files->items, files->count, sizeof *files->items, by_name);
}

void
files_clear(struct files *files)
{
	for (size_t i = 0; i < files->count; i++)
		free(files->items[i].path);
	free(files->items);
	for (struct file_folder *at = files->folders, *next; at; at = next) {
		next = at->next;
		free(at);
	}
	*files = (struct files){0};
}
