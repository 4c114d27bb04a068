/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Zip files by libarchive: the only file that knows it. */
#include "config.h"

#include "export/zip.h"

#include <errno.h>

#if HAVE_LIBARCHIVE
#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_MODE 0640
#define BLOCK_BYTES 65536
#define US_PER_SEC 1000000

struct zip {
	struct export_sink sink;
	struct archive *archive;
	struct archive_entry *entry;
	int64_t time_s;
	int error; /* of the sink */
};

bool
zip_exists(void)
{
	return true;
}

static la_ssize_t
put(struct archive *archive, void *arg, const void *bytes, size_t size)
{
	struct zip *zip = arg;

	if (!zip->error)
		zip->error = export_put(&zip->sink, bytes, size);
	if (!zip->error)
		return (la_ssize_t)size;
	archive_set_error(archive, zip->error, "sink");
	return -1;
}

/* What a result of libarchive means. */
static int
error_of(const struct zip *zip, int result)
{
	if (zip->error)
		return zip->error;
	return result < ARCHIVE_WARN ? EIO : 0;
}

int
zip_open(const struct export_sink *sink, int64_t time_us, struct zip **out)
{
	struct zip *zip = calloc(1, sizeof *zip);
	int result;

	if (!zip)
		return ENOMEM;
	zip->sink = *sink;
	zip->time_s = time_us / US_PER_SEC;
	zip->archive = archive_write_new();
	zip->entry = archive_entry_new();
	if (!zip->archive || !zip->entry) {
		archive_entry_free(zip->entry);
		archive_write_free(zip->archive);
		free(zip);
		return ENOMEM;
	}
	result = archive_write_set_format_zip(zip->archive);
	/* No zeros behind its end. */
	archive_write_set_bytes_in_last_block(zip->archive, 1);
	if (result >= ARCHIVE_WARN)
		result = archive_write_open(zip->archive, zip, NULL, put, NULL);
	if (result < ARCHIVE_WARN) {
		int error = error_of(zip, result);

		result = zip_close(zip, false);
		return error;
	}
	*out = zip;
	return 0;
}

static int
begin_file(struct zip *zip, const char *name, int64_t size)
{
	archive_entry_clear(zip->entry);
	archive_entry_set_pathname(zip->entry, name);
	archive_entry_set_filetype(zip->entry, AE_IFREG);
	archive_entry_set_perm(zip->entry, FILE_MODE);
	archive_entry_set_mtime(zip->entry, zip->time_s, 0);
	archive_entry_set_size(zip->entry, size);
	return error_of(zip, archive_write_header(zip->archive, zip->entry));
}

static int
put_bytes(struct zip *zip, const void *bytes, size_t size)
{
	la_ssize_t n = archive_write_data(zip->archive, bytes, size);

	if (zip->error)
		return zip->error;
	return n == (la_ssize_t)size ? 0 : EIO;
}

int
zip_add_file(struct zip *zip, const char *name, int fd)
{
	static _Thread_local char block[BLOCK_BYTES];
	struct stat st;
	off_t at = 0;
	int error;

	if (fstat(fd, &st))
		return errno;
	error = begin_file(zip, name, st.st_size);
	while (!error && at < st.st_size) {
		ssize_t n = pread(fd, block, sizeof block, at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? errno : EIO;
		error = put_bytes(zip, block, (size_t)n);
		at += n;
	}
	return error;
}

int
zip_close(struct zip *zip, bool is_good)
{
	int result, error;

	/* One that failed is not ended: that would look as if it were whole. */
	if (is_good)
		result = archive_write_close(zip->archive);
	else
		result = archive_write_fail(zip->archive);
	error = is_good ? error_of(zip, result) : 0;
	archive_write_free(zip->archive);
	archive_entry_free(zip->entry);
	free(zip);
	return error;
}

#else
bool
zip_exists(void)
{
	return false;
}

int
zip_open(const struct export_sink *sink, int64_t time_us, struct zip **out)
{
	(void)sink, (void)time_us, (void)out;
	return ENOTSUP;
}

int
zip_add_file(struct zip *zip, const char *name, int fd)
{
	(void)zip, (void)name, (void)fd;
	return ENOTSUP;
}

int
zip_close(struct zip *zip, bool is_good)
{
	(void)zip, (void)is_good;
	return ENOTSUP;
}

#endif
