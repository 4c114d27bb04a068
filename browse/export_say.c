/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "browse/export_say.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "base/log.h"

enum call_audio_mix
export_mix(const char *name)
{
	if (!name || !strcmp(name, "stereo"))
		return MIX_STEREO;
	if (!strcmp(name, "mono"))
		return MIX_MONO;
	return strcmp(name, "caller") ? MIX_CALLEE : MIX_CALLER;
}

void
export_say_error(const char *what, enum export_kind kind,
    const struct export_report *report, int error)
{
	if (report->packets.error[0]) {
		log_warnx("%s", report->packets.error);
		return;
	}
	if (kind == EXPORT_PCAP && error == ENOENT) {
		log_warnx("%s: the catalogue has no SIP message of this call: "
			  "give --capture FILE for its media",
		    what);
		return;
	}
	if (kind == EXPORT_ZIP && error == ENOTSUP) {
		log_warnx("%s: this build has no libarchive, which makes zip "
			  "files",
		    what);
		return;
	}
	switch (error) {
	case ENOENT:
		log_warnx("%s: this call has no recording to export", what);
		break;
	case ERANGE:
		log_warnx("%s: no audio lies between --from and --to", what);
		break;
	case ENOTSUP:
		log_warnx("%s: this build cannot make it: libsndfile has no "
			  "such format, or there is no libspeexdsp to change "
			  "the sample rate",
		    what);
		break;
	case EBADMSG:
	case EINVAL:
	case ELOOP:
		log_warnx("%s: the recording's file is not as the catalogue "
			  "says",
		    what);
		break;
	case EFBIG:
		log_warnx("%s: the catalogue says that the call is longer than "
			  "a week, or has more than 1000 recordings",
		    what);
		break;
	default:
		errno = error;
		log_warn("%s", what);
	}
}

void
export_say_audio(const struct call_audio_facts *audio)
{
	if (audio->open)
		log_warnx("%u recording%s still being made: not in it",
		    audio->open, audio->open == 1 ? " is" : "s are");
	if (audio->gone)
		log_warnx("%u recording%s no longer there: silence instead",
		    audio->gone, audio->gone == 1 ? " is" : "s are");
	if (audio->damaged)
		log_warnx("%u recording%s not be read whole: silence instead",
		    audio->damaged, audio->damaged == 1 ? " could" : "s could");
}

static void
say_stream(const struct packets_stream *stream)
{
	char src[ENDPOINT_TEXT_SIZE], dst[ENDPOINT_TEXT_SIZE];

	log_warnx("of the stream 0x%08x%s%s, %s to %s: %" PRIu64 " of %" PRIu64
		  " packets",
	    stream->ssrc, stream->side[0] ? " of the " : "", stream->side,
	    endpoint_format(&stream->flow.src, src),
	    endpoint_format(&stream->flow.dst, dst), stream->found,
	    stream->packets);
}

void
export_say_packets(const struct packets_report *report, size_t captures)
{
	uint64_t media = 0;

	for (size_t i = 0; i < report->stream_count; i++)
		media += report->streams[i].packets;
	if (report->left_out)
		log_warnx("%" PRIu64 " SIP messages are left out: they have no "
			  "addresses, or are too many",
		    report->left_out);
	if (report->bare)
		log_warnx("%" PRIu64 " SIP messages came in TLS or WebSocket, "
			  "and are in TCP alone",
		    report->bare);
	if (media && !captures)
		log_warnx("the %" PRIu64 " media packets are not kept beside "
			  "recordings: give --capture FILE if you have them",
		    media);
	if (report->streams_left)
		log_warnx("the packets of %" PRIu64 " streams are left out: "
			  "these have no addresses, or are too many",
		    report->streams_left);
	if (report->packets_left)
		log_warnx("%" PRIu64 " media packets are left out: the "
			  "captures are too many for one file",
		    report->packets_left);
	for (size_t i = 0; i < report->stream_count && captures; i++) {
		if (report->streams[i].found < report->streams[i].packets)
			say_stream(&report->streams[i]);
	}
	if (report->other_link)
		log_warnx("a capture is not of Ethernet: Wireshark reads this "
			  "file, tools such as tcpdump do not");
	if (report->error[0])
		log_warnx("%s", report->error);
}
