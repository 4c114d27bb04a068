/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "serve/live_catalogue.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* A file that nobody writes changes when somebody did for a while; one that is
 * written tells by its log. */
static struct catalogue_look
look(const char *folder)
{
	struct catalogue_look now = {.is_written = 0};
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
is_same(const struct catalogue_look *a, const struct catalogue_look *b)
{
	return a->dev == b->dev && a->ino == b->ino &&
	       a->changed.tv_sec == b->changed.tv_sec &&
	       a->changed.tv_nsec == b->changed.tv_nsec &&
	       a->is_written == b->is_written;
}

int
live_catalogue_get(struct live_catalogue *source, struct catalogue **out)
{
	struct catalogue_look now = look(source->folder);
	int error = 0;

	if (source->catalogue && !is_same(&now, &source->look))
		live_catalogue_close(source);
	if (!source->catalogue)
		error = catalogue_open(
		    source->folder, CATALOGUE_READ, &source->catalogue);
	if (error) {
		source->catalogue = NULL;
		return error;
	}
	source->look = now;
	*out = source->catalogue;
	return 0;
}

void
live_catalogue_close(struct live_catalogue *source)
{
	/* Nothing is written, so nothing can fail. */
	if (source->catalogue && catalogue_close(source->catalogue))
		source->look = (struct catalogue_look){.is_written = 0};
	source->catalogue = NULL;
}
