/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the audio of a call came from, how that was known, and how good it
 * is. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "browse/explain.h"

/* Streams that are told one by one. */
#define STREAMS_MAX 32

#define ADDRESS_SIZE 64

struct streams {
	struct explanation *to;
	size_t told, more;
};

/* The message whose SDP names an address, if it is stored. */
struct naming {
	const struct stream_row *stream;
	char host[ADDRESS_SIZE]; /* of the address, without brackets */
	char line[ADDRESS_SIZE]; /* "m=audio 4000 " */
	bool found;
	int64_t time_us;
	char what[64]; /* "200 to INVITE" */
	char src[ADDRESS_SIZE];
};

/* What RTCP tells of a stream. */
struct reports {
	size_t count;
	uint64_t packets, lost;
	double jitter_max_ms, round_trip_max_ms, mos;
	bool has_round_trip, has_mos;
};

static const char *
other(const char *side)
{
	if (!side)
		return "other side";
	return strcmp(side, "caller") != 0 ? "caller" : "callee";
}

/* Cuts "192.0.2.1:4000" or "[2001:db8::1]:4000"; false when it is neither. */
static bool
cut_address(const char *address, struct naming *naming)
{
	const char *colon = strrchr(address, ':');
	size_t len;

	if (!colon)
		return false;
	len = (size_t)(colon - address);
	if (len > 2 && address[0] == '[') {
		address++;
		len -= 2;
	}
	if (len >= sizeof naming->host)
		return false;
	memcpy(naming->host, address, len);
	naming->host[len] = '\0';
	snprintf(naming->line, sizeof naming->line, "m=audio %.8s ", colon + 1);
	return true;
}

static bool
has_text(const struct sip_message_row *message, const char *text)
{
	return message->bytes && memmem(message->bytes, message->size, text,
				     strlen(text)) != NULL;
}

/* Is it the message by which the recorder knew the stream? Of older rows, or
 * when that is not stored: does it name the address before the first packet?
 * The newest one is what counts. */
static int
read_message(const struct sip_message_row *message, void *arg)
{
	struct naming *naming = arg;
	const struct stream_row *stream = naming->stream;

	if (stream->described_us ? message->time_us != stream->described_us
				 : message->time_us > stream->first_us ||
				       !has_text(message, naming->line) ||
				       !has_text(message, naming->host))
		return 0;
	naming->found = true;
	naming->time_us = message->time_us;
	if (message->status)
		snprintf(naming->what, sizeof naming->what, "%d to %s",
		    message->status, message->method ? message->method : "?");
	else
		snprintf(naming->what, sizeof naming->what, "%s",
		    message->method ? message->method : "?");
	snprintf(naming->src, sizeof naming->src, "%s",
	    message->src ? message->src : "somewhere");
	return 0;
}

/* How the recorder knew whose the packets are, by stream.learned_by. */
static const char *
way_of(const char *learned_by)
{
	static const struct {
		const char *learned_by, *words;
	} ways[] = {
	    {"sdp", "goes to an address that SDP names"},
	    {"ice", "goes to an address that ICE found"},
	    {"symmetric", "comes from the address that its sender's SDP names "
			  "(symmetric RTP)"},
	    {"nat", "goes to such an address from one that no SDP names (NAT)"},
	    {"latched",
		"goes to such an address from one that changed on the way "
		"(NAT or relay)"},
	    {"rtp", "was found by its packets alone, without signalling"},
	};

	for (size_t i = 0; learned_by && i < sizeof ways / sizeof *ways; i++)
		if (!strcmp(ways[i].learned_by, learned_by))
			return ways[i].words;
	return learned_by ? learned_by : "goes to an address that SDP names";
}

static int
say_origin(struct explanation *to, const struct stream_row *stream)
{
	const char *address =
	    stream->described_address ? stream->described_address : stream->dst;
	struct naming naming = {.stream = stream};
	int error = 0;

	if (address && cut_address(address, &naming))
		error = query_messages(
		    to->catalogue, to->view->call.id, read_message, &naming);
	if (naming.found)
		explain_say(to, TOPIC_STREAMS,
		    "It %s: %s, in the %s from %s at %.3f s.",
		    way_of(stream->learned_by), address, naming.what,
		    naming.src, explain_offset(to, naming.time_us));
	else if (stream->learned_by)
		explain_say(
		    to, TOPIC_STREAMS, "It %s.", way_of(stream->learned_by));
	else
		explain_say(to, TOPIC_STREAMS,
		    "No stored SDP names %s before its first packet.",
		    address ? address : "its address");
	return error;
}

static void
say_way(struct explanation *to, const struct stream_row *stream)
{
	explain_say(to, TOPIC_STREAMS,
	    "The %s's audio is %s from %s to %s (SSRC 0x%08x), from %.3f s to "
	    "%.3f s; %s.",
	    explain_side(stream->side),
	    stream->codec ? stream->codec : "of no known codec",
	    stream->src ? stream->src : "somewhere",
	    stream->dst ? stream->dst : "somewhere", stream->ssrc,
	    explain_offset(to, stream->first_us),
	    explain_offset(to, stream->last_us),
	    stream->recorded ? "it is recorded"
			     : "nothing of it is in the recording");
}

static void
say_quality(struct explanation *to, const struct stream_row *stream)
{
	uint64_t sent = stream->packets + stream->lost;
	char mos[48] = "", packets[EXPLAIN_COUNT_SIZE];

	if (stream->has_mos)
		snprintf(mos, sizeof mos, "; MOS %.2f by codec and loss",
		    stream->mos);
	explain_say(to, TOPIC_STREAMS,
	    "Of %s %" PRIu64 " did not come (%.2f %%); jitter %.2f ms, at "
	    "most %.2f ms%s.",
	    explain_count(sent, "packet", packets), stream->lost,
	    sent ? 100.0 * (double)stream->lost / (double)sent : 0,
	    stream->jitter_ms, stream->jitter_max_ms, mos);
	if (stream->has_drift)
		explain_say(to, TOPIC_STREAMS,
		    "Its sender's clock is off by %+.1f ppm.",
		    stream->drift_ppm);
}

/* What came, but is not in the recording. */
static void
say_drops(struct explanation *to, const struct stream_row *stream)
{
	uint64_t again = stream->duplicates - stream->mirror_duplicates;
	char packets[EXPLAIN_COUNT_SIZE];

	if (stream->mirror_duplicates)
		explain_say(to, TOPIC_STREAMS,
		    "%s came again by the mirror and went only once into the "
		    "recording.",
		    explain_count(
			stream->mirror_duplicates, "packet", packets));
	if (stream->duplicates > stream->mirror_duplicates)
		explain_say(to, TOPIC_STREAMS,
		    "%s came twice from the sender or the network.",
		    explain_count(again, "packet", packets));
	if (stream->reordered)
		explain_say(to, TOPIC_STREAMS, "%s came out of order.",
		    explain_count(stream->reordered, "packet", packets));
	if (stream->late)
		explain_say(to, TOPIC_STREAMS,
		    "%s came too late for the recording.",
		    explain_count(stream->late, "packet", packets));
	if (stream->undecodable)
		explain_say(to, TOPIC_STREAMS, "%s could not be decoded.",
		    explain_count(stream->undecodable, "packet", packets));
}

static void
say_encryption(struct explanation *to, const struct stream_row *stream)
{
	const char *how = stream->encryption;

	if (!how)
		return;
	if (!strcmp(how, "decrypted"))
		explain_say(to, TOPIC_STREAMS,
		    "It was encrypted (SRTP), and decrypted with the key in "
		    "the signalling.");
	else if (!strcmp(how, "no_key"))
		explain_say(to, TOPIC_STREAMS,
		    "It is encrypted (SRTP), and no key was seen.");
	else if (!strcmp(how, "failed"))
		explain_say(to, TOPIC_STREAMS,
		    "It is encrypted (SRTP), and the key in the signalling "
		    "does not fit.");
	else
		explain_say(
		    to, TOPIC_STREAMS, "It is encrypted (SRTP): %s.", how);
}

static int
read_quality(const struct quality_row *row, void *arg)
{
	struct reports *reports = arg;

	if (!row->method || strncmp(row->method, "rtcp", 4) != 0)
		return 0;
	if (row->has_mos) {
		reports->has_mos = true;
		reports->mos = row->mos;
	}
	if (row->has_round_trip) {
		reports->has_round_trip = true;
		if (row->round_trip_ms > reports->round_trip_max_ms)
			reports->round_trip_max_ms = row->round_trip_ms;
	}
	/* Those of XR are of the whole stream, again and again. */
	if (strcmp(row->method, "rtcp") != 0)
		return 0;
	reports->count++;
	reports->packets += row->packets;
	reports->lost += row->lost;
	if (row->has_jitter && row->jitter_ms > reports->jitter_max_ms)
		reports->jitter_max_ms = row->jitter_ms;
	return 0;
}

static int
say_reports(struct explanation *to, const struct stream_row *stream)
{
	struct reports reports = {.count = 0};
	int error =
	    query_qualities(to->catalogue, stream->id, read_quality, &reports);
	char packets[EXPLAIN_COUNT_SIZE];

	if (reports.count)
		explain_say(to, TOPIC_STREAMS,
		    "The %s reports by RTCP that of %s %" PRIu64
		    " did not come to it, and a jitter of at most %.2f ms.",
		    other(stream->side),
		    explain_count(
			reports.packets + reports.lost, "packet", packets),
		    reports.lost, reports.jitter_max_ms);
	if (reports.count && reports.lost < stream->lost)
		explain_say(to, TOPIC_STREAMS,
		    "That is less than is missing here: the mirror or the "
		    "capture lost packets that the %s had, or its last report "
		    "was sent before.",
		    other(stream->side));
	if (reports.has_round_trip)
		explain_say(to, TOPIC_STREAMS,
		    "The round trip was at most %.1f ms.",
		    reports.round_trip_max_ms);
	if (reports.has_mos)
		explain_say(to, TOPIC_STREAMS, "The %s gives it a MOS of %.1f.",
		    other(stream->side), reports.mos);
	return error;
}

static int
read_stream(const struct stream_row *stream, void *arg)
{
	struct streams *streams = arg;
	struct explanation *to = streams->to;
	int error;

	if (streams->told++ >= STREAMS_MAX) {
		streams->more++;
		return 0;
	}
	say_way(to, stream);
	error = say_origin(to, stream);
	say_quality(to, stream);
	say_drops(to, stream);
	say_encryption(to, stream);
	return error ? error : say_reports(to, stream);
}

int
explain_streams(struct explanation *to)
{
	struct streams streams = {.to = to};
	int error = query_streams(
	    to->catalogue, to->view->call.id, read_stream, &streams);

	if (streams.told == 0)
		explain_say(to, TOPIC_STREAMS, "No RTP packet of it was seen.");
	if (streams.more)
		explain_say(to, TOPIC_STREAMS, "%zu more streams are not told.",
		    streams.more);
	return error;
}
