/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which sort of file is it? And what they share. */
#include "storage/repair_int.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int
repair_read(int fd, off_t offset, void *out, size_t size, size_t *got)
{
	*got = 0;
	while (*got < size) {
		ssize_t n = pread(
		    fd, (char *)out + *got, size - *got, offset + (off_t)*got);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno;
		if (n == 0)
			break;
		*got += (size_t)n;
	}
	return 0;
}

/* Are these the bytes that are there? */
static bool
is_there(int fd, off_t offset, const void *bytes, size_t size)
{
	char old[256];
	size_t got;

	return size <= sizeof old &&
	       repair_read(fd, offset, old, size, &got) == 0 && got == size &&
	       memcmp(old, bytes, size) == 0;
}

int
repair_write(int fd, off_t offset, const void *bytes, size_t size)
{
	size_t done = 0;

	if (is_there(fd, offset, bytes, size))
		return 0;
	while (done < size) {
		ssize_t n = pwrite(fd, (const char *)bytes + done, size - done,
		    offset + (off_t)done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? errno : EIO;
		done += (size_t)n;
	}
	return 0;
}

int
repair_cut(int fd, uint64_t size)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return errno;
	if ((uint64_t)st.st_size <= size)
		return 0;
	return ftruncate(fd, (off_t)size) == 0 ? 0 : errno;
}

int
repair_audio(int fd, struct repaired *out)
{
	struct stat st;
	char magic[4];
	size_t got;
	int error;

	*out = (struct repaired){.frames = 0};
	if (fstat(fd, &st) != 0)
		return errno;
	if (!S_ISREG(st.st_mode))
		return EBADMSG;
	error = repair_read(fd, 0, magic, sizeof magic, &got);
	if (error)
		return error;
	if (got < sizeof magic)
		return EBADMSG;
	if (memcmp(magic, "RIFF", 4) == 0)
		return repair_wav(fd, (uint64_t)st.st_size, out);
	if (memcmp(magic, "fLaC", 4) == 0)
		return repair_flac(fd, (uint64_t)st.st_size, out);
	if (memcmp(magic, "OggS", 4) == 0)
		return repair_ogg(fd, (uint64_t)st.st_size, out);
	return EBADMSG;
}
