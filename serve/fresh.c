/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "serve/fresh.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* A file that nobody writes changes when somebody did for a while; one that is
 * written tells by its log. */
static struct fresh_look
look(const char *folder)
{
	struct fresh_look now = {.is_written = 0};
	char path[PATH_MAX];
	struct stat st;

	snprintf(path, sizeof path, "%s/%s-shm", folder, CATALOGUE_FILE);
	now.is_written = stat(path, &st) == 0;
	snprintf(path, sizeof path, "%s/%s", folder, CATALOGUE_FILE);
	if (stat(path, &st))
		return now;
	now.dev = st.st_dev;
	now.ino = st.st_ino;
	if (!now.is_written)
		now.changed = st.st_mtim;
	return now;
}

static int
is_same(const struct fresh_look *a, const struct fresh_look *b)
{
	return a->dev == b->dev && a->ino == b->ino &&
	       a->changed.tv_sec == b->changed.tv_sec &&
	       a->changed.tv_nsec == b->changed.tv_nsec &&
	       a->is_written == b->is_written;
}

int
fresh_get(struct fresh *reader, struct catalogue **out)
{
	struct fresh_look now = look(reader->folder);
	int error = 0;

	if (reader->catalogue && !is_same(&now, &reader->look))
		fresh_close(reader);
	if (!reader->catalogue)
		error = catalogue_open(
		    reader->folder, CATALOGUE_READ, &reader->catalogue);
	if (error) {
		reader->catalogue = NULL;
		return error;
	}
	reader->look = now;
	*out = reader->catalogue;
	return 0;
}

void
fresh_close(struct fresh *reader)
{
	/* Nothing is written, so nothing can fail. */
	if (reader->catalogue && catalogue_close(reader->catalogue))
		reader->look = (struct fresh_look){.is_written = 0};
	reader->catalogue = NULL;
}
