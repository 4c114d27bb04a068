/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A call in a form that can be handed over: what spanview export writes to
 * files, and a server sends. */
#ifndef BROWSE_EXPORT_CALL_H
#define BROWSE_EXPORT_CALL_H

#include "export/call_audio.h"
#include "export/packets.h"
#include "export/sink.h"
#include "storage/query.h"

enum export_kind {
	EXPORT_WAV,
	EXPORT_FLAC,
	EXPORT_MP3,
	EXPORT_OPUS,
	EXPORT_PCAP, /* pcapng: SIP, and what captures have of media */
	EXPORT_ZIP,  /* all of it, see browse/export_zip.h */
	EXPORT_KIND_COUNT,
};

/* The call. */
struct export_source {
	struct catalogue *catalogue;
	const struct call_view *view;
	int dir_fd; /* the output folder */
};

struct export_what {
	enum export_kind kind;
	struct call_audio_options audio; /* 'format' is not looked at */
	struct export_captures captures; /* of packets */
};

/* What is in an export, and what is not. */
struct export_report {
	struct call_audio_facts audio; /* all 0 when it has none */
	struct packets_report packets; /* likewise */
};

/* "wav", ...: its name as an option, and behind the dot of a file. */
const char *export_kind_name(enum export_kind kind);
bool export_kind_parse(const char *name, enum export_kind *out);

/* Its media type: "audio/wav". */
const char *export_kind_type(enum export_kind kind);

/*
 * Puts the call to 'sink', whole, and tells in '*report' what it was, whether
 * it worked or not; the caller clears that. 0 or a positive errno: those of
 * call_audio_open(), export_audio(), export_packets() and of 'sink'. Nothing
 * was put when there is no audio, or no packet. Logs
 * nothing but errors of the catalogue.
 */
int export_call(const struct export_source *source,
    const struct export_what *what, const struct export_sink *sink,
    struct export_report *report) __attribute__((warn_unused_result));

void export_report_clear(struct export_report *report);

#endif
