/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which calls are recorded. */
#include "calls/policy.h"

#include <stdio.h>
#include <stdlib.h>

#include "calls/calls_int.h"

/* What the rules ask for is noted while it may still change something. */
static struct rule_facts *
facts_of(struct call *call)
{
	return call->policy.facts;
}

/* What the deciding rule says, or what is so without one. */
static enum rule_action
action_of(const struct call *call)
{
	return call->policy.rule ? call->policy.rule->action : RULE_RECORD;
}

static bool
may_be_recorded(const struct call *call)
{
	return call->policy.is_decided && action_of(call) == RULE_RECORD;
}

static enum rule_start
start_of(const struct calls *calls, const struct call *call)
{
	const struct rule *rule = call->policy.rule;

	return rule && rule->start != RULE_START_DEFAULT
		   ? rule->start
		   : calls->settings->start;
}

static int64_t
look_back_ns(const struct calls *calls, const struct call *call)
{
	const struct rule *rule = call->policy.rule;

	if (!call->policy.is_decided)
		return POLICY_UNDECIDED_NS;
	return rule && rule->has_look_back ? rule->look_back_ns
					   : calls->settings->look_back_ns;
}

static enum policy_audio
wanted(const struct calls *calls, const struct call *call)
{
	const struct call_policy *policy = &call->policy;
	enum rule_start start;

	if (policy->is_stopped)
		return POLICY_SKIPS;
	if (!policy->is_decided)
		return POLICY_HOLDS;
	if (!may_be_recorded(call))
		return POLICY_SKIPS;
	start = start_of(calls, call);
	if (policy->is_demanded || start == RULE_START_MEDIA ||
	    (start == RULE_START_ANSWER && call->was_answered))
		return POLICY_RECORDS;
	return call->over ? POLICY_SKIPS : POLICY_HOLDS;
}

/* From when on audio that was held is recorded. */
static struct tstamp
release_since(
    const struct calls *calls, const struct call *call, struct tstamp now)
{
	if (start_of(calls, call) == RULE_START_MEDIA && !call->policy.is_cut)
		return (struct tstamp){INT64_MIN};
	return tstamp_add_ns(now, -look_back_ns(calls, call));
}

static void
begin_audio(struct calls *calls, struct call *call, struct tstamp now)
{
	struct call_policy *policy = &call->policy;
	struct tstamp since = release_since(calls, call, now);

	/* From the first packet on is what is done anyway. */
	if (policy->audio != POLICY_UNTOLD || policy->has_recorded)
		calls_release_audio(calls, call, since);
	if (policy->is_cut)
		policy->cut_ns += tstamp_diff_ns(now, policy->cut_since);
	else if (!policy->has_recorded)
		policy->recorded_since = since;
	policy->is_cut = false;
	policy->has_recorded = true;
}

static void
stop_audio(struct calls *calls, struct call *call, struct tstamp now)
{
	struct call_policy *policy = &call->policy;

	calls_skip_audio(calls, call);
	if (!policy->has_recorded || policy->is_cut || call->over)
		return;
	policy->is_cut = true;
	policy->cut_since = now;
}

/* Brings the audio to what is wanted of it. */
static void
follow(struct calls *calls, struct call *call, struct tstamp now)
{
	struct call_policy *policy = &call->policy;
	enum policy_audio audio = wanted(calls, call);

	if (audio == POLICY_HOLDS)
		calls_hold_audio(calls, call, look_back_ns(calls, call));
	if (audio == policy->audio)
		return;
	if (audio == POLICY_RECORDS)
		begin_audio(calls, call, now);
	else if (audio == POLICY_SKIPS)
		stop_audio(calls, call, now);
	policy->audio = (uint8_t)audio;
}

static const char *
action_text(const struct rule *rule)
{
	switch (rule->action) {
	case RULE_SKIP:
		return "skip";
	case RULE_METADATA:
		return "metadata only";
	default:
		return "record";
	}
}

static void
add_tags(struct calls *calls, struct call *call, const struct rule *rule,
    struct tstamp now)
{
	for (size_t i = 0; i < rule->tag_count; i++) {
		struct tag_row tag = {
		    .call_id = call->id,
		    .name = rule->tags[i],
		    .added_us = tstamp_us(now),
		    .added_by = "rule",
		};

		calls_check(calls, catalogue_add_tag(calls->catalogue, &tag));
	}
}

/* Tells of the decision of 'rule', and takes away what it does not keep. */
static void
note_rule(struct calls *calls, struct call *call, const struct rule *rule,
    struct tstamp now)
{
	char detail[RULE_NAME_SIZE + 32];

	calls_update(calls, call);
	snprintf(
	    detail, sizeof detail, "%s: %s", rule->name, action_text(rule));
	calls_event(calls, call, now, "rule", NULL, detail);
	add_tags(calls, call, rule, now);
	if (!policy_keeps_details(call))
		calls_check(
		    calls, catalogue_drop_details(calls->catalogue, call->id));
	else if (!policy_keeps_messages(call))
		calls_check(
		    calls, catalogue_drop_messages(calls->catalogue, call->id));
}

void
policy_begin(struct calls *calls, struct call *call)
{
	struct rules *rules = calls->settings->rules;

	if (rules_count(rules) > 0) {
		struct rule_facts *facts = malloc(sizeof *facts);

		/* Without memory nothing may be recorded that should not. */
		if (facts)
			rule_facts_init(facts, rules);
		call->policy.facts = facts;
		call->policy.is_stopped = facts == NULL;
	} else {
		call->policy.is_decided = true;
	}
	policy_decide(calls, call, call->started);
}

void
policy_note_number(struct call *call, enum side side, const char *number)
{
	if (facts_of(call))
		rule_facts_number(facts_of(call), side, number);
}

void
policy_note_address(struct call *call, enum side side, const struct addr *addr)
{
	if (facts_of(call))
		rule_facts_address(facts_of(call), side, addr);
}

void
policy_note_source(struct calls *calls, struct call *call, int64_t source_id)
{
	if (facts_of(call) && calls->source_name &&
	    rules_want_sources(facts_of(call)->rules))
		rule_facts_source(facts_of(call),
		    calls->source_name(source_id, calls->source_name_arg));
}

void
policy_note_message(struct call *call, struct text message)
{
	if (facts_of(call))
		rule_facts_message(facts_of(call), message);
}

void
policy_decide(struct calls *calls, struct call *call, struct tstamp now)
{
	struct call_policy *policy = &call->policy;
	struct rule_question question = {
	    .direction = call->direction,
	    .started = call->started,
	    .uid = call->uid,
	    .is_final = call->was_answered || call->over,
	};
	const struct rule *rule = NULL;
	bool open = false, is_new;

	if (policy->facts)
		rule = rules_choose(policy->facts, &question, &open);
	/* What is decided is not put into doubt again. */
	if (!open) {
		is_new = !policy->is_decided || rule != policy->rule;
		policy->is_decided = true;
		policy->rule = rule;
		if (is_new && rule)
			note_rule(calls, call, rule, now);
	}
	follow(calls, call, now);
}

/* What was recorded of 'from', and since when not, when 'into' was not. */
static void
take_past(struct call_policy *policy, const struct call_policy *other)
{
	if (policy->has_recorded || !other->has_recorded)
		return;
	policy->has_recorded = true;
	policy->recorded_since = other->recorded_since;
	policy->is_cut = other->is_cut;
	policy->cut_since = other->cut_since;
	policy->cut_ns = other->cut_ns;
}

/* What is done to the audio of 'into' is done to that of 'from' once more. */
void
policy_merge(struct calls *calls, struct call *from, struct call *into,
    bool crossed, struct tstamp now)
{
	const struct call_policy *other = &from->policy;
	struct call_policy *policy = &into->policy;

	if (other->facts && policy->facts)
		rule_facts_merge(policy->facts, other->facts, crossed);
	policy->is_stopped = policy->is_stopped || other->is_stopped;
	policy->is_demanded = policy->is_demanded || other->is_demanded;
	take_past(policy, other);
	policy_decide(calls, into, now);
	if (policy->audio == other->audio)
		return;
	if (policy->audio == POLICY_SKIPS)
		calls_skip_audio(calls, into);
	else if (policy->audio == POLICY_RECORDS)
		calls_release_audio(calls, into, policy->recorded_since);
}

void
policy_forget(struct call *call)
{
	if (!call->policy.facts)
		return;
	rule_facts_clear(call->policy.facts);
	free(call->policy.facts);
	call->policy.facts = NULL;
	call->policy.rule = NULL;
}

enum policy_answer
policy_record(
    struct calls *calls, struct call *call, struct tstamp now, const char *who)
{
	struct call_policy *policy = &call->policy;

	if (call->over)
		return POLICY_OVER;
	if (policy->audio == POLICY_RECORDS)
		return POLICY_ALREADY;
	if (policy->is_decided && !may_be_recorded(call))
		return POLICY_REFUSED;
	policy->is_demanded = true;
	policy->is_stopped = false;
	calls_event(calls, call, now, "record", NULL, who);
	follow(calls, call, now);
	return POLICY_DONE;
}

enum policy_answer
policy_stop(
    struct calls *calls, struct call *call, struct tstamp now, const char *who)
{
	struct call_policy *policy = &call->policy;

	if (call->over)
		return POLICY_OVER;
	if (policy->audio == POLICY_SKIPS)
		return POLICY_ALREADY;
	policy->is_stopped = true;
	policy->is_demanded = false;
	calls_event(calls, call, now, "stop", NULL, who);
	follow(calls, call, now);
	return POLICY_DONE;
}

bool
policy_keeps_messages(const struct call *call)
{
	const struct rule *rule = call->policy.rule;

	if (rule && rule->has_messages)
		return rule->messages;
	return action_of(call) != RULE_SKIP;
}

bool
policy_keeps_details(const struct call *call)
{
	return action_of(call) != RULE_SKIP;
}

bool
policy_records(const struct call *call)
{
	return call->policy.audio == POLICY_RECORDS ||
	       call->policy.audio == POLICY_UNTOLD;
}

bool
policy_skipped(const struct call *call, char *reason, size_t size)
{
	const struct call_policy *policy = &call->policy;
	const struct rule *rule = policy->rule;

	if (policy->has_recorded || policy_records(call))
		return false;
	if (rule && rule->action != RULE_RECORD)
		snprintf(reason, size, "rule \"%s\": %s", rule->name,
		    action_text(rule));
	else if (policy->is_stopped)
		snprintf(reason, size, "recording was stopped before it began");
	else
		snprintf(reason, size,
		    "%s%s%srecorded on demand, and nobody asked",
		    rule ? "rule \"" : "", rule ? rule->name : "",
		    rule ? "\": " : "");
	return true;
}

bool
policy_shortened(const struct call *call, char *reason, size_t size)
{
	const struct call_policy *policy = &call->policy;
	const struct tstamp begin =
	    call->has_answered ? call->answered : call->started;
	int64_t cut_ns = policy->cut_ns;

	if (policy->is_cut)
		cut_ns += tstamp_diff_ns(call->ended, policy->cut_since);
	if (cut_ns > 0 && !may_be_recorded(call)) {
		snprintf(reason, size, "not recorded for %.1f s: rule \"%s\"",
		    (double)cut_ns / (double)NS_PER_SEC, policy->rule->name);
		return true;
	}
	if (cut_ns > 0) {
		snprintf(reason, size, "not recorded for %.1f s: stopped",
		    (double)cut_ns / (double)NS_PER_SEC);
		return true;
	}
	if (policy->recorded_since.ns <= begin.ns)
		return false;
	snprintf(reason, size, "not recorded in the first %.1f s: on demand",
	    (double)tstamp_diff_ns(policy->recorded_since, begin) /
		(double)NS_PER_SEC);
	return true;
}
