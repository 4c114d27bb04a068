/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Landlock by its three system calls (landlock(7)), for which the C library
 * has no functions. Kernels differ in what they know; the headers that we are
 * built with may be older than the kernel that we run on, so what came after
 * its first version is spelled out here.
 */
#include "base/landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Rights that came with version 2, 3 and 5. */
#define FS_REFER ((uint64_t)1 << 13)
#define FS_TRUNCATE ((uint64_t)1 << 14)
#define FS_IOCTL_DEV ((uint64_t)1 << 15)
#define FS_FIRST (((uint64_t)LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1)

/* Of versions 4 and 6: TCP, abstract names of sockets, signals. */
#define NET_ALL ((uint64_t)3)
#define SCOPED_ALL ((uint64_t)3)

/* struct landlock_ruleset_attr as of version 6; older ones are shorter. */
struct ruleset {
	uint64_t fs;
	uint64_t net;
	uint64_t scoped;
};

static const struct ruleset versions[] = {
    {.fs = 0},
    {.fs = FS_FIRST},
    {.fs = FS_FIRST | FS_REFER},
    {.fs = FS_FIRST | FS_REFER | FS_TRUNCATE},
    {.fs = FS_FIRST | FS_REFER | FS_TRUNCATE, .net = NET_ALL},
    {.fs = FS_FIRST | FS_REFER | FS_TRUNCATE | FS_IOCTL_DEV, .net = NET_ALL},
    {.fs = FS_FIRST | FS_REFER | FS_TRUNCATE | FS_IOCTL_DEV,
	.net = NET_ALL,
	.scoped = SCOPED_ALL},
};

#define NEWEST ((int)(sizeof versions / sizeof *versions) - 1)

#define FILE_READ ((uint64_t)LANDLOCK_ACCESS_FS_READ_FILE)
#define FILE_WRITE (FILE_READ | LANDLOCK_ACCESS_FS_WRITE_FILE | FS_TRUNCATE)
#define FOLDER_READ (FILE_READ | LANDLOCK_ACCESS_FS_READ_DIR)
#define FOLDER_WRITE                                                           \
	(FOLDER_READ | FILE_WRITE | LANDLOCK_ACCESS_FS_REMOVE_DIR |            \
	    LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_DIR |     \
	    LANDLOCK_ACCESS_FS_MAKE_REG | FS_REFER)

static size_t
ruleset_size(int abi)
{
	if (abi < 4)
		return sizeof(uint64_t);
	return abi < 6 ? 2 * sizeof(uint64_t) : sizeof(struct ruleset);
}

int
landlock_init(struct landlock *landlock)
{
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0,
	    LANDLOCK_CREATE_RULESET_VERSION);

	*landlock = (struct landlock){.fd = -1};
	if (abi < 1)
		return abi < 0 ? errno : ENOSYS;
	landlock->abi = abi > NEWEST ? NEWEST : (int)abi;
	landlock->fd = (int)syscall(SYS_landlock_create_ruleset,
	    &versions[landlock->abi], ruleset_size(landlock->abi), 0);
	if (landlock->fd >= 0)
		return 0;
	landlock->abi = 0;
	return errno;
}

void
landlock_clear(struct landlock *landlock)
{
	if (landlock->fd >= 0)
		close(landlock->fd);
	landlock->fd = -1;
}

static uint64_t
rights(const struct landlock *landlock, enum landlock_use use, mode_t mode)
{
	static const uint64_t of_file[] = {FILE_READ, FILE_WRITE};
	static const uint64_t of_folder[] = {FOLDER_READ, FOLDER_WRITE};

	return (S_ISDIR(mode) ? of_folder : of_file)[use] &
	       versions[landlock->abi].fs;
}

int
landlock_allow(
    const struct landlock *landlock, const char *path, enum landlock_use use)
{
	struct landlock_path_beneath_attr rule = {0};
	struct stat status;
	int error = 0;

	if (landlock->fd < 0)
		return 0;
	rule.parent_fd = open(path, O_PATH | O_CLOEXEC);
	if (rule.parent_fd < 0)
		return errno;
	if (fstat(rule.parent_fd, &status) != 0) {
		error = errno;
	} else {
		rule.allowed_access = rights(landlock, use, status.st_mode);
		if (syscall(SYS_landlock_add_rule, landlock->fd,
			LANDLOCK_RULE_PATH_BENEATH, &rule, 0) != 0)
			error = errno;
	}
	close(rule.parent_fd);
	/* A pipe has no place in the file system, and needs no rule. */
	return error == EBADFD ? 0 : error;
}

int
landlock_enter(struct landlock *landlock)
{
	int error = 0;

	if (landlock->fd < 0)
		return 0;
	if (syscall(SYS_landlock_restrict_self, landlock->fd, 0) != 0)
		error = errno;
	landlock_clear(landlock);
	return error;
}
