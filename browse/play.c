/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * spanview play: a call to be heard, through a program that plays sound; or
 * its samples to standard output, when that is no terminal.
 */
#include "browse/browse.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "browse/audit.h"
#include "browse/export_say.h"
#include "browse/output.h"
#include "browse/pick.h"
#include "browse/player.h"
#include "export/audio_file.h"

#define PROGRESS_MS 200

/* A call that is played. */
struct playing {
	const struct export_request *request;
	const char *folder; /* of the catalogue */
	struct catalogue *catalogue;
	int dir_fd;
	struct call_audio *audio;
	struct player player;
	bool has_terminal; /* that shows how far it is */
	double length_s;
	struct timespec began;
};

static volatile sig_atomic_t stopped;

static void
stop(int signal)
{
	(void)signal;
	stopped = 1;
}

/* Has SIGINT seen, so that the player ends, too. */
static void
watch_signals(void)
{
	struct sigaction on_stop = {.sa_handler = stop};

	sigemptyset(&on_stop.sa_mask);
	sigaction(SIGINT, &on_stop, NULL);
	sigaction(SIGTERM, &on_stop, NULL);
}

static double
seconds_since(struct timespec then)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - then.tv_sec) +
	       (double)(now.tv_nsec - then.tv_nsec) / 1e9;
}

static void
print_position(double seconds)
{
	long whole = (long)seconds;

	fprintf(stderr, "%ld:%02ld", whole / 60, whole % 60);
}

/* Shows what is heard now: the player is as far as the clock. */
static void
show_progress(const struct playing *playing)
{
	double at = seconds_since(playing->began);

	if (!playing->has_terminal)
		return;
	fputs("\r  ", stderr);
	print_position(at < playing->length_s ? at : playing->length_s);
	fputs(" of ", stderr);
	print_position(playing->length_s);
	fputs(" ", stderr);
	fflush(stderr);
}

/* The sink: the player's input. */
static int
feed(const void *bytes, size_t size, void *arg)
{
	struct playing *playing = arg;
	const char *at = bytes;

	while (size && !stopped) {
		ssize_t n = write(playing->player.fd, at, size);

		if (n < 0 && errno != EINTR)
			return errno;
		if (n > 0) {
			at += n;
			size -= (size_t)n;
		}
		show_progress(playing);
	}
	return stopped ? EINTR : 0;
}

/* Lets the player play to the end of what it was given. */
static int
finish(struct playing *playing, int error)
{
	int status = 0;

	player_close(&playing->player);
	while (!stopped && !player_wait(&playing->player, PROGRESS_MS, &status))
		show_progress(playing);
	if (stopped)
		player_stop(&playing->player);
	if (playing->has_terminal)
		fputc('\n', stderr);
	/* Who closes a player has heard enough. */
	if (stopped || error == EPIPE)
		error = 0;
	if (!stopped && (!WIFEXITED(status) || WEXITSTATUS(status))) {
		log_warnx("%s did not play it", playing->player.name);
		return EIO;
	}
	return error;
}

static int
play_by_player(struct playing *playing)
{
	const struct call_audio_facts *facts = call_audio_facts(playing->audio);
	struct export_sink sink = {feed, playing};
	int error;

	watch_signals();
	if (!player_start(&playing->player, facts->rate_hz, facts->channels))
		return EIO;
	playing->has_terminal = isatty(STDERR_FILENO);
	playing->length_s = (double)facts->frames / facts->rate_hz;
	clock_gettime(CLOCK_MONOTONIC, &playing->began);
	error = playing->player.wants_wav
		    ? export_audio(playing->audio, AUDIO_PCM16, &sink)
		    : export_raw(playing->audio, &sink);
	return finish(playing, error);
}

static int
play_raw(struct playing *playing)
{
	struct output out = {.path = "standard output", .fd = STDOUT_FILENO};
	struct export_sink sink = {output_put, &out};
	int error = export_raw(playing->audio, &sink);

	if (error && error != EPIPE) {
		errno = error;
		log_warn("%s", out.path);
	}
	return error;
}

static int
play(const struct call_view *view, void *arg)
{
	struct playing *playing = arg;
	const struct export_request *request = playing->request;
	struct call_audio_options options = {
	    .mix = export_mix(request->side),
	    .format = AUDIO_PCM16,
	    .from_us = request->from_us,
	    .has_to = request->has_to,
	    .to_us = request->to_us,
	};
	int error = call_audio_open(playing->catalogue, view->call.id,
	    playing->dir_fd, &options, &playing->audio);

	if (error) {
		export_say_error(
		    "play", EXPORT_WAV, &(struct export_report){0}, error);
		return error;
	}
	terminal_audit(playing->folder, "play", view->call.uid, request->side);
	if (request->raw || !isatty(STDOUT_FILENO))
		error = play_raw(playing);
	else
		error = play_by_player(playing);
	export_say_audio(call_audio_facts(playing->audio));
	call_audio_close(playing->audio);
	return error;
}

int
command_play(const struct request *request, struct catalogue *catalogue)
{
	struct playing playing = {.request = &request->export,
	    .folder = request->folder,
	    .catalogue = catalogue};
	int error;

	if (request->export.raw && isatty(STDOUT_FILENO)) {
		log_warnx("standard output is a terminal: --raw is for a pipe "
			  "or a file");
		return STATUS_USAGE;
	}
	playing.dir_fd =
	    open(request->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (playing.dir_fd < 0) {
		log_warn("%s", request->folder);
		return STATUS_FAILED;
	}
	signal(SIGPIPE, SIG_IGN); /* a player may end */
	error = pick_call(catalogue, request->words[0], play, &playing);
	close(playing.dir_fd);
	if (stopped) {
		signal(SIGINT, SIG_DFL);
		raise(SIGINT);
	}
	return error ? STATUS_FAILED : STATUS_DONE;
}
