/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a call went: who called whom, when, and how it ended. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/tstamp.h"
#include "browse/explain.h"

#define PARTY_SIZE 512

/* Events that are told one by one. */
#define EVENTS_MAX 30

/* What is read of the events. */
struct story {
	struct explanation *to;
	char end[256]; /* why it ended */
	size_t told, more;
};

/* "100 (Alice) at 192.0.2.10", as far as it is known. */
static const char *
party_text(const struct party_row *party, char out[PARTY_SIZE])
{
	const char *who = party->number ? party->number : party->uri;

	snprintf(out, PARTY_SIZE, "%s%s%s%s%s%s", who ? who : "somebody",
	    party->name ? " (" : "", party->name ? party->name : "",
	    party->name ? ")" : "", party->address ? " at " : "",
	    party->address ? party->address : "");
	return out;
}

/* "2026-11-20 14:03:12.123456 UTC": a ticket is read in other time zones. */
static const char *
time_text(int64_t us, char out[TSTAMP_ISO_SIZE + 4])
{
	char iso[TSTAMP_ISO_SIZE];

	tstamp_format_iso(us, iso);
	snprintf(out, TSTAMP_ISO_SIZE + 4, "%.10s %.15s UTC", iso,
	    iso[0] ? iso + 11 : "");
	return out;
}

static void
say_beginning(struct explanation *to)
{
	const struct call_row *call = &to->view->call;
	char caller[PARTY_SIZE], callee[PARTY_SIZE], when[TSTAMP_ISO_SIZE + 4];

	explain_say(to, TOPIC_CALL, "%s called %s on %s.",
	    party_text(&call->caller, caller),
	    party_text(&call->callee, callee),
	    time_text(call->started_us, when));
	if (call->direction && strcmp(call->direction, "unknown") != 0)
		explain_say(
		    to, TOPIC_CALL, "Its direction is %s.", call->direction);
	if (call->diverted_from)
		explain_say(to, TOPIC_CALL, "It was diverted from %s.",
		    call->diverted_from);
	if (call->ringing_us != ROW_NO_TIME)
		explain_say(to, TOPIC_CALL, "It rang after %.3f s.",
		    explain_offset(to, call->ringing_us));
	if (call->answered_us != ROW_NO_TIME)
		explain_say(to, TOPIC_CALL, "It was answered after %.3f s.",
		    explain_offset(to, call->answered_us));
	else if (call->completeness)
		explain_say(to, TOPIC_CALL,
		    "It had been answered before the capture began.");
	else
		explain_say(to, TOPIC_CALL, "It was never answered.");
	if (call->has_fax)
		explain_say(to, TOPIC_CALL, "It is a fax (T.38).");
}

/* May its detail be told? It may hold keys that were pressed. */
static bool
is_secret(const char *kind)
{
	return strstr(kind, "dtmf") || strstr(kind, "key") ||
	       strstr(kind, "digit");
}

/* What happened, in words that follow who did it, or when nobody did. A kind
 * that is not known here is its own word. */
static const char *
words_of(const char *kind, bool by_side)
{
	static const struct {
		const char *kind;
		const char *done; /* "the caller ..." */
		const char *was;
	} words[] = {
	    {"hold", "put the call on hold", "the call was put on hold"},
	    {"resume", "took it off hold", "it was taken off hold"},
	    {"music", "played music to who waits", "music was played"},
	    {"transfer", "transferred the call", "the call was transferred"},
	    {"redirect", "sent the call elsewhere", "it was sent elsewhere"},
	    {"replaced", "was replaced by another", "it was replaced"},
	    {"pickup", "was picked up for by another", "it was picked up"},
	    {"conference", "was a conference", "it was a conference"},
	    {"private", "did not want to be known", "nobody was to be known"},
	    {"connected", "was answered for by another",
		"another number answered"},
	    {"diverted", "had diverted it", "it had been diverted"},
	    {"pause", "paused the recording", "the recording was paused"},
	    {"pause-end", "ended the pause", "the pause ended"},
	    {"rule", "was found by a rule", "a rule decided on it"},
	    {"record", "had it recorded", "it was to be recorded"},
	    {"stop", "stopped the recording", "the recording was stopped"},
	    {"flash", "pressed the hook for a moment", "the hook was pressed"},
	    {"fax", "agreed on a fax", "both sides agreed on a fax"},
	    {"fax-pages", "had sent its fax", "a fax had been sent"},
	    {"fax-tone", "sounded like a fax", "a fax was heard"},
	    {"capture-loss", "lost packets",
		"frames were lost on the way to the recorder"},
	    {"rtcp-bye", "said by RTCP that a stream ends",
		"a stream ended by RTCP"},
	};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (!strcmp(words[i].kind, kind))
			return by_side ? words[i].done : words[i].was;
	return kind;
}

static void
say_event(struct story *story, const struct event_row *event)
{
	struct explanation *to = story->to;
	double when = explain_offset(to, event->time_us);
	const char *side = explain_side(event->side);

	if (story->told++ >= EVENTS_MAX) {
		story->more++;
		return;
	}
	if (!event->side) {
		explain_say(to, TOPIC_CALL, "At %.3f s %s%s%s.", when,
		    words_of(event->kind, false), event->detail ? ": " : "",
		    event->detail ? event->detail : "");
		return;
	}
	explain_say(to, TOPIC_CALL, "At %.3f s the %s %s%s%s.", when, side,
	    words_of(event->kind, true), event->detail ? ": " : "",
	    event->detail ? event->detail : "");
}

static int
read_event(const struct event_row *event, void *arg)
{
	struct story *story = arg;
	const char *kind = event->kind ? event->kind : "";

	if (!strcmp(kind, "end"))
		snprintf(story->end, sizeof story->end, "%s",
		    event->detail ? event->detail : "");
	else if (strcmp(kind, "ringing") != 0 && strcmp(kind, "answer") != 0 &&
		 !is_secret(kind))
		say_event(story, event);
	return 0;
}

/* Answer to end, or beginning to end. */
static double
length_of(const struct call_row *call)
{
	int64_t from = call->answered_us == ROW_NO_TIME ? call->started_us
							: call->answered_us;

	return ((double)call->ended_us - (double)from) / 1e6;
}

static void
say_end(struct explanation *to, const char *why)
{
	const struct call_row *call = &to->view->call;
	const char *state = call->state ? call->state : "";
	bool ended = call->ended_us != ROW_NO_TIME;
	double length = ended ? length_of(call) : 0;
	const char *since =
	    call->answered_us == ROW_NO_TIME ? "its beginning" : "the answer";

	if (!strcmp(state, "failed"))
		explain_say(to, TOPIC_CALL,
		    "It failed %.3f s after %s%s%s%s%s.", length, since,
		    call->ended_by ? ", by the " : "",
		    call->ended_by ? call->ended_by : "", *why ? ": " : "",
		    why);
	else if (!strcmp(state, "ended") && call->ended_by)
		explain_say(to, TOPIC_CALL, "The %s hung up %.3f s after %s.",
		    call->ended_by, length, since);
	else if (!strcmp(state, "ended"))
		explain_say(
		    to, TOPIC_CALL, "It ended %.3f s after %s.", length, since);
	else if (!strcmp(state, "interrupted"))
		explain_say(to, TOPIC_CALL,
		    "It was last heard of %.3f s after %s%s%s.", length, since,
		    *why ? ": " : "", why);
	else if (!strcmp(state, "recovered"))
		explain_say(to, TOPIC_CALL,
		    "The recorder stopped while it went on; what was there "
		    "was recovered.");
	else
		explain_say(to, TOPIC_CALL, "It was %s when this was read.",
		    *state ? state : "in no known state");
	if (call->final_status)
		explain_say(to, TOPIC_CALL,
		    "The final response to the INVITE was %d.",
		    call->final_status);
	if (call->sip_cause)
		explain_say(to, TOPIC_CALL,
		    "A Reason header gives the SIP status %d.",
		    call->sip_cause);
	if (call->q850_cause)
		explain_say(to, TOPIC_CALL,
		    "A Reason header gives the cause %d of Q.850.",
		    call->q850_cause);
}

static int
say_keys(const char *side, const char *method, uint64_t count, void *arg)
{
	char keys[EXPLAIN_COUNT_SIZE];

	explain_say(arg, TOPIC_CALL, "The %s pressed %s (%s), not shown here.",
	    explain_side(side), explain_count(count, "key", keys),
	    method ? method : "in a way not known");
	return 0;
}

int
explain_call(struct explanation *to)
{
	int64_t id = to->view->call.id;
	struct story story = {.to = to};
	int error;

	say_beginning(to);
	error = query_events(to->catalogue, id, read_event, &story);
	if (story.more)
		explain_say(to, TOPIC_CALL, "%zu more events are not told.",
		    story.more);
	if (!error)
		error = query_key_counts(to->catalogue, id, say_keys, to);
	if (!story.end[0] && !to->view->call.completeness &&
	    to->view->call.reason)
		snprintf(
		    story.end, sizeof story.end, "%s", to->view->call.reason);
	say_end(to, story.end);
	return error;
}
