/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules: what they say, and which one fits a call, and when. */
#include "calls/rules.h"

#include <stdio.h>
#include <string.h>

#include "calls/schedule.h"
#include "tests/check_main.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Friday, 2026-11-20 at 14:00:00 UTC. */
#define FRIDAY INT64_C(1795183200)

static struct rules *
rules_of(const char *const *lines)
{
	static const struct number_plan plan = {"49", "00", "0"};
	struct rules *rules = rules_new(&plan);
	char error[RULES_ERROR_SIZE] = "";

	ck_assert_ptr_nonnull(rules);
	for (; *lines; lines++)
		ck_assert_msg(rules_add_line(rules, *lines, error), "%s: %s",
		    *lines, error);
	return rules;
}

/* Facts of a call, and what is asked of it. */
struct asked {
	struct rules *rules;
	struct rule_facts facts;
	struct rule_question question;
};

static struct asked
ask_of(const char *const *lines)
{
	struct asked asked = {.rules = rules_of(lines),
	    .question = {
		.started = {FRIDAY * NS_PER_SEC}, .uid = "0123456789abcdef"}};

	rule_facts_init(&asked.facts, asked.rules);
	return asked;
}

static void
clear(struct asked *asked)
{
	rule_facts_clear(&asked->facts);
	rules_free(asked->rules);
}

/* The name of the rule that decides, "none", or "open". */
static const char *
chosen(struct asked *asked, bool is_final)
{
	const struct rule *rule;
	bool open;

	asked->question.is_final = is_final;
	rule = rules_choose(&asked->facts, &asked->question, &open);
	ck_assert(!open || (!rule && !is_final));
	if (open)
		return "open";
	return rule ? rule->name : "none";
}

/* What becomes of a call of 'caller' to 'callee'. */
static const char *
final_of(const char *const *lines, const char *caller, const char *callee)
{
	static char name[RULE_NAME_SIZE];
	struct asked asked = ask_of(lines);

	rule_facts_number(&asked.facts, SIDE_CALLER, caller);
	rule_facts_number(&asked.facts, SIDE_CALLEE, callee);
	snprintf(name, sizeof name, "%s", chosen(&asked, true));
	clear(&asked);
	return name;
}

START_TEST(the_first_rule_that_fits_decides)
{
	static const char *const lines[] = {"skip name=council number=230,231",
	    "record name=boss caller=200",
	    "metadata-only name=hot callee=0900*,+49190*", "skip name=rest",
	    NULL};
	static const struct {
		const char *caller, *callee, *rule;
	} cases[] = {
	    {"230", "200", "council"},
	    {"200", "231", "council"},
	    {"200", "250", "boss"},
	    {"250", "200", "rest"},
	    {"201", "0900123", "hot"},
	    {"201", "0900", "hot"},
	    {"201", "090", "rest"},
	    {"0900123", "201", "rest"},
	    {"201", "0190777", "hot"}, /* +49190777, as it is dialled */
	    {"201", "0049190777", "hot"},
	    {"201", "+49 190-777", "hot"},
	    {NULL, NULL, "rest"},
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		ck_assert_msg(
		    !strcmp(final_of(lines, cases[i].caller, cases[i].callee),
			cases[i].rule),
		    "case %zu", i);
}
END_TEST

START_TEST(without_a_rule_that_fits_none_decides)
{
	static const char *const none[] = {NULL};
	static const char *const one[] = {"skip caller=alice", NULL};

	ck_assert_str_eq(final_of(none, "1", "2"), "none");
	ck_assert_str_eq(final_of(one, "bob", "alice"), "none");
	ck_assert_str_eq(final_of(one, "Alice", "bob"), "rule 1");
	ck_assert_str_eq(final_of(one, "alice;x=1", "bob"), "rule 1");
}
END_TEST

START_TEST(a_rule_that_may_still_fit_keeps_others_waiting)
{
	static const char *const lines[] = {
	    "skip name=council number=230", "record name=all", NULL};
	static const char *const last[] = {"record name=sales callee=3xx",
	    "skip name=council number=230", "record name=all", NULL};
	struct asked asked = ask_of(lines);

	ck_assert_str_eq(chosen(&asked, false), "open");
	rule_facts_number(&asked.facts, SIDE_CALLEE, "300");
	ck_assert_str_eq(chosen(&asked, false), "open");
	ck_assert_str_eq(chosen(&asked, true), "all");
	rule_facts_number(&asked.facts, SIDE_CALLEE, "230");
	ck_assert_str_eq(chosen(&asked, false), "council");
	clear(&asked);
	asked = ask_of(last);
	rule_facts_number(&asked.facts, SIDE_CALLEE, "300");
	ck_assert_str_eq(chosen(&asked, false), "sales");
	clear(&asked);
}
END_TEST

START_TEST(all_that_a_rule_asks_for_must_hold)
{
	static const char *const lines[] = {
	    "record caller=2xx direction=outbound address=192.0.2.0/24", NULL};
	struct asked asked = ask_of(lines);
	struct addr addr;

	asked.question.direction = DIRECTION_OUTBOUND;
	rule_facts_number(&asked.facts, SIDE_CALLER, "201");
	ck_assert_str_eq(chosen(&asked, true), "none");
	ck_assert(addr_parse(text_of("192.0.3.1"), &addr));
	rule_facts_address(&asked.facts, SIDE_CALLEE, &addr);
	ck_assert_str_eq(chosen(&asked, true), "none");
	ck_assert(addr_parse(text_of("192.0.2.1"), &addr));
	rule_facts_address(&asked.facts, SIDE_CALLEE, &addr);
	ck_assert_str_eq(chosen(&asked, true), "rule 1");
	ck_assert_str_eq(chosen(&asked, false), "open"); /* the direction */
	asked.question.direction = DIRECTION_INBOUND;
	ck_assert_str_eq(chosen(&asked, true), "none");
	clear(&asked);
}
END_TEST

START_TEST(headers_are_found_by_name_and_value)
{
	static const char *const lines[] = {
	    "skip name=no header=\"X-Record: no*\"",
	    "record name=any header=x-record",
	    "metadata-only name=meta header=\"X-Q:,;\",X-P:?", NULL};
	static const struct {
		const char *message, *rule;
	} cases[] = {
	    {"INVITE sip:a SIP/2.0\r\nX-Record: No, thanks\r\n\r\n", "no"},
	    {"INVITE sip:a SIP/2.0\r\nx-record :yes\r\n\r\n", "any"},
	    {"INVITE sip:a SIP/2.0\r\nX-Record: yes\r\nX-RECORD: no\r\n\r\n",
		"no"},
	    {"INVITE sip:a SIP/2.0\r\nX-Records: no\r\n\r\n", "none"},
	    {"INVITE sip:a SIP/2.0\r\nA: b\r\n\r\nX-Record: no\r\n", "none"},
	    {"INVITE sip:a SIP/2.0\nX-Record:\nX-Q: ,;\n\n", "any"},
	    {"INVITE sip:a SIP/2.0\nX-Q: ,;\n", "meta"},
	    {"INVITE sip:a SIP/2.0\nX-P: 12\nX-P: 1", "meta"},
	    {"INVITE sip:a SIP/2.0\nX-P: 12", "none"},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct asked asked = ask_of(lines);

		rule_facts_message(&asked.facts, text_of(cases[i].message));
		ck_assert_msg(!strcmp(chosen(&asked, true), cases[i].rule),
		    "%s", cases[i].message);
		clear(&asked);
	}
}
END_TEST

START_TEST(sources_are_found_by_name_and_vlan)
{
	static const char *const lines[] = {"skip name=a source=eth1",
	    "skip name=b vlan=100,4095", "skip name=c source=*session?7*",
	    NULL};
	static const struct {
		const char *source, *rule;
	} cases[] = {
	    {"eth1", "a"},
	    {"ETH1: vlan 5", "a"},
	    {"eth10", "none"},
	    {"eth2: vlan 100", "b"},
	    {"eth2: vlan 1000", "none"},
	    {"eth2: vlan 10, vlan 100", "b"},
	    {"eth2: erspan 192.0.2.1 session 100, vlan 4095", "b"},
	    {"a vlan 7.pcap: vlan 8", "none"},
	    {"eth2: erspan 192.0.2.1 session 7", "c"},
	    {"", "none"},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct asked asked = ask_of(lines);

		rule_facts_source(&asked.facts, cases[i].source);
		ck_assert_msg(!strcmp(chosen(&asked, true), cases[i].rule),
		    "%s: %s", cases[i].source, chosen(&asked, true));
		clear(&asked);
	}
}
END_TEST

/* How many of 10,000 calls have a rule of a share; each call the same again. */
static unsigned
share(const char *line, const char *but)
{
	const char *const lines[] = {line, NULL};
	const char *const others[] = {but, NULL};
	struct asked asked = ask_of(lines), other = ask_of(others);
	unsigned found = 0;

	for (unsigned i = 0; i < 10000; i++) {
		char uid[17];

		snprintf(uid, sizeof uid, "%016x", i * 2654435761u);
		asked.question.uid = other.question.uid = uid;
		if (!strcmp(chosen(&other, false), "none"))
			found += strcmp(chosen(&asked, false), "none") != 0;
	}
	clear(&asked);
	clear(&other);
	return found;
}

START_TEST(a_share_of_the_calls_is_the_same_at_any_time)
{
	unsigned tenth = share("record name=q percent=10", "skip percent=0");

	ck_assert_uint_eq(
	    tenth, share("record name=q percent=10", "skip percent=0"));
	ck_assert_uint_gt(tenth, 900);
	ck_assert_uint_lt(tenth, 1100);
	ck_assert_uint_eq(share("record percent=0", "skip percent=0"), 0);
	ck_assert_uint_eq(share("record percent=100", "skip percent=0"), 10000);
	/* 0.25 %, and half of what is left: shares do not overlap in order. */
	ck_assert_uint_lt(share("record percent=0.25", "skip percent=0"), 50);
	ck_assert_uint_gt(
	    share("record name=a percent=50", "skip name=b percent=50"), 2300);
	ck_assert_uint_lt(
	    share("record name=a percent=50", "skip name=b percent=50"), 2700);
}
END_TEST

START_TEST(merged_facts_keep_their_sides)
{
	static const char *const lines[] = {
	    "skip name=a caller=1", "skip name=b callee=2", NULL};
	struct asked into = ask_of(lines);
	struct rule_facts from;

	rule_facts_init(&from, into.rules);
	rule_facts_number(&from, SIDE_CALLER, "2");
	rule_facts_merge(&into.facts, &from, false);
	ck_assert_str_eq(chosen(&into, true), "none");
	rule_facts_merge(&into.facts, &from, true);
	ck_assert_str_eq(chosen(&into, true), "b");
	rule_facts_clear(&from);
	clear(&into);
}
END_TEST

START_TEST(schedules_follow_the_clock_of_their_zone)
{
	static const struct {
		const char *schedule;
		int64_t hours; /* from Friday, 14:00 UTC on */
		bool has;
	} cases[] = {
	    {"mon-fri 08:00-18:00", 0, true}, /* 15:00 in Berlin */
	    {"mon-fri 8:00-15:00", 0, false},
	    {"fri 15:00-15:01", 0, true},
	    {"sat,sun", 0, false},
	    {"sat,sun", 9, true}, /* Saturday, 00:00 */
	    {"Friday-Monday", 9, true},
	    {"tue-thu", 0, false},
	    {"sun-thu,sat", 0, false},
	    {"22:00-06:00", 7, true},
	    {"22:00-06:00", 14, true},
	    {"22:00-06:00", 15, false},
	    {"fri 22:00-06:00", 14, true}, /* of Friday, on Saturday */
	    {"sat 22:00-06:00", 14, false},
	    {"00:00-24:00", 0, true},
	    /* In July Berlin is two hours ahead. */
	    {"16:00-17:00", 24 * 240, true},
	    {"15:00-16:00", 24 * 240, false},
	};

	ck_assert(schedule_set_zone("Europe/Berlin"));
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct schedule schedule;
		struct tstamp time = {
		    (FRIDAY + cases[i].hours * 3600) * NS_PER_SEC};

		ck_assert(
		    schedule_parse(text_of(cases[i].schedule), &schedule));
		ck_assert_msg(schedule_has(&schedule, time) == cases[i].has,
		    "%s at %+d h", cases[i].schedule, (int)cases[i].hours);
	}
	ck_assert(!schedule_set_zone("Europe/Nowhere"));
	ck_assert(!schedule_set_zone("../../../etc/passwd"));
	ck_assert(!schedule_set_zone("/etc/localtime"));
	ck_assert(!schedule_set_zone(""));
	ck_assert(schedule_set_zone("UTC"));
}
END_TEST

START_TEST(what_is_no_rule_is_refused_with_words)
{
	static const struct {
		const char *line, *word;
	} cases[] = {
	    {"", "record"},
	    {"keep", "keep"},
	    {"skip 230", "KEY=VALUE"},
	    {"skip numbr=230", "numbr"},
	    {"skip number=", "number"},
	    {"skip number=2[", "2["},
	    {"skip number=230, 231", "number"},
	    {"skip number=\"230", "closed"},
	    {"skip number=\"230\"x=1", "spaces"},
	    {"skip direction=left", "left"},
	    {"skip address=192.0.2.1/24", "192.0.2.1/24"},
	    {"skip vlan=4096", "4096"},
	    {"skip percent=101", "101"},
	    {"skip percent=100.01", "100.01"},
	    {"skip percent=1.", "1."},
	    {"skip percent=1,2", "one value"},
	    {"skip schedule=mon-fri,24:01-25:00", "schedule"},
	    {"skip schedule=08:00-08:00", "schedule"},
	    {"skip schedule=\"mon 08:00-09:00 x\"", "schedule"},
	    {"record start=never", "never"},
	    {"record look-back=3601", "3601"},
	    {"record tag=a,b,c,d,e", "tag"},
	    {"skip header=\": no\"", "header"},
	    {"skip name=\"\"", "name"},
	    {"skip name=here caller=1", "two rules"},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		static const char *const lines[] = {"skip name=here", NULL};
		struct rules *rules = rules_of(lines);
		char error[RULES_ERROR_SIZE] = "";

		ck_assert_msg(!rules_add_line(rules, cases[i].line, error),
		    "%s", cases[i].line);
		ck_assert_msg(strstr(error, cases[i].word), "%s: %s",
		    cases[i].line, error);
		ck_assert_uint_eq(rules_count(rules), 1);
		rules_free(rules);
	}
}
END_TEST

START_TEST(too_many_are_refused)
{
	static const char *const none[] = {NULL};
	struct rules *rules = rules_of(none);
	char error[RULES_ERROR_SIZE], line[64];

	for (int i = 0; i < RULES_MAX; i++) {
		snprintf(line, sizeof line, "skip number=%d,1,2,3,4,5,6,7", i);
		ck_assert(rules_add_line(rules, line, error));
	}
	ck_assert(!rules_add_line(rules, "skip", error));
	rules_free(rules);
	rules = rules_of(none);
	ck_assert(rules_begin(rules, "many", error));
	for (int i = 0; i < RULE_TERMS_MAX; i++)
		ck_assert(rules_set(rules, "caller", text_of("1"), error));
	ck_assert(!rules_set(rules, "caller", text_of("1"), error));
	rules_free(rules);
}
END_TEST

START_TEST(what_a_rule_does_is_read)
{
	static const char *const lines[] = {
	    "record name=\"card desk\" start=demand look-back=30 tag=pci,desk "
	    "class=short messages=no",
	    NULL};
	struct asked asked = ask_of(lines);
	const struct rule *rule;
	bool open;

	rule = rules_choose(&asked.facts, &asked.question, &open);
	ck_assert_ptr_nonnull(rule);
	ck_assert_str_eq(rule->name, "card desk");
	ck_assert_int_eq(rule->start, RULE_START_DEMAND);
	ck_assert(rule->has_look_back);
	ck_assert_int_eq(rule->look_back_ns, 30 * NS_PER_SEC);
	ck_assert(rule->has_messages && !rule->messages);
	ck_assert_uint_eq(rule->tag_count, 2);
	ck_assert_str_eq(rule->tags[1], "desk");
	ck_assert_str_eq(rule->class, "short");
	clear(&asked);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("rules");

	add_test(suite, "choose", the_first_rule_that_fits_decides);
	add_test(suite, "choose", without_a_rule_that_fits_none_decides);
	add_test(
	    suite, "choose", a_rule_that_may_still_fit_keeps_others_waiting);
	add_test(suite, "choose", all_that_a_rule_asks_for_must_hold);
	add_test(suite, "choose", headers_are_found_by_name_and_value);
	add_test(suite, "choose", sources_are_found_by_name_and_vlan);
	add_test(suite, "choose", a_share_of_the_calls_is_the_same_at_any_time);
	add_test(suite, "choose", merged_facts_keep_their_sides);
	add_test(suite, "schedule", schedules_follow_the_clock_of_their_zone);
	add_test(suite, "parse", what_is_no_rule_is_refused_with_words);
	add_test(suite, "parse", too_many_are_refused);
	add_test(suite, "parse", what_a_rule_does_is_read);
	return run_suite(suite);
}
