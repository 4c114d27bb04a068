/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows in a file, one record after the other. */
#include "storage/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/log.h"
#include "storage/row_code.h"

#define SPOOL_MARK 0x574f5253 /* "SROW" */
#define RECORD_SIZE_MAX (SPOOL_RECORD_HEADER_SIZE + ROW_SIZE_MAX)
#define WINDOW_SIZE (4 * RECORD_SIZE_MAX)

static const char magic[16] = {'s', 'p', 'a', 'n', 'r', 'e', 'c', ' ', 's', 'p',
    'o', 'o', 'l', ' ', '1', '\n'};

/* Of a row in the spool 'serial'; another spool's rows do not pass. */
static uint32_t
check_of(const unsigned char *row, size_t size, uint64_t serial)
{
	uint64_t hash = hash_bytes(row, size, serial);

	return (uint32_t)(hash ^ hash >> 32);
}

/* The size of the row behind a record's header at 'at'; 0: there is none. */
static size_t
row_behind(const unsigned char *at, size_t left, uint64_t serial)
{
	const unsigned char *row = at + SPOOL_RECORD_HEADER_SIZE;
	uint32_t head[2];
	size_t size;

	if (left < SPOOL_RECORD_HEADER_SIZE)
		return 0;
	memcpy(head, at, sizeof head);
	if (head[0] != SPOOL_MARK)
		return 0;
	size = row_size_at(row, left - SPOOL_RECORD_HEADER_SIZE);
	return size && check_of(row, size, serial) == head[1] ? size : 0;
}

struct spool_record
spool_find(const unsigned char *bytes, size_t size, uint64_t serial)
{
	for (size_t at = 0; at < size; at++) {
		size_t row = row_behind(bytes + at, size - at, serial);

		if (row)
			return (struct spool_record){
			    at, bytes + at + SPOOL_RECORD_HEADER_SIZE, row};
	}
	return (struct spool_record){.skipped = size};
}

static int
read_whole(int fd, void *bytes, size_t size, uint64_t offset)
{
	size_t done = 0;

	while (done < size) {
		ssize_t n = pread(fd, (char *)bytes + done, size - done,
		    (off_t)(offset + done));

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? errno : EIO;
		done += (size_t)n;
	}
	return 0;
}

static int
write_whole(int fd, const void *bytes, size_t size, uint64_t offset)
{
	size_t done = 0;

	while (done < size) {
		ssize_t n = pwrite(fd, (const char *)bytes + done, size - done,
		    (off_t)(offset + done));

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? errno : EIO;
		done += (size_t)n;
	}
	return 0;
}

/* Reads the header of the file that is there. */
static int
take_file(struct spool *spool)
{
	unsigned char header[SPOOL_HEADER_SIZE];
	struct stat st;

	if (fstat(spool->fd, &st))
		return errno;
	spool->size = (uint64_t)st.st_size;
	/* A crash may have come before the header was written. */
	if (spool->size < SPOOL_HEADER_SIZE) {
		spool_remove(spool);
		return 0;
	}
	if (read_whole(spool->fd, header, sizeof header, 0) ||
	    memcmp(header, magic, sizeof magic) != 0)
		return EBADMSG;
	memcpy(&spool->serial, header + sizeof magic, sizeof spool->serial);
	return 0;
}

int
spool_init(struct spool *spool, int folder_fd, uint64_t limit)
{
	int error;

	*spool =
	    (struct spool){.folder_fd = folder_fd, .fd = -1, .limit = limit};
	spool->fd =
	    openat(folder_fd, SPOOL_FILE, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	if (spool->fd < 0)
		return errno == ENOENT ? 0 : errno;
	error = take_file(spool);
	if (error)
		spool_clear(spool);
	return error;
}

void
spool_clear(struct spool *spool)
{
	if (spool->fd >= 0)
		close(spool->fd);
	spool->fd = -1;
}

bool
spool_is_used(const struct spool *spool)
{
	return spool->fd >= 0;
}

/* Makes the file, with its name on the disk. */
static int
make_file(struct spool *spool)
{
	unsigned char header[SPOOL_HEADER_SIZE];
	int error;

	spool->fd = openat(spool->folder_fd, SPOOL_FILE,
	    O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0640);
	if (spool->fd < 0)
		return errno;
	spool->serial = hash_seed();
	memcpy(header, magic, sizeof magic);
	memcpy(header + sizeof magic, &spool->serial, sizeof spool->serial);
	error = write_whole(spool->fd, header, sizeof header, 0);
	if (!error && (fdatasync(spool->fd) || fsync(spool->folder_fd)))
		error = errno;
	spool->size = sizeof header;
	if (error)
		spool_remove(spool);
	return error;
}

/* Is there room for a row of this weight? */
static bool
has_room(const struct spool *spool, enum row_weight weight, uint64_t size)
{
	uint64_t eighths = weight == ROW_BULK     ? 4
			   : weight == ROW_DETAIL ? 6
						  : 8;

	return spool->size + size <= spool->limit / 8 * eighths;
}

/* Makes records of the rows in 'batch'; gives their bytes. */
static size_t
make_records(
    struct spool *spool, const struct row_batch *batch, unsigned char *out)
{
	const unsigned char *at = batch->bytes;
	const unsigned char *end = at + batch->size;
	size_t size, used = 0;

	for (; at < end; at += size) {
		uint32_t head[2] = {SPOOL_MARK, 0};

		size = row_size_at(at, (size_t)(end - at));
		if (!has_room(spool, row_layout(at[4])->weight,
			used + size + sizeof head)) {
			spool->dropped++;
			continue;
		}
		head[1] = check_of(at, size, spool->serial);
		memcpy(out + used, head, sizeof head);
		memcpy(out + used + sizeof head, at, size);
		used += sizeof head + size;
	}
	return used;
}

int
spool_append(struct spool *spool, const struct row_batch *batch)
{
	unsigned char *records = malloc(
	    batch->size + (size_t)batch->rows * SPOOL_RECORD_HEADER_SIZE);
	uint64_t dropped = spool->dropped;
	size_t size;
	int error = records ? 0 : ENOMEM;

	if (!error && spool->fd < 0)
		error = make_file(spool);
	if (error) {
		free(records);
		return error;
	}
	size = make_records(spool, batch, records);
	error = write_whole(spool->fd, records, size, spool->size);
	if (!error && fdatasync(spool->fd))
		error = errno;
	free(records);
	if (!error) {
		spool->size += size;
		return 0;
	}
	spool->dropped = dropped;
	if (ftruncate(spool->fd, (off_t)spool->size))
		log_debug("%s: a torn record is left", SPOOL_FILE);
	if (spool->size == SPOOL_HEADER_SIZE)
		spool_remove(spool);
	return error;
}

/* Copies the rows of all records in 'window' to 'batch', whose bytes have
 * room for them; gives how far it came. */
static size_t
copy_rows(struct spool *spool, const unsigned char *window, size_t size,
    struct row_batch *batch)
{
	size_t done = 0;

	for (;;) {
		struct spool_record found =
		    spool_find(window + done, size - done, spool->serial);

		if (!found.row)
			return done;
		if (found.skipped)
			spool->damaged++;
		memcpy(batch->bytes + batch->size, found.row, found.size);
		batch->size += found.size;
		batch->rows++;
		done = (size_t)(found.row - window) + found.size;
		if (batch->rows >= BATCH_ROWS)
			return done;
	}
}

int
spool_read(struct spool *spool, uint64_t *offset, struct row_batch *batch)
{
	unsigned char *window;
	uint64_t left;
	size_t size, done;
	int error;

	if (*offset < SPOOL_HEADER_SIZE)
		*offset = SPOOL_HEADER_SIZE;
	if (*offset > spool->size)
		*offset = spool->size;
	*batch = (struct row_batch){.rows = 0};
	left = spool->size - *offset;
	size = left < WINDOW_SIZE ? (size_t)left : WINDOW_SIZE;
	if (size == 0)
		return 0;
	window = malloc(size);
	batch->bytes = malloc(size);
	error = window && batch->bytes
		    ? read_whole(spool->fd, window, size, *offset)
		    : ENOMEM;
	if (!error) {
		done = copy_rows(spool, window, size, batch);
		/* Without any, one may begin at the end of the window. */
		if (batch->rows == 0) {
			spool->damaged++;
			done = left > size ? size - RECORD_SIZE_MAX : size;
		}
		*offset += done;
	}
	free(window);
	return error;
}

void
spool_remove(struct spool *spool)
{
	if (unlinkat(spool->folder_fd, SPOOL_FILE, 0))
		log_warn("%s: cannot be removed", SPOOL_FILE);
	(void)fsync(spool->folder_fd);
	spool_clear(spool);
	spool->size = 0;
}
