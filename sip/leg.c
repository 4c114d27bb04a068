/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sessions, legs and forks (RFC 3261 section 12: a dialog is a Call-ID and
 * two tags).
 */
#include "sip/leg.h"

#include "base/hash.h"

#define LEGS_MAX 16

#define SESSIONS_MAX 300000

/* RFC 3261 section 16.6: timer C is over 3 minutes. */
#define SETUP_TIMEOUT_NS (300 * NS_PER_SEC)

/* RFC 3261 section 17: 64 * T1, by when the last copy has come. */
#define LINGER_NS (32 * NS_PER_SEC)
#define ABANDONED_NS (4 * 3600 * NS_PER_SEC)

/* Hashes here only tell messages of one leg apart. */
#define SEED UINT64_C(0x5350414e)

const struct sip_limits SIP_LIMITS_DEFAULT = {
    .sessions_max = SESSIONS_MAX,
    .setup_timeout_ns = SETUP_TIMEOUT_NS,
    .linger_ns = LINGER_NS,
    .abandoned_ns = ABANDONED_NS,
};

static char *
copy(struct text text)
{
	char *string = malloc(text.len + 1);

	if (string)
		text_copy(string, text.len + 1, text);
	return string;
}

/* Replaces '*string' by 'text', or keeps it without memory. */
static void
set(char **string, struct text text)
{
	char *new = copy(text);

	if (!new)
		return;
	free(*string);
	*string = new;
}

static bool
is_empty(const char *string)
{
	return !string || !*string;
}

struct sip_session *
sip_session_new(struct text call_id, struct tstamp time)
{
	struct sip_session *session = calloc(1, sizeof *session);

	if (!session)
		return NULL;
	session->call_id = copy(call_id);
	session->last = time;
	if (!session->call_id) {
		free(session);
		return NULL;
	}
	return session;
}

static void
free_identity(struct sip_identity *identity)
{
	free(identity->number);
	free(identity->name);
	free(identity->uri);
	free(identity->tag);
	free(identity->agent);
}

void
sip_session_free(struct sip_session *session)
{
	struct sip_leg *leg = session->legs;

	while (leg) {
		struct sip_leg *next = leg->next;

		free_identity(&leg->caller);
		free_identity(&leg->callee);
		sip_offers_clear(&leg->offers);
		free(leg);
		leg = next;
	}
	free(session->call_id);
	free(session);
}

static bool
same_hop(const struct flow *a, const struct flow *b)
{
	return (endpoint_equal(&a->src, &b->src) &&
		   endpoint_equal(&a->dst, &b->dst)) ||
	       (endpoint_equal(&a->src, &b->dst) &&
		   endpoint_equal(&a->dst, &b->src));
}

static bool
same_hosts(const struct flow *a, const struct flow *b)
{
	return (addr_equal(&a->src.addr, &b->src.addr) &&
		   addr_equal(&a->dst.addr, &b->dst.addr)) ||
	       (addr_equal(&a->src.addr, &b->dst.addr) &&
		   addr_equal(&a->dst.addr, &b->src.addr));
}

/* From one host to the other, in this direction? */
static bool
is_same_way(const struct flow *a, const struct flow *b)
{
	return addr_equal(&a->src.addr, &b->src.addr) &&
	       addr_equal(&a->dst.addr, &b->dst.addr);
}

static bool
is_first_invite(const struct sip_message *message)
{
	return message->is_request && message->method == SIP_METHOD_INVITE &&
	       message->to.tag.len == 0;
}

/* Does 'flow' go on where the first hop ends, in either direction? */
static bool
goes_on(const struct sip_leg *first, const struct flow *flow)
{
	const struct addr *proxy = &first->flow.dst.addr;
	const struct addr *phone = &first->flow.src.addr;

	return addr_equal(proxy, &flow->src.addr) ||
	       addr_equal(proxy, &flow->dst.addr) ||
	       addr_equal(phone, &flow->dst.addr) ||
	       addr_equal(phone, &flow->src.addr);
}

struct sip_leg *
sip_session_find_leg(struct sip_session *session,
    const struct sip_message *message, const struct flow *flow)
{
	size_t count = 0;
	struct sip_leg *leg;

	for (leg = session->legs; leg; leg = leg->next, count++)
		if (same_hop(&leg->flow, flow))
			return leg;
	if (is_first_invite(message) && count < LEGS_MAX) {
		for (leg = session->legs; leg; leg = leg->next)
			if (leg->state == SIP_LEG_CHALLENGED &&
			    is_same_way(&leg->flow, flow))
				return leg;
		return NULL;
	}
	for (leg = session->legs; leg; leg = leg->next)
		if (same_hosts(&leg->flow, flow))
			return leg;
	/* The next hop of a call whose INVITE nobody saw. */
	if (session->legs && session->legs->joined_late &&
	    message->is_request && message->method != SIP_METHOD_ACK &&
	    goes_on(session->legs, flow) && count < LEGS_MAX)
		return NULL;
	return session->legs;
}

static bool
fill_identity(struct sip_identity *identity, const struct sip_party *party)
{
	identity->number = copy(party->user);
	identity->name = copy(party->display);
	identity->uri = copy(party->uri);
	identity->tag = copy(party->tag);
	return identity->number && identity->name && identity->uri &&
	       identity->tag;
}

struct sip_leg *
sip_session_add_leg(struct sip_session *session,
    const struct sip_message *message, const struct flow *flow,
    struct tstamp time)
{
	struct sip_leg *leg = calloc(1, sizeof *leg);
	struct sip_leg **at = &session->legs;

	if (!leg)
		return NULL;
	if (!fill_identity(&leg->caller, &message->from) ||
	    !fill_identity(&leg->callee, &message->to)) {
		free_identity(&leg->caller);
		free_identity(&leg->callee);
		free(leg);
		return NULL;
	}
	leg->session = session;
	leg->flow = *flow;
	if (!message->is_request) { /* it goes from callee to caller */
		leg->flow.src = flow->dst;
		leg->flow.dst = flow->src;
	}
	leg->started = leg->last = time;
	leg->joined_late = !is_first_invite(message);
	/* A request inside a dialog: somebody answered before. */
	leg->state = leg->joined_late && message->is_request ? SIP_LEG_ANSWERED
							     : SIP_LEG_TRYING;
	leg->invite_cseq = message->cseq;
	if (message->is_request)
		set(&leg->caller.agent, message->user_agent);
	while (*at)
		at = &(*at)->next;
	*at = leg;
	return leg;
}

void
sip_leg_note_attempt(struct sip_leg *leg, const struct sip_message *message,
    const struct flow *flow)
{
	bool waits =
	    leg->state == SIP_LEG_TRYING || leg->state == SIP_LEG_CHALLENGED;

	if (!waits || !is_first_invite(message) ||
	    !is_same_way(&leg->flow, flow))
		return;
	leg->flow = *flow;
	if (!text_equal(message->from.tag, text_of(leg->caller.tag)))
		set(&leg->caller.tag, message->from.tag);
}

enum sip_side
sip_leg_sender(const struct sip_leg *leg, const struct sip_message *message)
{
	bool caller_asked =
	    text_equal(message->from.tag, text_of(leg->caller.tag));

	return caller_asked == message->is_request ? SIP_CALLER : SIP_CALLEE;
}

static uint64_t
hash_text(struct text text, uint64_t seed)
{
	return hash_bytes(text.at ? text.at : "", text.len, seed);
}

bool
sip_leg_seen(struct sip_leg *leg, const struct sip_message *message,
    const struct flow *flow)
{
	uint32_t numbers[3] = {
	    message->is_request, message->status, message->cseq};
	uint64_t hash = hash_bytes(numbers, sizeof numbers, SEED);
	size_t count =
	    leg->seen_count < SIP_SEEN_MAX ? leg->seen_count : SIP_SEEN_MAX;

	hash = hash_text(message->method_name, hash);
	hash = hash_text(message->branch, hash);
	hash = hash_text(message->to.tag, hash);
	hash = hash_text(message->sdp, hash);
	hash = endpoint_hash(&flow->src, hash);
	hash = endpoint_hash(&flow->dst, hash);
	for (size_t i = 0; i < count; i++)
		if (leg->seen[i] == hash)
			return true;
	leg->seen[leg->seen_count++ % SIP_SEEN_MAX] = hash;
	return false;
}

void
sip_leg_add_branch(struct sip_leg *leg, const struct sip_message *message)
{
	if (leg->invite_cseq != message->cseq)
		leg->branch_count = 0;
	if (leg->branch_count < SIP_FORKS_MAX)
		leg->branches[leg->branch_count++] =
		    hash_text(message->branch, SEED);
}

bool
sip_leg_has_branch(const struct sip_leg *leg, const struct sip_message *message)
{
	uint64_t hash = hash_text(message->branch, SEED);

	for (size_t i = 0; i < leg->branch_count; i++)
		if (leg->branches[i] == hash)
			return true;
	return false;
}

bool
sip_leg_end_branch(struct sip_leg *leg, const struct sip_message *message)
{
	uint64_t hash = hash_text(message->branch, SEED);
	size_t i = 0;

	if (leg->branch_count == 0)
		return true;
	/* One that is not known stands for any: somebody changed it. */
	while (i < leg->branch_count - 1 && leg->branches[i] != hash)
		i++;
	leg->branches[i] = leg->branches[--leg->branch_count];
	return leg->branch_count == 0;
}

static struct sip_fork *
find_fork(struct sip_leg *leg, struct text tag)
{
	uint64_t hash = hash_text(tag, SEED);
	struct sip_fork *fork;

	for (size_t i = 0; i < leg->fork_count; i++)
		if (leg->forks[i].tag_hash == hash)
			return &leg->forks[i];
	if (tag.len == 0 || leg->fork_count == SIP_FORKS_MAX)
		return NULL;
	fork = &leg->forks[leg->fork_count++];
	*fork = (struct sip_fork){.tag_hash = hash};
	return fork;
}

void
sip_leg_note_callee(struct sip_leg *leg, const struct sip_message *message,
    enum sip_side sender)
{
	if (sender != SIP_CALLEE)
		return;
	(void)find_fork(leg, message->to.tag);
	if (is_empty(leg->callee.tag))
		set(&leg->callee.tag, message->to.tag);
	if (is_empty(leg->callee.agent))
		set(&leg->callee.agent, message->user_agent);
}

void
sip_leg_confirm_fork(struct sip_leg *leg, const struct sip_message *message)
{
	struct sip_fork *fork = find_fork(leg, message->to.tag);
	bool first = true;

	for (size_t i = 0; i < leg->fork_count; i++)
		first = first && !leg->forks[i].confirmed;
	if (fork)
		fork->confirmed = true;
	if (first)
		set(&leg->callee.tag, message->to.tag);
}

/* Is a dialog left that was answered, or that may still be? */
static bool
has_live_fork(const struct sip_leg *leg)
{
	bool may_be = leg->state == SIP_LEG_TRYING;

	for (size_t i = 0; i < leg->fork_count; i++)
		if (!leg->forks[i].ended && (leg->forks[i].confirmed || may_be))
			return true;
	return false;
}

bool
sip_leg_is_over(const struct sip_leg *leg)
{
	return leg->state == SIP_LEG_DONE ||
	       (leg->state == SIP_LEG_ANSWERED && leg->fork_count > 0 &&
		   !has_live_fork(leg));
}

bool
sip_session_talks(const struct sip_session *session)
{
	for (const struct sip_leg *leg = session->legs; leg; leg = leg->next)
		for (size_t i = 0; i < leg->fork_count; i++)
			if (leg->forks[i].confirmed && !leg->forks[i].ended)
				return true;
	return false;
}

/* Is 'tag' the callee's in a dialog of 'leg'? */
static const struct sip_fork *
known_fork(const struct sip_leg *leg, struct text tag)
{
	uint64_t hash = hash_text(tag, SEED);

	for (size_t i = 0; i < leg->fork_count; i++)
		if (leg->forks[i].tag_hash == hash)
			return &leg->forks[i];
	return NULL;
}

bool
sip_session_has_dialog(const struct sip_session *session, struct text to_tag,
    struct text from_tag, enum sip_side *local, bool *confirmed)
{
	for (const struct sip_leg *leg = session->legs; leg; leg = leg->next) {
		struct text caller = text_of(leg->caller.tag);
		bool to_caller = text_equal(to_tag, caller);
		struct text callee = to_caller ? from_tag : to_tag;
		const struct sip_fork *fork = known_fork(leg, callee);

		if (!to_caller && !text_equal(from_tag, caller))
			continue;
		if (!fork && !text_equal(callee, text_of(leg->callee.tag)))
			continue;
		*local = to_caller ? SIP_CALLER : SIP_CALLEE;
		*confirmed =
		    fork ? fork->confirmed : leg->state == SIP_LEG_ANSWERED;
		return true;
	}
	return false;
}

bool
sip_leg_end_fork(struct sip_leg *leg, const struct sip_message *message)
{
	bool by_caller =
	    text_equal(message->from.tag, text_of(leg->caller.tag));
	struct text tag = by_caller ? message->to.tag : message->from.tag;
	uint64_t hash = hash_text(tag, SEED);

	(void)find_fork(leg, tag);
	for (struct sip_leg *it = leg->session->legs; it; it = it->next)
		for (size_t i = 0; i < it->fork_count; i++)
			if (it->forks[i].tag_hash == hash)
				it->forks[i].ended = true;
	return !has_live_fork(leg);
}

bool
sip_session_is_retried(
    const struct sip_session *session, const struct sip_message *message)
{
	const struct sip_leg *leg;

	if (!message->is_request || message->method != SIP_METHOD_INVITE ||
	    message->to.tag.len > 0)
		return false;
	for (leg = session->legs; leg; leg = leg->next) {
		bool same_caller =
		    text_equal(message->from.tag, text_of(leg->caller.tag));

		if (leg->state != SIP_LEG_DONE ||
		    (same_caller && message->cseq <= leg->invite_cseq))
			return false;
	}
	return true;
}
