/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "browse/player.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"

#define ARGS_MAX 12
#define ARG_SIZE 64
#define WAIT_STEP_MS 20

extern char **environ;

/* %r is the rate, %c the count of channels. */
static const struct {
	const char *args[ARGS_MAX]; /* the first one is its name */
	bool wants_wav;
} players[] = {
    {{"paplay", "--raw", "--format=s16le", "--rate=%r", "--channels=%c"},
	false},
    {{"aplay", "-q", "-t", "raw", "-f", "S16_LE", "-r", "%r", "-c", "%c", "-"},
	false},
    {{"pw-play", "--format=s16", "--rate=%r", "--channels=%c", "-"}, false},
    {{"ffplay", "-nodisp", "-autoexit", "-loglevel", "error", "-i", "-"}, true},
    {{"play", "-q", "-t", "wav", "-"}, true},
    {{"mpv", "--no-terminal", "--no-video", "-"}, true},
};

static bool
is_on_path(const char *name)
{
	const char *path = getenv("PATH");
	char file[4096];

	while (path && *path) {
		size_t len = strcspn(path, ":");
		int n = snprintf(
		    file, sizeof file, "%.*s/%s", (int)len, path, name);

		if (len && n > 0 && (size_t)n < sizeof file &&
		    !access(file, X_OK))
			return true;
		path += len + (path[len] == ':');
	}
	return false;
}

/* Writes an argument, with the numbers in it. */
static void
fill_in(char out[ARG_SIZE], const char *arg, int rate_hz, int channels)
{
	const char *percent = strchr(arg, '%');

	if (!percent)
		snprintf(out, ARG_SIZE, "%s", arg);
	else
		snprintf(out, ARG_SIZE, "%.*s%d%s", (int)(percent - arg), arg,
		    percent[1] == 'r' ? rate_hz : channels, percent + 2);
}

/* Runs 'args', which reads what is written to '*fd'. */
static int
run(char *const args[], pid_t *pid, int *fd)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t pipe_signal;
	int pipes[2], error;

	if (pipe2(pipes, O_CLOEXEC))
		return errno;
	sigemptyset(&pipe_signal);
	sigaddset(&pipe_signal, SIGPIPE);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, pipes[0], STDIN_FILENO);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigdefault(&attributes, &pipe_signal);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
	error =
	    posix_spawnp(pid, args[0], &actions, &attributes, args, environ);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	close(pipes[0]);
	if (error)
		close(pipes[1]);
	else
		*fd = pipes[1];
	return error;
}

/* Starts the program of row 'i'. */
static int
start_row(struct player *out, size_t i, int rate_hz, int channels)
{
	char text[ARGS_MAX][ARG_SIZE];
	char *args[ARGS_MAX + 1] = {NULL};

	for (int j = 0; j < ARGS_MAX && players[i].args[j]; j++) {
		fill_in(text[j], players[i].args[j], rate_hz, channels);
		args[j] = text[j];
	}
	out->name = players[i].args[0];
	out->wants_wav = players[i].wants_wav;
	return run(args, &out->pid, &out->fd);
}

static int
start_own(struct player *out, char *command)
{
	char shell[] = "/bin/sh", option[] = "-c";
	char *args[] = {shell, option, command, NULL};

	out->name = "$SPANVIEW_PLAYER";
	out->wants_wav = true;
	return run(args, &out->pid, &out->fd);
}

bool
player_start(struct player *out, int rate_hz, int channels)
{
	char *own = getenv("SPANVIEW_PLAYER");
	int error = ENOENT;

	*out = (struct player){.pid = -1, .fd = -1};
	if (own && *own) {
		error = start_own(out, own);
	} else {
		for (size_t i = 0; i < sizeof players / sizeof *players; i++) {
			if (!is_on_path(players[i].args[0]))
				continue;
			error = start_row(out, i, rate_hz, channels);
			break;
		}
	}
	if (!error)
		return true;
	if (out->name) {
		errno = error;
		log_warn("%s", out->name);
	} else {
		log_warnx("nothing here can play sound: install alsa-utils, "
			  "set SPANVIEW_PLAYER to a command that plays WAV "
			  "from standard input, or give --raw");
	}
	return false;
}

void
player_close(struct player *player)
{
	if (player->fd >= 0)
		close(player->fd);
	player->fd = -1;
}

bool
player_wait(const struct player *player, int ms, int *status)
{
	const struct timespec step = {0, WAIT_STEP_MS * 1000000L};

	for (;;) {
		pid_t pid = waitpid(player->pid, status, WNOHANG);

		if (pid == player->pid)
			return true;
		if (pid < 0 && errno != EINTR) {
			*status = 0;
			return true;
		}
		if (ms <= 0)
			return false;
		nanosleep(&step, NULL);
		ms -= WAIT_STEP_MS;
	}
}

void
player_stop(struct player *player)
{
	int status;

	player_close(player);
	if (player_wait(player, 200, &status))
		return;
	kill(player->pid, SIGTERM);
	if (player_wait(player, 2000, &status))
		return;
	kill(player->pid, SIGKILL);
	waitpid(player->pid, &status, 0);
}
