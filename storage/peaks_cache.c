/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Peaks that are kept: a head and the peaks as they are in memory. The name is
 * made of the recording's path, so that who removes that file finds it; the
 * head says which file they are of, by its SHA-256, or, where it has none, by
 * its size and when it was changed last. Whoever may only read the output
 * folder makes them anew each time; so does who finds a file that is not as it
 * should be.
 */
#include "storage/peaks_int.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "storage/digest.h"
#include "storage/folder.h"

#define SUFFIX ".peaks"
#define PART_SUFFIX ".part"
#define STALE_S 60 /* nobody writes one file for so long */

/* In the byte order of this machine, which the first member tells. */
struct head {
	uint32_t magic;
	uint32_t channels;
	uint32_t rate_hz;
	uint32_t count;
	uint64_t frames;
	char identity[DIGEST_TEXT_SIZE + 7]; /* of the recording */
};

#define MAGIC 0x50454b31u /* another one when what follows changes */

/* The path of the file for the recording 'path'. */
static void
find_path(const char *path, char out[FOLDER_NAME_SIZE])
{
	char name[DIGEST_TEXT_SIZE];

	digest_parts(path, strlen(path), NULL, 0, name);
	snprintf(
	    out, FOLDER_NAME_SIZE, "%s/%s%s", PEAKS_CACHE_FOLDER, name, SUFFIX);
}

/* What is known of a file without reading it. */
static bool
look_at(int dir_fd, const char *path, struct stat *out)
{
	char name[FOLDER_NAME_SIZE];
	int parent;
	bool good;

	if (folder_open_parent(dir_fd, path, FOLDER_FIND, &parent))
		return false;
	good = !folder_name(name, path, "") &&
	       !fstatat(parent, name, out, AT_SYMLINK_NOFOLLOW);
	close(parent);
	return good;
}

/* Which file the recording is, to the byte; false: its peaks are not kept, as
 * when it is not whole yet. */
static bool
identify(
    int dir_fd, const struct recording_row *row, char out[DIGEST_TEXT_SIZE])
{
	struct stat st;
	char facts[96];

	if (!row->path)
		return false;
	if (row->sha256 && *row->sha256) {
		snprintf(out, DIGEST_TEXT_SIZE, "%s", row->sha256);
		return strlen(row->sha256) == DIGEST_TEXT_SIZE - 1;
	}
	if (!row->state || !strcmp(row->state, "open") ||
	    !look_at(dir_fd, row->path, &st))
		return false;
	snprintf(facts, sizeof facts, "%lld %lld.%09ld", (long long)st.st_size,
	    (long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
	digest_parts(facts, strlen(facts), NULL, 0, out);
	return true;
}

/* Opens a file of the cache to read; -1: there is none. */
static int
open_cached(int dir_fd, const char *path)
{
	char name[FOLDER_NAME_SIZE];
	int parent, fd = -1;

	if (folder_open_parent(dir_fd, path, FOLDER_FIND, &parent))
		return -1;
	if (!folder_name(name, path, ""))
		fd = openat(parent, name,
		    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	close(parent);
	return fd;
}

static bool
read_all(int fd, void *bytes, size_t size)
{
	char *at = bytes;

	while (size) {
		ssize_t n = read(fd, at, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		at += n;
		size -= (size_t)n;
	}
	return true;
}

/* Is it a file with what its head says, of this recording? */
static bool
is_right(int fd, const struct head *head, const struct recording_row *row,
    const char identity[DIGEST_TEXT_SIZE])
{
	struct stat st;
	uint64_t peaks = (uint64_t)head->count * head->channels;

	return head->magic == MAGIC &&
	       !memcmp(head->identity, identity, DIGEST_TEXT_SIZE) &&
	       head->channels == (unsigned)row->channels &&
	       head->rate_hz == (unsigned)row->rate_hz &&
	       head->count <= PEAKS_COUNT_MAX && head->channels >= 1 &&
	       head->channels <= 2 && !fstat(fd, &st) && S_ISREG(st.st_mode) &&
	       (uint64_t)st.st_size ==
		   sizeof *head + peaks * sizeof(struct peak);
}

bool
peaks_cache_load(int dir_fd, const struct recording_row *row, struct peaks *out)
{
	char path[FOLDER_NAME_SIZE], identity[DIGEST_TEXT_SIZE];
	struct head head;
	size_t size;
	bool good = false;
	int fd;

	if (!identify(dir_fd, row, identity))
		return false;
	find_path(row->path, path);
	fd = open_cached(dir_fd, path);
	if (fd < 0)
		return false;
	if (read_all(fd, &head, sizeof head) &&
	    is_right(fd, &head, row, identity)) {
		size = (size_t)head.count * head.channels * sizeof *out->peak;
		*out = (struct peaks){.channels = (int)head.channels,
		    .rate_hz = (int)head.rate_hz,
		    .frames = head.frames,
		    .count = head.count,
		    .peak = malloc(size ? size : 1)};
		good = out->peak && read_all(fd, out->peak, size);
		if (!good)
			peaks_clear(out);
	}
	close(fd);
	return good;
}

/* A file that is in the cache. */
struct kept {
	char name[DIGEST_TEXT_SIZE + 16];
	struct timespec time;
	uint64_t bytes;
};

static int
by_age(const void *a, const void *b)
{
	const struct kept *x = a, *y = b;

	if (x->time.tv_sec != y->time.tv_sec)
		return x->time.tv_sec < y->time.tv_sec ? -1 : 1;
	if (x->time.tv_nsec != y->time.tv_nsec)
		return x->time.tv_nsec < y->time.tv_nsec ? -1 : 1;
	return strcmp(x->name, y->name);
}

/* Lists the files of the cache that is open as 'dir'; how many. */
static size_t
list_kept(DIR *dir, struct kept *kept, size_t room, uint64_t *bytes)
{
	const struct dirent *entry;
	size_t count = 0;
	struct stat st;

	*bytes = 0;
	while (count < room && (entry = readdir(dir))) {
		struct kept *it = &kept[count];

		if (strlen(entry->d_name) >= sizeof it->name ||
		    fstatat(
			dirfd(dir), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) ||
		    !S_ISREG(st.st_mode))
			continue;
		memcpy(it->name, entry->d_name, strlen(entry->d_name) + 1);
		it->time = st.st_mtim;
		it->bytes = (uint64_t)st.st_size;
		*bytes += it->bytes;
		count++;
	}
	return count;
}

/* Removes the oldest files until there is some room again. */
static void
prune(int parent)
{
	size_t room = PEAKS_CACHE_FILES_MAX * 2, count, i = 0;
	struct kept *kept = malloc(room * sizeof *kept);
	int fd = openat(parent, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	uint64_t bytes;

	if (!dir && fd >= 0)
		close(fd);
	if (kept && dir) {
		count = list_kept(dir, kept, room, &bytes);
		if (count > PEAKS_CACHE_FILES_MAX ||
		    bytes > PEAKS_CACHE_BYTES_MAX)
			qsort(kept, count, sizeof *kept, by_age);
		else
			count = 0;
		while (count - i > PEAKS_CACHE_FILES_MAX / 4 * 3 ||
		       (i < count && bytes > PEAKS_CACHE_BYTES_MAX / 4 * 3)) {
			unlinkat(parent, kept[i].name, 0);
			bytes -= kept[i++].bytes;
		}
	}
	if (dir)
		closedir(dir);
	free(kept);
}

static bool
write_all(int fd, const void *bytes, size_t size)
{
	const char *at = bytes;

	while (size) {
		ssize_t n = write(fd, at, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		at += n;
		size -= (size_t)n;
	}
	return true;
}

/* Writes the file 'name', unless somebody does at this moment. */
static void
write_file(int parent, const char *name, const char identity[DIGEST_TEXT_SIZE],
    const struct peaks *peaks)
{
	struct head head = {.magic = MAGIC,
	    .channels = (uint32_t)peaks->channels,
	    .rate_hz = (uint32_t)peaks->rate_hz,
	    .count = (uint32_t)peaks->count,
	    .frames = peaks->frames};
	size_t size =
	    peaks->count * (size_t)peaks->channels * sizeof *peaks->peak;
	char part[FOLDER_NAME_SIZE + sizeof PART_SUFFIX];
	struct stat st;
	bool good;
	int fd;

	memcpy(head.identity, identity, DIGEST_TEXT_SIZE);
	snprintf(part, sizeof part, "%s" PART_SUFFIX, name);
	if (!fstatat(parent, part, &st, AT_SYMLINK_NOFOLLOW) &&
	    time(NULL) - st.st_mtime > STALE_S)
		unlinkat(parent, part, 0);
	fd = openat(parent, part,
	    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0640);
	if (fd < 0)
		return;
	good = write_all(fd, &head, sizeof head) &&
	       write_all(fd, peaks->peak, size);
	close(fd);
	if (!good || renameat(parent, part, parent, name))
		unlinkat(parent, part, 0);
}

void
peaks_cache_store(
    int dir_fd, const struct recording_row *row, const struct peaks *peaks)
{
	char path[FOLDER_NAME_SIZE], name[FOLDER_NAME_SIZE];
	char identity[DIGEST_TEXT_SIZE];
	int parent;

	if (!identify(dir_fd, row, identity))
		return;
	find_path(row->path, path);
	if (folder_open_parent(dir_fd, path, FOLDER_MAKE, &parent))
		return;
	if (!folder_name(name, path, "")) {
		write_file(parent, name, identity, peaks);
		prune(parent);
	}
	close(parent);
}

void
peaks_forget(int dir_fd, const char *path)
{
	char cached[FOLDER_NAME_SIZE], name[FOLDER_NAME_SIZE];
	int parent;

	find_path(path, cached);
	if (folder_open_parent(dir_fd, cached, FOLDER_FIND, &parent))
		return;
	if (!folder_name(name, cached, ""))
		unlinkat(parent, name, 0);
	close(parent);
}
