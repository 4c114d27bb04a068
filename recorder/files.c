/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Patterns and folders of capture files. */
#include "recorder/files.h"

#include <dirent.h>
#include <errno.h>
#include <glob.h>
#include <sys/stat.h>

#include "base/log.h"
#include "capture/source.h"

/* What tells files that are one: not set for a pipe. */
struct identity {
	char *path; /* borrowed from the list */
	dev_t device;
	ino_t inode;
	bool known;
};

static bool
add(struct files *files, const char *path)
{
	char *copy = strdup(path);

	if (copy && files->count == files->capacity) {
		size_t capacity = files->capacity ? files->capacity * 2 : 16;
		char **paths =
		    realloc(files->paths, capacity * sizeof *files->paths);

		if (!paths) {
			free(copy);
			copy = NULL;
		} else {
			files->paths = paths;
			files->capacity = capacity;
		}
	}
	if (!copy) {
		log_warnx("out of memory");
		return false;
	}
	files->paths[files->count++] = copy;
	return true;
}

static bool
is_folder(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* Is it a file that this program can read? Asked of files in a folder, where
 * others may lie about. */
static bool
is_capture(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	char error[SOURCE_ERROR_SIZE];
	struct source *source = NULL;
	struct stat status;
	int result;

	if (stat(path, &status) != 0 || !S_ISREG(status.st_mode))
		return false;
	/* Who names a file so wants to hear that it is none. */
	if (strstr(name, ".pcap") || strstr(name, ".cap"))
		return true;
	result = source_open_file(path, NULL, &source, error);
	if (result == 0)
		source_close(source);
	return result == 0;
}

static bool
add_folder(struct files *files, const char *folder)
{
	size_t before = files->count;
	DIR *directory = opendir(folder);
	const struct dirent *entry;
	bool good = true;

	if (!directory) {
		log_warn("%s: cannot be opened", folder);
		return false;
	}
	while (good && (entry = readdir(directory))) {
		char *path = NULL;

		if (entry->d_name[0] == '.')
			continue;
		if (asprintf(&path, "%s%s%s", folder,
			folder[strlen(folder) - 1] == '/' ? "" : "/",
			entry->d_name) < 0)
			path = NULL;
		if (!path || is_capture(path))
			good = path && add(files, path);
		free(path);
	}
	closedir(directory);
	if (good && files->count == before) {
		log_warnx("%s: no capture file is in this folder", folder);
		return false;
	}
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
				good = add(files, matches.gl_pathv[i]);
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
					       : add(files, name);
	if (errno == ENOENT && strpbrk(name, "*?[~"))
		return add_matches(files, name);
	return add(files, name);
}

static int
by_name(const void *a, const void *b)
{
	char *const *left = a, *const *right = b;

	return strcmp(*left, *right);
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
	return strcmp(left->path, right->path);
}

static bool
is_same(const struct identity *a, const struct identity *b)
{
	if (!strcmp(a->path, b->path))
		return true;
	return a->known && b->known && a->device == b->device &&
	       a->inode == b->inode;
}

static struct identity
identify(char *path)
{
	struct identity identity = {.path = path};
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
		all[i] = identify(files->paths[i]);
	qsort(all, files->count, sizeof *all, by_identity);
	for (size_t i = 0; i < files->count; i++) {
		if (i == 0 || !is_same(&all[i], &all[i - 1])) {
			files->paths[kept++] = all[i].path;
			continue;
		}
		if (doubles++ == 0)
			log_warnx("%s: was named twice, and is read once",
			    all[i].path);
		free(all[i].path);
		all[i].path = all[i - 1].path;
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
	qsort(files->paths, files->count, sizeof *files->paths, by_name);
}

void
files_clear(struct files *files)
{
	for (size_t i = 0; i < files->count; i++)
		free(files->paths[i]);
	free(files->paths);
	*files = (struct files){0};
}
