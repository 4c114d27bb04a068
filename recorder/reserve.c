/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reserve is a file of zeros that is removed when room is needed. */
#include "recorder/reserve.h"

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/log.h"

/*
 * Enough for a batch of rows. A small disk gives no more than a share of it,
 * but what the catalogue needs to take any rows at all.
 */
#define RESERVE_BYTES_MAX (8 << 20)
#define RESERVE_BYTES_MIN (512 << 10)
#define RESERVE_SHARE 4

static off_t
reserve_size(int dir_fd)
{
	struct statvfs status;
	unsigned long long room;

	if (fstatvfs(dir_fd, &status) != 0)
		return RESERVE_BYTES_MAX;
	room = (unsigned long long)status.f_bavail * status.f_frsize;
	if (room / RESERVE_SHARE > RESERVE_BYTES_MAX)
		return RESERVE_BYTES_MAX;
	if (room / RESERVE_SHARE < RESERVE_BYTES_MIN)
		return RESERVE_BYTES_MIN;
	return (off_t)(room / RESERVE_SHARE);
}

void
reserve_take(struct reserve *reserve, int dir_fd)
{
	int fd = openat(dir_fd, RESERVE_FILE,
	    O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);

	*reserve = (struct reserve){.dir_fd = dir_fd};
	if (fd < 0)
		return;
	reserve->taken = true;
	if (posix_fallocate(fd, 0, reserve_size(dir_fd)) != 0) {
		log_debug("no room could be kept back");
		reserve_release(reserve);
	}
	close(fd);
}

void
reserve_release(struct reserve *reserve)
{
	if (!reserve->taken)
		return;
	reserve->taken = false;
	if (unlinkat(reserve->dir_fd, RESERVE_FILE, 0) != 0)
		log_warn("%s: cannot be removed", RESERVE_FILE);
}
