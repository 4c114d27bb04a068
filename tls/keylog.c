/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "LABEL RANDOM SECRET", a line each, the last two in hexadecimal. */
#include "tls/keylog.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/counter.h"
#include "base/hash.h"
#include "base/table.h"
#include "base/text.h"

/* Read at once. */
#define CHUNK_SIZE 65536

struct entry {
	struct table_link link;
	struct keylog_entry of;
};

struct file {
	int fd;
	off_t place; /* behind the last line that was read */
};

struct keylog {
	struct table entries; /* by random */
	struct file files[KEYLOG_FILES_MAX];
	size_t file_count;
	struct tstamp looked; /* with has_looked: at the files */
	bool has_looked;
};

struct keylog *
keylog_new(void)
{
	struct keylog *keylog = calloc(1, sizeof *keylog);

	if (keylog && table_init(&keylog->entries, KEYLOG_CONNECTIONS_MAX)) {
		free(keylog);
		keylog = NULL;
	}
	return keylog;
}

static void
remove_entry(struct keylog *keylog, struct entry *entry)
{
	table_remove(&keylog->entries, &entry->link);
	explicit_bzero(entry, sizeof *entry);
	free(entry);
}

void
keylog_free(struct keylog *keylog)
{
	if (!keylog)
		return;
	while (keylog->entries.oldest)
		remove_entry(keylog,
		    TABLE_ENTRY(keylog->entries.oldest, struct entry, link));
	table_clear(&keylog->entries);
	for (size_t i = 0; i < keylog->file_count; i++)
		close(keylog->files[i].fd);
	free(keylog);
}

bool
keylog_has_files(const struct keylog *keylog)
{
	return keylog->file_count > 0;
}

static uint64_t
hash_of(const struct keylog *keylog, const uint8_t *random)
{
	return hash_bytes(random, TLS_RANDOM_SIZE, keylog->entries.seed);
}

static struct entry *
find(const struct keylog *keylog, const uint8_t *random)
{
	struct table_link *link =
	    table_first(&keylog->entries, hash_of(keylog, random));

	for (; link; link = table_next(link)) {
		struct entry *entry = TABLE_ENTRY(link, struct entry, link);

		if (!memcmp(entry->of.random, random, TLS_RANDOM_SIZE))
			return entry;
	}
	return NULL;
}

/* The entry of 'random', made if need be; NULL without memory. */
static struct entry *
find_or_add(struct keylog *keylog, const uint8_t *random)
{
	struct entry *entry = find(keylog, random);

	if (entry)
		return entry;
	entry = calloc(1, sizeof *entry);
	if (!entry)
		return NULL;
	if (keylog->entries.count >= keylog->entries.limit) {
		counter_up(keylog_limit);
		remove_entry(keylog,
		    TABLE_ENTRY(keylog->entries.oldest, struct entry, link));
	}
	memcpy(entry->of.random, random, TLS_RANDOM_SIZE);
	if (table_add(
		&keylog->entries, &entry->link, hash_of(keylog, random)) == 0)
		return entry;
	free(entry);
	return NULL;
}

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* How many bytes 'text' has; 0 when they are none, or more than 'max'. */
static size_t
read_hex(struct text text, uint8_t *out, size_t max)
{
	if (text.len % 2 || text.len / 2 > max)
		return 0;
	for (size_t i = 0; i < text.len / 2; i++) {
		int high = hex_value(text.at[2 * i]);
		int low = hex_value(text.at[2 * i + 1]);

		if (high < 0 || low < 0)
			return 0;
		out[i] = (uint8_t)(high << 4 | low);
	}
	return text.len / 2;
}

/* Which secret a label names: KEYLOG_SECRETS is the master secret; -1: one
 * that is of no use here. */
static int
read_label(struct text label)
{
	static const char *const names[] = {
	    [KEYLOG_CLIENT_HANDSHAKE] = "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
	    [KEYLOG_SERVER_HANDSHAKE] = "SERVER_HANDSHAKE_TRAFFIC_SECRET",
	    [KEYLOG_CLIENT_TRAFFIC] = "CLIENT_TRAFFIC_SECRET_0",
	    [KEYLOG_SERVER_TRAFFIC] = "SERVER_TRAFFIC_SECRET_0",
	    [KEYLOG_SECRETS] = "CLIENT_RANDOM",
	};

	for (int i = 0; i <= KEYLOG_SECRETS; i++)
		if (text_equal(label, text_of(names[i])))
			return i;
	return -1;
}

/* 'is_whole': it has an end. Without one it may be right all the same. */
static void
take_line(struct keylog *keylog, struct text line, bool is_whole)
{
	uint8_t random[TLS_RANDOM_SIZE], secret[TLS_HASH_MAX];
	struct entry *entry = NULL;
	size_t size;
	int label;

	if (line.len && line.at[line.len - 1] == '\r')
		line.len--;
	if (line.len == 0 || line.at[0] == '#')
		return;
	label = read_label(text_word(&line));
	if (label < 0)
		return;
	size = read_hex(text_word(&line), random, sizeof random);
	if (size == sizeof random)
		size = read_hex(text_word(&line), secret, sizeof secret);
	else
		size = 0;
	/* A traffic secret is as long as a hash: SHA-256 or SHA-384. */
	if (size == TLS_MASTER_SIZE || (label != KEYLOG_SECRETS && size == 32))
		entry = find_or_add(keylog, random);
	else if (is_whole)
		counter_up(keylog_bad);
	if (entry && label == KEYLOG_SECRETS) {
		memcpy(entry->of.master, secret, size);
		entry->of.has_master = true;
	} else if (entry) {
		memcpy(entry->of.secrets[label], secret, size);
		entry->of.sizes[label] = (uint8_t)size;
	}
	explicit_bzero(secret, sizeof secret);
}

size_t
keylog_take(struct keylog *keylog, const char *bytes, size_t size)
{
	struct text rest = {bytes, size};

	while (rest.len && memchr(rest.at, '\n', rest.len))
		take_line(keylog, text_cut(&rest, '\n'), true);
	return size - rest.len;
}

/* Reads what was added to a file. */
static void
read_on(struct keylog *keylog, struct file *file)
{
	char *chunk = malloc(CHUNK_SIZE);
	struct stat status;
	ssize_t count;
	size_t taken;

	if (!chunk)
		return;
	/* It was emptied, and is written anew. */
	if (fstat(file->fd, &status) == 0 && status.st_size < file->place)
		file->place = 0;
	while ((count = pread(file->fd, chunk, CHUNK_SIZE, file->place)) > 0) {
		taken = keylog_take(keylog, chunk, (size_t)count);
		if (taken == 0 && count < KEYLOG_LINE_MAX) {
			/* The last line has no end, or is being written: then
			 * it will be read again. */
			take_line(
			    keylog, (struct text){chunk, (size_t)count}, false);
			break;
		}
		/* What is no line in so many bytes is none at all. */
		file->place += taken ? (off_t)taken : count;
	}
	explicit_bzero(chunk, CHUNK_SIZE);
	free(chunk);
}

int
keylog_add(
    struct keylog *keylog, const char *path, char error[KEYLOG_ERROR_SIZE])
{
	struct file *file = &keylog->files[keylog->file_count];
	struct stat status;
	int fd, reason = 0;

	error[0] = '\0';
	if (keylog->file_count == KEYLOG_FILES_MAX) {
		snprintf(error, KEYLOG_ERROR_SIZE,
		    "%s: more than %d key log files", path, KEYLOG_FILES_MAX);
		return EINVAL;
	}
	/* It might be a pipe, which would be waited for. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0 || fstat(fd, &status) != 0)
		reason = errno;
	else if (!S_ISREG(status.st_mode))
		reason = EINVAL;
	if (reason) {
		snprintf(error, KEYLOG_ERROR_SIZE, "%s: %s", path,
		    reason == EINVAL ? "a key log is a regular file, and "
				       "this is none"
				     : strerror(reason));
		if (fd >= 0)
			close(fd);
		return reason;
	}
	if (status.st_mode & (S_IRWXG | S_IRWXO))
		snprintf(error, KEYLOG_ERROR_SIZE,
		    "%s: others can read these keys; make it 0600", path);
	file->fd = fd;
	file->place = 0;
	keylog->file_count++;
	read_on(keylog, file);
	return 0;
}

const struct keylog_entry *
keylog_find(struct keylog *keylog, const uint8_t random[TLS_RANDOM_SIZE],
    struct tstamp now)
{
	const struct entry *entry = find(keylog, random);
	int64_t passed = tstamp_diff_ns(now, keylog->looked);

	/* Some secrets of a connection may come later than the others. */
	if (!keylog->has_looked || passed >= KEYLOG_AGAIN_NS || passed < 0) {
		keylog->has_looked = true;
		keylog->looked = now;
		for (size_t i = 0; i < keylog->file_count; i++)
			read_on(keylog, &keylog->files[i]);
		entry = find(keylog, random);
	}
	return entry ? &entry->of : NULL;
}
