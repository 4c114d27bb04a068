/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A catalogue that one thread reads for long: it is opened anew when its file
 * is another one by now, and when a recorder has begun, or ceased, to write.
 */
#ifndef SERVE_LIVE_CATALOGUE_H
#define SERVE_LIVE_CATALOGUE_H

#include <sys/types.h>
#include <time.h>

#include "storage/catalogue.h"

/* How the files looked when the catalogue was opened. */
struct catalogue_look {
	dev_t dev;
	ino_t ino;
	struct timespec changed; /* while nobody writes */
	int is_written;          /* a recorder does */
};

struct live_catalogue {
	const char *folder;
	struct catalogue *catalogue; /* NULL: not open */
	struct catalogue_look look;
};

/* '*out' is good until the next call. 0 or an errno of catalogue.h. */
int live_catalogue_get(struct live_catalogue *source, struct catalogue **out)
    __attribute__((warn_unused_result));

void live_catalogue_close(struct live_catalogue *source);

#endif
