/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What each source of packets delivered, in all and in the last minutes; see
 * calls/source_figures.h. Engine thread only.
 */
#ifndef RECORDER_FIGURES_H
#define RECORDER_FIGURES_H

#include <stddef.h>

#include "base/tstamp.h"
#include "base/window.h"
#include "calls/source_figures.h"

struct figures;

/* For sources 0 to 'limit' - 1; NULL without memory. */
struct figures *figures_new(size_t limit);
void figures_free(struct figures *figures); /* NULL is allowed */

/* Those of all sources, to be counted in. */
struct source_figures *figures_all(struct figures *figures);

/* A minute may have begun, for the first 'count' sources. */
void figures_tick(struct figures *figures, size_t count, struct tstamp now);

/* How much they grew in the last minutes. */
struct source_figures
figures_recent(const struct figures *figures, size_t source);

#endif
