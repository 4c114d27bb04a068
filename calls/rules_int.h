/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What rules.c, which asks them, and rules_parse.c, which reads them, share. */
#ifndef CALLS_RULES_INT_H
#define CALLS_RULES_INT_H

#include "calls/rules.h"
#include "calls/schedule.h"

#define RULE_GLOB_SIZE 128
#define RULE_HEADER_SIZE 64

/* What a rule may ask for. */
enum rule_key {
	RULE_KEY_NUMBER, /* of any side */
	RULE_KEY_CALLER, /* of who calls ... */
	RULE_KEY_CALLEE, /* ... and who is called */
	RULE_KEY_ADDRESS,
	RULE_KEY_DIRECTION,
	RULE_KEY_SOURCE,
	RULE_KEY_VLAN,
	RULE_KEY_HEADER,
	RULE_KEY_SCHEDULE,
	RULE_KEY_PERCENT,
	RULE_KEY_COUNT,
};

/* The whole of all calls, in parts. */
#define RULE_SHARE_ALL 10000

/* One value that a rule asks for. */
struct rule_term {
	enum rule_key key;
	union {
		struct {
			bool is_name; /* no number: a user's name */
			struct number_pattern pattern;
		} number;
		struct network network;
		enum direction direction;
		char source[RULE_GLOB_SIZE]; /* a glob */
		unsigned long vlan;
		struct {
			char name[RULE_HEADER_SIZE];
			char value[RULE_GLOB_SIZE]; /* a glob */
		} header;
		struct schedule schedule;
		unsigned long share; /* of RULE_SHARE_ALL */
	} is;
};

struct rules {
	unsigned owners;
	struct number_plan plan;
	struct rule items[RULES_MAX];
	size_t count; /* that are ended */
	struct rule_term terms[RULE_TERMS_MAX];
	size_t term_count;
	bool want_headers, want_sources;
	struct rule *open; /* that was begun; NULL */
};

#endif
