/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The thread that looks after the disk. Only the state and a number pass from
 * it to the engine, and one flag back. */
#include "recorder/disk.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>

#include "base/log.h"
#include "base/monotonic.h"
#include "base/thread.h"
#include "base/tstamp.h"
#include "recorder/alarm.h"

#define PASS_SECONDS 60 /* between passes of the retention */
#define SHORT_SECONDS 5 /* ... when room is short */
#define SMALL_SHARE 50  /* of a small disk: see --disk-full */
#define LOW_FACTOR 4    /* room is low below so many times 'full' */

struct disk {
	const struct settings *settings;
	int dir_fd;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	_Atomic bool stop; /* set under 'lock' */
	_Atomic enum disk_state state;
	_Atomic uint64_t free_bytes;
};

enum disk_state
disk_judge(enum disk_state now, uint64_t free, uint64_t size, uint64_t full)
{
	if (full > size / SMALL_SHARE)
		full = size / SMALL_SHARE;
	if (free < full || (now == DISK_FULL && free < full + full / 2))
		return DISK_FULL;
	if (free < LOW_FACTOR * full ||
	    (now == DISK_LOW && free < (LOW_FACTOR + 1) * full))
		return DISK_LOW;
	return DISK_ROOM;
}

static void
look(struct disk *disk)
{
	struct statvfs status;

	if (fstatvfs(disk->dir_fd, &status) != 0)
		return;
	disk->free_bytes = (uint64_t)status.f_bavail * status.f_frsize;
	disk->state = disk_judge(disk->state, disk->free_bytes,
	    (uint64_t)status.f_blocks * status.f_frsize,
	    disk->settings->disk_full_bytes);
}

/* One pass of the retention. */
static void
make_room(struct disk *disk)
{
	struct timespec now;
	struct expire_pass pass = {.folder = disk->settings->folder,
	    .dir_fd = disk->dir_fd,
	    .policy = &disk->settings->retention,
	    .stop = &disk->stop};
	struct expired expired;
	int error;

	clock_gettime(CLOCK_REALTIME, &now);
	pass.now_us = (now.tv_sec * NS_PER_SEC + now.tv_nsec) / NS_PER_US;
	error = expire(&pass, &expired);
	if (error && error != EBUSY) {
		errno = error;
		log_warn("%s: what is old cannot be removed", pass.folder);
	}
	if (expired.recordings)
		log_info("removed %llu recordings with %llu MB",
		    (unsigned long long)expired.recordings,
		    (unsigned long long)(expired.bytes / 1000000));
}

/* Waits a second; false: it is over. */
static bool
wait_second(struct disk *disk)
{
	struct timespec until = monotonic_in_ms(1000);
	bool stop;

	pthread_mutex_lock(&disk->lock);
	while (!disk->stop && pthread_cond_timedwait(&disk->wake, &disk->lock,
				  &until) != ETIMEDOUT)
		;
	stop = disk->stop;
	pthread_mutex_unlock(&disk->lock);
	return !stop;
}

/* Is there less room than the retention keeps? */
static bool
is_short(const struct disk *disk)
{
	return disk->state != DISK_ROOM ||
	       disk->free_bytes < disk->settings->retention.free_bytes;
}

static void *
run(void *arg)
{
	struct disk *disk = arg;
	bool wanted = expire_is_asked(&disk->settings->retention);
	int since = PASS_SECONDS;

	do {
		look(disk);
		if (!wanted || ++since < SHORT_SECONDS)
			continue;
		if (since < PASS_SECONDS && !is_short(disk))
			continue;
		make_room(disk);
		look(disk);
		since = 0;
	} while (wait_second(disk));
	return NULL;
}

struct disk *
disk_new(const struct settings *settings, int dir_fd)
{
	struct disk *disk = calloc(1, sizeof *disk);
	int error;

	if (!disk)
		return NULL;
	disk->settings = settings;
	disk->dir_fd = dir_fd;
	look(disk);
	pthread_mutex_init(&disk->lock, NULL);
	monotonic_cond_init(&disk->wake);
	error = thread_start(&disk->thread, "disk", run, disk);
	if (error == 0)
		return disk;
	pthread_cond_destroy(&disk->wake);
	pthread_mutex_destroy(&disk->lock);
	free(disk);
	return NULL;
}

void
disk_free(struct disk *disk)
{
	if (!disk)
		return;
	pthread_mutex_lock(&disk->lock);
	disk->stop = true;
	pthread_cond_signal(&disk->wake);
	pthread_mutex_unlock(&disk->lock);
	pthread_join(disk->thread, NULL);
	pthread_cond_destroy(&disk->wake);
	pthread_mutex_destroy(&disk->lock);
	free(disk);
}

enum disk_state
disk_tick(struct disk *disk)
{
	enum disk_state state = disk->state;
	unsigned long long free_mb = disk->free_bytes / 1000000;

	if (state == DISK_FULL)
		alarm_raise(ALARM_DISK_FULL, "",
		    "%llu MB are left: no audio is recorded until there is "
		    "more room",
		    free_mb);
	else
		alarm_clear(ALARM_DISK_FULL, "",
		    "%llu MB are free: audio is recorded again", free_mb);
	if (state == DISK_LOW)
		alarm_raise(ALARM_DISK_LOW, "",
		    "%llu MB are left: remove something, or see "
		    "--retention-free",
		    free_mb);
	else
		alarm_clear(ALARM_DISK_LOW, "", "%llu MB are free", free_mb);
	return state;
}
