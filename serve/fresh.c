/* SPDX-License-Identifier: GPL-3.0-or-later */
<<<<<<<<HEAD : serve / fresh.c
#include "serve/fresh.h"
	== == == ==
#include "serve/fresh.h"
    >>>>>>>> main : serve /
		    fresh.c

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

    /* A file that nobody writes changes when somebody did for a while; one that is
 * written tells by its log. */
    < < < < < < < < HEAD : serve / fresh.c static struct catalogue_look
				   look(const char *folder)
{
	struct catalogue_look now = {.is_written = 0};
	== == == == static struct fresh_look look(const char *folder)
	{
		struct fresh_look now = {.is_written = 0};
		>>>>>>>> main : serve / fresh.c char path[PATH_MAX];
		struct stat st;

		snprintf(
		    path, sizeof path, "%s/%s-shm", folder, CATALOGUE_FILE);
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

	static int<<<<<<<<HEAD : serve /
			      fresh.c is_same(const struct catalogue_look *a,
				  const struct catalogue_look *b) ==
			  == == ==
			  is_same(const struct fresh_look *a,
			      const struct fresh_look *b)>>>>>>>>
		main : serve / fresh.c
	{
		return a->dev == b->dev && a->ino == b->ino &&
		       a->changed.tv_sec == b->changed.tv_sec &&
		       a->changed.tv_nsec == b->changed.tv_nsec &&
		       a->is_written == b->is_written;
	}

	int < < < < < < < < HEAD
	    : serve /
	      fresh.c fresh_get(struct fresh * source, struct catalogue * *out)
	{
		struct catalogue_look now = look(source->folder);
		int error = 0;

		if (source->catalogue && !is_same(&now, &source->look))
			fresh_close(source);
		if (!source->catalogue)
			== == == ==
			    fresh_get(
				struct fresh * reader, struct catalogue * *out)
			{
				struct fresh_look now = look(reader->folder);
				int error = 0;

				if (reader->catalogue &&
				    !is_same(&now, &reader->look))
					fresh_close(reader);
				if (!reader->catalogue)
					>>>>>>>> main : serve / fresh.c error =
					    catalogue_open(source->folder,
						CATALOGUE_READ,
						&source->catalogue);
				if (error) {
					source->catalogue = NULL;
					return error;
				}
				source->look = now;
				*out = source->catalogue;
				return 0;
			}

		void < < < < < < < <
		    HEAD : serve / fresh.c fresh_close(struct fresh * source)
		{
			/* Nothing is written, so nothing can fail. */
			if (source->catalogue &&
			    catalogue_close(source->catalogue))
				source->look =
				    (struct catalogue_look){.is_written = 0};
			source->catalogue = NULL;
			== == == == fresh_close(struct fresh * reader)
			{
				/* Nothing is written, so nothing can fail. */
				if (reader->catalogue &&
				    catalogue_close(reader->catalogue))
					reader->look = (struct fresh_look){
					    .is_written = 0};
				reader->catalogue = NULL;
				>>>>>>>> main : serve / fresh.c
			}
