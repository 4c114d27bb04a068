/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "browse/output.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"

#define FILE_MODE 0640

/* What a signal that ends the program removes; NULL: nothing. */
static char *volatile unfinished;

static void
on_end(int number)
{
	if (unfinished)
		unlink(unfinished);
	raise(number); /* it is as it was before, SA_RESETHAND */
}

/* Makes the file of the name, and has it removed when a signal comes. */
static int
make_part(char *part)
{
	static const int ends[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM};
	struct sigaction action = {
	    .sa_handler = on_end, .sa_flags = (int)SA_RESETHAND};
	struct sigaction before;
	sigset_t mask;
	int fd;

	sigfillset(&action.sa_mask);
	sigprocmask(SIG_BLOCK, &action.sa_mask, &mask);
	fd = mkostemp(part, O_CLOEXEC);
	if (fd >= 0)
		unfinished = part;
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		if (!sigaction(ends[i], NULL, &before) &&
		    before.sa_handler == SIG_DFL)
			sigaction(ends[i], &action, NULL);
	}
	sigprocmask(SIG_SETMASK, &mask, NULL);
	return fd;
}

/* Nobody removes it any more. */
static void
free_part(struct output *out)
{
	unfinished = NULL;
	free(out->part);
	out->part = NULL;
}

static bool
is_there(const char *path)
{
	log_warnx("%s is there: name another file, or give --force", path);
	return false;
}

/* Begins a file beside 'path', which is not there or will be replaced. */
static bool
open_part(struct output *out)
{
	if (asprintf(&out->part, "%s.XXXXXX", out->path) < 0) {
		out->part = NULL;
		errno = ENOMEM;
		log_warn("%s", out->path);
		return false;
	}
	out->fd = make_part(out->part);
	if (out->fd >= 0 && !fchmod(out->fd, FILE_MODE))
		return true;
	log_warn("%s", out->path);
	if (out->fd >= 0) {
		unlink(out->part);
		close(out->fd);
	}
	free_part(out);
	return false;
}

bool
output_open(struct output *out, const char *path, bool force)
{
	struct stat st;

	*out = (struct output){.path = path, .fd = -1, .force = force};
	if (!strcmp(path, "-")) {
		out->fd = STDOUT_FILENO;
		return true;
	}
	if (lstat(path, &st))
		return open_part(out);
	if (S_ISCHR(st.st_mode) || S_ISFIFO(st.st_mode)) {
		out->fd = open(path, O_WRONLY | O_CLOEXEC);
		if (out->fd < 0)
			log_warn("%s", path);
		return out->fd >= 0;
	}
	return force ? open_part(out) : is_there(path);
}

int
output_put(const void *bytes, size_t size, void *arg)
{
	struct output *out = arg;
	const char *at = bytes;

	while (size) {
		ssize_t n = write(out->fd, at, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? errno : EIO;
		at += n;
		size -= (size_t)n;
		out->bytes += (uint64_t)n;
	}
	return 0;
}

/* Gives the file its name. Nobody's file is lost that came meanwhile, as far
 * as the file system can promise that. */
static bool
give_name(struct output *out)
{
	unsigned flags = out->force ? 0 : RENAME_NOREPLACE;
	int error = renameat2(AT_FDCWD, out->part, AT_FDCWD, out->path, flags);

	if (error && errno == EINVAL && flags)
		error = rename(out->part, out->path);
	if (error && errno == EEXIST)
		return is_there(out->path);
	if (error)
		log_warn("%s", out->path);
	return !error;
}

bool
output_close(struct output *out, bool is_good)
{
	if (!out->part) {
		if (out->fd > STDERR_FILENO && close(out->fd)) {
			log_warn("%s", out->path);
			is_good = false;
		}
		return is_good;
	}
	if (close(out->fd)) {
		log_warn("%s", out->path);
		is_good = false;
	}
	is_good = is_good && give_name(out);
	if (!is_good)
		unlink(out->part);
	free_part(out);
	return is_good;
}
