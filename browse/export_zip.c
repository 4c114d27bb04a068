/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "browse/export_zip.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "base/tstamp.h"
#include "browse/explain.h"
#include "browse/json.h"
#include "export/spool.h"
#include "export/zip.h"

#define NAME_SIZE 64

/* A zip file that is being made. */
struct making {
	const struct export_source *source;
	const struct export_what *what;
	struct export_report *report;
	struct zip *zip;
};

static void
name_file(const struct making *making, const char *name, char out[NAME_SIZE])
{
	snprintf(out, NAME_SIZE, "%.*s/%s", CALL_UID_LEN,
	    making->source->view->call.uid, name);
}

/* Adds a file of text: its messages may be too many for memory. */
static int
add_text(struct making *making, const char *name,
    int (*write)(const struct export_source *source, FILE *out))
{
	char path[NAME_SIZE];
	FILE *out;
	int fd, error = spool_open(&fd);

	if (error)
		return error;
	out = fdopen(fd, "w");
	if (!out) {
		close(fd);
		return ENOMEM;
	}
	errno = 0;
	error = write(making->source, out);
	if (!error && (fflush(out) || ferror(out)))
		error = errno ? errno : EIO;
	name_file(making, name, path);
	if (!error)
		error = zip_add_file(making->zip, path, fd);
	fclose(out);
	return error;
}

static int
write_json(const struct export_source *source, FILE *out)
{
	json_t *object = NULL;
	int error = json_call(source->catalogue, source->view, true, &object);

	if (error)
		return error;
	error = json_write(object, out);
	fputc('\n', out);
	json_decref(object);
	return error;
}

static int
write_explanation(const struct export_source *source, FILE *out)
{
	return explain_write(source->catalogue, source->view, out);
}

static int
write_message(const struct sip_message_row *row, void *arg)
{
	char time[TSTAMP_ISO_SIZE];
	FILE *out = arg;

	tstamp_format_iso(row->time_us, time);
	fprintf(out, "--- %s  %s -> %s%s\n", time, row->src ? row->src : "?",
	    row->dst ? row->dst : "?", row->retransmission ? "  (again)" : "");
	fwrite(row->bytes, 1, row->size, out);
	fputc('\n', out);
	return 0;
}

static int
write_messages(const struct export_source *source, FILE *out)
{
	return query_messages(
	    source->catalogue, source->view->call.id, write_message, out);
}

/* Adds what another kind of export makes. */
static int
add_export(struct making *making, enum export_kind kind, const char *name)
{
	struct export_what what = *making->what;
	struct export_report report;
	char path[NAME_SIZE];
	int fd, error = spool_open(&fd);
	struct export_sink sink = {spool_put, &fd};

	if (error)
		return error;
	what.kind = kind;
	error = export_call(making->source, &what, &sink, &report);
	if (kind == EXPORT_WAV)
		making->report->audio = report.audio;
	else
		making->report->packets = report.packets;
	name_file(making, name, path);
	/* The call has none, and not: a capture is not there. */
	if (error == ENOENT && !report.packets.error[0])
		error = 0;
	else if (!error)
		error = zip_add_file(making->zip, path, fd);
	close(fd);
	return error;
}

static int
add_all(struct making *making)
{
	int error = add_export(making, EXPORT_WAV, "audio.wav");

	if (!error)
		error = add_text(making, "call.json", write_json);
	if (!error)
		error = add_text(making, "explain.txt", write_explanation);
	if (!error)
		error = add_text(making, "sip.txt", write_messages);
	if (!error)
		error = add_export(making, EXPORT_PCAP, "packets.pcapng");
	return error;
}

int
export_zip(const struct export_source *source, const struct export_what *what,
    const struct export_sink *sink, struct export_report *report)
{
	struct making making = {source, what, report, NULL};
	int error = zip_open(sink, source->view->call.started_us, &making.zip),
	    last;

	if (error)
		return error;
	error = add_all(&making);
	last = zip_close(making.zip, error == 0);
	return error ? error : last;
}
