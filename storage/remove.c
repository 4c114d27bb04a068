/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "storage/remove.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "storage/folder.h"
#include "storage/path.h"
#include "storage/peaks.h"

void
remove_folders(int dir_fd, const char *path)
{
	char folder[RECORDING_PATH_SIZE], name[FOLDER_NAME_SIZE];
	char *slash;
	int parent;

	text_copy(folder, sizeof folder, text_of(path));
	while ((slash = strrchr(folder, '/')) && slash != folder) {
		*slash = '\0';
		/* Never "audio" itself. */
		if (!strchr(folder, '/') ||
		    folder_open_parent(dir_fd, folder, FOLDER_FIND, &parent))
			return;
		if (folder_name(name, folder, "") ||
		    unlinkat(parent, name, AT_REMOVEDIR)) {
			close(parent);
			return;
		}
		close(parent);
	}
}

int
remove_name(int dir_fd, const char *path)
{
	char name[FOLDER_NAME_SIZE];
	int parent;
	int error = folder_open_parent(dir_fd, path, FOLDER_FIND, &parent);

	peaks_forget(dir_fd, path);
	if (error)
		return error == ENOENT ? 0 : error;
	error = folder_name(name, path, "");
	if (!error && unlinkat(parent, name, 0) && errno != ENOENT)
		error = errno;
	close(parent);
	return error;
}

int
remove_sync(int dir_fd, const char *path)
{
	int parent;
	int error = folder_open_parent(dir_fd, path, FOLDER_FIND, &parent);

	if (error)
		return error == ENOENT ? 0 : error;
	if (fsync(parent))
		error = errno;
	close(parent);
	return error;
}

int
remove_file(int dir_fd, const char *path)
{
	int error = remove_name(dir_fd, path);

	return error ? error : remove_sync(dir_fd, path);
}
