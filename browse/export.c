/* SPDX-License-Identifier: GPL-3.0-or-later */
/* spanview export: a call in files that others can open. */
#include "browse/browse.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "browse/audit.h"
#include "browse/export_call.h"
#include "browse/export_say.h"
#include "browse/output.h"
#include "browse/pick.h"

/* The export of one call to all files that were asked for. */
struct job {
	const struct export_request *request;
	const char *folder; /* of the catalogue */
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
	    [EXPORT_PCAP] = request->pcap,
	    [EXPORT_ZIP] = request->zip,
	};

	return paths[kind];
}

/* Exports one kind; 0 or a positive errno, and said why. 'audio_said': it was
 * told already what of the audio is missing. */
static int
export_one(const struct job *job, enum export_kind kind, bool *audio_said)
{
	const struct export_request *request = job->request;
	struct export_what what = {
	    .kind = kind,
	    .audio = {.mix = export_mix(request->mix),
		.from_us = request->from_us,
		.has_to = request->has_to,
		.to_us = request->to_us},
	    .captures = {request->captures.text, request->captures.count},
	};
	struct export_report report = {0};
	struct output out;
	struct export_sink sink = {output_put, &out};
	int error;

	if (!output_open(&out, path_of(request, kind), request->force))
		return EIO;
	error = export_call(&job->source, &what, &sink, &report);
	if (error)
		export_say_error(out.path, kind, &report, error);
	if (!output_close(&out, error == 0) && !error)
		error = EIO;
	if (!error && !*audio_said)
		export_say_audio(&report.audio);
	*audio_said |= report.audio.parts > 0;
	if (!error && (kind == EXPORT_PCAP || kind == EXPORT_ZIP))
		export_say_packets(&report.packets, request->captures.count);
	export_report_clear(&report);
	return error;
}

/* Notes what is about to be handed over: "wav, pcapng". */
static void
leave_trace(const struct job *job, const char *uid)
{
	char kinds[64];
	size_t len = 0;

	for (int i = 0; i < EXPORT_KIND_COUNT; i++) {
		if (path_of(job->request, (enum export_kind)i))
			len += (size_t)snprintf(kinds + len, sizeof kinds - len,
			    "%s%s", len ? ", " : "",
			    export_kind_name((enum export_kind)i));
	}
	terminal_audit(job->folder, "export", uid, kinds);
}

static int
export_all(const struct call_view *view, void *arg)
{
	struct job *job = arg;
	bool audio_said = false;
	int error = 0;

	job->source.view = view;
	leave_trace(job, view->call.uid);
	for (int i = 0; i < EXPORT_KIND_COUNT && !error; i++) {
		if (path_of(job->request, (enum export_kind)i))
			error =
			    export_one(job, (enum export_kind)i, &audio_said);
	}
	return error;
}

/* Does the command line make sense? */
static bool
is_sensible(const struct export_request *request)
{
	const char *fault = NULL;
	int count = 0, to_stdout = 0;

	for (int i = 0; i < EXPORT_KIND_COUNT; i++) {
		const char *path = path_of(request, (enum export_kind)i);

		count += path != NULL;
		to_stdout += path && !strcmp(path, "-");
	}
	if (count == 0)
		fault = "say where to: --wav FILE, for instance";
	else if (to_stdout > 1)
		fault = "only one of them can go to standard output";
	else if (to_stdout && isatty(STDOUT_FILENO))
		fault = "standard output is a terminal: it would not help to "
			"print this there";
	else if (request->captures.count && !request->pcap && !request->zip)
		fault = "--capture is for --pcap and --zip";
	if (fault)
		log_warnx("%s", fault);
	return !fault;
}

int
command_export(const struct request *request, struct catalogue *catalogue)
{
	struct job job = {
	    &request->export, request->folder, {.catalogue = catalogue}};
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
