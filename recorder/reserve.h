/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Room on the disk that is kept back while recording, so that a full disk
 * still takes the rows of what was recorded (promise 10).
 */
#ifndef RECORDER_RESERVE_H
#define RECORDER_RESERVE_H

#include <stdbool.h>

#define RESERVE_FILE ".reserve"

struct reserve {
	int dir_fd; /* borrowed; the output folder */
	bool taken;
};

/* Takes some room in the folder 'dir_fd'; where there is none, does without. */
void reserve_take(struct reserve *reserve, int dir_fd);

/* Gives it back; harmless when none is taken. */
void reserve_release(struct reserve *reserve);

#endif
