/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The packets of a call as a capture file (pcapng). Its SIP messages are in
 * the catalogue; the headers around them are made anew. Its media packets are
 * not: they come, as they were captured, out of capture files that somebody
 * still has, such as those of spanrec --tee.
 *
 * The interface 0 of the file has the SIP messages, and the ones behind it are
 * the capture files.
 */
#ifndef EXPORT_PACKETS_H
#define EXPORT_PACKETS_H

#include "base/flow.h"
#include "export/sink.h"
#include "storage/query.h"

#define PACKETS_ERROR_SIZE 1024

/* A stream of the call, and what was found of it. */
struct packets_stream {
	char side[8]; /* "caller", "callee", "" */
	uint32_t ssrc;
	struct flow flow;
	int64_t first_us, last_us;
	uint64_t packets; /* that the recorder counted, each once */
	uint64_t copies;  /* that it counted beyond these */
	uint64_t found;   /* in the capture files */
};

struct packets_report {
	uint64_t messages; /* SIP messages that are in it */
	uint64_t left_out; /* ... and that are not: too many, or without
	                      addresses */
	uint64_t bare;     /* of those in it, that came in TLS or a WebSocket */
	uint64_t reports;  /* packets of RTCP */
	uint64_t others;   /* between the same ports: STUN, DTLS ... */
	struct packets_stream *streams;
	size_t stream_count;
	uint64_t streams_left; /* and that are not there: too many, or without
	                          addresses */
	uint64_t packets_left; /* of captures beyond those that a file has room
	                          to describe */
	bool other_link; /* a capture is not of Ethernet: tools by libpcap,
	                    such as tcpdump, do not read several kinds */
	char error[PACKETS_ERROR_SIZE]; /* what is wrong with a capture; "":
	                                   nothing */
};

/* Capture files, by their paths. */
struct export_captures {
	const char *const *path;
	size_t count;
};

/*
 * Puts the call's packets to 'sink', in the order of time. The caller clears
 * '*report', also after an error: ENOENT: the call has no message, and no
 * capture was given; of the catalogue, of a capture (the report says it in
 * words), and of 'sink'.
 */
int export_packets(struct catalogue *catalogue, int64_t call_id,
    const struct export_captures *captures, const struct export_sink *sink,
    struct packets_report *report) __attribute__((warn_unused_result));

void packets_report_clear(struct packets_report *report);

#endif
