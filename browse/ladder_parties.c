/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who takes part in a call: hosts, and ports of hosts that play several parts.
 * From left to right as their legs began: the caller, each hop, the callee,
 * and whoever came later. Hosts that only audio goes to stand before the
 * rightmost one that they send to or hear from.
 */
#include "browse/ladder_int.h"

#include <string.h>

#define SPLIT_MAX 16 /* hosts that play several parts */

struct split {
	struct addr hosts[SPLIT_MAX];
	int count;
};

static bool
is_split(const struct split *split, const struct addr *host)
{
	for (int i = 0; i < split->count; i++) {
		if (addr_equal(&split->hosts[i], host))
			return true;
	}
	return false;
}

static void
split_host(struct split *split, const struct addr *host)
{
	if (split->count < SPLIT_MAX && !is_split(split, host))
		split->hosts[split->count++] = *host;
}

/* Two ports of one host. */
static bool
is_itself(const struct endpoint *a, const struct endpoint *b)
{
	return a->port != b->port && addr_equal(&a->addr, &b->addr);
}

/*
 * A host plays several parts when its ports talk to each other, and when it
 * begins a leg at one port and is called at another later on, as two phones
 * behind one address are. (Connections come from any port.)
 */
static void
find_split(const struct ladder *ladder, struct split *split)
{
	for (size_t i = 0; i < ladder->row_count; i++) {
		const struct ladder_row *row = &ladder->rows[i];

		if (row->kind == LADDER_MESSAGE &&
		    is_itself(&row->src, &row->dst))
			split_host(split, &row->src.addr);
	}
	for (size_t i = 0; i < ladder->leg_count; i++) {
		const struct ladder_leg *leg = &ladder->legs[i];

		for (size_t j = i; leg->datagrams && j < ladder->leg_count;
		     j++) {
			const struct ladder_leg *later = &ladder->legs[j];

			if (later->datagrams &&
			    is_itself(&leg->src, &later->dst))
				split_host(split, &leg->src.addr);
		}
	}
}

/* The participant at 'endpoint'. */
static int
place_of(const struct ladder *ladder, const struct endpoint *endpoint)
{
	for (int i = 0; i < ladder->participant_count; i++) {
		const struct endpoint *its = &ladder->participants[i].endpoint;

		if (addr_equal(&its->addr, &endpoint->addr) &&
		    (its->port == 0 || its->port == endpoint->port))
			return i;
	}
	return LADDER_NOBODY;
}

/* The rightmost participant of that host. */
static int
place_of_host(const struct ladder *ladder, const struct addr *host)
{
	for (int i = ladder->participant_count - 1; i >= 0; i--) {
		if (addr_equal(&ladder->participants[i].endpoint.addr, host))
			return i;
	}
	return LADDER_NOBODY;
}

static void
insert(struct ladder *ladder, int place, struct endpoint endpoint)
{
	struct ladder_participant *at = &ladder->participants[place];

	if (ladder->participant_count == LADDER_PARTICIPANTS_MAX)
		return;
	memmove(at + 1, at,
	    (size_t)(ladder->participant_count - place) * sizeof *at);
	*at = (struct ladder_participant){
	    .endpoint = endpoint, .role = LADDER_OTHER};
	ladder->participant_count++;
}

/* Adds who is at 'endpoint' on the right. */
static void
append(struct ladder *ladder, const struct split *split,
    const struct endpoint *endpoint)
{
	struct endpoint added = *endpoint;

	if (endpoint->port == 0 || place_of(ladder, endpoint) >= 0)
		return;
	if (!is_split(split, &endpoint->addr))
		added.port = 0;
	insert(ladder, ladder->participant_count, added);
}

/* Adds a host that only audio comes from or goes to. */
static void
insert_host(struct ladder *ladder, const struct addr *host)
{
	int place = LADDER_NOBODY;

	for (size_t i = 0; i < ladder->row_count; i++) {
		const struct ladder_row *row = &ladder->rows[i];
		int other = LADDER_NOBODY;

		if (row->kind != LADDER_STREAM)
			continue;
		if (addr_equal(&row->src.addr, host))
			other = place_of_host(ladder, &row->dst.addr);
		else if (addr_equal(&row->dst.addr, host))
			other = place_of_host(ladder, &row->src.addr);
		place = other > place ? other : place;
	}
	if (place <= 0)
		place++; /* behind it, or the first */
	insert(ladder, place, (struct endpoint){.addr = *host});
}

/* The hosts of a stream that signalling does not know. */
static void
add_stream_hosts(struct ladder *ladder, const struct ladder_row *row)
{
	bool forth = !row->side || strcmp(row->side, "callee") != 0;
	const struct endpoint *ends[] = {
	    forth ? &row->src : &row->dst, forth ? &row->dst : &row->src};

	for (int i = 0; i < 2; i++) {
		if (ends[i]->port && place_of_host(ladder, &ends[i]->addr) < 0)
			insert_host(ladder, &ends[i]->addr);
	}
}

static void
find_all(struct ladder *ladder)
{
	struct split split = {.count = 0};

	find_split(ladder, &split);
	for (size_t i = 0; i < ladder->leg_count; i++) {
		append(ladder, &split, &ladder->legs[i].src);
		append(ladder, &split, &ladder->legs[i].dst);
	}
	for (size_t i = 0; i < ladder->row_count; i++) {
		if (ladder->rows[i].kind != LADDER_MESSAGE)
			continue;
		append(ladder, &split, &ladder->rows[i].src);
		append(ladder, &split, &ladder->rows[i].dst);
	}
	for (size_t i = 0; i < ladder->row_count; i++) {
		if (ladder->rows[i].kind == LADDER_STREAM)
			add_stream_hosts(ladder, &ladder->rows[i]);
	}
	for (size_t i = 0; i < ladder->leg_count; i++) {
		struct ladder_leg *leg = &ladder->legs[i];

		leg->from =
		    leg->src.port ? place_of(ladder, &leg->src) : LADDER_NOBODY;
		leg->to =
		    leg->dst.port ? place_of(ladder, &leg->dst) : LADDER_NOBODY;
	}
}

static bool
same_text(const char *a, const char *b)
{
	return a && b && !strcmp(a, b);
}

/* One that gets the leg 'in' and begins the leg 'out'. */
static void
judge_between(struct ladder_participant *it, const struct ladder_leg *in,
    const struct ladder_leg *out)
{
	if (same_text(in->sip_call_id, out->sip_call_id)) {
		/* What a proxy passes on names others; but it answers 100. */
		it->role = LADDER_PROXY;
		if (!same_text(in->callee_agent, out->callee_agent))
			it->agent = in->callee_agent;
	} else if (same_text(in->callee_number, out->caller_number)) {
		it->role = LADDER_CALLEE;
		it->label = in->callee_number;
		it->agent = in->callee_agent;
		return;
	} else {
		it->role = LADDER_B2BUA;
		it->agent =
		    in->callee_agent ? in->callee_agent : out->caller_agent;
	}
	it->label = it->agent;
}

/* What a participant is, by the legs that it begins and those it gets. */
static void
judge(struct ladder *ladder, int place)
{
	struct ladder_participant *it = &ladder->participants[place];
	const struct ladder_leg *in = NULL, *out = NULL;

	for (size_t i = ladder->leg_count; i-- > 0;) {
		if (ladder->legs[i].from == place)
			out = &ladder->legs[i];
		if (ladder->legs[i].to == place)
			in = &ladder->legs[i];
	}
	for (size_t i = 0; in && i < ladder->leg_count; i++) {
		const struct ladder_leg *leg = &ladder->legs[i];

		if (leg->from == place &&
		    same_text(leg->sip_call_id, in->sip_call_id))
			out = leg;
	}
	if (in && out) {
		judge_between(it, in, out);
	} else if (in) {
		it->role = LADDER_CALLEE;
		it->label = in->callee_number;
		it->agent = in->callee_agent;
	} else if (out) {
		it->role = LADDER_CALLER;
		it->label = out->caller_number;
		it->agent = out->caller_agent;
	}
}

/* What one is of whom signalling says nothing. */
static void
judge_by_streams(struct ladder *ladder, int place)
{
	struct ladder_participant *it = &ladder->participants[place];

	for (size_t i = 0; i < ladder->row_count; i++) {
		const struct ladder_row *row = &ladder->rows[i];
		bool callee = same_text(row->side, "callee");

		if (row->kind == LADDER_MESSAGE &&
		    (row->from == place || row->to == place))
			return;
		if (row->kind != LADDER_STREAM ||
		    !addr_equal(&row->src.addr, &it->endpoint.addr))
			continue;
		it->role = ladder->leg_count ? LADDER_MEDIA
			   : callee          ? LADDER_CALLEE
					     : LADDER_CALLER;
		if (!ladder->leg_count)
			it->label = ladder->number[callee];
	}
}

/* Who is on that side at a time: the end of the last leg that had begun. */
static int
end_of(const struct ladder *ladder, const char *side, int64_t time_us)
{
	bool wants_callee = same_text(side, "callee");
	int found = LADDER_NOBODY, between = LADDER_NOBODY;

	for (size_t i = 0; side && i < ladder->leg_count; i++) {
		const struct ladder_leg *leg = &ladder->legs[i];
		int place =
		    leg->caller_is_callee == wants_callee ? leg->from : leg->to;

		if (leg->started_us > time_us || place < 0)
			continue;
		between = place;
		if (ladder->participants[place].role == LADDER_CALLER ||
		    ladder->participants[place].role == LADDER_CALLEE)
			found = place;
	}
	for (int i = 0; side && !ladder->leg_count &&
			i < ladder->participant_count && found < 0;
	     i++) {
		if (ladder->participants[i].role ==
		    (wants_callee ? LADDER_CALLEE : LADDER_CALLER))
			found = i;
	}
	return found >= 0 ? found : between;
}

/* Where one end of a stream is drawn: of several parts of a host, the one
 * that speaks for that side. */
static int
stream_end(const struct ladder *ladder, const struct ladder_row *row,
    const struct endpoint *endpoint, const char *side)
{
	int place = endpoint->port ? place_of(ladder, endpoint) : LADDER_NOBODY;
	int end = end_of(ladder, side, row->time_us);

	if (place >= 0 || endpoint->port == 0)
		return place;
	if (end >= 0 && addr_equal(&ladder->participants[end].endpoint.addr,
			    &endpoint->addr))
		return end;
	return place_of_host(ladder, &endpoint->addr);
}

static void
place_row(struct ladder *ladder, struct ladder_row *row)
{
	static const char caller[] = "caller", callee[] = "callee";

	switch (row->kind) {
	case LADDER_MESSAGE:
		row->from =
		    row->src.port ? place_of(ladder, &row->src) : LADDER_NOBODY;
		row->to =
		    row->dst.port ? place_of(ladder, &row->dst) : LADDER_NOBODY;
		return;
	case LADDER_STREAM:
		row->from = stream_end(ladder, row, &row->src, row->side);
		row->to = stream_end(ladder, row, &row->dst,
		    same_text(row->side, caller) ? callee : caller);
		return;
	case LADDER_EVENT:
		row->from = end_of(ladder, row->side, row->time_us);
		return;
	}
}

void
ladder_find_participants(struct ladder *ladder)
{
	find_all(ladder);
	for (int i = 0; i < ladder->participant_count; i++)
		judge(ladder, i);
	for (size_t i = 0; i < ladder->row_count; i++) {
		if (ladder->rows[i].kind == LADDER_MESSAGE)
			place_row(ladder, &ladder->rows[i]);
	}
	for (int i = 0; i < ladder->participant_count; i++) {
		if (ladder->participants[i].role == LADDER_OTHER)
			judge_by_streams(ladder, i);
	}
	for (size_t i = 0; i < ladder->row_count; i++) {
		if (ladder->rows[i].kind != LADDER_MESSAGE)
			place_row(ladder, &ladder->rows[i]);
	}
}
