/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sound of a recording, as it was written: the file itself. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "serve/call.h"
#include "serve/params.h"
#include "serve/problem.h"
#include "serve/range.h"
#include "serve/route.h"
#include "serve/server.h"
#include "storage/folder.h"
#include "storage/path.h"

#define RECORDINGS_MAX 1000

/* The recording that is looked for. */
struct wanted {
	struct exchange *exchange;
	unsigned long left; /* so many are before it, and itself */
	char path[RECORDING_PATH_SIZE];
	char format[16];
};

static int
take_recording(const struct recording_row *row, void *arg)
{
	struct wanted *wanted = arg;

	if (wanted->left == 0 || --wanted->left)
		return 0;
	text_copy(wanted->path, sizeof wanted->path, text_of(row->path));
	text_copy(wanted->format, sizeof wanted->format, text_of(row->format));
	return 0;
}

static int
find_recording(const struct call_view *view, void *arg)
{
	struct wanted *wanted = arg;
	int error = call_check(wanted->exchange, view);

	if (error)
		return error;
	return query_recordings(
	    wanted->exchange->catalogue, view->call.id, take_recording, wanted);
}

static const char *
type_of(const char *format)
{
	if (!strcmp(format, "flac"))
		return "audio/flac";
	return strcmp(format, "opus") ? "audio/wav" : "audio/ogg";
}

/* Opens a path of the catalogue, without following a link anywhere. */
static int
open_beneath(int folder_fd, const char *path, int *out)
{
	char name[FOLDER_NAME_SIZE];
	int parent = -1;
	int error = folder_name(name, path, "");

	if (!error)
		error =
		    folder_open_parent(folder_fd, path, FOLDER_FIND, &parent);
	if (error)
		return error;
	*out = openat(
	    parent, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	error = *out < 0 ? errno : 0;
	close(parent);
	return error;
}

static void
answer_range(struct exchange *exchange, const char *type, int fd, uint64_t size)
{
	uint64_t from, count;

	switch (range_parse(exchange->fields.range, size, &from, &count)) {
	case RANGE_BEYOND:
		close(fd);
		answer_problem(exchange, 416, NULL);
		answer_header(exchange, "Content-Range", "bytes */%llu",
		    (unsigned long long)size);
		return;
	case RANGE_PART:
		answer_file(exchange, type, fd, from, count);
		exchange->answer.status = 206;
		answer_header(exchange, "Content-Range", "bytes %llu-%llu/%llu",
		    (unsigned long long)from,
		    (unsigned long long)(from + count - 1),
		    (unsigned long long)size);
		break;
	case RANGE_WHOLE:
		answer_file(exchange, type, fd, 0, size);
		break;
	}
	answer_header(exchange, "Accept-Ranges", "bytes");
	answer_header(exchange, "Cache-Control", "private, no-store");
}

void
api_audio(struct exchange *exchange)
{
	struct wanted wanted = {.exchange = exchange, .path = ""};
	struct stat st;
	int fd = -1;
	int error = ENOENT;

	if (params_number(exchange->word[1], 1, RECORDINGS_MAX, &wanted.left))
		error = call_find(exchange, find_recording, &wanted);
	if (!error && !wanted.path[0])
		error = ENOENT;
	if (!error)
		error =
		    open_beneath(exchange->server->folder_fd, wanted.path, &fd);
	if (!error && (fstat(fd, &st) || !S_ISREG(st.st_mode))) {
		close(fd);
		error = ENOENT;
	}
	if (error)
		answer_error(exchange, error == ELOOP ? ENOENT : error);
	else
		answer_range(
		    exchange, type_of(wanted.format), fd, (uint64_t)st.st_size);
}
