/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A disk with a mind of its own: preloaded (LD_PRELOAD), it makes writes to
 * files hang, or those to unfinished audio fail. The first byte of the file
 * named by SPANREC_DISK says what it does: S stalls, F fails, all else works.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const volatile char *mood = "";

static void __attribute__((constructor)) look(void)
{
	const char *path = getenv("SPANREC_DISK");
	int fd = path ? open(path, O_RDONLY) : -1;
	void *at =
	    fd < 0 ? MAP_FAILED : mmap(NULL, 1, PROT_READ, MAP_SHARED, fd, 0);

	if (at != MAP_FAILED)
		mood = at;
}

static int
is_unfinished_audio(int fd)
{
	char link[40], path[4096];
	ssize_t len;

	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	len = readlink(link, path, sizeof path - 1);
	if (len < 5)
		return 0;
	path[len] = '\0';
	return strcmp(path + len - 5, ".part") == 0;
}

/* Waits as long as the disk hangs; true when the write is to fail. */
static int
suffer(int fd)
{
	const struct timespec while_ = {.tv_nsec = 10000000};
	struct stat about;

	if (*mood != 'S' && *mood != 'F')
		return 0;
	if (fstat(fd, &about) != 0 || !S_ISREG(about.st_mode))
		return 0;
	while (*mood == 'S')
		nanosleep(&while_, NULL);
	return *mood == 'F' && is_unfinished_audio(fd);
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t
pwrite64(int fd, const void *bytes, size_t count, off64_t offset)
{
	if (!suffer(fd))
		return NEXT(pwrite64)(fd, bytes, count, offset);
	errno = ENOSPC;
	return -1;
}

ssize_t
pwrite(int fd, const void *bytes, size_t count, off_t offset)
{
	return pwrite64(fd, bytes, count, offset);
}

ssize_t
write(int fd, const void *bytes, size_t count)
{
	if (!suffer(fd))
		return NEXT(write)(fd, bytes, count);
	errno = ENOSPC;
	return -1;
}

int
fsync(int fd)
{
	(void)suffer(fd);
	return NEXT(fsync)(fd);
}

int
fdatasync(int fd)
{
	(void)suffer(fd);
	return NEXT(fdatasync)(fd);
}
