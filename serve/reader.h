/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A catalogue that one thread reads for long: it is opened anew when its file
 * is another one by now, and when a recorder has begun, or ceased, to write.
 */
#ifndef SERVE_READER_H
#define SERVE_READER_H

#include <sys/types.h>
#include <time.h>

#include "storage/catalogue.h"

/* How the files looked when the catalogue was opened. */
struct reader_look {
	dev_t dev;
	ino_t ino;
	struct timespec changed; /* while nobody writes */
	int is_written;          /* a recorder does */
};

struct reader {
	const char *folder;
	struct catalogue *catalogue; /* NULL: not open */
	struct reader_look look;
};

/* '*out' is good until the next call. 0 or an errno of catalogue.h. */
int reader_get(struct reader *reader, struct catalogue **out)
    __attribute__((warn_unused_result));

void reader_close(struct reader *reader);

#endif
