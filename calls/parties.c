/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names, numbers and direction of calls. RFC 3323, RFC 3325, RFC 3966,
 * RFC 4916 (connected identity), RFC 5806, RFC 7044. */
#include "calls/parties.h"

#include "calls/direction.h"
#include "calls/registrations.h"
#include "sip/address.h"
#include "sip/identity.h"

/* A number, name or URI in a row. */
#define TEXT_MAX 512

struct parties {
	const struct settings *settings;
	struct calls *calls;
	struct registrations *registrations;
};

struct parties *
parties_new(const struct settings *settings, struct calls *calls,
    struct catalogue *catalogue)
{
	struct parties *parties = calloc(1, sizeof *parties);

	if (!parties)
		return NULL;
	parties->settings = settings;
	parties->calls = calls;
	parties->registrations =
	    registrations_new(catalogue, REGISTRATIONS_MAX);
	if (parties->registrations)
		return parties;
	free(parties);
	return NULL;
}

void
parties_free(struct parties *parties)
{
	if (!parties)
		return;
	registrations_free(parties->registrations);
	free(parties);
}

static const char *
header_of(enum sip_asserter by)
{
	static const char *const names[] = {
	    [SIP_ASSERTED_BY_NONE] = "From",
	    [SIP_ASSERTED_BY_PAI] = "P-Asserted-Identity",
	    [SIP_ASSERTED_BY_RPID] = "Remote-Party-ID",
	    [SIP_ASSERTED_BY_PPI] = "P-Preferred-Identity",
	};

	return names[by];
}

/* Replaces '*string', by NULL for ""; keeps it without memory. */
static void
set(char **string, const char *with)
{
	char *copy = NULL;

	if (*with && !(copy = strdup(with)))
		return;
	free(*string);
	*string = copy;
}

static void
set_name(struct call_side *side, struct text display)
{
	char name[TEXT_MAX];

	address_read_display(display, name, sizeof name);
	set(&side->name, name);
}

static void
set_party(struct call_side *side, const struct sip_party *party)
{
	char text[TEXT_MAX];

	address_read_user(party->user, text, sizeof text);
	set(&side->number, text);
	set_name(side, party->display);
	text_copy(text, sizeof text, party->uri);
	set(&side->uri, text);
}

/* What registrations know of a party that a message names. */
static void
ask_registrations(const struct parties *parties, struct call_side *side,
    const struct sip_party *party)
{
	struct registrant found;
	struct addr addr;

	if (side->name && side->number)
		return;
	if (side->number) {
		if (registrations_find(parties->registrations, party->user,
			party->host, &found))
			set(&side->name, found.name);
		return;
	}
	if (!addr_parse(party->host, &addr) ||
	    !registrations_find_address(parties->registrations, &addr, &found))
		return;
	set(&side->number, found.user);
	if (!side->name)
		set(&side->name, found.name);
}

/* That the caller does not want to be known; the row of the call may not be
 * there yet. */
static void
note_private(struct parties *parties, struct call *call,
    const struct parties_hop *hop, const char *detail)
{
	calls_update(parties->calls, call);
	calls_event(
	    parties->calls, call, hop->time, "private", &hop->caller, detail);
}

/* The caller by From, or by whom the network names when From hides it. */
static void
take_caller(
    struct parties *parties, struct call *call, const struct parties_hop *hop)
{
	const struct sip_message *message = hop->message;
	const struct sip_assertion *asserted = &message->assertion;
	struct call_side *side = &call->sides[hop->caller];
	char detail[96];

	if (hop->is_first) {
		set_party(side, &message->from);
		side->withheld = sip_party_is_anonymous(&message->from);
		if (side->withheld)
			note_private(
			    parties, call, hop, "From does not tell who calls");
		else if (message->is_request && asserted->is_private)
			note_private(parties, call, hop,
			    "the caller asked not to be shown");
		else
			ask_registrations(parties, side, &message->from);
	}
	/* A response names the same parties, but asserts who answers. */
	if (!side->withheld || !message->is_request ||
	    asserted->by == SIP_ASSERTED_BY_NONE ||
	    sip_party_is_anonymous(&asserted->party))
		return;
	set_party(side, &asserted->party);
	ask_registrations(parties, side, &asserted->party);
	side->withheld = false;
	snprintf(detail, sizeof detail, "the number is that of %s",
	    header_of(asserted->by));
	note_private(parties, call, hop, detail);
}

static void
take_callee(
    struct parties *parties, struct call *call, const struct parties_hop *hop)
{
	struct call_side *side = &call->sides[other_side(hop->caller)];

	if (!hop->is_first)
		return;
	set_party(side, &hop->message->to);
	ask_registrations(parties, side, &hop->message->to);
}

static void
take_diversion(
    struct parties *parties, struct call *call, const struct parties_hop *hop)
{
	struct sip_diversion diversion;
	char text[TEXT_MAX], reason[32], detail[TEXT_MAX + 64];

	if (call->diverted_from || hop->joined_late ||
	    !sip_message_diverted(hop->message, &diversion))
		return;
	address_read_user(diversion.party.user, text, sizeof text);
	if (text[0] == '\0')
		text_copy(text, sizeof text, diversion.party.uri);
	set(&call->diverted_from, text);
	text_copy(reason, sizeof reason, diversion.reason);
	snprintf(detail, sizeof detail, "from %s%s%s", text,
	    reason[0] ? ": " : "", reason);
	calls_update(parties->calls, call);
	calls_event(parties->calls, call, hop->time, "diverted", NULL, detail);
}

/* The strongest proof of any hop decides; of equal ones, the first. */
static void
take_direction(const struct parties *parties, struct call *call,
    const struct parties_hop *hop)
{
	const struct call_side *caller = &call->sides[hop->caller];
	const struct call_side *callee = &call->sides[other_side(hop->caller)];
	struct direction_hop of = {
	    .src = &hop->flow->src.addr,
	    .dst = &hop->flow->dst.addr,
	    .caller = caller->withheld ? NULL : caller->number,
	    .callee = callee->number,
	};
	struct direction_verdict verdict =
	    direction_of(&parties->settings->site, &of);

	/* Who called is not known: only what has no direction is. */
	if (hop->joined_late && verdict.direction != DIRECTION_INTERNAL)
		return;
	if (verdict.proof <= call->direction_proof)
		return;
	call->direction = verdict.direction;
	call->direction_proof = verdict.proof;
}

void
parties_take_hop(
    struct parties *parties, struct call *call, const struct parties_hop *hop)
{
	take_caller(parties, call, hop);
	take_callee(parties, call, hop);
	take_diversion(parties, call, hop);
	take_direction(parties, call, hop);
}

void
parties_take_answer(struct parties *parties, struct call *call,
    enum side callee, const struct sip_message *message, struct tstamp time)
{
	const struct sip_assertion *asserted = &message->assertion;
	struct call_side *side = &call->sides[callee];
	char number[TEXT_MAX], detail[TEXT_MAX + 64];

	if (asserted->by == SIP_ASSERTED_BY_NONE ||
	    sip_party_is_anonymous(&asserted->party))
		return;
	if (asserted->is_private)
		calls_event(parties->calls, call, time, "private", &callee,
		    "who answered asked not to be shown");
	if (asserted->party.display.len)
		set_name(side, asserted->party.display);
	address_read_user(asserted->party.user, number, sizeof number);
	if (number[0] == '\0' ||
	    (side->number && !strcmp(number, side->number)))
		return;
	snprintf(
	    detail, sizeof detail, "%s by %s", number, header_of(asserted->by));
	calls_event(parties->calls, call, time, "connected", &callee, detail);
}

void
parties_take_addresses(struct parties *parties, struct call *call)
{
	for (enum side side = 0; side < SIDE_COUNT; side++) {
		struct call_side *it = &call->sides[side];
		struct registrant found;
		struct addr addr;

		if (it->number || !addr_parse(text_of(it->address), &addr) ||
		    !registrations_find_address(
			parties->registrations, &addr, &found))
			continue;
		set(&it->number, found.user);
		set(&it->name, found.name);
		set(&it->uri, found.uri);
	}
}

void
parties_push(struct parties *parties, const struct sip_message *message,
    const struct flow *flow, struct tstamp time)
{
	registrations_push(parties->registrations, message, flow, time);
	calls_check(
	    parties->calls, registrations_error(parties->registrations));
}

void
parties_tick(struct parties *parties, struct tstamp now)
{
	registrations_tick(parties->registrations, now);
	calls_check(
	    parties->calls, registrations_error(parties->registrations));
}

void
parties_finish(struct parties *parties)
{
	registrations_finish(parties->registrations);
	calls_check(
	    parties->calls, registrations_error(parties->registrations));
}
