/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Proves promise 2: each answered call has one completeness, and a reason. */
#include "calls/ledger.h"

#include <errno.h>

#include "calls/media.h"
#include "calls/feed.h"
#include "tests/check_main.h"

static struct call call;
static struct media_stream streams[SIDE_COUNT];
static char reason[LEDGER_REASON_SIZE];

static struct tstamp
at_ms(int64_t ms)
{
	return (struct tstamp){ms * NS_PER_MS};
}

/* A call of 10 s, heard whole on both sides. */
static void
setup(void)
{
	call = (struct call){
	    .state = CALL_ENDED,
	    .over = true,
	    .has_answered = true,
	    .was_answered = true,
	    .answered = at_ms(0),
	    .ended = at_ms(10000),
	    .streams = &streams[0],
	};
	for (enum side side = 0; side < SIDE_COUNT; side++) {
		call.sides[side].described = true;
		call.sides[side].sends = call.sides[side].has_sent = true;
		streams[side] = (struct media_stream){
		    .side = (uint8_t)side,
		    .decodable = 500,
		    .first_decodable = at_ms(100),
		    .recorded = 500,
		    .codec_count = 1,
		    .codecs = {{"OPUS", 97}},
		    .codec_packets = {500},
		    .stats = {.received = 500,
			.base = 1,
			.newest = 500,
			.first = at_ms(100),
			.last = at_ms(9900)},
		};
	}
	streams[0].next = &streams[1];
	reason[0] = 'x';
}

/* Leaves only the stream of 'side'; the other one said nothing. */
static void
only(enum side side)
{
	call.streams = &streams[side];
	streams[side].next = NULL;
}

static void
ck_judged(enum completeness expected, const char *why)
{
	enum completeness completeness = ledger_judge(&call, reason);
	const char *name = completeness_name(completeness);

	ck_assert_int_eq(completeness, expected);
	ck_assert_str_eq(reason, why);
	if (expected == CALL_UNANSWERED)
		ck_assert_ptr_null(name);
	else
		ck_assert_ptr_nonnull(name);
}

START_TEST(a_call_heard_whole_is_complete)
{
	ck_judged(CALL_COMPLETE, "");
}
END_TEST

START_TEST(who_was_not_answered_is_in_no_class)
{
	call.was_answered = call.has_answered = false;
	call.state = CALL_FAILED;
	ck_judged(CALL_UNANSWERED, "");
}
END_TEST

START_TEST(without_any_packet_it_is_missing)
{
	call.streams = NULL;
	ck_judged(CALL_MISSING, "no RTP packet of it was seen");
}
END_TEST

START_TEST(a_side_that_was_expected_and_not_heard_makes_it_partial)
{
	only(SIDE_CALLER);
	ck_judged(CALL_PARTIAL, "callee: no RTP packet seen");
	call.sides[SIDE_CALLEE].has_sent = false; /* it was to listen */
	call.sides[SIDE_CALLEE].offers_to_receive = true;
	ck_judged(
	    CALL_COMPLETE, "callee: sent nothing, as its SDP says: recvonly");
	call.sides[SIDE_CALLEE].described = false; /* who knows? */
	ck_judged(CALL_PARTIAL,
	    "callee: neither its SDP nor an RTP packet was seen: does the "
	    "mirror copy both directions?");
}
END_TEST

START_TEST(loss_from_one_percent_on_makes_it_partial)
{
	streams[0].stats.newest = 505;
	ck_judged(CALL_COMPLETE, "");
	streams[0].stats.newest = 510;
	ck_judged(CALL_PARTIAL, "caller: 10 of 510 packets lost (2.0 %)");
	/* Of a stream that was not recorded nothing is missing. */
	streams[0].recorded = 0;
	ck_judged(CALL_COMPLETE, "");
}
END_TEST

START_TEST(a_late_begin_or_an_early_end_makes_it_partial)
{
	streams[1].first_decodable = at_ms(2000);
	streams[0].stats.last = at_ms(8000);
	ck_judged(CALL_COMPLETE, "");
	streams[1].first_decodable = at_ms(3000);
	ck_judged(CALL_PARTIAL, "callee: nothing in the first 3.0 s");
	streams[0].stats.last = at_ms(7500);
	ck_judged(CALL_PARTIAL, "caller: nothing in the last 2.5 s; "
				"callee: nothing in the first 3.0 s");
}
END_TEST

START_TEST(a_side_on_hold_at_the_end_may_be_silent)
{
	streams[0].stats.last = at_ms(5000);
	call.sides[SIDE_CALLER].sends = false;
	ck_judged(CALL_COMPLETE, "");
}
END_TEST

START_TEST(a_codec_that_is_not_decoded_makes_it_undecodable)
{
	streams[0].undecodable = 501;
	ck_judged(CALL_UNDECODABLE, "caller: codec OPUS is not decoded");
	streams[1].undecodable = 501;
	ck_judged(CALL_UNDECODABLE, "caller: codec OPUS is not decoded; "
				    "callee: codec OPUS is not decoded");
	/* A few packets do not. */
	streams[0].undecodable = streams[1].undecodable = 500;
	ck_judged(CALL_COMPLETE, "");
}
END_TEST

START_TEST(encryption_makes_it_undecodable)
{
	streams[1].decodable = streams[1].recorded = 0;
	streams[1].undecodable = streams[1].closed = 500;
	ck_judged(CALL_UNDECODABLE, "callee: encrypted: SRTP, no key");
	call.sides[SIDE_CALLER].dtls = true;
	ck_judged(CALL_UNDECODABLE, "callee: encrypted: DTLS-SRTP, no key");
	/* What was decrypted may be in a codec that is not decoded. */
	streams[1].closed = 1;
	ck_judged(CALL_UNDECODABLE, "callee: codec OPUS is not decoded");
}
END_TEST

START_TEST(packets_that_stay_encrypted_make_it_partial)
{
	streams[1].undecodable = streams[1].closed = 4;
	ck_judged(CALL_COMPLETE, "");
	streams[1].undecodable = streams[1].closed = 5;
	ck_judged(
	    CALL_PARTIAL, "callee: 5 of 500 packets could not be decrypted");
}
END_TEST

START_TEST(what_was_lost_on_the_way_to_disk_makes_it_partial)
{
	struct feed feed = {.state = FEED_ENDED};

	call.feed = &feed;
	ck_judged(CALL_COMPLETE, "");
	call.cut_packets = 3;
	ck_judged(CALL_PARTIAL, "3 packets cut by the capture or the mirror");
	call.cut_packets = 0;
	feed.result.error = ENOSPC;
	ck_judged(CALL_PARTIAL, "writing stopped: No space left on device");
}
END_TEST

START_TEST(without_memory_for_its_audio_it_is_missing_or_partial)
{
	call.is_shed = true;
	call.shed_at = tstamp_add_ns(call.started, 2500 * NS_PER_MS);
	ck_judged(CALL_MISSING, "overload: nothing was recorded, as no memory "
				"was left for audio");
	call.recordings = 1;
	ck_judged(CALL_PARTIAL, "overload: not recorded from 2.5 s on, as no "
				"memory was left for audio");
}
END_TEST

START_TEST(who_was_joined_late_or_left_early_is_partial)
{
	call.joined_late = true;
	ck_judged(CALL_PARTIAL, "it was running before the capture began");
	call.unsignalled = true;
	ck_judged(
	    CALL_PARTIAL, "known by its audio alone: no signalling was seen");
	call.joined_late = false;
	call.state = CALL_INTERRUPTED;
	snprintf(call.reason, sizeof call.reason, "its end was not seen");
	ck_judged(CALL_PARTIAL, "its end was not seen");
}
END_TEST

START_TEST(many_reasons_are_cut_and_stay_text)
{
	static struct feed feed = {.result = {.error = ELIBEXEC}};

	only(SIDE_CALLER);
	call.feed = &feed;
	call.state = CALL_INTERRUPTED;
	call.joined_late = call.unsignalled = true;
	streams[0].stats.newest = INT64_MAX / 2;
	streams[0].first_decodable.ns = INT64_MAX;
	call.cut_packets = UINT64_MAX;
	call.answered.ns = INT64_MIN;
	memset(call.reason, 'r', sizeof call.reason - 1);
	ck_assert_int_eq(ledger_judge(&call, reason), CALL_PARTIAL);
	ck_assert_uint_eq(strlen(reason), LEDGER_REASON_SIZE - 1);
	ck_assert_ptr_nonnull(strstr(reason, "the mirror; writing stopped"));
}
END_TEST

START_TEST(the_ledger_balances_and_tells_when_not)
{
	struct ledger ledger = {0};

	ck_assert(ledger_balances(&ledger));
	ledger_enter(&ledger, &call, CALL_COMPLETE);
	ledger_enter(&ledger, &call, CALL_MISSING);
	call.was_answered = false;
	ledger_enter(&ledger, &call, CALL_UNANSWERED);
	ck_assert_uint_eq(ledger.calls, 3);
	ck_assert_uint_eq(ledger.answered, 2);
	ck_assert(ledger_balances(&ledger));
	/* Answered, and in no class; not answered, and in one. */
	call.was_answered = true;
	ledger_enter(&ledger, &call, CALL_UNANSWERED);
	ck_assert(!ledger_balances(&ledger));
	call.was_answered = false;
	ledger_enter(&ledger, &call, CALL_PARTIAL);
	ck_assert_uint_eq(ledger.calls, 5);
}
END_TEST

static void
add_case(Suite *suite, const char *name, const TTest *test)
{
	add_test_between(suite, name, test, setup, NULL);
}

int
main(void)
{
	Suite *suite = suite_create("ledger");

	add_case(suite, "complete", a_call_heard_whole_is_complete);
	add_case(suite, "unanswered", who_was_not_answered_is_in_no_class);
	add_case(suite, "missing", without_any_packet_it_is_missing);
	add_case(suite, "one_way",
	    a_side_that_was_expected_and_not_heard_makes_it_partial);
	add_case(suite, "loss", loss_from_one_percent_on_makes_it_partial);
	add_case(suite, "edges", a_late_begin_or_an_early_end_makes_it_partial);
	add_case(suite, "edges", a_side_on_hold_at_the_end_may_be_silent);
	add_case(suite, "undecodable",
	    a_codec_that_is_not_decoded_makes_it_undecodable);
	add_case(suite, "undecodable", encryption_makes_it_undecodable);
	add_case(
	    suite, "undecodable", packets_that_stay_encrypted_make_it_partial);
	add_case(
	    suite, "disk", what_was_lost_on_the_way_to_disk_makes_it_partial);
	add_case(suite, "overload",
	    without_memory_for_its_audio_it_is_missing_or_partial);
	add_case(
	    suite, "joined_late", who_was_joined_late_or_left_early_is_partial);
	add_case(suite, "reason", many_reasons_are_cut_and_stay_text);
	add_case(suite, "balance", the_ledger_balances_and_tells_when_not);
	return run_suite(suite);
}
