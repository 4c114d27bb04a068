/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "serve/pages.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"
#include "serve/problem.h"
#include "serve/server.h"
#include "storage/digest.h"

#define FILES_MAX 512
#define FILE_MAX (16U << 20)
#define DEPTH_MAX 4
#define NAME_SIZE 256

struct page {
	char name[NAME_SIZE]; /* "assets/index-1a2b.js" */
	char etag[DIGEST_TEXT_SIZE];
	const char *type;
	char *bytes;
	size_t size;
};

struct pages {
	struct page *files;
	size_t count;
};

static const char *
type_of(const char *name)
{
	static const char *const types[][2] = {
	    {"html", "text/html; charset=utf-8"},
	    {"js", "text/javascript; charset=utf-8"},
	    {"mjs", "text/javascript; charset=utf-8"},
	    {"css", "text/css; charset=utf-8"},
	    {"svg", "image/svg+xml"},
	    {"png", "image/png"},
	    {"ico", "image/vnd.microsoft.icon"},
	    {"woff2", "font/woff2"},
	    {"json", "application/json"},
	    {"webmanifest", "application/manifest+json"},
	    {"txt", "text/plain; charset=utf-8"},
	};
	const char *dot = strrchr(name, '.');

	for (size_t i = 0; dot && i < sizeof types / sizeof *types; i++) {
		if (!strcmp(dot + 1, types[i][0]))
			return types[i][1];
	}
	return "application/octet-stream";
}

/* Reads the file open as 'fd' into 'page'. */
static int
read_file(int fd, size_t size, struct page *page)
{
	ssize_t got;

	page->bytes = malloc(size + 1);
	if (!page->bytes)
		return ENOMEM;
	while (page->size < size) {
		got = read(fd, page->bytes + page->size, size - page->size);
		if (got < 0)
			return errno;
		if (got == 0)
			break;
		page->size += (size_t)got;
	}
	digest_parts(page->bytes, page->size, NULL, 0, page->etag);
	page->etag[32] = '\0';
	return 0;
}

static int
load_folder(struct pages *pages, int fd, const char *prefix, unsigned depth);

/* Takes one entry of a folder: 'name' is its whole name. */
static int
load_entry(struct pages *pages, int fd, const char *name, unsigned depth)
{
	struct page *page = &pages->files[pages->count];
	struct stat st;
	char prefix[NAME_SIZE + 1];

	if (fstat(fd, &st))
		return errno;
	if (S_ISDIR(st.st_mode)) {
		snprintf(prefix, sizeof prefix, "%s/", name);
		return depth ? load_folder(pages, dup(fd), prefix, depth - 1)
			     : 0;
	}
	if (!S_ISREG(st.st_mode))
		return 0;
	if (pages->count == FILES_MAX || st.st_size > FILE_MAX)
		return EFBIG;
	*page = (struct page){.type = type_of(name)};
	text_copy(page->name, sizeof page->name, text_of(name));
	pages->count++;
	return read_file(fd, (size_t)st.st_size, page);
}

/* Takes all of the folder 'fd', which it closes. */
static int
load_folder(struct pages *pages, int fd, const char *prefix, unsigned depth)
{
	DIR *folder = fdopendir(fd);
	struct dirent *entry;
	char name[NAME_SIZE];
	int error = 0;

	if (!folder) {
		close(fd);
		return ENOMEM;
	}
	while (!error && (entry = readdir(folder))) {
		int file;

		if (entry->d_name[0] == '.' ||
		    snprintf(name, sizeof name, "%s%s", prefix,
			entry->d_name) >= (int)sizeof name)
			continue;
		file = openat(dirfd(folder), entry->d_name,
		    O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
		if (file < 0)
			continue;
		error = load_entry(pages, file, name, depth);
		close(file);
	}
	closedir(folder);
	return error;
}

int
pages_load(const char *folder, struct pages **out)
{
	struct pages *pages = calloc(1, sizeof *pages);
	int fd, error = 0;

	if (pages)
		pages->files = calloc(FILES_MAX, sizeof *pages->files);
	if (!pages || !pages->files) {
		free(pages);
		return ENOMEM;
	}
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0)
		error = load_folder(pages, fd, "", DEPTH_MAX);
	else if (errno != ENOENT)
		error = errno;
	if (error) {
		errno = error;
		log_warn("%s", folder);
		pages_free(pages);
		return error;
	}
	*out = pages;
	return 0;
}

void
pages_free(struct pages *pages)
{
	if (!pages)
		return;
	for (size_t i = 0; i < pages->count; i++)
		free(pages->files[i].bytes);
	free(pages->files);
	free(pages);
}

/* The name of the file that a target means. */
static bool
name_of(const struct target *target, char out[NAME_SIZE])
{
	size_t len = 0;

	if (target->segments == 0) {
		text_copy(out, NAME_SIZE, text_of("index.html"));
		return true;
	}
	for (size_t i = 0; i < target->segments; i++) {
		len += (size_t)snprintf(out + len, NAME_SIZE - len, "%s%s",
		    i ? "/" : "", target->segment[i]);
		if (len >= NAME_SIZE)
			return false;
	}
	return true;
}

static const struct page *
find(const struct pages *pages, const char *name)
{
	for (size_t i = 0; i < pages->count; i++) {
		if (!strcmp(pages->files[i].name, name))
			return &pages->files[i];
	}
	return NULL;
}

/* "app-1A2B3C4D.js": has the name a hash of what is in the file? */
static bool
is_named_anew(const char *name)
{
	const char *dash = strrchr(name, '-');
	size_t len = dash ? strcspn(dash + 1, ".") : 0;

	return len >= 8 && !strchr(dash, '/') &&
	       strspn(dash + 1, "abcdefghijklmnopqrstuvwxyz"
				"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == len;
}

static void
answer_page(struct exchange *exchange, const struct page *page)
{
	const char *known = exchange->fields.if_none_match;

	answer_borrowed(exchange, page->type, page->bytes, page->size);
	answer_header(exchange, "ETag", "\"%s\"", page->etag);
	answer_header(exchange, "Cache-Control", "%s",
	    is_named_anew(page->name) ? "public, max-age=31536000, immutable"
				      : "no-cache");
	if (known && strstr(known, page->etag)) {
		exchange->answer.status = 304;
		exchange->answer.size = 0;
	}
}

void
pages_answer(struct exchange *exchange)
{
	static const char absent[] =
	    "spanview was installed without its page.\n"
	    "The API is at /api/v1, see /api/v1/openapi.json.\n";
	const struct pages *pages = exchange->server->pages;
	const struct page *page;
	char name[NAME_SIZE];

	page = name_of(&exchange->target, name) ? find(pages, name) : NULL;
	if (page)
		answer_page(exchange, page);
	else if (exchange->target.segments == 0)
		answer_borrowed(exchange, "text/plain; charset=utf-8", absent,
		    sizeof absent - 1);
	else
		answer_problem(exchange, 404, NULL);
}
