/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which rule fits a call. */
#include "calls/rules_int.h"

#include <stdlib.h>

#include "base/glob.h"
#include "sip/header.h"
#include "storage/digest.h"

/* Does what is asked for hold? */
enum answer {
	ANSWER_NO,
	ANSWER_OPEN, /* not yet, but it may */
	ANSWER_YES,
};

struct rules *
rules_new(const struct number_plan *plan)
{
	struct rules *rules = calloc(1, sizeof *rules);

	if (!rules)
		return NULL;
	rules->owners = 1;
	rules->plan = *plan;
	return rules;
}

struct rules *
rules_share(struct rules *rules)
{
	if (rules)
		rules->owners++;
	return rules;
}

void
rules_free(struct rules *rules)
{
	if (rules && --rules->owners == 0)
		free(rules);
}

size_t
rules_count(const struct rules *rules)
{
	return rules ? rules->count : 0;
}

bool
rules_want_headers(const struct rules *rules)
{
	return rules && rules->want_headers;
}

bool
rules_want_sources(const struct rules *rules)
{
	return rules && rules->want_sources;
}

void
rule_facts_init(struct rule_facts *facts, struct rules *rules)
{
	*facts = (struct rule_facts){.rules = rules_share(rules)};
}

void
rule_facts_clear(struct rule_facts *facts)
{
	rules_free(facts->rules);
	*facts = (struct rule_facts){.rules = NULL};
}

static void
meet(struct rule_facts *facts, enum side side, size_t term)
{
	facts->met[side][term / 64] |= UINT64_C(1) << term % 64;
}

static bool
is_met(const struct rule_facts *facts, enum side side, size_t term)
{
	return facts->met[side][term / 64] >> term % 64 & 1;
}

/* A number as it is written in different ways. */
struct spelled {
	struct text name;         /* up to its parameters */
	struct number sent;       /* its digits */
	struct number normalised; /* ... by how numbers are dialled here */
};

static bool
has_number(const struct rule_term *term, const struct spelled *number)
{
	const struct number_pattern *pattern = &term->is.number.pattern;

	if (term->is.number.is_name)
		return text_is(number->name, pattern->text);
	return number_pattern_matches(pattern, number->sent.normalised) ||
	       number_pattern_matches(pattern, number->normalised.normalised);
}

void
rule_facts_number(struct rule_facts *facts, enum side side, const char *raw)
{
	static const struct number_plan none = {.international = ""};
	const struct rules *rules = facts->rules;
	struct text rest = text_of(raw);
	struct spelled number;

	if (!rules || rest.len == 0)
		return;
	number.name = text_cut(&rest, ';');
	number_normalise(raw, &none, &number.sent);
	number_normalise(raw, &rules->plan, &number.normalised);
	for (size_t i = 0; i < rules->term_count; i++)
		if (rules->terms[i].key <= RULE_KEY_CALLEE &&
		    has_number(&rules->terms[i], &number))
			meet(facts, side, i);
}

void
rule_facts_address(
    struct rule_facts *facts, enum side side, const struct addr *addr)
{
	const struct rules *rules = facts->rules;

	for (size_t i = 0; rules && i < rules->term_count; i++)
		if (rules->terms[i].key == RULE_KEY_ADDRESS &&
		    network_has(&rules->terms[i].is.network, addr))
			meet(facts, side, i);
}

/* Is there a "vlan 100" in the text? */
static bool
has_vlan(struct text text, unsigned long vlan)
{
	while (text.len) {
		struct text part = text_trim(text_cut(&text, ','));
		unsigned long number;

		/* Behind the name of the interface, if it is the first. */
		while (part.len && !text_starts_with(part, "vlan ")) {
			(void)text_word(&part);
			part = text_trim(part);
		}
		if (!text_starts_with(part, "vlan "))
			continue;
		(void)text_word(&part);
		if (text_number(text_trim(part), 4095, &number) &&
		    number == vlan)
			return true;
	}
	return false;
}

/* "eth1" is also what "eth1: vlan 100" comes from. */
static bool
has_source(const char *pattern, struct text text)
{
	struct text behind = text;
	struct text name = text_cut(&behind, ':');

	return glob_matches(pattern, text) || glob_matches(pattern, name);
}

void
rule_facts_source(struct rule_facts *facts, const char *text)
{
	const struct rules *rules = facts->rules;

	for (size_t i = 0; rules && text && i < rules->term_count; i++) {
		const struct rule_term *term = &rules->terms[i];

		if ((term->key == RULE_KEY_SOURCE &&
			has_source(term->is.source, text_of(text))) ||
		    (term->key == RULE_KEY_VLAN &&
			has_vlan(text_of(text), term->is.vlan)))
			meet(facts, SIDE_CALLER, i);
	}
}

static bool
has_header(const struct rule_term *term, struct text message)
{
	struct text value;

	while (sip_header_next(&message, term->is.header.name, &value))
		if (glob_matches(term->is.header.value, value))
			return true;
	return false;
}

void
rule_facts_message(struct rule_facts *facts, struct text message)
{
	const struct rules *rules = facts->rules;

	if (!rules_want_headers(rules))
		return;
	for (size_t i = 0; i < rules->term_count; i++)
		if (rules->terms[i].key == RULE_KEY_HEADER &&
		    has_header(&rules->terms[i], message))
			meet(facts, SIDE_CALLER, i);
}

void
rule_facts_merge(
    struct rule_facts *facts, const struct rule_facts *from, bool crossed)
{
	if (facts->rules != from->rules)
		return;
	for (enum side side = 0; side < SIDE_COUNT; side++) {
		enum side other = crossed ? other_side(side) : side;

		for (size_t i = 0; i < RULE_TERMS_MAX / 64; i++)
			facts->met[side][i] |= from->met[other][i];
	}
}

/* Is the call one of the share that the rule asks for? Each rule has its own,
 * and the same calls at any time. */
static bool
is_of_share(const struct rule *rule, unsigned long share, const char *uid)
{
	char hash[DIGEST_TEXT_SIZE];
	uint64_t place;

	digest_parts(uid, strlen(uid), rule->name, strlen(rule->name), hash);
	hash[8] = '\0';
	place = strtoul(hash, NULL, 16);
	return place * RULE_SHARE_ALL >> 32 < share;
}

static enum answer
yes_or(bool is_so, enum answer answer)
{
	return is_so ? ANSWER_YES : answer;
}

/* Does the value 'at' hold, that 'rule' asks for? */
static enum answer
ask_term(const struct rule *rule, size_t at, const struct rule_facts *facts,
    const struct rule_question *question)
{
	const struct rule_term *term = &facts->rules->terms[at];
	enum answer later = question->is_final ? ANSWER_NO : ANSWER_OPEN;
	bool caller = is_met(facts, SIDE_CALLER, at);
	bool callee = is_met(facts, SIDE_CALLEE, at);

	switch (term->key) {
	case RULE_KEY_CALLER:
		return yes_or(caller, later);
	case RULE_KEY_CALLEE:
		return yes_or(callee, later);
	case RULE_KEY_DIRECTION: /* the next hop may prove another one */
		if (!question->is_final)
			return ANSWER_OPEN;
		return yes_or(
		    question->direction == term->is.direction, ANSWER_NO);
	case RULE_KEY_SCHEDULE:
		return yes_or(
		    schedule_has(&term->is.schedule, question->started),
		    ANSWER_NO);
	case RULE_KEY_PERCENT:
		return yes_or(is_of_share(rule, term->is.share, question->uid),
		    ANSWER_NO);
	default:
		return yes_or(caller || callee, later);
	}
}

/* Does any value of 'key' hold? */
static enum answer
ask_key(const struct rule *rule, enum rule_key key,
    const struct rule_facts *facts, const struct rule_question *question)
{
	enum answer best = ANSWER_NO;

	for (size_t i = rule->term_from; i < rule->term_to; i++) {
		enum answer answer;

		if (facts->rules->terms[i].key != key)
			continue;
		answer = ask_term(rule, i, facts, question);
		if (answer > best)
			best = answer;
	}
	return best;
}

/* Does all hold that 'rule' asks for? */
static enum answer
ask_rule(const struct rule *rule, const struct rule_facts *facts,
    const struct rule_question *question)
{
	enum answer worst = ANSWER_YES;

	for (enum rule_key key = 0; key < RULE_KEY_COUNT; key++) {
		enum answer answer;

		if (!(rule->keys & 1u << key))
			continue;
		answer = ask_key(rule, key, facts, question);
		if (answer < worst)
			worst = answer;
	}
	return worst;
}

const struct rule *
rules_choose(const struct rule_facts *facts,
    const struct rule_question *question, bool *open)
{
	const struct rules *rules = facts->rules;

	*open = false;
	for (size_t i = 0; i < rules_count(rules); i++) {
		switch (ask_rule(&rules->items[i], facts, question)) {
		case ANSWER_YES:
			return &rules->items[i];
		case ANSWER_OPEN:
			*open = true;
			return NULL;
		case ANSWER_NO:
			break;
		}
	}
	return NULL;
}
