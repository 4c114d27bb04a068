/* SPDX-License-Identifier: GPL-3.0-or-later */
/* spanview export: a call in files that others can open. */
#include "browse/browse.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "browse/export_call.h"
#include "browse/export_say.h"
#include "browse/output.h"
#include "browse/pick.h"

/* The export of one call to all files that were asked for. */
struct job {
	const struct export_request *request;
	struct export_source source;
};

/* Where a kind goes; NULL: nowhere. */
static const char *
path_of(const struct export_request *request, enum export_kind kind)
{
	const char *const paths[EXPORT_KIND_COUNT] = {
	    [EXPORT_WAV] = request->wav,
	    [EXPORT_FLAC] = request->flac,
	    [EXPORT_MP3] = request->mp3,
	    [EXPORT_OPUS] = request->opus,
	};

	return paths[kind];
}

/* Exports one kind; 0 or a positive errno, and said why. */
static int
export_one(
    const struct job *job, enum export_kind kind, struct export_report *report)
{
	const struct export_request *request = job->request;
	struct export_what what = {
	    .kind = kind,
	    .audio = {.mix = export_mix(request->mix),
		.from_us = request->from_us,
		.has_to = request->has_to,
		.to_us = request->to_us},
	};
	struct output out;
	struct export_sink sink = {output_put, &out};
	int error;

	if (!output_open(&out, path_of(request, kind), request->force))
		return EIO;
	error = export_call(&job->source, &what, &sink, report);
	if (error)
		export_say_error(out.path, error);
	if (!output_close(&out, error == 0) && !error)
		error = EIO;
	return error;
}

static int
export_all(const struct call_view *view, void *arg)
{
	struct job *job = arg;
	struct export_report report = {0};
	int error = 0;

	job->source.view = view;
	for (int i = 0; i < EXPORT_KIND_COUNT && !error; i++) {
		if (path_of(job->request, (enum export_kind)i))
			error = export_one(job, (enum export_kind)i, &report);
	}
	if (!error)
		export_say_audio(&report.audio);
	return error;
}

/* Does the command line make sense? */
static bool
is_sensible(const struct export_request *request)
{
	int count = 0, to_stdout = 0;

	for (int i = 0; i < EXPORT_KIND_COUNT; i++) {
		const char *path = path_of(request, (enum export_kind)i);

		count += path != NULL;
		to_stdout += path && !strcmp(path, "-");
	}
	if (count == 0)
		log_warnx("say where to: --wav FILE, for instance");
	else if (to_stdout > 1)
		log_warnx("only one of them can go to standard output");
	else if (to_stdout && isatty(STDOUT_FILENO))
		log_warnx("standard output is a terminal: it would not help "
			  "to print this there");
	return count && to_stdout <= 1 && !(to_stdout && isatty(STDOUT_FILENO));
}

int
command_export(const struct request *request, struct catalogue *catalogue)
{
	struct job job = {&request->export, {.catalogue = catalogue}};
	int error;

	if (!is_sensible(&request->export))
		return STATUS_USAGE;
	job.source.dir_fd =
	    open(request->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (job.source.dir_fd < 0) {
		log_warn("%s", request->folder);
		return STATUS_FAILED;
	}
	error = pick_call(catalogue, request->words[0], export_all, &job);
	close(job.source.dir_fd);
	return error ? STATUS_FAILED : STATUS_DONE;
}
