/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "calls/link.h"

#include "base/counter.h"
#include "calls/clue.h"
#include "calls/link_key.h"
#include "tests/check_main.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define WINDOW (10 * NS_PER_SEC)

START_TEST(methods_are_trusted_in_their_order)
{
	for (int i = 1; i < LINK_NUMBERS; i++)
		ck_assert(link_method_score((enum link_method)i) <=
			  link_method_score((enum link_method)(i - 1)));
	for (int i = 0; i < LINK_METHOD_COUNT; i++)
		ck_assert_ptr_nonnull(link_method_name((enum link_method)i));
}
END_TEST

START_TEST(numbers_are_scored_by_what_is_known)
{
	static const struct {
		struct link_numbers numbers;
		double score;
	} cases[] = {
	    {{true, true, 0, WINDOW}, 0.8},
	    {{true, true, WINDOW, WINDOW}, 0.65},
	    {{true, false, 0, WINDOW}, 0.7},
	    {{true, false, WINDOW, WINDOW}, 0.55},
	    {{false, true, 0, WINDOW}, 0.65},
	    {{false, true, WINDOW, WINDOW}, 0.5},
	    {{false, false, 0, WINDOW}, 0.55},
	    {{false, false, WINDOW / 3 - NS_PER_MS, WINDOW}, 0.50002},
	    /* Not linked: by other headers, and answered a while ago. */
	    {{false, false, WINDOW / 2, WINDOW}, 0.475},
	    {{false, false, WINDOW, WINDOW}, 0.4},
	    {{true, true, 2 * WINDOW, WINDOW}, 0.65},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		double score = link_numbers_score(&cases[i].numbers);

		ck_assert_msg(score > cases[i].score - 1e-4 &&
				  score < cases[i].score + 1e-4,
		    "case %zu: %f, not %f", i, score, cases[i].score);
		ck_assert(score < link_method_score(LINK_RTP));
	}
}
END_TEST

static struct sip_message
message_of(const char *from, const char *uri, const char *to)
{
	return (struct sip_message){
	    .from.user = text_of(from),
	    .request_uri = text_of(uri),
	    .to.user = text_of(to),
	};
}

/* Have the two messages, to or from one host, a pair of numbers in common? */
static bool
are_alike(const struct sip_message *a, const struct sip_message *b)
{
	struct addr host = {{1}};
	struct link_key mine[LINK_NUMBER_KEYS_MAX];
	struct link_key other[LINK_NUMBER_KEYS_MAX];
	struct link_users users;
	size_t count, others;

	link_users_read(a, &users);
	count = link_key_numbers(&users, &host, mine);
	link_users_read(b, &users);
	others = link_key_numbers(&users, &host, other);
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < others; j++)
			if (text_equal(link_key_text(&mine[i]),
				link_key_text(&other[j])))
				return true;
	return false;
}

START_TEST(numbers_are_compared_in_their_plain_form)
{
	static const struct {
		const char *from, *uri, *to;
		bool alike; /* to "+49301", "sip:200@h", "200" */
	} cases[] = {
	    {"+49301", "sip:200@other", "200", true},
	    {"0049301", "sip:200@h;user=phone", "x", true},
	    {"49301", "tel:200", "", true},
	    {"+49 (30)-1", "sip:999@h", "200", true},
	    {"+49301", "sip:201@h", "201", false},
	    {"+49302", "sip:200@h", "200", false},
	    {"200", "sip:49301@h", "49301", false},
	    {"anonymous", "sip:200@h", "200", false},
	    {"", "sip:200@h", "200", false},
	};
	struct sip_message it = message_of("+49301", "sip:200@h", "200");

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sip_message other =
		    message_of(cases[i].from, cases[i].uri, cases[i].to);

		ck_assert_msg(
		    are_alike(&it, &other) == cases[i].alike, "case %zu", i);
	}
	it = message_of("Anonymous", "sip:200@h", "200");
	ck_assert(!are_alike(&it, &it));
	it = message_of("Alice", "sip:Bob@h", "x");
	ck_assert(are_alike(&it, &it));
}
END_TEST

START_TEST(private_addresses_are_known)
{
	static const struct {
		const char *text;
		bool is_private;
	} cases[] = {{"10.1.2.3", true}, {"172.16.0.1", true},
	    {"172.32.0.1", false}, {"192.168.9.9", true},
	    {"192.169.0.1", false}, {"100.64.0.1", true},
	    {"100.128.0.1", false}, {"169.254.1.1", true}, {"127.0.0.1", true},
	    {"203.0.113.1", false}, {"fd00::1", true}, {"fe80::1", true},
	    {"2001:db8::1", false}};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct addr addr;

		ck_assert(addr_parse(text_of(cases[i].text), &addr));
		ck_assert_msg(link_is_private(&addr) == cases[i].is_private,
		    "%s", cases[i].text);
	}
}
END_TEST

static struct clue *
add(struct clues *clues, struct call_leg *leg, enum clue_kind kind,
    const char *key, int64_t second)
{
	return clues_add(clues, leg, kind, text_of(key),
	    (struct tstamp){second * NS_PER_SEC});
}

START_TEST(clues_are_found_until_their_leg_goes)
{
	struct clues *clues = clues_new(10, WINDOW);
	struct call_leg legs[2] = {{.id = 1}, {.id = 2}};
	struct clue *found;

	add(clues, &legs[0], CLUE_HEADER, "a", 0);
	add(clues, &legs[1], CLUE_HEADER, "a", 1);
	add(clues, &legs[1], CLUE_ADDRESS, "a", 2);
	add(clues, &legs[1], CLUE_HEADER, "a", 3); /* again */
	ck_assert_uint_eq(legs[1].clue_count, 2);
	found = clues_find(clues, CLUE_HEADER, text_of("a"), NULL);
	ck_assert_ptr_nonnull(found);
	ck_assert_ptr_nonnull(
	    clues_find(clues, CLUE_HEADER, text_of("a"), found));
	ck_assert_ptr_null(clues_find(clues, CLUE_NUMBERS, text_of("a"), NULL));
	clues_forget(clues, &legs[1]);
	found = clues_find(clues, CLUE_HEADER, text_of("a"), NULL);
	ck_assert_ptr_eq(found->leg, &legs[0]);
	ck_assert_ptr_null(clues_find(clues, CLUE_HEADER, text_of("a"), found));
	ck_assert_ptr_null(clues_find(clues, CLUE_ADDRESS, text_of("a"), NULL));
	clues_free(clues);
	ck_assert_uint_eq(legs[0].clue_count, 0);
}
END_TEST

START_TEST(brief_clues_are_forgotten_in_time)
{
	struct clues *clues = clues_new(10, WINDOW);
	struct call_leg leg = {.id = 1};

	add(clues, &leg, CLUE_NUMBERS, "a", 0);
	add(clues, &leg, CLUE_TARGET, "b", 5);
	add(clues, &leg, CLUE_HEADER, "c", 0);
	clues_tick(clues, (struct tstamp){WINDOW});
	ck_assert_uint_eq(leg.clue_count, 3);
	clues_tick(clues, (struct tstamp){WINDOW + 1});
	ck_assert_uint_eq(leg.clue_count, 2);
	clues_tick(clues, (struct tstamp){4 * WINDOW});
	ck_assert_uint_eq(leg.clue_count, 1);
	ck_assert_ptr_nonnull(
	    clues_find(clues, CLUE_HEADER, text_of("c"), NULL));
	clues_free(clues);
}
END_TEST

START_TEST(clues_are_limited_and_that_is_counted)
{
	struct clues *clues = clues_new(30, WINDOW);
	struct call_leg legs[2] = {{.id = 1}, {.id = 2}};
	uint64_t before = counter_get(COUNTER_link_limit);
	char key[CLUE_KEY_MAX + 2];

	for (int i = 0; i < CLUES_PER_LEG_MAX + 3; i++) {
		snprintf(key, sizeof key, "%d", i);
		add(clues, &legs[0], CLUE_HEADER, key, i);
	}
	ck_assert_uint_eq(legs[0].clue_count, CLUES_PER_LEG_MAX);
	ck_assert_uint_eq(counter_get(COUNTER_link_limit) - before, 3);
	/* A full table gives up its oldest. */
	for (int i = 0; i < 10; i++) {
		snprintf(key, sizeof key, "%d", i);
		add(clues, &legs[1], CLUE_HEADER, key, i);
	}
	ck_assert_uint_eq(legs[0].clue_count, 20);
	ck_assert_uint_eq(legs[1].clue_count, 10);
	ck_assert_uint_eq(counter_get(COUNTER_link_limit) - before, 7);
	memset(key, 'x', sizeof key);
	key[CLUE_KEY_MAX + 1] = '\0';
	ck_assert_ptr_null(add(clues, &legs[1], CLUE_HEADER, key, 0));
	clues_free(clues);
}
END_TEST

START_TEST(long_values_make_no_key)
{
	char value[CLUE_KEY_MAX + 1];
	struct link_key key;
	struct sip_message message = {.extra = {{value, sizeof value}}};

	memset(value, 'x', sizeof value);
	ck_assert(!link_key_header(&message, 1, &key));
	message.extra[0].len = CLUE_KEY_MAX - 1;
	ck_assert(link_key_header(&message, 1, &key));
	ck_assert(!link_key_header(&message, 0, &key));
	ck_assert(!link_key_header(&message, 2, &key));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("link");

	add_test(suite, "score", methods_are_trusted_in_their_order);
	add_test(suite, "score", numbers_are_scored_by_what_is_known);
	add_test(suite, "key", numbers_are_compared_in_their_plain_form);
	add_test(suite, "key", private_addresses_are_known);
	add_test(suite, "key", long_values_make_no_key);
	add_test(suite, "clues", clues_are_found_until_their_leg_goes);
	add_test(suite, "clues", brief_clues_are_forgotten_in_time);
	add_test(suite, "clues", clues_are_limited_and_that_is_counted);
	return run_suite(suite);
}
