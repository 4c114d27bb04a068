/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RFC 3261, RFC 3515, RFC 3891, RFC 7989. */
#include "calls/link.h"

#include "base/counter.h"
#include "base/hash.h"
#include "calls/clue.h"
#include "calls/link_key.h"
#include "sip/reference.h"

#define CLUES_MAX 1000000

/* So many clues of one key are looked at: more are ambiguous. */
#define ALIKE_MAX 32

struct links {
	const struct settings *settings;
	const struct sip_dialogs *dialogs;
	struct clues *clues;
	uint64_t origin_seed;
};

struct links *
links_new(const struct settings *settings, const struct sip_dialogs *dialogs)
{
	struct links *links = calloc(1, sizeof *links);
	int64_t brief_ns = settings->link_window_ns > LINK_AWAIT_NS
			       ? settings->link_window_ns
			       : LINK_AWAIT_NS;

	if (!links)
		return NULL;
	links->settings = settings;
	links->dialogs = dialogs;
	links->origin_seed = hash_seed();
	links->clues = clues_new(CLUES_MAX, brief_ns);
	if (!links->clues) {
		free(links);
		return NULL;
	}
	return links;
}

void
links_free(struct links *links)
{
	if (!links)
		return;
	clues_free(links->clues);
	free(links);
}

void
links_tick(struct links *links, struct tstamp now)
{
	clues_tick(links->clues, now);
}

void
links_forget_leg(struct links *links, struct call_leg *own)
{
	clues_forget(links->clues, own);
}

/* A walk over the clues of one key. */
struct search {
	struct links *links;
	enum clue_kind kind;
	struct text key;
	struct clue *at;
	size_t seen;
};

/* The next clue; NULL at the end. */
static struct clue *
next(struct search *search)
{
	if (search->seen++ > ALIKE_MAX)
		return NULL;
	search->at = clues_find(
	    search->links->clues, search->kind, search->key, search->at);
	return search->at;
}

/* Did the walk end before the clues did? */
static bool
is_cut(const struct search *search)
{
	return search->seen > ALIKE_MAX && search->at;
}

/* The call of a leg, while it goes on. */
static struct call *
running_call(const struct call_leg *own)
{
	struct call *call = call_of_leg(own);

	return call && !call->over &&
		       call->session_count < SESSIONS_PER_CALL_MAX
		   ? call
		   : NULL;
}

static bool
is_ambiguous(void)
{
	counter_up(link_ambiguous);
	return false;
}

static bool
is_alive(const struct call_session *session)
{
	return session->state == SESSION_RINGS ||
	       session->state == SESSION_TALKS;
}

static void
set_link(struct link *out, struct call_leg *to, enum link_method method)
{
	*out = (struct link){
	    .session = to->session,
	    .leg_id = to->id,
	    .method = method,
	    .score = link_method_score(method),
	    .flipped = to->session->flipped,
	};
}

/* Who takes the place of a side speaks for it: the caller of the new session
 * is 'side' of the session of 'to'. */
static void
set_place(struct link *out, enum sip_side side)
{
	out->takes_place = true;
	if (side == SIP_CALLEE)
		out->flipped = !out->flipped;
}

/*
 * A REFER or a 3xx named where the INVITE goes to, and it comes from the host
 * that was told so.
 */
static bool
find_target(
    struct links *links, const struct sip_event *event, struct link *out)
{
	struct link_key key;
	struct clue *found = NULL, *it;
	struct search search = {.links = links, .kind = CLUE_TARGET};

	if (!link_key_target(event->message->request_uri, &key))
		return false;
	search.key = link_key_text(&key);
	while ((it = next(&search))) {
		if (!running_call(it->leg) || !it->leg->session->has_awaited ||
		    !addr_equal(&it->host, &event->flow->src.addr))
			continue;
		if (found &&
		    found->leg->session->call != it->leg->session->call)
			return is_ambiguous();
		found = it;
	}
	if (is_cut(&search))
		return is_ambiguous();
	if (!found)
		return false;
	set_link(out, found->leg,
	    found->leg->session->state == SESSION_FAILED ? LINK_REDIRECT
							 : LINK_REFER);
	set_place(out, found->side);
	return true;
}

/* RFC 3891 section 3: the sender takes the place of who has 'from_tag'. */
static bool
find_replaces(
    struct links *links, const struct sip_event *event, struct link *out)
{
	struct sip_replaces replaces;
	const struct sip_session *session;
	enum sip_side local;
	bool confirmed;

	if (!sip_replaces_parse(event->message->replaces, &replaces))
		return false;
	session = sip_dialogs_find(links->dialogs, replaces.call_id);
	if (!session || !session->legs || session == event->leg->session ||
	    !sip_session_has_dialog(session, replaces.to_tag, replaces.from_tag,
		&local, &confirmed) ||
	    (replaces.early_only && confirmed) ||
	    !running_call(session->legs->owner))
		return false;
	set_link(out, session->legs->owner, LINK_REPLACES);
	set_place(out, local == SIP_CALLER ? SIP_CALLEE : SIP_CALLER);
	return true;
}

/* The one running call that has the clue; NULL: none, or several. */
static struct clue *
find_one(struct links *links, enum clue_kind kind, struct text key,
    const struct sip_leg *leg)
{
	struct search search = {.links = links, .kind = kind, .key = key};
	struct clue *found = NULL, *it;

	while ((it = next(&search))) {
		const struct call *call = running_call(it->leg);

		if (!call || it->leg->sip->session == leg->session ||
		    !is_alive(it->leg->session))
			continue;
		if (found && found->leg->session->call != call)
			break;
		found = it;
	}
	if (!it && !is_cut(&search))
		return found;
	(void)is_ambiguous();
	return NULL;
}

static bool
find_header(
    struct links *links, const struct sip_event *event, struct link *out)
{
	for (size_t i = 0; i <= links->settings->link_header_count; i++) {
		struct link_key key;
		struct clue *clue;

		if (!link_key_header(event->message, i, &key))
			continue;
		clue = find_one(
		    links, CLUE_HEADER, link_key_text(&key), event->leg);
		if (!clue)
			continue;
		set_link(out, clue->leg, i ? LINK_HEADER : LINK_SESSION_ID);
		return true;
	}
	return false;
}

/*
 * Was the sender of 'flow' called by 'leg'? Agents on one host are told apart
 * by their ports.
 */
static bool
calls_on(const struct sip_leg *leg, const struct flow *flow)
{
	if (!addr_equal(&leg->flow.dst.addr, &flow->src.addr))
		return false;
	return !addr_equal(&leg->flow.src.addr, &leg->flow.dst.addr) ||
	       leg->flow.dst.port == flow->src.port;
}

static bool
same_way(const struct flow *a, const struct flow *b)
{
	bool one_host = addr_equal(&a->src.addr, &a->dst.addr);

	return addr_equal(&a->src.addr, &b->src.addr) &&
	       addr_equal(&a->dst.addr, &b->dst.addr) &&
	       (!one_host ||
		   (a->src.port == b->src.port && a->dst.port == b->dst.port));
}

/* Goes one of the call's legs that way? Then it is another call's turn. */
static bool
has_hop(const struct call *call, const struct flow *flow)
{
	for (const struct call_session *it = call->sessions; it; it = it->next)
		for (const struct sip_leg *leg = it->sip ? it->sip->legs : NULL;
		     leg; leg = leg->next)
			if (same_way(&leg->flow, flow))
				return true;
	return false;
}

/* May the leg of 'clue' be the one before that of 'event'? */
static bool
precedes(const struct links *links, const struct clue *clue,
    const struct sip_event *event)
{
	const struct call_leg *own = clue->leg;
	const struct call *call = running_call(own);

	return call && is_alive(own->session) && !own->has_ended &&
	       own->sip->session != event->leg->session &&
	       tstamp_diff_ns(event->time, clue->time) <=
		   links->settings->link_window_ns &&
	       calls_on(own->sip, event->flow) && !has_hop(call, event->flow);
}

/* The score of a match by one of the key pairs. */
static double
numbers_score(const struct links *links, const struct clue *clue,
    const struct link_key *key, const struct sip_event *event)
{
	struct link_numbers numbers = {
	    .exact = clue->is_exact && key->is_exact,
	    .unanswered = !clue->leg->has_answered,
	    .age_ns = tstamp_diff_ns(event->time, clue->time),
	    .window_ns = links->settings->link_window_ns,
	};

	return link_numbers_score(&numbers);
}

/* Looks for the leg before by one of the key pairs. False when it is
 * ambiguous. */
static bool
find_by_key(struct links *links, const struct link_key *key,
    const struct sip_event *event, struct link *out)
{
	struct search search = {
	    .links = links, .kind = CLUE_NUMBERS, .key = link_key_text(key)};
	struct clue *it;

	while ((it = next(&search))) {
		double score;

		if (!precedes(links, it, event))
			continue;
		if (out->session &&
		    out->session->call != it->leg->session->call)
			return is_ambiguous();
		score = numbers_score(links, it, key, event);
		if (score <= out->score)
			continue;
		set_link(out, it->leg, LINK_NUMBERS);
		out->score = score;
	}
	return !is_cut(&search) || is_ambiguous();
}

/* The sender was called a moment ago, by and for the same numbers. */
static bool
find_numbers(struct links *links, const struct sip_event *event,
    const struct link_users *users, struct link *out)
{
	struct link_key keys[LINK_NUMBER_KEYS_MAX];
	size_t count = link_key_numbers(users, &event->flow->src.addr, keys);

	*out = (struct link){.score = 0};
	for (size_t i = 0; i < count && links->settings->link_window_ns; i++)
		if (!find_by_key(links, &keys[i], event, out))
			return false;
	return out->session && out->score >= LINK_THRESHOLD;
}

bool
links_find(struct links *links, const struct sip_event *event,
    const struct link_users *users, struct link *out)
{
	const struct sip_message *message = event->message;

	if (!message->is_request || message->method != SIP_METHOD_INVITE ||
	    message->to.tag.len)
		return false;
	return find_target(links, event, out) ||
	       find_replaces(links, event, out) ||
	       find_header(links, event, out) ||
	       find_numbers(links, event, users, out);
}

void
links_note_leg(struct links *links, struct call_leg *own,
    const struct sip_event *event, const struct link_users *users)
{
	const struct sip_message *message = event->message;
	struct link_key keys[LINK_NUMBER_KEYS_MAX];
	size_t count;

	if (!message->is_request || message->method != SIP_METHOD_INVITE)
		return;
	for (size_t i = 0; i <= links->settings->link_header_count; i++)
		if (link_key_header(message, i, &keys[0]))
			clues_add(links->clues, own, CLUE_HEADER,
			    link_key_text(&keys[0]), event->time);
	count = link_key_numbers(users, &event->flow->dst.addr, keys);
	for (size_t i = 0; i < count && links->settings->link_window_ns; i++) {
		struct clue *clue = clues_add(links->clues, own, CLUE_NUMBERS,
		    link_key_text(&keys[i]), event->time);

		if (clue)
			clue->is_exact = clue->is_exact || keys[i].is_exact;
	}
}

static bool
is_end_of(const struct sip_leg *leg, const struct addr *host)
{
	return addr_equal(&leg->flow.src.addr, host) ||
	       addr_equal(&leg->flow.dst.addr, host);
}

/*
 * Is an address that 'clue' knows, and that 'event' describes, one of the
 * same call? Not when the same host describes both: that is a phone with two
 * calls, or one that uses its port again. But when it comes from one host on
 * one leg and from who it talked to on the other (direct media); or from the
 * same user agent, by its o= line, and its address is no private one, which
 * others may have, too.
 */
static bool
is_same_media(const struct clue *clue, const struct sip_event *event,
    const struct endpoint *address, uint64_t origin)
{
	const struct addr *host = &event->flow->src.addr;

	if (addr_equal(&clue->host, host))
		return false;
	return is_end_of(clue->leg->sip, host) ||
	       is_end_of(event->leg, &clue->host) ||
	       (origin && origin == clue->origin &&
		   !link_is_private(&address->addr));
}

static bool
find_media(struct links *links, const struct sip_event *event,
    const struct endpoint *address, uint64_t origin, struct link *out)
{
	const struct call_leg *own = event->leg->owner;
	struct search search = {.links = links, .kind = CLUE_ADDRESS};
	struct link_key key;
	struct clue *it;

	link_key_address(address, &key);
	search.key = link_key_text(&key);
	while ((it = next(&search))) {
		const struct call *call = running_call(it->leg);
		enum side theirs;

		if (!call || call == own->session->call ||
		    !is_alive(it->leg->session) ||
		    !is_same_media(it, event, address, origin))
			continue;
		theirs = call_session_side(it->leg->session, it->side);
		set_link(out, it->leg, LINK_SDP);
		/* Whose address it is has one side in both. */
		out->flipped =
		    call_session_side(own->session, event->side) != theirs;
		return true;
	}
	return false;
}

bool
links_note_description(struct links *links, struct call_leg *own,
    const struct sip_event *event, struct link *out)
{
	const struct sdp *sdp = event->sdp;
	uint64_t origin = sdp->identity[0]
			      ? hash_bytes(sdp->identity, strlen(sdp->identity),
				    links->origin_seed) |
				    1
			      : 0;
	bool found = false;

	for (size_t i = 0; i < sdp->media_count; i++) {
		const struct sdp_media *line = &sdp->media[i];
		struct link_key key;
		struct clue *clue;

		if (line->kind != SDP_AUDIO || !line->is_rtp ||
		    line->rtp.port == 0 || !line->has_address ||
		    addr_is_any(&line->rtp.addr))
			continue;
		found =
		    found || find_media(links, event, &line->rtp, origin, out);
		link_key_address(&line->rtp, &key);
		clue = clues_add(links->clues, own, CLUE_ADDRESS,
		    link_key_text(&key), event->time);
		if (!clue)
			continue;
		clue->host = event->flow->src.addr;
		clue->side = event->side;
		clue->origin = origin;
	}
	return found;
}

void
links_expect_target(struct links *links, struct call_leg *own,
    struct text target, enum sip_side follower, struct tstamp time)
{
	const struct flow *flow = &own->sip->flow;
	struct link_key key;
	struct clue *clue;

	if (!link_key_target(target, &key))
		return;
	clue = clues_add(
	    links->clues, own, CLUE_TARGET, link_key_text(&key), time);
	if (!clue)
		return;
	clue->host = follower == SIP_CALLER ? flow->src.addr : flow->dst.addr;
	clue->side = follower;
}
