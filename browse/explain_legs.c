/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a call was signalled, and why its legs are thought to be one call. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "browse/explain.h"

#define LEGS_MAX 64

/* Legs by their number, which sentences call them by. */
struct legs {
	struct explanation *to;
	int64_t id[LEGS_MAX];
	char sip_call_id[LEGS_MAX][128];
	bool linked[LEGS_MAX];
	size_t count;
};

static void
note_leg(struct legs *legs, const struct leg_row *leg)
{
	size_t at = legs->count++;

	if (at >= LEGS_MAX)
		return;
	legs->id[at] = leg->id;
	snprintf(legs->sip_call_id[at], sizeof legs->sip_call_id[at], "%s",
	    leg->sip_call_id ? leg->sip_call_id : "");
}

static int
read_leg(const struct leg_row *leg, void *arg)
{
	struct legs *legs = arg;
	char status[64] = "no final response was seen";
	const char *caller = leg->caller_agent, *callee = leg->callee_agent;

	note_leg(legs, leg);
	if (leg->final_status)
		snprintf(status, sizeof status, "its final response was %d",
		    leg->final_status);
	explain_say(legs->to, TOPIC_LEGS,
	    "Leg %zu: the INVITE went from %s to %s by %s at %.3f s (Call-ID "
	    "%s); %s.",
	    legs->count, leg->src ? leg->src : "somewhere",
	    leg->dst ? leg->dst : "somewhere",
	    leg->transport ? leg->transport : "a transport not known",
	    explain_offset(legs->to, leg->started_us),
	    leg->sip_call_id ? leg->sip_call_id : "not known", status);
	if (caller || callee)
		explain_say(legs->to, TOPIC_LEGS,
		    "Its caller is %s, its callee is %s.",
		    caller ? caller : "a user agent that gives no name",
		    callee ? callee : "a user agent that gives no name");
	return 0;
}

/* The number of a leg; 0 when it is not of this call. */
static size_t
number_of(const struct legs *legs, int64_t id)
{
	for (size_t i = 0; i < legs->count && i < LEGS_MAX; i++)
		if (legs->id[i] == id)
			return i + 1;
	return 0;
}

static const char *
sureness(double score)
{
	if (score >= 0.95)
		return "certain";
	if (score >= 0.8)
		return "nearly certain";
	return score >= 0.5 ? "likely" : "a guess";
}

static int
read_link(const struct link_view *view, void *arg)
{
	struct legs *legs = arg;
	const struct link_row *link = &view->link;
	size_t one = number_of(legs, link->leg_id);
	size_t other = number_of(legs, link->other_leg_id);

	if (!one || !other)
		return 0;
	legs->linked[one - 1] = true;
	explain_say(legs->to, TOPIC_LEGS,
	    "Leg %zu and leg %zu are one call by \"%s\": that is %s (score "
	    "%.2f).%s",
	    other, one, link->method ? link->method : "not known",
	    sureness(link->score), link->score,
	    view->undone ? " A person has undone it." : "");
	return 0;
}

/* Legs that no link was needed for. */
static void
say_unlinked(struct legs *legs)
{
	for (size_t i = 1; i < legs->count && i < LEGS_MAX; i++) {
		size_t j = 0;

		while (j < i &&
		       strcmp(legs->sip_call_id[i], legs->sip_call_id[j]) != 0)
			j++;
		if (legs->linked[i])
			continue;
		if (j < i)
			explain_say(legs->to, TOPIC_LEGS,
			    "Leg %zu has the Call-ID of leg %zu: it is another "
			    "hop or branch of the same call.",
			    i + 1, j + 1);
		else
			explain_say(legs->to, TOPIC_LEGS,
			    "Nothing in the catalogue tells why leg %zu is of "
			    "this call.",
			    i + 1);
	}
}

int
explain_legs(struct explanation *to)
{
	struct legs *legs = calloc(1, sizeof *legs);
	int64_t id = to->view->call.id;
	int error;

	if (!legs) {
		to->no_memory = true;
		return 0;
	}
	legs->to = to;
	error = query_legs(to->catalogue, id, read_leg, legs);
	if (!error)
		error = query_links(to->catalogue, id, read_link, legs);
	if (!error)
		say_unlinked(legs);
	if (!error && legs->count == 0)
		explain_say(to, TOPIC_LEGS, "No signalling of it was seen.");
	free(legs);
	return error;
}
