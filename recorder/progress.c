/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The progress bar: the only place of a run that looks at a real clock. */
#include "recorder/progress.h"

#include <unistd.h>

#define LOOK_EVERY 128 /* calls */
#define FIRST_MS 1000
#define REDRAW_MS 200
#define BAR_WIDTH 40

static int64_t
now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void
progress_start(struct progress *progress, bool quiet, uint64_t size_bytes)
{
	*progress = (struct progress){
	    .enabled = !quiet && isatty(STDERR_FILENO),
	    .size_bytes = size_bytes,
	    .start_ms = now_ms(),
	};
}

bool
progress_is_due(struct progress *progress)
{
	int64_t now;

	if (!progress->enabled || ++progress->calls < LOOK_EVERY)
		return false;
	progress->calls = 0;
	now = now_ms();
	return now - progress->start_ms >= FIRST_MS &&
	       now - progress->shown_ms >= REDRAW_MS;
}

void
progress_show(struct progress *progress, uint64_t done_bytes)
{
	double seconds = (double)(now_ms() - progress->start_ms) / 1000;
	double mib = (double)done_bytes / (1 << 20);
	char bar[BAR_WIDTH + 1];
	double share;
	size_t full;

	progress->shown = true;
	progress->shown_ms = now_ms();
	if (progress->size_bytes == 0) {
		fprintf(stderr, "\r\033[K%.0f MiB read, %.0f s", mib, seconds);
		return;
	}
	share = (double)done_bytes / (double)progress->size_bytes;
	if (share > 1)
		share = 1;
	full = (size_t)(share * BAR_WIDTH);
	memset(bar, '#', full);
	memset(bar + full, '.', BAR_WIDTH - full);
	bar[BAR_WIDTH] = '\0';
	fprintf(stderr, "\r\033[K[%s] %3.0f %%  %.0f MiB, %.0f s left", bar,
	    share * 100, mib, share > 0 ? seconds / share - seconds : 0);
}

void
progress_end(struct progress *progress)
{
	if (progress->shown)
		fputs("\r\033[K", stderr);
}
