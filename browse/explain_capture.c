/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a call was captured, and what the recorder could not take while it
 * ran. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "browse/explain.h"
#include "browse/source.h"

/* Counters of a run that may be why something of a call is missing. */
static const struct {
	const char *name;
	const char *words; /* of several of them */
} losses[] = {
    {"call_limit", "calls given up, for there were too many at once"},
    {"catalogue_failed", "rows that could not be written"},
    {"dedup_window_short",
	"times when there were too many packets to find all copies"},
    {"frame_truncated", "frames cut by the snap length"},
    {"ip_fragment_limit", "fragmented packets given up for want of room"},
    {"ip_fragment_timeout", "fragmented packets that missed a fragment"},
    {"media_limit", "media addresses that were not watched"},
    {"mirror_duplicate", "copies that mirroring made, and that were removed"},
    {"mirror_loss_burst",
	"moments at which the mirror dropped packets of several calls"},
    {"recording_failed", "recordings that could not be written"},
    {"rtp_lost", "RTP packets that never came"},
    {"sip_dialog_limit", "dialogs given up, for there were too many"},
    {"sip_messages_limit", "SIP messages that were not stored"},
    {"source_bytes_lost", "bytes of the capture that were lost"},
    {"tcp_gap", "gaps in TCP streams of SIP"},
    {"tcp_gap_mirror",
	"of these that the receiver had no gap at: lost by the mirror"},
};

static int
say_counter(const char *name, uint64_t value, void *arg)
{
	for (size_t i = 0; i < sizeof losses / sizeof *losses; i++)
		if (name && !strcmp(losses[i].name, name))
			explain_say(arg, TOPIC_CAPTURE,
			    "In the whole run: %" PRIu64 " %s (%s).", value,
			    losses[i].words, name);
	return 0;
}

static int
note_leg(const struct leg_row *leg, void *arg)
{
	return source_list_add(arg, leg->source_id, leg->started_us);
}

static int
note_stream(const struct stream_row *stream, void *arg)
{
	return source_list_add(arg, stream->source_id, stream->first_us);
}

int
explain_capture(struct explanation *to)
{
	const struct call_row *call = &to->view->call;
	struct source_list sources = {.count = 0};
	char *text = NULL;
	int error = query_legs(to->catalogue, call->id, note_leg, &sources);

	if (!error)
		error = query_streams(
		    to->catalogue, call->id, note_stream, &sources);
	if (!error)
		error = source_list_text(&sources, to->catalogue, &text);
	if (!error && text)
		explain_say(to, TOPIC_CAPTURE, "It came from %s.", text);
	else if (!error)
		explain_say(to, TOPIC_CAPTURE,
		    "The catalogue does not say where it came from.");
	free(text);
	source_list_clear(&sources);
	if (!error && call->ended_us != ROW_NO_TIME)
		error = query_counters(
		    to->catalogue, call->ended_us, say_counter, to);
	return error;
}
