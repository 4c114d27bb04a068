/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A pass of the retention, asked for by hand or by a timer. */
#include "recorder/retention.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/tstamp.h"

static int64_t
now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (now.tv_sec * NS_PER_SEC + now.tv_nsec) / NS_PER_US;
}

/* One line for each: id of the call, its file, bytes, why. */
static void
print_item(const struct expire_item *item, void *arg)
{
	(void)arg;
	printf("%s %s %" PRIu64 " %s\n", item->uid, item->path, item->bytes,
	    item->reason);
}

static void
print_totals(const struct expired *expired, bool dry)
{
	printf("%s %" PRIu64 " recordings with %" PRIu64 " MB%s",
	    dry ? "would remove" : "removed", expired->recordings,
	    expired->bytes / 1000000, expired->held ? "; " : "\n");
	if (expired->held)
		printf("%" PRIu64 " more are on legal hold\n", expired->held);
	if (expired->calls)
		printf(
		    "removed the rows of %" PRIu64 " calls\n", expired->calls);
}

bool
retention(const struct settings *settings)
{
	struct expire_pass pass = {.folder = settings->folder,
	    .policy = &settings->retention,
	    .now_us = now_us(),
	    .dry = settings->dry_run,
	    .on_item =
		settings->dry_run || settings->verbose ? print_item : NULL};
	struct expired expired = {.recordings = 0};
	int error = 0;

	if (!expire_is_asked(pass.policy)) {
		log_warnx("no retention is set: see --retention-age and the "
			  "others");
		return false;
	}
	pass.dir_fd =
	    open(settings->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (pass.dir_fd < 0) {
		log_warn("%s", settings->folder);
		return false;
	}
	error = expire(&pass, &expired);
	close(pass.dir_fd);
	if (error) {
		errno = error;
		log_warn("%s: not all could be removed", settings->folder);
	}
	if (!settings->quiet)
		print_totals(&expired, settings->dry_run);
	return !error;
}
