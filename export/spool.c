/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define BLOCK_BYTES 65536

int
spool_open(int *fd)
{
	const char *folder = getenv("TMPDIR");
	char name[4096];

	if (!folder || !*folder)
		folder = "/tmp";
	*fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC | O_EXCL, 0600);
	if (*fd >= 0)
		return 0;
	/* Not every file system has them. */
	if ((size_t)snprintf(name, sizeof name, "%s/spanview-XXXXXX", folder) >=
	    sizeof name)
		return ENAMETOOLONG;
	*fd = mkostemp(name, O_CLOEXEC);
	if (*fd < 0)
		return errno;
	unlink(name);
	return 0;
}

int
spool_put(const void *bytes, size_t size, void *arg)
{
	const char *at = bytes;
	const int *fd = arg;

	while (size) {
		ssize_t n = write(*fd, at, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? errno : EIO;
		at += n;
		size -= (size_t)n;
	}
	return 0;
}

int
spool_send(int fd, const struct export_sink *sink)
{
	static _Thread_local char block[BLOCK_BYTES];
	off_t at = 0;
	ssize_t n;
	int error = 0;

	while (!error && (n = pread(fd, block, sizeof block, at)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno;
		error = export_put(sink, block, (size_t)n);
		at += n;
	}
	return error;
}
