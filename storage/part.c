/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of files that are being written. */
#include "storage/part.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "storage/folder.h"

#define PART_SUFFIX ".part"
#define DAMAGED_SUFFIX ".damaged"

/* Makes the file, which is not there; a descriptor, or -1 with errno. */
static int
make_file(int parent, const char *part)
{
	return openat(parent, part,
	    O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0640);
}

int
part_make(int dir_fd, const char *path, int *fd)
{
	char part[FOLDER_NAME_SIZE];
	int parent, error;

	error = folder_open_parent(dir_fd, path, FOLDER_MAKE, &parent);
	if (error)
		return error;
	error = folder_name(part, path, PART_SUFFIX);
	if (!error) {
		*fd = make_file(parent, part);
		/* One that a crash left is replaced. */
		if (*fd < 0 && errno == EEXIST && !unlinkat(parent, part, 0))
			*fd = make_file(parent, part);
		error = *fd < 0 ? errno : 0;
	}
	close(parent);
	return error;
}

bool
part_take_suffix(char *path)
{
	size_t len = strlen(path), suffix = strlen(PART_SUFFIX);

	if (len <= suffix || strcmp(path + len - suffix, PART_SUFFIX) != 0)
		return false;
	path[len - suffix] = '\0';
	return true;
}

int
part_open(int dir_fd, const char *path, bool named, int *fd)
{
	char name[FOLDER_NAME_SIZE];
	int parent;
	int error = folder_open_parent(dir_fd, path, FOLDER_FIND, &parent);

	if (error)
		return error;
	error = folder_name(name, path, named ? "" : PART_SUFFIX);
	if (!error) {
		*fd = openat(
		    parent, name, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
		error = *fd < 0 ? errno : 0;
	}
	close(parent);
	return error;
}

/* Calls NAME.part NAME and 'suffix'. */
static int
call_it(int dir_fd, const char *path, const char *suffix, bool sync)
{
	char part[FOLDER_NAME_SIZE], name[FOLDER_NAME_SIZE];
	int parent;
	int error = folder_open_parent(dir_fd, path, FOLDER_FIND, &parent);

	if (error)
		return error;
	error = folder_name(part, path, PART_SUFFIX);
	if (!error)
		error = folder_name(name, path, suffix);
	if (!error && renameat(parent, part, parent, name))
		error = errno;
	/* With the folders above it, which may be new. */
	if (!error && sync && syncfs(parent))
		error = errno;
	close(parent);
	return error;
}

int
part_give_name(int dir_fd, const char *path, bool sync)
{
	return call_it(dir_fd, path, "", sync);
}

int
part_set_aside(int dir_fd, const char *path)
{
	return call_it(dir_fd, path, DAMAGED_SUFFIX, false);
}

int
part_remove(int dir_fd, const char *path)
{
	char part[FOLDER_NAME_SIZE];
	int parent;
	int error = folder_open_parent(dir_fd, path, FOLDER_FIND, &parent);

	if (error)
		return error;
	error = folder_name(part, path, PART_SUFFIX);
	if (!error && unlinkat(parent, part, 0))
		error = errno;
	close(parent);
	return error;
}
