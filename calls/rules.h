/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which calls are recorded: rules in order, of which the first that fits a call
 * decides. A rule asks for some facts; it fits when each of them is so. Facts
 * come one by one, with the messages of a call: until the last of them can be
 * known, a rule that may still fit keeps the later ones from deciding.
 *
 * This file knows what rules say and which facts they ask for. What a decision
 * does to a call is in calls/policy.c. Engine thread only.
 */
#ifndef CALLS_RULES_H
#define CALLS_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/flow.h"
#include "base/text.h"
#include "base/tstamp.h"
#include "calls/call.h"
#include "calls/direction.h"

#define RULES_MAX 64
#define RULE_TERMS_MAX 512 /* values that all rules ask for */
#define RULE_NAME_SIZE 64
#define RULE_CLASS_SIZE 32
#define RULE_TAGS_MAX 4
#define RULE_TAG_SIZE 32
#define RULES_ERROR_SIZE 256

enum rule_action {
	RULE_NO_ACTION, /* not said yet */
	RULE_RECORD,
	RULE_SKIP,     /* only the narrow row of the call is kept */
	RULE_METADATA, /* all rows, and no audio */
};

/* From when on a call is recorded. */
enum rule_start {
	RULE_START_MEDIA,   /* from its first packet of audio */
	RULE_START_ANSWER,  /* from its answer */
	RULE_START_DEMAND,  /* when somebody asks for it */
	RULE_START_DEFAULT, /* of a rule: as the settings say */
};

/* What a rule does with the calls that it fits. */
struct rule {
	char name[RULE_NAME_SIZE];
	enum rule_action action;
	enum rule_start start;
	bool has_look_back;
	int64_t look_back_ns; /* with has_look_back */
	bool has_messages;
	bool messages; /* with has_messages: SIP messages are kept */
	char class[RULE_CLASS_SIZE]; /* of retention; "" none */
	char tags[RULE_TAGS_MAX][RULE_TAG_SIZE];
	size_t tag_count;
	unsigned keys; /* what it asks for: a bit for each enum of rules.c */
	size_t term_from, term_to; /* its values among those of all rules */
};

struct rules;

/* What is known of a call for its rules; all zero: nothing. Freed by
 * rule_facts_clear(). */
struct rule_facts {
	struct rules *rules; /* that the facts are for; shared */
	uint64_t met[SIDE_COUNT][RULE_TERMS_MAX / 64]; /* by term */
};

/* What is asked of a call beside its facts. */
struct rule_question {
	enum direction direction;
	struct tstamp started;
	const char *uid; /* call.uid: it decides on shares */
	bool is_final;   /* no fact is to come any more */
};

/* No rules yet, for numbers dialled by 'plan', which is copied; NULL without
 * memory. */
struct rules *rules_new(const struct number_plan *plan);

/* One more owner; each frees them once. */
struct rules *rules_share(struct rules *rules);
void rules_free(struct rules *rules); /* NULL is allowed */

/*
 * A rule is begun, told what it says, and ended. Each returns false with what
 * is wrong in 'error'. Keys are those of rule_keys, where "_" may stand for
 * "-"; a key that may be told more than once asks for any of its values.
 */
bool rules_begin(
    struct rules *rules, const char *name, char error[RULES_ERROR_SIZE]);
bool rules_set(struct rules *rules, const char *key, struct text value,
    char error[RULES_ERROR_SIZE]);
bool rules_end(struct rules *rules, char error[RULES_ERROR_SIZE]);

/* The keys, in the order of the manual, up to NULL; and whether one takes a
 * list of values. */
extern const char *const rule_keys[];
bool rule_key_is_list(const char *key);

/* Adds a rule in one line: its action, and then words "key=value,value", of
 * which name= may be one. A value with spaces or commas stands between double
 * quotes. */
bool rules_add_line(
    struct rules *rules, const char *line, char error[RULES_ERROR_SIZE]);

size_t rules_count(const struct rules *rules);

/* Do they ask for headers of messages? For names of sources? */
bool rules_want_headers(const struct rules *rules);
bool rules_want_sources(const struct rules *rules);

/* Facts for 'rules', which are shared with it. */
void rule_facts_init(struct rule_facts *facts, struct rules *rules);
void rule_facts_clear(struct rule_facts *facts);

/* 'side' has, or speaks for, 'number' (as signalled, or a name); NULL is
 * allowed. */
void
rule_facts_number(struct rule_facts *facts, enum side side, const char *number);

/* 'side' is, or is behind, 'addr'. */
void rule_facts_address(
    struct rule_facts *facts, enum side side, const struct addr *addr);

/* The call came by the source 'text', such as "eth1: vlan 100". */
void rule_facts_source(struct rule_facts *facts, const char *text);

/* A SIP message of the call: the whole of it, as it came. */
void rule_facts_message(struct rule_facts *facts, struct text message);

/* What 'from' knows is known here too; 'crossed': its caller is the callee.
 * Not when it was for other rules. */
void rule_facts_merge(
    struct rule_facts *facts, const struct rule_facts *from, bool crossed);

/*
 * The rule that decides; NULL when none fits, which means to record. '*open':
 * that is not known yet, never with 'is_final'.
 */
const struct rule *rules_choose(const struct rule_facts *facts,
    const struct rule_question *question, bool *open);

#endif
