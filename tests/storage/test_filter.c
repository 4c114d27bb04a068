/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which calls a filter lets through, in which order, page by page. */
#include "tests/storage/fixture.h"

#include <errno.h>

#include "storage/search.h"

#define CALLS 120
#define TIED 7 /* calls that began in the same microsecond */

static struct catalogue *catalogue;

/* Call 0 has all that the others have not. */
static void
add_special(void)
{
	int64_t id = number_of(catalogue, "SELECT min(id) FROM call");
	struct tag_row tag = {id, "Sales", SAMPLE_START_US, "ann"};
	struct leg_row leg = {.id = catalogue_next_id(catalogue, CATALOGUE_LEG),
	    .call_id = id,
	    .sip_call_id = "second-leg@192.0.2.9",
	    .callee_number = "4711",
	    .callee_agent = "DeskPhone/7",
	    .started_us = SAMPLE_START_US + 1};
	struct stream_row stream = {
	    .id = catalogue_next_id(catalogue, CATALOGUE_STREAM),
	    .call_id = id,
	    .side = "callee",
	    .codec = "opus"};

	ck_assert_int_eq(catalogue_add_tag(catalogue, &tag), 0);
	ck_assert_int_eq(catalogue_put_leg(catalogue, &leg), 0);
	ck_assert_int_eq(catalogue_put_stream(catalogue, &stream), 0);
	exec_in(catalogue,
	    "UPDATE call SET hold = 1, completeness = 'partial', "
	    "direction = 'inbound', callee_address = '2001:db8::7', "
	    "callee_name = 'Zo\xc3\xab Q', callee_number = '0700/55', "
	    "callee_number_normalised = '+4970055', ended_us = answered_us + "
	    "3600000000 "
	    "WHERE id = (SELECT min(id) FROM call)");
	exec_in(catalogue,
	    "INSERT INTO note (call_id, time_us, author, body) "
	    "SELECT min(id), 1, 'ann', 'Asked for a REFUND twice' FROM call");
}

static void
set_up(void)
{
	struct sample_ids ids;

	make_folder();
	catalogue = open_as(CATALOGUE_WRITE);
	for (unsigned i = 0; i < CALLS; i++) {
		struct sample sample = {.number = i, .failed = i % 6 == 5};

		ck_assert_int_eq(sample_add(catalogue, &sample, &ids), 0);
	}
	add_special();
	exec_in(catalogue, "UPDATE call SET started_us = 1795183800000000 "
			   "WHERE id BETWEEN 45 AND 51");
}

static void
tear_down(void)
{
	ck_assert_int_eq(catalogue_close(catalogue), 0);
	remove_folder();
}

/* Has the words made of at most so many calls; 0: of all. */
static void
make_words(unsigned calls)
{
	struct search_work work = {.tokens = NULL};
	unsigned done;

	do
		ck_assert_int_eq(search_step(catalogue_database(catalogue),
				     &work, calls ? calls : 7, &done),
		    0);
	while (!calls && done);
	search_work_clear(&work);
}

/* In the order that is hardest: newest first in pages, and all at once. */
static int
count(const struct call_filter *filter)
{
	struct call_filter newest = *filter;
	int calls = 0, again = 0;

	ck_assert_int_eq(query_calls(catalogue, filter, count_call, &calls), 0);
	newest.newest_first = true;
	ck_assert_int_eq(
	    query_calls(catalogue, &newest, count_call, &again), 0);
	ck_assert_int_eq(calls, again);
	return calls;
}

static const struct {
	struct call_filter filter;
	int calls;
} cases[] = {
    {{.name = "zo\xc3\xab"}, 1},
    {{.name = "lic"}, CALLS},
    {{.name = "bob"}, 0},
    {{.address = "2001:DB8"}, 1},
    {{.address = "192.0.2.1"}, CALLS},
    {{.address = "192.0.2.2"}, CALLS - 1},
    {{.direction = "inbound"}, 1},
    {{.direction = "outbound"}, CALLS - 1},
    {{.completeness = "partial"}, 1},
    {{.completeness = "none"}, CALLS / 6},
    {{.codec = "OPUS"}, 1},
    {{.codec = "opu"}, 0},
    {{.codec = "pcmu"}, CALLS - CALLS / 6},
    {{.tag = "Sales"}, 1},
    {{.tag = "sale"}, 0},
    {{.hold = "yes"}, 1},
    {{.hold = "no"}, CALLS - 1},
    {{.min_duration_ms = 3600000}, 1},
    {{.min_duration_ms = 3600001}, 0},
    {{.has_max_duration = true}, CALLS / 6},
    {{.has_max_duration = true, .max_duration_ms = 20000}, CALLS - 1},
    {{.min_duration_ms = 1, .has_max_duration = true, .max_duration_ms = 20000},
	CALLS - CALLS / 6 - 1},
    {{.text = "refund"}, 1},
    {{.text = "SALES refund  zo\xc3\xab"}, 1},
    {{.text = "sales nobody"}, 0},
    {{.text = "deskphone"}, 1},
    {{.text = "4711"}, 1},
    {{.text = "opus"}, 1},
    {{.text = "softphone"}, CALLS},
    {{.text = "call-7@192.0.2.1"}, 1},
    {{.text = "second-leg@192.0.2.9"}, 1},
    {{.text = "+4930100033"}, 1},
    {{.text = "30-1000"}, 0}, /* with other separators */
    {{.number = "(30) 1000-33"}, 1},
    {{.number = "49 30 100033"}, 1},
    {{.number = "00493"}, 0},
    {{.number = " 30 100033"}, 1},
    {{.text = "example.org"}, CALLS},
    {{.text = " "}, CALLS},
    {{.text = "0700/55"}, 1},
    {{.text = "070055"}, 0},
    {{.number = "0700"}, 1},
    {{.number = "+4970055"}, 1},
    {{.number = "0700 55"}, 0},
    {{.number = " "}, CALLS}, /* separators only */
    {{.text = "%"}, 0},
    {{.text = "\"' OR 1 --"}, 0},
    {{.state = "", .name = "", .codec = "", .text = "", .hold = ""}, CALLS},
    {{.state = "failed", .direction = "outbound", .name = "ALICE"}, CALLS / 6},
};

static void
check_cases(const char *when)
{
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		ck_assert_msg(count(&cases[i].filter) == cases[i].calls,
		    "%s, case %zu: %d and not %d", when, i,
		    count(&cases[i].filter), cases[i].calls);
}

/* Likewise of all, and has the recorder know of it. */
static void
make_words_and_start_anew(void)
{
	make_words(0);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
	catalogue = open_as(CATALOGUE_WRITE);
}

START_TEST(each_member_lets_through_what_it_says)
{
	check_cases("without words");
	make_words(CALLS / 2);
	check_cases("with half of the words");
	make_words(0);
	ck_assert_int_eq(
	    number_of(catalogue,
		"SELECT count(*) FROM call WHERE search_key IS NULL"),
	    0);
	check_cases("with all words");
	exec_in(catalogue,
	    "UPDATE call SET hold = hold, reason = 'x' WHERE id % 3 = 0");
	check_cases("after a change");
	make_words(0);
	check_cases("with all words again");
}
END_TEST

/* A call that changes is found by what it is, and by nothing that it was. */
START_TEST(a_change_is_found_at_once)
{
	static const char *const changes[] = {
	    "UPDATE call SET callee_name = 'Noe', hold = 1 WHERE id = 1",
	    ("INSERT INTO note (call_id, time_us, body) VALUES (2, 1, "
	     "'Zo\xc3\xab')"),
	    "DELETE FROM note WHERE call_id = 2",
	    "UPDATE tag SET name = 'Zo\xc3\xab'", "DELETE FROM tag"};
	static const int found[] = {0, 1, 0, 1, 0};
	struct call_filter filter = {.text = "zo\xc3\xab"};

	make_words(0);
	for (int i = 0; i < 5; i++) {
		exec_in(catalogue, changes[i]);
		ck_assert_msg(count(&filter) == found[i], "%s", changes[i]);
		make_words(0);
		ck_assert_msg(count(&filter) == found[i], "%s", changes[i]);
	}
	/* (3) */
	ck_assert_int_eq(
	    number_of(catalogue,
		"SELECT count(*) FROM word WHERE text LIKE '%zo\xc3\xab%'"),
	    0);
	ck_assert_int_eq(number_of(catalogue,
			     "SELECT count(*) FROM word_part WHERE word_part "
			     "MATCH '\"zo\xc3\xab\"'"),
	    0);
	exec_in(catalogue, "DELETE FROM call");
	make_words(0);
	ck_assert_int_eq(number_of(catalogue, "SELECT count(*) FROM word"), 0);
	ck_assert_int_eq(
	    number_of(catalogue, "SELECT count(*) FROM call_word"), 0);
	ck_assert_int_eq(
	    number_of(catalogue, "SELECT count(*) FROM search_stale"), 0);
	exec_in(catalogue,
	    "INSERT INTO word_part (word_part) VALUES ('integrity-check')");
}
END_TEST

/* Who adds a tag meanwhile has put the new call into the index. */
START_TEST(a_leg_is_found_when_another_program_made_words)
{
	struct call_filter agent = {.text = "rare-agent"};
	struct sample sample = {.number = CALLS};
	struct search_work work = {.tokens = NULL};
	struct leg_row leg = {.id = catalogue_next_id(catalogue, CATALOGUE_LEG),
	    .callee_agent = "Rare-Agent",
	    .started_us = SAMPLE_START_US};
	struct database *other;
	struct sample_ids ids;
	unsigned done;

	ck_assert_int_eq(sample_add(catalogue, &sample, &ids), 0);
	ck_assert_int_eq(catalogue_commit(catalogue), 0);
	ck_assert_int_eq(catalogue_open_beside(folder, &other), 0);
	ck_assert_int_eq(database_begin(other), 0);
	ck_assert_int_eq(search_step(other, &work, 2 * CALLS, &done), 0);
	ck_assert_int_eq(database_commit(other, 0), 0);
	database_close(other);
	search_work_clear(&work);
	leg.call_id = ids.call;
	ck_assert_int_eq(catalogue_put_leg(catalogue, &leg), 0);
	ck_assert_int_eq(count(&agent), 1);
}
END_TEST

/* The row of a call that is in the index comes again. */
START_TEST(a_call_that_is_put_again_is_found_at_once)
{
	struct sample sample = {.number = 7, .name = "Rare Name"};
	struct call_filter name = {.name = "rare name"},
			   before = {.name = "alice"};
	int others = count(&before) - 1;

	make_words_and_start_anew();
	ck_assert_int_eq(
	    sample_call(catalogue, &sample,
		SAMPLE_START_US + sample.number * SAMPLE_STEP_US, 8),
	    0);
	ck_assert_int_eq(count(&name), 1);
	ck_assert_int_eq(count(&before), others);
	make_words(0);
	ck_assert_int_eq(count(&name), 1);
	ck_assert_int_eq(count(&before), others);
}
END_TEST

/* What the recorder says of a call that is in the index. */
START_TEST(a_leg_and_a_stream_are_found_at_once)
{
	struct call_filter agent = {.text = "rare-agent"},
			   codec = {.codec = "rare-codec"};
	struct leg_row leg = {.id = catalogue_next_id(catalogue, CATALOGUE_LEG),
	    .call_id = 3,
	    .callee_agent = "Rare-Agent",
	    .started_us = SAMPLE_START_US};
	struct stream_row stream = {
	    .id = catalogue_next_id(catalogue, CATALOGUE_STREAM),
	    .call_id = 4,
	    .side = "callee",
	    .codec = "rare-codec"};

	for (int moved = 0; moved < 2; moved++) {
		make_words_and_start_anew();
		ck_assert_int_eq(catalogue_put_leg(catalogue, &leg), 0);
		ck_assert_int_eq(catalogue_put_stream(catalogue, &stream), 0);
		ck_assert_int_eq(count(&agent), 1);
		ck_assert_int_eq(count(&codec), 1);
		make_words(0);
		ck_assert_int_eq(count(&agent), 1);
		ck_assert_int_eq(count(&codec), 1);
		leg.call_id = 5; /* and the other way round */
		stream.call_id = 6;
	}
	/* Of two calls, the one that stays has what the other had. */
	ck_assert_int_eq(catalogue_merge_calls(catalogue, 5, 7), 0);
	ck_assert_int_eq(count(&agent), 1);
	make_words(0);
	ck_assert_int_eq(count(&agent), 1);
}
END_TEST

START_TEST(a_viewer_sees_calls_of_own_numbers)
{
	static const char *const numbers[] = {
	    "+4930100033", "4711", "0", "+49 30 10007"};
	struct call_filter filter = {.own_numbers = numbers};

	ck_assert_int_eq(count(&filter), 0);
	filter.own_number_count = 1;
	ck_assert_int_eq(count(&filter), 1);
	filter.own_number_count = 4;
	ck_assert_int_eq(count(&filter), 3);
	filter.name = "zo\xc3\xab"; /* and, not or */
	ck_assert_int_eq(count(&filter), 1);
	filter.own_number_count = FILTER_NUMBERS_MAX + 1;
	ck_assert_int_eq(
	    query_calls(catalogue, &filter, count_call, NULL), E2BIG);
}
END_TEST

START_TEST(too_long_a_text_is_refused)
{
	char text[FILTER_TEXT_SIZE + 1];
	struct call_filter filter = {.text = text};

	memset(text, 'x', sizeof text);
	text[FILTER_TEXT_SIZE] = '\0';
	ck_assert_int_eq(
	    query_calls(catalogue, &filter, count_call, NULL), E2BIG);
	filter.text = "a b c d e f g h i j k";
	ck_assert_int_eq(
	    query_calls(catalogue, &filter, count_call, NULL), E2BIG);
}
END_TEST

struct order {
	int count;
	bool newest_first;
	struct call_cursor last;
};

static int
note_order(const struct call_view *view, void *arg)
{
	struct order *order = arg;
	struct call_cursor at = {view->call.started_us, view->call.id};

	if (order->count++) {
		bool after = at.started_us > order->last.started_us ||
			     (at.started_us == order->last.started_us &&
				 at.id > order->last.id);

		ck_assert_int_eq(after, !order->newest_first);
	}
	order->last = at;
	return 0;
}

/* All calls, in pages of 'limit'. */
static int
turn_pages(struct call_filter filter, size_t limit)
{
	struct order order = {.newest_first = filter.newest_first};
	char word[CALL_CURSOR_SIZE];
	struct call_cursor after;
	int before;

	filter.limit = limit;
	do {
		before = order.count;
		ck_assert_int_eq(
		    query_calls(catalogue, &filter, note_order, &order), 0);
		ck_assert_int_le(order.count - before, (int)limit);
		call_cursor_format(&order.last, word);
		ck_assert(call_cursor_parse(word, &after));
		filter.after = &after;
	} while (order.count > before);
	return order.count;
}

/* Words are made in any order, and calls of the same moment come and go. */
START_TEST(calls_of_one_moment_keep_their_order)
{
	static const char *const changes[] = {
	    "UPDATE call SET state = 'active' WHERE id = 47",
	    "UPDATE call SET state = 'ended' WHERE id = 47",
	    "DELETE FROM call WHERE id = 45",
	    "UPDATE call SET state = 'failed' WHERE id IN (46, 49)"};
	struct call_filter filter = {.newest_first = true, .name = "alice"};

	for (int i = 0; i < 4; i++) {
		int calls;

		exec_in(catalogue, changes[i]);
		make_words(0);
		calls = (int)number_of(
		    catalogue, "SELECT count(*) FROM call WHERE id > 0");
		filter.newest_first = true;
		ck_assert_int_eq(turn_pages(filter, 2), calls);
		filter.newest_first = false;
		filter.after = &(struct call_cursor){INT64_MIN, INT64_MIN};
		ck_assert_int_eq(turn_pages(filter, 2), calls);
		filter.after = NULL;
	}
}
END_TEST

static void
turn_all_pages(void)
{
	static const size_t limits[] = {1, 3, TIED, 50, 51, CALLS, CALLS + 1};
	struct call_filter filter = {.newest_first = true};
	struct call_cursor before_all = {INT64_MIN, INT64_MIN};

	for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
		filter = (struct call_filter){.newest_first = true};
		ck_assert_int_eq(turn_pages(filter, limits[i]), CALLS);
		filter.state = "ended";
		ck_assert_int_eq(
		    turn_pages(filter, limits[i]), CALLS - CALLS / 6);
		filter = (struct call_filter){.after = &before_all};
		ck_assert_int_eq(turn_pages(filter, limits[i]), CALLS);
	}
}

START_TEST(pages_follow_one_another)
{
	for (int state = 0; state < 3; state++) {
		turn_all_pages();
		make_words(state == 0 ? CALLS / 2 : 0);
	}
}
END_TEST

START_TEST(a_limit_without_a_place_gives_the_newest_oldest_first)
{
	struct order order = {.newest_first = false};
	struct call_filter filter = {.limit = 70};

	ck_assert_int_eq(
	    query_calls(catalogue, &filter, note_order, &order), 0);
	ck_assert_int_eq(order.count, 70);
	ck_assert_int_eq(order.last.started_us,
	    SAMPLE_START_US + (CALLS - 1) * SAMPLE_STEP_US);
	filter.state = "failed";
	filter.limit = 3;
	order.count = 0;
	ck_assert_int_eq(
	    query_calls(catalogue, &filter, note_order, &order), 0);
	ck_assert_int_eq(order.count, 3);
}
END_TEST

START_TEST(what_is_no_cursor_is_refused)
{
	static const char *const words[] = {"", ".", "1", "g.1", "1.2.3",
	    "11111111111111111.1", "1 .1", "-1.1", "1.\xff"};
	struct call_cursor cursor;

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		ck_assert_msg(
		    !call_cursor_parse(words[i], &cursor), "%s", words[i]);
}
END_TEST

static void
add(Suite *suite, const char *name, const TTest *test)
{
	add_test_between(suite, name, test, set_up, tear_down);
}

int
main(void)
{
	Suite *suite = suite_create("storage/filter");

	add(suite, "members", each_member_lets_through_what_it_says);
	add(suite, "changes", a_change_is_found_at_once);
	add(suite, "again", a_call_that_is_put_again_is_found_at_once);
	add(suite, "others", a_leg_is_found_when_another_program_made_words);
	add(suite, "parts", a_leg_and_a_stream_are_found_at_once);
	add(suite, "one_moment", calls_of_one_moment_keep_their_order);
	add(suite, "own_numbers", a_viewer_sees_calls_of_own_numbers);
	add(suite, "too_long", too_long_a_text_is_refused);
	add(suite, "pages", pages_follow_one_another);
	add(suite, "limit",
	    a_limit_without_a_place_gives_the_newest_oldest_first);
	add(suite, "cursor", what_is_no_cursor_is_refused);
	return run_suite(suite);
}
