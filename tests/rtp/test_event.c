/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rtp/event.h"

#include <string.h>

#include "tests/check_main.h"

#define START_NS (1000 * NS_PER_SEC)

/* A stream of events, and the text of what was given: "5:100 ". */
struct bench {
	struct rtp_events events;
	uint32_t clock_hz;
	char told[200];
	struct tstamp started; /* of the newest */
};

static void
on_event(const struct rtp_event *event, void *arg)
{
	struct bench *bench = arg;
	size_t used = strlen(bench->told);

	snprintf(bench->told + used, sizeof bench->told - used, "%d:%d ",
	    event->code, (int)event->duration_ms);
	bench->started = event->started;
}

/* A packet at 'ms' with one event. */
static void
push(
    struct bench *bench, int ms, uint32_t timestamp, uint8_t code, int duration)
{
	bool ended = duration < 0;
	uint16_t units = (uint16_t)(ended ? -duration : duration);
	uint8_t payload[4] = {code, (uint8_t)(10 | (ended ? 0x80 : 0)),
	    (uint8_t)(units >> 8), (uint8_t)units};
	struct rtp_event_packet packet = {
	    .payload = payload,
	    .size = sizeof payload,
	    .timestamp = timestamp,
	    .clock_hz = bench->clock_hz ? bench->clock_hz : 8000,
	    .arrival = {START_NS + ms * NS_PER_MS},
	};

	rtp_events_push(&bench->events, &packet, on_event, bench);
}

START_TEST(an_event_is_given_once_with_its_first_end)
{
	struct bench bench = {.clock_hz = 8000};

	push(&bench, 20, 5000, 5, 160);
	push(&bench, 40, 5000, 5, 320);
	ck_assert_str_eq(bench.told, "");
	push(&bench, 100, 5000, 5, -800);
	push(&bench, 100, 5000, 5, -800);
	push(&bench, 100, 5000, 5, -800);
	ck_assert_str_eq(bench.told, "5:100 ");
	ck_assert_int_eq(bench.started.ns, START_NS);
}
END_TEST

START_TEST(its_start_may_be_lost)
{
	struct bench bench = {.clock_hz = 8000};

	push(&bench, 120, 5000, 11, -800);
	ck_assert_str_eq(bench.told, "11:100 ");
	ck_assert_int_eq(bench.started.ns, START_NS + 20 * NS_PER_MS);
}
END_TEST

START_TEST(its_ends_may_all_be_lost)
{
	struct bench bench = {.clock_hz = 8000};
	struct tstamp soon = {START_NS + 30 * NS_PER_MS};
	struct tstamp later = {START_NS + 5000 * NS_PER_MS};

	push(&bench, 20, 5000, 1, 160);
	push(&bench, 500, 9000, 1, 160); /* pressed again */
	ck_assert_str_eq(bench.told, "1:20 ");
	rtp_events_expire(&bench.events, soon, on_event, &bench);
	ck_assert_str_eq(bench.told, "1:20 ");
	rtp_events_expire(&bench.events, later, on_event, &bench);
	rtp_events_expire(&bench.events, later, on_event, &bench);
	ck_assert_str_eq(bench.told, "1:20 1:20 ");
}
END_TEST

START_TEST(the_same_key_twice_is_two_events)
{
	struct bench bench = {.clock_hz = 8000};

	push(&bench, 100, 5000, 7, -800);
	push(&bench, 300, 6600, 7, -800);
	ck_assert_str_eq(bench.told, "7:100 7:100 ");
}
END_TEST

START_TEST(late_packets_of_an_event_before_tell_nothing)
{
	struct bench bench = {.clock_hz = 8000};

	push(&bench, 100, 5000, 7, -800);
	push(&bench, 300, 6600, 8, 160);
	push(&bench, 301, 5000, 7, -800);
	push(&bench, 380, 6600, 8, -800);
	ck_assert_str_eq(bench.told, "7:100 8:100 ");
}
END_TEST

START_TEST(a_clock_that_was_set_back_is_followed)
{
	struct bench bench = {.clock_hz = 8000};

	push(&bench, 100, 500000000, 7, -800);
	push(&bench, 900, 100, 7, -800);
	ck_assert_str_eq(bench.told, "7:100 7:100 ");
}
END_TEST

/* RFC 4733 section 2.5.1.3. */
START_TEST(a_long_event_comes_in_segments)
{
	struct bench bench = {.clock_hz = 8000};

	push(&bench, 20, 5000, 3, 160);
	push(&bench, 8191, 5000, 3, 65535);
	push(&bench, 8300, 5000 + 65535, 3, 800);
	push(&bench, 9191, 5000 + 65535, 3, -8000);
	ck_assert_str_eq(bench.told, "3:9191 ");
	ck_assert_int_eq(bench.started.ns, START_NS);
}
END_TEST

START_TEST(the_clock_is_that_of_its_payload_type)
{
	struct bench bench = {.clock_hz = 48000};

	push(&bench, 100, 5000, 3, -4800);
	ck_assert_str_eq(bench.told, "3:100 ");
}
END_TEST

/* RFC 4733 section 2.5.1.5. */
START_TEST(several_events_in_one_packet_follow_each_other)
{
	static const uint8_t payload[] = {1, 0x8a, 0x01, 0x90, 2, 0x8a, 0x03,
	    0x20, 3, 0x0a, 0x00, 0xa0, 0xff};
	struct bench bench = {.clock_hz = 8000};
	struct rtp_event_packet packet = {.payload = payload,
	    .size = sizeof payload,
	    .timestamp = 100,
	    .clock_hz = 8000,
	    .arrival = {START_NS}};

	rtp_events_push(&bench.events, &packet, on_event, &bench);
	ck_assert_str_eq(bench.told, "1:50 2:100 ");
	rtp_events_push(&bench.events, &packet, on_event, &bench);
	ck_assert_str_eq(bench.told, "1:50 2:100 ");
	push(&bench, 20, 100 + 400 + 800, 3, -320);
	ck_assert_str_eq(bench.told, "1:50 2:100 3:40 ");
}
END_TEST

START_TEST(codes_0_to_15_are_keys)
{
	static const char keys[] = "0123456789*#ABCD";

	for (int i = 0; i < 256; i++)
		ck_assert_int_eq(
		    rtp_event_key((uint8_t)i), i < 16 ? keys[i] : '\0');
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("event");

	add_test(suite, "rtp_events_push",
	    an_event_is_given_once_with_its_first_end);
	add_test(suite, "rtp_events_push", its_start_may_be_lost);
	add_test(suite, "rtp_events_expire", its_ends_may_all_be_lost);
	add_test(suite, "rtp_events_push", the_same_key_twice_is_two_events);
	add_test(suite, "rtp_events_push",
	    late_packets_of_an_event_before_tell_nothing);
	add_test(
	    suite, "rtp_events_push", a_clock_that_was_set_back_is_followed);
	add_test(suite, "rtp_events_push", a_long_event_comes_in_segments);
	add_test(
	    suite, "rtp_events_push", the_clock_is_that_of_its_payload_type);
	add_test(suite, "rtp_events_push",
	    several_events_in_one_packet_follow_each_other);
	add_test(suite, "rtp_event_key", codes_0_to_15_are_keys);
	return run_suite(suite);
}
