/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where an export goes, piece by piece: a file, a pipe, a connection. */
#ifndef EXPORT_SINK_H
#define EXPORT_SINK_H

#include <stddef.h>

/* Takes the next bytes. 0, or a positive errno, which ends the export and is
 * what it returns. */
typedef int export_put_fn(const void *bytes, size_t size, void *arg);

struct export_sink {
	export_put_fn *put;
	void *arg;
};

static inline int
export_put(const struct export_sink *sink, const void *bytes, size_t size)
{
	return sink->put(bytes, size, sink->arg);
}

#endif
