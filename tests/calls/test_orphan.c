/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Audio without signalling: how it proves itself, and who adopts it. */
#include "calls/orphan.h"

#include <fcntl.h>
#include <unistd.h>

#include "sip/parse.h"
#include "tests/check_main.h"
#include "tests/calls/rtp_packets.h"

/* The first packet, and those that must follow it. */
#define PROOF 11

static char folder[40];
static const struct settings settings = {
    .media_timeout_ns = 300 * NS_PER_SEC, /* and no audio */
};
static struct catalogue *catalogue;
static struct ledger ledger;
static struct calls *calls;
static struct parties *parties;
static struct orphans *orphans;
static int dir_fd;

static void
on_forgotten(struct call *call, void *arg)
{
	(void)arg;
	orphans_forget(orphans, call);
}

static void
setup_mode(enum orphan_mode mode)
{
	counter_reset();
	ledger = (struct ledger){0};
	snprintf(folder, sizeof folder, "/tmp/spanrec-orphan-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	dir_fd = open(folder, O_RDONLY | O_DIRECTORY);
	ck_assert_int_ge(dir_fd, 0);
	ck_assert_int_eq(
	    catalogue_open(folder, CATALOGUE_WRITE, &catalogue), 0);
	calls = calls_new(&settings, dir_fd, catalogue, &ledger);
	ck_assert_ptr_nonnull(calls);
	parties = parties_new(&settings, calls, catalogue);
	ck_assert_ptr_nonnull(parties);
	orphans = orphans_new(calls, parties, mode);
	ck_assert_ptr_nonnull(orphans);
	calls_on_forgotten(calls, on_forgotten, NULL);
}

static void
setup(void)
{
	setup_mode(ORPHANS_RECORD);
}

static void
setup_count(void)
{
	setup_mode(ORPHANS_COUNT);
}

static void
setup_ignore(void)
{
	setup_mode(ORPHANS_IGNORE);
}

static void
teardown(void)
{
	static const char *const files[] = {
	    CATALOGUE_FILE, CATALOGUE_FILE "-wal", CATALOGUE_FILE "-shm"};

	calls_finish(calls, (struct tstamp){20 * NS_PER_SEC});
	orphans_free(orphans);
	parties_free(parties);
	calls_free(calls);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		(void)unlinkat(dir_fd, files[i], 0);
	close(dir_fd);
	rmdir(folder);
}

static struct flow
flow_of(
    uint8_t src_host, uint16_t src_port, uint8_t dst_host, uint16_t dst_port)
{
	return (struct flow){.src = endpoint_of(src_host, src_port),
	    .dst = endpoint_of(dst_host, dst_port)};
}

/* Pushes packet 'number' of a flow, of 'size' bytes. */
static enum counter_id
push_size(const struct flow *flow, uint16_t number, uint8_t type, size_t size)
{
	uint8_t bytes[2000] = {0};
	struct datagram packet = {
	    .time = {number * 20 * NS_PER_MS},
	    .flow = flow,
	    .bytes = bytes,
	    .size = size,
	};

	rtp_packet(bytes, type, 77, number);
	return orphans_push(orphans, &packet);
}

static enum counter_id
push(const struct flow *flow, uint16_t number)
{
	return push_size(flow, number, 0, RTP_PACKET_SIZE);
}

/* Does a call watch the address? What is no RTP tells, and leaves no trace. */
static bool
is_watched(const struct endpoint *address)
{
	struct flow flow = {.dst = *address};
	uint8_t binding[20] = {0};
	struct datagram packet = {
	    .flow = &flow, .bytes = binding, .size = sizeof binding};

	return media_push(calls_media(calls), &packet) == COUNTER_media_stun;
}

/* Has a call begun, that watches both ends of the flow? */
static bool
is_call(const struct flow *flow)
{
	bool watched = is_watched(&flow->dst);

	ck_assert_int_eq(watched, is_watched(&flow->src));
	return watched;
}

/* A call known by its audio. */
static void
begin(const struct flow *flow)
{
	for (uint16_t i = 0; i < PROOF; i++)
		ck_assert_counter(push(flow, i), COUNTER_rtp_probation);
	ck_assert(is_call(flow));
}

START_TEST(ten_packets_must_follow_the_first)
{
	struct flow flow = flow_of(1, 4000, 2, 5000);

	for (uint16_t i = 0; i < PROOF - 1; i++)
		ck_assert_counter(push(&flow, i), COUNTER_rtp_probation);
	ck_assert(!is_call(&flow));
	push(&flow, PROOF - 1);
	ck_assert(is_call(&flow));
}
END_TEST

START_TEST(a_gap_begins_the_proof_anew)
{
	struct flow flow = flow_of(1, 4000, 2, 5000);
	uint16_t i;

	for (i = 0; i < PROOF - 1; i++)
		push(&flow, i);
	for (i = PROOF; i < 2 * PROOF - 1; i++)
		push(&flow, i);
	ck_assert(!is_call(&flow));
	push(&flow, i);
	ck_assert(is_call(&flow));
}
END_TEST

START_TEST(only_g711_of_a_likely_size_is_looked_at)
{
	struct flow flow = flow_of(1, 4000, 2, 5000);

	ck_assert_counter(push_size(&flow, 0, 18, 172), COUNTER_NONE);
	ck_assert_counter(push_size(&flow, 0, 96, 172), COUNTER_NONE);
	ck_assert_counter(push_size(&flow, 0, 72, 172), COUNTER_NONE);
	ck_assert_counter(push_size(&flow, 0, 0, 12 + 39), COUNTER_NONE);
	ck_assert_counter(push_size(&flow, 0, 0, 12 + 961), COUNTER_NONE);
	ck_assert_counter(push_size(&flow, 0, 0, 11), COUNTER_NONE);
	ck_assert_counter(push_size(&flow, 0, 8, 172), COUNTER_rtp_probation);
	/* The time must go on by what is in the packet. */
	for (uint16_t i = 1; i < 50; i++)
		push_size(&flow, i, 0, 12 + 80);
	ck_assert(!is_call(&flow));
}
END_TEST

/* Pushes packet 'number' so much later than it is played. */
static void
push_late(const struct flow *flow, uint16_t number, int64_t late_ns)
{
	uint8_t bytes[RTP_PACKET_SIZE];
	struct datagram packet = {
	    .time = {number * 20 * NS_PER_MS + late_ns},
	    .flow = flow,
	    .bytes = bytes,
	    .size = sizeof bytes,
	};

	rtp_packet(bytes, 0, 77, number);
	(void)orphans_push(orphans, &packet);
}

START_TEST(packets_must_come_at_the_pace_of_their_clock)
{
	struct flow slow = flow_of(1, 4000, 2, 5000);
	struct flow fast = flow_of(1, 4002, 2, 5002);
	struct flow jittered = flow_of(1, 4004, 2, 5004);

	for (uint16_t i = 0; i < 3 * PROOF; i++) {
		push_late(&slow, i, i * 20 * NS_PER_MS);
		push_late(&fast, i, -i * 20 * NS_PER_MS);
		push_late(&jittered, i, i % 2 ? 60 * NS_PER_MS : 0);
	}
	ck_assert(!is_call(&slow));
	ck_assert(!is_call(&fast));
	ck_assert(is_call(&jittered));
}
END_TEST

/* The first packets of both directions are not lost to their proof. */
START_TEST(the_proof_is_part_of_the_call)
{
	struct flow flow = flow_of(1, 4000, 2, 5000);
	struct flow back = flow_of(2, 5000, 1, 4000);

	for (uint16_t i = 0; i < PROOF - 1; i++) {
		push(&flow, i);
		push(&back, i);
	}
	push(&flow, PROOF - 1);
	calls_finish(calls, (struct tstamp){NS_PER_SEC});
	ck_assert_uint_eq(ledger.calls, 1);
	ck_assert_uint_eq(ledger.streams, 2);
	ck_assert_uint_eq(counter_get(COUNTER_orphan_stream), 1);
	ck_assert_uint_eq(counter_get(COUNTER_rtp_lost), 0);
}
END_TEST

START_TEST(registrations_name_its_hosts)
{
	static const char ok[] =
	    "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP h\r\nCSeq: 1 REGISTER\r\n"
	    "From: <sip:201@h>;tag=1\r\nTo: \"Alice\" <sip:201@h>\r\n"
	    "Call-ID: c\r\nContact: <sip:201@192.0.2.1>;expires=60\r\n\r\n";
	struct flow flow = flow_of(1, 4000, 2, 5000);
	struct flow registered = flow_of(9, 5060, 1, 5060);
	struct sip_parser *parser = sip_parser_new();
	struct sip_message message;
	const struct call *call;
	bool flipped;

	ck_assert_ptr_nonnull(parser);
	ck_assert_counter(
	    sip_parse(parser, (const uint8_t *)ok, strlen(ok), &message),
	    COUNTER_NONE);
	parties_push(parties, &message, &registered, (struct tstamp){0});
	begin(&flow);
	call = orphans_adopt(orphans, &flow, &flipped);
	ck_assert_ptr_nonnull(call);
	ck_assert_str_eq(call->sides[SIDE_CALLER].number, "201");
	ck_assert_str_eq(call->sides[SIDE_CALLER].name, "Alice");
	ck_assert_ptr_null(call->sides[SIDE_CALLEE].number);
	sip_parser_free(parser);
}
END_TEST

START_TEST(counted_streams_make_no_call)
{
	struct flow flow = flow_of(1, 4000, 2, 5000);
	struct flow g729 = flow_of(1, 4002, 2, 5002);
	uint16_t i;

	for (i = 0; i < PROOF; i++)
		ck_assert_counter(push(&flow, i), COUNTER_rtp_probation);
	ck_assert_counter(push(&flow, i), COUNTER_rtp_orphan);
	/* After a loss it is the same stream. */
	ck_assert_counter(push(&flow, i + 9), COUNTER_rtp_orphan);
	ck_assert(!is_call(&flow));
	/* What cannot be decoded is counted too. */
	for (i = 0; i < PROOF; i++)
		push_size(&g729, i, 18, RTP_HEADER_SIZE + 20);
	ck_assert_uint_eq(counter_get(COUNTER_orphan_stream), 2);
	ck_assert_uint_eq(ledger.calls, 0);
}
END_TEST

START_TEST(ignored_streams_are_nothing)
{
	struct flow flow = flow_of(1, 4000, 2, 5000);

	for (uint16_t i = 0; i < 5 * PROOF; i++)
		ck_assert_counter(push(&flow, i), COUNTER_NONE);
	ck_assert(!is_call(&flow));
	ck_assert_uint_eq(counter_get(COUNTER_orphan_stream), 0);
}
END_TEST

START_TEST(signalling_between_its_hosts_adopts_it)
{
	struct flow flow = flow_of(1, 4000, 2, 5000);
	struct flow signalled = flow_of(1, 5060, 2, 5060);
	struct flow other = flow_of(1, 5060, 3, 5060);
	bool flipped = true;
	struct call *call;

	begin(&flow);
	ck_assert_ptr_null(orphans_adopt(orphans, &other, &flipped));
	call = orphans_adopt(orphans, &signalled, &flipped);
	ck_assert_ptr_nonnull(call);
	ck_assert(!flipped);
	ck_assert(!call->unsignalled);
	ck_assert(call->joined_late && call->was_answered);
	/* Nobody adopts it twice. */
	ck_assert_ptr_null(orphans_adopt(orphans, &signalled, &flipped));
}
END_TEST

START_TEST(signalling_the_other_way_flips_it)
{
	struct flow flow = flow_of(1, 4000, 2, 5000);
	struct flow signalled = flow_of(2, 5060, 1, 5060);
	bool flipped = false;

	begin(&flow);
	ck_assert_ptr_nonnull(orphans_adopt(orphans, &signalled, &flipped));
	ck_assert(flipped);
}
END_TEST

START_TEST(of_several_none_is_adopted)
{
	struct flow first = flow_of(1, 4000, 2, 5000);
	struct flow second = flow_of(1, 4002, 2, 5002);
	struct flow signalled = flow_of(2, 5060, 1, 5060);
	bool flipped = false;

	begin(&first);
	begin(&second);
	ck_assert_ptr_null(orphans_adopt(orphans, &signalled, &flipped));
	ck_assert(!flipped);
}
END_TEST

START_TEST(both_directions_are_one_call)
{
	struct flow flow = flow_of(1, 4000, 2, 5000);
	struct flow back = flow_of(2, 5000, 1, 4000);
	struct flow signalled = flow_of(1, 5060, 2, 5060);
	bool flipped;

	for (uint16_t i = 0; i < PROOF - 1; i++) {
		push(&flow, i);
		push(&back, i);
	}
	/* From here on the media table has both. */
	push(&flow, PROOF - 1);
	ck_assert(is_call(&back));
	ck_assert_ptr_nonnull(orphans_adopt(orphans, &signalled, &flipped));
}
END_TEST

START_TEST(one_that_is_never_adopted_is_filed_as_partial)
{
	struct flow flow = flow_of(1, 4000, 2, 5000);

	begin(&flow);
	calls_finish(calls, (struct tstamp){NS_PER_SEC});
	ck_assert_uint_eq(ledger.calls, 1);
	ck_assert_uint_eq(ledger.answered, 1);
	ck_assert(ledger_balances(&ledger));
	ck_assert(!is_call(&flow));
}
END_TEST

static void
add_case(Suite *suite, const char *name, const TTest *test)
{
	add_test_between(suite, name, test, setup, teardown);
}

int
main(void)
{
	Suite *suite = suite_create("orphan");

	add_case(suite, "proof", ten_packets_must_follow_the_first);
	add_case(suite, "proof", a_gap_begins_the_proof_anew);
	add_case(suite, "proof", only_g711_of_a_likely_size_is_looked_at);
	add_case(suite, "proof", packets_must_come_at_the_pace_of_their_clock);
	add_case(suite, "proof", the_proof_is_part_of_the_call);
	add_case(suite, "names", registrations_name_its_hosts);
	add_test_between(suite, "count", counted_streams_make_no_call,
	    setup_count, teardown);
	add_test_between(suite, "ignore", ignored_streams_are_nothing,
	    setup_ignore, teardown);
	add_case(suite, "adopt", signalling_between_its_hosts_adopts_it);
	add_case(suite, "adopt", signalling_the_other_way_flips_it);
	add_case(suite, "adopt", of_several_none_is_adopted);
	add_case(suite, "directions", both_directions_are_one_call);
	add_case(
	    suite, "finish", one_that_is_never_adopted_is_filed_as_partial);
	return run_suite(suite);
}
