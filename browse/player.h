/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The program that plays sound on this machine: $SPANVIEW_PLAYER, a command
 * line that plays WAV from its standard input, or the first of paplay, aplay,
 * pw-play, ffplay, play (of SoX) and mpv that is on the PATH.
 */
#ifndef BROWSE_PLAYER_H
#define BROWSE_PLAYER_H

#include <stdbool.h>
#include <sys/types.h>

struct player {
	const char *name;
	bool wants_wav; /* else samples alone: 16 bits, least byte first */
	pid_t pid;
	int fd; /* what it plays is written here; -1: closed */
};

/* Starts one; false, and said why, when there is none. */
bool player_start(struct player *out, int rate_hz, int channels)
    __attribute__((warn_unused_result));

/* Closes what it plays: it ends when all was played. */
void player_close(struct player *player);

/* Waits up to 'ms' for its end. False: it still plays; else '*status' is that
 * of waitpid(). */
bool player_wait(const struct player *player, int ms, int *status);

/* Ends it now. */
void player_stop(struct player *player);

#endif
