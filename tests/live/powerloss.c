/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A disk that loses what was not synced, for LD_PRELOAD. $POWERLOSS_FOLDER is
 * what the program sees; its folder .disk is what would be there after a loss
 * of power at any moment: fsync() and fdatasync() bring a file's bytes there,
 * of a folder its names, and syncfs() and sync() all of it. A process that is
 * killed leaves .disk as it is.
 *
 * It is strict: a name that was not synced is not there, nor a byte. (A real
 * disk may have some of either, which powerloss.py adds by chance.)
 */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DISK ".disk"
#define BY_INODE DISK "/inode" /* bytes, by the number of the file */
#define NAMES DISK "/names"    /* folders; each name in it has a number */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char folder[PATH_MAX];

static void __attribute__((constructor)) begin(void)
{
	static const char *const parts[] = {DISK, BY_INODE, NAMES};
	const char *given = getenv("POWERLOSS_FOLDER");
	char path[PATH_MAX + 64];

	if (!given || !realpath(given, folder))
		return;
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		snprintf(path, sizeof path, "%s/%s", folder, parts[i]);
		/* The recorder becomes another user. */
		if (mkdir(path, 0777) == 0 && chmod(path, 0777) != 0)
			abort();
	}
}

/* The path of what 'fd' is below the folder, "" for that itself; NULL: it is
 * somewhere else. */
static const char *
below(int fd, char path[PATH_MAX])
{
	char link[64];
	size_t len = strlen(folder);
	ssize_t n;

	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	n = readlink(link, path, PATH_MAX - 1);
	if (len == 0 || n < (ssize_t)len)
		return NULL;
	path[n] = '\0';
	if (strncmp(path, folder, len) != 0 ||
	    (path[len] != '/' && path[len] != '\0'))
		return NULL;
	return path[len] ? path + len + 1 : "";
}

/* Brings the bytes of the file there. */
static void
sync_bytes(const char *path)
{
	char to[PATH_MAX + 64], bytes[65536];
	int in = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC), out;
	struct stat st, old;
	ssize_t n;

	if (in < 0 || fstat(in, &st) != 0 || !S_ISREG(st.st_mode)) {
		if (in >= 0)
			close(in);
		return;
	}
	snprintf(to, sizeof to, "%s/" BY_INODE "/%llu", folder,
	    (unsigned long long)st.st_ino);
	out = open(to, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
	if (out >= 0 && fstat(out, &old) == 0 && old.st_size > st.st_size &&
	    ftruncate(out, st.st_size) != 0)
		abort();
	while (out >= 0 && (n = read(in, bytes, sizeof bytes)) > 0)
		if (write(out, bytes, (size_t)n) != n)
			abort();
	close(out);
	close(in);
}

/* Notes the names in a folder, and which file each is. */
static void
sync_names(const char *relative)
{
	char from[PATH_MAX * 2], to[PATH_MAX * 2], new[PATH_MAX * 2 + 8];
	struct dirent *entry;
	struct stat st;
	DIR *dir;
	FILE *list;

	snprintf(from, sizeof from, "%s/%s", folder, relative);
	dir = opendir(from);
	if (!dir)
		return;
	/* "audio/2026" is listed in ".disk/names/audio%2026". */
	snprintf(to, sizeof to, "%s/" NAMES "/_%s", folder, relative);
	for (char *at = to + strlen(folder) + strlen("/" NAMES "/"); *at; at++)
		if (*at == '/')
			*at = '%';
	snprintf(new, sizeof new, "%s.new", to);
	list = fopen(new, "w");
	while (list && (entry = readdir(dir))) {
		if (!strcmp(entry->d_name, ".") ||
		    !strcmp(entry->d_name, "..") ||
		    !strcmp(entry->d_name, DISK) ||
		    fstatat(dirfd(dir), entry->d_name, &st,
			AT_SYMLINK_NOFOLLOW) != 0 ||
		    !(S_ISREG(st.st_mode) || S_ISDIR(st.st_mode)))
			continue;
		fprintf(list, "%c %llu %s\n", S_ISDIR(st.st_mode) ? 'd' : 'f',
		    (unsigned long long)st.st_ino, entry->d_name);
	}
	if (list && fclose(list) == 0)
		rename(new, to);
	closedir(dir);
}

/* All that is below. Bytes first: a name may be there without them otherwise,
 * which happens, but here it is the file system that is asked for all. */
static void
sync_tree(const char *relative)
{
	char path[PATH_MAX * 2], next[PATH_MAX];
	struct dirent *entry;
	struct stat st;
	DIR *dir;

	snprintf(path, sizeof path, "%s/%s", folder, relative);
	dir = opendir(path);
	while (dir && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(next, sizeof next, "%s%s%s", relative,
		    *relative ? "/" : "", entry->d_name);
		if (fstatat(dirfd(dir), entry->d_name, &st,
			AT_SYMLINK_NOFOLLOW) != 0)
			continue;
		snprintf(path, sizeof path, "%s/%s", folder, next);
		if (S_ISDIR(st.st_mode))
			sync_tree(next);
		else
			sync_bytes(path);
	}
	if (dir)
		closedir(dir);
	sync_names(relative);
}

static int
sync_one(int fd)
{
	char path[PATH_MAX];
	int saved = errno;
	const char *relative;
	struct stat st;

	pthread_mutex_lock(&lock);
	relative = below(fd, path);
	if (relative && strncmp(relative, DISK, strlen(DISK)) != 0 &&
	    fstat(fd, &st) == 0) {
		if (S_ISDIR(st.st_mode))
			sync_names(relative);
		else
			sync_bytes(path);
	}
	pthread_mutex_unlock(&lock);
	errno = saved;
	return 0;
}

int
fsync(int fd)
{
	return sync_one(fd);
}

int
fdatasync(int fd)
{
	return sync_one(fd);
}

int
syncfs(int fd)
{
	int saved = errno;

	(void)fd;
	pthread_mutex_lock(&lock);
	if (folder[0])
		sync_tree("");
	pthread_mutex_unlock(&lock);
	errno = saved;
	return 0;
}
