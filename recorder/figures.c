/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "recorder/figures.h"

#include <stdlib.h>

struct source_windows {
	struct window of[FIGURE_COUNT];
};

struct figures {
	struct source_figures *all;
	struct source_windows *windows;
	int64_t minute; /* that was noted last */
};

struct figures *
figures_new(size_t limit)
{
	struct figures *figures = calloc(1, sizeof *figures);

	if (!figures)
		return NULL;
	figures->all = calloc(limit, sizeof *figures->all);
	figures->windows = calloc(limit, sizeof *figures->windows);
	if (figures->all && figures->windows)
		return figures;
	figures_free(figures);
	return NULL;
}

void
figures_free(struct figures *figures)
{
	if (!figures)
		return;
	free(figures->all);
	free(figures->windows);
	free(figures);
}

struct source_figures *
figures_all(struct figures *figures)
{
	return figures->all;
}

void
figures_tick(struct figures *figures, size_t count, struct tstamp now)
{
	int64_t minute = window_minute(now);

	if (minute == figures->minute)
		return;
	for (size_t i = 0; i < count && figures->minute; i++)
		for (size_t k = 0; k < FIGURE_COUNT; k++)
			window_note(&figures->windows[i].of[k],
			    figures->all[i].counts[k], figures->minute, minute);
	figures->minute = minute;
}

struct source_figures
figures_recent(const struct figures *figures, size_t source)
{
	struct source_figures recent;

	for (size_t k = 0; k < FIGURE_COUNT; k++)
		recent.counts[k] =
		    window_recent(&figures->windows[source].of[k],
			figures->all[source].counts[k]);
	return recent;
}
