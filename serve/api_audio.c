/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sound of a recording, as it was written: the file itself. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "browse/json_peaks.h"
#include "serve/audit.h"
#include "serve/call.h"
#include "serve/params.h"
#include "serve/problem.h"
#include "serve/range.h"
#include "serve/route.h"
#include "serve/server.h"
#include "storage/digest.h"
#include "storage/path.h"
#include "storage/peaks.h"
#include "storage/audio_reader.h"

#define RECORDINGS_MAX 1000

/* The recording that is looked for, with its texts. */
struct wanted {
	struct exchange *exchange;
	unsigned long left; /* so many are before it, and itself */
	struct recording_row row;
	char path[RECORDING_PATH_SIZE];
	char format[16], state[16], sha256[DIGEST_TEXT_SIZE];
};

static int
take_recording(const struct recording_row *row, void *arg)
{
	struct wanted *wanted = arg;

	if (wanted->left == 0 || --wanted->left)
		return 0;
	text_copy(wanted->path, sizeof wanted->path, text_of(row->path));
	text_copy(wanted->format, sizeof wanted->format, text_of(row->format));
	text_copy(wanted->state, sizeof wanted->state, text_of(row->state));
	text_copy(wanted->sha256, sizeof wanted->sha256, text_of(row->sha256));
	wanted->row = *row;
	wanted->row.path = wanted->path;
	wanted->row.format = wanted->format;
	wanted->row.state = wanted->state;
	wanted->row.sha256 = row->sha256 ? wanted->sha256 : NULL;
	return 0;
}

static int
check_call(const struct call_view *view, void *arg)
{
	struct wanted *wanted = arg;
	int error = call_check(wanted->exchange, view);

	if (error)
		return error;
	return query_recordings(
	    wanted->exchange->catalogue, view->call.id, take_recording, wanted);
}

/* Finds the recording that the path names. */
static int
find_recording(struct exchange *exchange, struct wanted *wanted)
{
	int error = ENOENT;

	*wanted = (struct wanted){.exchange = exchange};
	if (params_number(exchange->word[1], 1, RECORDINGS_MAX, &wanted->left))
		error = call_find(exchange, check_call, wanted);
	return error || wanted->path[0] ? error : ENOENT;
}

/* What keeps a file from being heard, for whoever asked. */
static void
answer_refusal(struct exchange *exchange, int error)
{
	if (error == ELOOP || error == EINVAL || error == EBADMSG)
		answer_problem(exchange, 404, "there is no such sound");
	else
		answer_error(exchange, error);
}

static const char *
type_of(const char *format)
{
	if (!strcmp(format, "flac"))
		return "audio/flac";
	return strcmp(format, "opus") ? "audio/wav" : "audio/ogg";
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

/* Nothing is heard that the audit does not tell of. */
static int
write_audit(const struct exchange *exchange)
{
	char detail[48];
	const struct audit_entry heard = {"play", exchange->word[0], detail};

	snprintf(detail, sizeof detail, "recording %.20s", exchange->word[1]);
	return audit_write(exchange, &heard);
}

void
api_audio(struct exchange *exchange)
{
	struct wanted wanted;
	struct stat st;
	int fd = -1;
	int error = find_recording(exchange, &wanted);

	if (!error)
		error = recording_open(
		    exchange->server->folder_fd, &wanted.row, &fd);
	if (!error && fstat(fd, &st))
		error = errno;
	if (!error)
		error = write_audit(exchange);
	if (!error) {
		answer_range(
		    exchange, type_of(wanted.format), fd, (uint64_t)st.st_size);
		return;
	}
	if (fd >= 0)
		close(fd);
	answer_refusal(exchange, error);
}

void
api_peaks(struct exchange *exchange)
{
	struct wanted wanted;
	struct peaks peaks;
	int error = find_recording(exchange, &wanted);

	if (!error)
		error =
		    peaks_get(exchange->server->folder_fd, &wanted.row, &peaks);
	if (error) {
		answer_refusal(exchange, error);
		return;
	}
	answer_json(exchange, json_peaks(&peaks));
	peaks_clear(&peaks);
}
