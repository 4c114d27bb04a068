/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "browse/export_call.h"

#include <string.h>

#include "browse/export_zip.h"
#include "export/audio_file.h"

static const struct {
	const char *name;
	enum audio_format format;
} kinds[EXPORT_KIND_COUNT] = {
    [EXPORT_WAV] = {"wav", AUDIO_PCM16},
    [EXPORT_FLAC] = {"flac", AUDIO_FLAC},
    [EXPORT_MP3] = {"mp3", AUDIO_MP3},
    [EXPORT_OPUS] = {"opus", AUDIO_OPUS},
    [EXPORT_PCAP] = {"pcapng", AUDIO_FORMAT_COUNT},
    [EXPORT_ZIP] = {"zip", AUDIO_FORMAT_COUNT},
};

const char *
export_kind_name(enum export_kind kind)
{
	return kinds[kind].name;
}

bool
export_kind_parse(const char *name, enum export_kind *out)
{
	for (int i = 0; i < EXPORT_KIND_COUNT; i++) {
		if (!strcmp(kinds[i].name, name)) {
			*out = (enum export_kind)i;
			return true;
		}
	}
	return false;
}

const char *
export_kind_type(enum export_kind kind)
{
	switch (kind) {
	case EXPORT_PCAP:
		return "application/x-pcapng";
	case EXPORT_ZIP:
		return "application/zip";
	default:
		return export_content_type(kinds[kind].format);
	}
}

static int
put_audio(const struct export_source *source, const struct export_what *what,
    const struct export_sink *sink, struct export_report *report)
{
	enum audio_format format = kinds[what->kind].format;
	struct call_audio_options options = what->audio;
	struct call_audio *audio = NULL;
	int error;

	options.format = format;
	error = call_audio_open(source->catalogue, source->view->call.id,
	    source->dir_fd, &options, &audio);
	if (error)
		return error;
	error = export_audio(audio, format, sink);
	report->audio = *call_audio_facts(audio);
	call_audio_close(audio);
	return error;
}

int
export_call(const struct export_source *source, const struct export_what *what,
    const struct export_sink *sink, struct export_report *report)
{
	*report = (struct export_report){0};
	if (what->kind == EXPORT_PCAP)
		return export_packets(source->catalogue, source->view->call.id,
		    &what->captures, sink, &report->packets);
	if (what->kind == EXPORT_ZIP)
		return export_zip(source, what, sink, report);
	return put_audio(source, what, sink, report);
}

void
export_report_clear(struct export_report *report)
{
	packets_report_clear(&report->packets);
}
