/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folders, opened without following links. */
#include "storage/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"

#define OPEN_FLAGS (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

/* May 'part' be a name in a path? */
static bool
is_name(struct text part)
{
	return part.len > 0 && part.len < FOLDER_NAME_SIZE &&
	       !text_equal(part, text_of(".")) &&
	       !text_equal(part, text_of(".."));
}

/* Only names between single slashes? */
static bool
is_below(const char *path)
{
	struct text rest = text_of(path);

	while (rest.len && memchr(rest.at, '/', rest.len)) {
		if (!is_name(text_cut(&rest, '/')))
			return false;
	}
	return is_name(rest);
}

/* Opens the folder 'name' in 'parent'. */
static int
open_one(int parent, const char *name, enum folder_mode mode, int *out)
{
	int fd = openat(parent, name, OPEN_FLAGS);

	if (fd < 0 && errno == ENOENT && mode == FOLDER_MAKE) {
		if (mkdirat(parent, name, 0750) != 0 && errno != EEXIST)
			return errno;
		fd = openat(parent, name, OPEN_FLAGS);
	}
	if (fd < 0)
		return errno;
	*out = fd;
	return 0;
}

int
folder_open_parent(
    int dir_fd, const char *path, enum folder_mode mode, int *out)
{
	struct text rest = text_of(path);
	int fd, error = 0;

	if (!is_below(path))
		return EINVAL;
	fd = openat(dir_fd, ".", OPEN_FLAGS);
	if (fd < 0)
		return errno;
	while (!error && memchr(rest.at, '/', rest.len)) {
		struct text part = text_cut(&rest, '/');
		char name[FOLDER_NAME_SIZE];
		int next = -1;

		text_copy(name, sizeof name, part);
		error = open_one(fd, name, mode, &next);
		if (!error) {
			close(fd);
			fd = next;
		}
	}
	if (error) {
		close(fd);
		return error;
	}
	*out = fd;
	return 0;
}

int
folder_name(char out[FOLDER_NAME_SIZE], const char *path, const char *suffix)
{
	const char *slash = strrchr(path, '/');
	int n = snprintf(
	    out, FOLDER_NAME_SIZE, "%s%s", slash ? slash + 1 : path, suffix);

	return n > 0 && n < FOLDER_NAME_SIZE ? 0 : ENAMETOOLONG;
}
