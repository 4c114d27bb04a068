/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Room on the disk, while recording live: a thread looks each second, and
 * removes what the retention says, each minute or when room is short. When
 * nothing may go, no new audio is written; rows go on, and audio does by itself
 * when there is half as much room again.
 */
#ifndef RECORDER_DISK_H
#define RECORDER_DISK_H

#include <stdbool.h>

#include "calls/settings.h"

struct disk;

enum disk_state {
	DISK_ROOM,
	DISK_LOW,  /* it will be full soon; what may go, goes */
	DISK_FULL, /* no audio is to be written */
};

/* What follows from 'free' bytes of a disk of 'size', when the disk was 'now'
 * until then, and audio is to end with 'full' bytes. */
enum disk_state
disk_judge(enum disk_state now, uint64_t free, uint64_t size, uint64_t full);

/* Begins to look after 'dir_fd'; both are borrowed. NULL: no memory, or no
 * thread. */
struct disk *disk_new(const struct settings *settings, int dir_fd);

/* Ends the thread; NULL is allowed. */
void disk_free(struct disk *disk);

/* By the engine, each second: raises and clears alarms, and gives the state. */
enum disk_state disk_tick(struct disk *disk);

#endif
