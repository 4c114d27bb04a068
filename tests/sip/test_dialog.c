/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sip/dialog.h"

#include "tests/check_main.h"
#include "tests/sip/dialog_script.h"
#include "tests/sip/sip_check.h"

#define CALL                                                                   \
	"> INVITE 1 sdp\n< 200 1 INVITE /b sdp\n"                              \
	"> ACK 1 /b\n"
#define CALL_EVENTS "STARTED OFFER(caller) ANSWER(callee) ANSWERED"

START_TEST(a_plain_call_rings_is_answered_and_ends)
{
	expect("> INVITE 1 sdp\n"
	       "< 100 1 INVITE\n"
	       "< 180 1 INVITE /b\n"
	       "< 200 1 INVITE /b sdp\n"
	       "> ACK 1 /b\n"
	       "> BYE 2 /b\n"
	       "< 200 2 BYE /b\n",
	    "STARTED OFFER(caller) RINGING ANSWER(callee) ANSWERED "
	    "ENDED(caller)");
	ck_assert_str_eq(session->legs->caller.tag, "a");
	ck_assert_str_eq(session->legs->callee.tag, "b");
	ck_assert_str_eq(session->legs->caller.number, "alice");
	ck_assert_str_eq(session->legs->callee.number, "bob");
	ck_assert_uint_eq(counter_get(COUNTER_sip_outside_call), 0);
}
END_TEST

START_TEST(copies_change_nothing)
{
	expect("> INVITE 1 sdp\n> INVITE 1 sdp\n"
	       "< 180 1 INVITE /b\n< 180 1 INVITE /b\n"
	       "< 200 1 INVITE /b sdp\n< 200 1 INVITE /b sdp\n"
	       "> ACK 1 /b\n> ACK 1 /b\n"
	       "> BYE 2 /b\n> BYE 2 /b\n> BYE 2 /b\n",
	    "STARTED OFFER(caller) COPY RINGING COPY ANSWER(callee) ANSWERED "
	    "COPY COPY ENDED(caller) COPY COPY");
	ck_assert_uint_eq(counter_get(COUNTER_sip_retransmission), 6);
}
END_TEST

START_TEST(either_side_hangs_up)
{
	expect(
	    CALL "< BYE 1 /b\n> 200 1 BYE /b\n", CALL_EVENTS " ENDED(callee)");
	expect("> INVITE 1 #2\n< 200 1 INVITE /b #2\n> BYE 2 /b #2\n",
	    "#2:STARTED #2:ANSWERED #2:ENDED(caller)");
}
END_TEST

START_TEST(one_fork_answers_and_the_rest_is_cancelled)
{
	expect("> INVITE 1 sdp\n"
	       "< 183 1 INVITE /b sdp\n"
	       "< 183 1 INVITE /c sdp\n"
	       "< 200 1 INVITE /c sdp\n"
	       "> ACK 1 /c\n"
	       "> CANCEL 1 .2\n"
	       "< 200 1 CANCEL .2\n"
	       "< 487 1 INVITE /b .2\n"
	       "> BYE 2 /c\n",
	    "STARTED OFFER(caller) ANSWER(callee) RINGING ANSWER(callee) "
	    "RINGING ANSWER(callee) ANSWERED ENDED(caller)");
	ck_assert_uint_eq(session->legs->fork_count, 2);
	ck_assert_str_eq(session->legs->callee.tag, "c");
}
END_TEST

START_TEST(a_fork_that_fails_does_not_end_the_others)
{
	expect("> INVITE 1 sdp .1\n"
	       "> INVITE 1 sdp .2\n"
	       "< 180 1 INVITE /b .1\n"
	       "< 180 1 INVITE /c .2\n"
	       "< 486 1 INVITE /b .1\n"
	       "< 200 1 INVITE /c .2 sdp\n"
	       "> BYE 2 /c\n",
	    "STARTED OFFER(caller) OFFER(caller) RINGING RINGING "
	    "ANSWER(callee) ANSWERED ENDED(caller)");
	expect("> INVITE 1 #2 .1\n"
	       "> INVITE 1 #2 .2\n"
	       "< 486 1 INVITE /b #2 .1\n"
	       "< 603 1 INVITE /c #2 .2\n",
	    "#2:STARTED #2:FAILED(603)");
}
END_TEST

START_TEST(two_forks_that_answer_must_both_hang_up)
{
	expect("> INVITE 1 sdp\n"
	       "< 200 1 INVITE /b sdp\n> ACK 1 /b\n"
	       "< 200 1 INVITE /c sdp\n> ACK 1 /c\n"
	       "> BYE 2 /c\n< 200 2 BYE /c\n",
	    CALL_EVENTS " ANSWER(callee)");
	expect("< BYE 1 /b\n", "ENDED(callee)");
	ck_assert_str_eq(session->legs->callee.tag, "b");
}
END_TEST

/* A proxy rings two phones, both answer, and the late one is hung up. */
START_TEST(a_fork_on_a_hop_of_its_own_does_not_end_the_session)
{
	play("> INVITE 1 sdp\n> INVITE 1 sdp @23 .2\n> INVITE 1 sdp @24 .3\n"
	     "< 200 1 INVITE /b sdp @23 .2\n< 200 1 INVITE /b sdp\n"
	     "< 200 1 INVITE /c sdp @24 .3\n< 200 1 INVITE /c sdp\n");
	expect("> BYE 2 /c\n> BYE 2 /c @24 .2\n", "3:ENDED(caller)");
	ck_assert(sip_session_talks(session));
	expect("> BYE 3 /b @23 .2\n", "2:ENDED(caller)");
	ck_assert(!sip_session_talks(session));
}
END_TEST

START_TEST(a_reinvite_holds_and_resumes)
{
	expect(CALL "> INVITE 2 /b sdp\n< 200 2 INVITE /b sdp\n> ACK 2 /b\n"
		    "< INVITE 1 /b sdp\n> 200 1 INVITE /b sdp\n< ACK 1 /b\n"
		    "> BYE 3 /b\n",
	    CALL_EVENTS " OFFER(caller) ANSWER(callee) OFFER(callee) "
			"ANSWER(caller) ENDED(caller)");
}
END_TEST

START_TEST(a_reinvite_that_is_rejected_changes_nothing)
{
	static const char *const statuses[] = {"401", "488", "491", "408"};

	play(CALL);
	for (size_t i = 0; i < COUNT(statuses); i++) {
		char script[100];

		snprintf(script, sizeof script,
		    "> INVITE %zu /b sdp\n< %s %zu INVITE /b\n", i + 2,
		    statuses[i], i + 2);
		expect(script, "OFFER(caller) BEFORE(caller)");
	}
	expect("< INVITE 1 /b sdp\n> 200 1 INVITE /b sdp\n> BYE 9 /b\n",
	    "OFFER(callee) ANSWER(caller) ENDED(caller)");
}
END_TEST

START_TEST(reinvites_may_cross)
{
	play(CALL);
	expect("> INVITE 2 /b sdp\n< INVITE 5 /b sdp\n"
	       "< 491 2 INVITE /b\n> 491 5 INVITE /b\n"
	       "< INVITE 6 /b sdp\n> 200 6 INVITE /b sdp\n> ACK 6 /b\n",
	    "OFFER(caller) OFFER(callee) BEFORE(caller) BEFORE(callee) "
	    "OFFER(callee) ANSWER(caller)");
	/* One that is refused hides the one before, which is accepted. */
	expect("> INVITE 3 /b sdp\n> INVITE 4 /b sdp\n< 500 4 INVITE /b\n"
	       "< 200 3 INVITE /b sdp\n",
	    "OFFER(caller) OFFER(caller) BEFORE(caller) BEFORE(caller) "
	    "ANSWER(callee)");
}
END_TEST

START_TEST(offers_that_are_kept_are_limited)
{
	uint64_t before = counter_get(COUNTER_sip_offer_limit);

	play(CALL);
	for (size_t i = 0; i < 6; i++) {
		char script[40];

		snprintf(script, sizeof script, "> INVITE %zu /b sdp\n", i + 2);
		expect(script, "OFFER(caller)");
	}
	ck_assert_uint_eq(counter_get(COUNTER_sip_offer_limit) - before, 2);
	/* The first is forgotten, the third is not. */
	expect("< 488 2 INVITE /b\n< 488 4 INVITE /b\n", "BEFORE(caller)");
}
END_TEST

START_TEST(a_call_is_cancelled)
{
	expect("> INVITE 1 sdp\n< 180 1 INVITE /b\n> CANCEL 1\n"
	       "< 200 1 CANCEL\n< 487 1 INVITE /b\n> ACK 1 /b\n",
	    "STARTED OFFER(caller) RINGING FAILED(487)");
	ck_assert(session->legs->cancelled);
	/* The answer was faster. */
	expect("> INVITE 1 #2\n> CANCEL 1 #2\n< 200 1 INVITE /b #2\n"
	       "< 481 1 CANCEL #2\n> BYE 2 /b #2\n",
	    "#2:STARTED #2:ANSWERED #2:ENDED(caller)");
}
END_TEST

START_TEST(every_class_of_final_status_fails_a_call)
{
	static const char *const statuses[] = {"300", "302", "403", "404",
	    "486", "487", "500", "503", "603", "699"};

	for (size_t i = 0; i < COUNT(statuses); i++) {
		char script[100], expected[60];

		snprintf(script, sizeof script,
		    "> INVITE 1\n< %s 1 INVITE /b\n> ACK 1 /b\n"
		    "< %s 1 INVITE /b\n+40",
		    statuses[i], statuses[i]);
		snprintf(expected, sizeof expected,
		    "STARTED FAILED(%s) COPY FREED", statuses[i]);
		expect(script, expected);
	}
}
END_TEST

START_TEST(a_challenge_and_the_real_invite_are_one_leg)
{
	expect("> INVITE 1 sdp\n< 407 1 INVITE /x\n> ACK 1 /x\n"
	       "> INVITE 2 sdp\n< 401 2 INVITE /y\n> ACK 2 /y\n"
	       "> INVITE 3 sdp\n< 407 1 INVITE /x\n< 180 3 INVITE /b\n"
	       "< 200 3 INVITE /b sdp\n> BYE 4 /b\n",
	    "STARTED OFFER(caller) OFFER(caller) OFFER(caller) COPY RINGING "
	    "ANSWER(callee) ANSWERED ENDED(caller)");
	ck_assert_ptr_null(session->legs->next);
	ck_assert_str_eq(session->legs->callee.tag, "b");
	expect("> INVITE 1 #2\n< 407 1 INVITE /x #2\n> INVITE 2 #2\n"
	       "< 403 2 INVITE /y #2\n",
	    "#2:STARTED #2:FAILED(403)");
	/* A failure of the first INVITE that comes late is not the second's. */
	expect("> INVITE 1 #3\n< 407 1 INVITE /x #3\n> INVITE 2 #3\n"
	       "< 503 1 INVITE /y #3\n< 200 2 INVITE /b #3\n",
	    "#3:STARTED #3:ANSWERED");
}
END_TEST

START_TEST(after_a_challenge_the_tag_or_the_port_may_be_others)
{
	expect("> INVITE 1 sdp\n< 401 1 INVITE /x\n> INVITE 2 sdp ~A\n"
	       "< 180 2 INVITE /b ~A\n< 200 2 INVITE /b ~A sdp\n"
	       "< BYE 1 /b ~A\n",
	    "STARTED OFFER(caller) OFFER(caller) RINGING ANSWER(callee) "
	    "ANSWERED ENDED(callee)");
	ck_assert_str_eq(session->legs->caller.tag, "A");
	expect("> INVITE 1 #2\n< 401 1 INVITE /x #2\n"
	       "> INVITE 2 #2 :5099\n< 200 2 INVITE /b #2 :5099\n",
	    "#2:STARTED #2:ANSWERED");
}
END_TEST

START_TEST(a_challenge_that_nobody_answers_keeps_its_status)
{
	expect("> INVITE 1\n< 407 1 INVITE /x\n> ACK 1 /x\n+181",
	    "STARTED GONE(407) FREED");
}
END_TEST

/* RFC 3261 section 8.1.3.5, RFC 4028 section 7.4: same Call-ID, next CSeq. */
START_TEST(a_new_attempt_after_a_failure_is_a_new_session)
{
	expect("> INVITE 1 sdp\n< 422 1 INVITE /x\n> ACK 1 /x\n"
	       "> INVITE 2 sdp\n< 200 2 INVITE /b sdp\n> BYE 3 /b\n",
	    "STARTED OFFER(caller) FAILED(422) FREED " CALL_EVENTS
	    " ENDED(caller)");
	expect("> INVITE 2 sdp\n", "COPY");
	expect("> INVITE 9 sdp ~z\n", "FREED STARTED OFFER(caller)");
}
END_TEST

START_TEST(a_bye_may_end_an_early_dialog)
{
	expect("> INVITE 1\n< 180 1 INVITE /b\n> BYE 2 /b\n< 200 2 BYE /b\n"
	       "< 487 1 INVITE /b\n",
	    "STARTED RINGING ENDED(caller)");
	/* One of two: the other may still answer. */
	expect("> INVITE 1 #2\n< 180 1 INVITE /b #2\n< 180 1 INVITE /c #2\n"
	       "> BYE 2 /b #2\n< 200 1 INVITE /c #2\n> BYE 3 /c #2\n",
	    "#2:STARTED #2:RINGING #2:RINGING #2:ANSWERED #2:ENDED(caller)");
}
END_TEST

/* RFC 3261 section 17.1.1.3: that of a refusal has the INVITE's branch. */
START_TEST(an_ack_with_a_branch_of_its_own_proves_an_answer)
{
	expect("> INVITE 1 sdp\n> ACK 1 /b\n> BYE 2 /b\n",
	    "STARTED OFFER(caller) ANSWERED ENDED(caller)");
	expect("> INVITE 1 sdp #2\n> ACK 1 /b =INVITE #2\n",
	    "#2:STARTED #2:OFFER(caller)");
	expect("> INVITE 1 sdp #3\n> ACK 2 /b #3\n> ACK 1 #3\n",
	    "#3:STARTED #3:OFFER(caller)");
}
END_TEST

START_TEST(a_call_may_be_joined_late)
{
	expect("< 180 1 INVITE /b\n< 200 1 INVITE /b sdp\n> BYE 2 /b\n+40",
	    "STARTED(late) RINGING ANSWER(callee) ANSWERED ENDED(caller) "
	    "FREED");
	expect("< 200 1 INVITE /b sdp\n< BYE 1 /b\n+40",
	    "STARTED(late) ANSWER(callee) ANSWERED ENDED(callee) FREED");
	expect("> INVITE 7 /b sdp\n< 200 7 INVITE /b sdp\n> BYE 8 /b\n+40",
	    "STARTED(late) OFFER(caller) ANSWER(callee) ENDED(caller) FREED");
	expect("> UPDATE 7 /b\n> BYE 8 /b\n+40",
	    "STARTED(late) ENDED(caller) FREED");
	/* Who asks first is taken as the caller. */
	expect("< BYE 8 /b\n> 200 8 BYE /b\n+40",
	    "STARTED(late) ENDED(caller) FREED");
	ck_assert_uint_eq(counter_get(COUNTER_sip_outside_call), 0);
}
END_TEST

START_TEST(what_comes_too_late_begins_no_call)
{
	expect("> ACK 1 /b\n< 200 2 BYE /b\n< 486 1 INVITE /b\n> CANCEL 1\n"
	       "< 100 1 INVITE\n> INFO 4 /b\n> BYE 1\n",
	    "");
	ck_assert_uint_eq(counter_get(COUNTER_sip_outside_call), 7);
}
END_TEST

START_TEST(an_offer_may_come_late)
{
	expect("> INVITE 1\n< 180 1 INVITE /b\n< 200 1 INVITE /b sdp\n"
	       "> ACK 1 /b sdp\n",
	    "STARTED RINGING OFFER(callee) ANSWERED ANSWER(caller)");
	/* ... also in a re-INVITE, after an offer of the caller. */
	expect("> INVITE 2 /b sdp\n< 200 2 INVITE /b sdp\n> ACK 2 /b\n"
	       "> INVITE 3 /b\n< 200 3 INVITE /b sdp\n> ACK 3 /b sdp\n",
	    "OFFER(caller) ANSWER(callee) OFFER(callee) ANSWER(caller)");
	/* ... and in a reliable response, answered in its PRACK. */
	expect("> INVITE 1 #2\n< 183 1 INVITE /b sdp #2\n> PRACK 2 /b sdp #2\n"
	       "< 200 2 PRACK /b #2\n< 200 1 INVITE /b #2\n",
	    "#2:STARTED #2:OFFER(callee) #2:RINGING #2:ANSWER(caller) "
	    "#2:ANSWERED");
}
END_TEST

START_TEST(prack_and_update_describe_media)
{
	expect("> INVITE 1 sdp\n< 183 1 INVITE /b sdp\n"
	       "> PRACK 2 /b sdp\n< 200 2 PRACK /b sdp\n"
	       "> UPDATE 3 /b sdp\n< 200 3 UPDATE /b sdp\n"
	       "< UPDATE 1 /b sdp\n> 200 1 UPDATE /b sdp\n"
	       "< 200 1 INVITE /b sdp\n",
	    "STARTED OFFER(caller) ANSWER(callee) RINGING OFFER(caller) "
	    "ANSWER(callee) OFFER(caller) ANSWER(callee) OFFER(callee) "
	    "ANSWER(caller) ANSWER(callee) ANSWERED");
	expect("> UPDATE 4 /b sdp\n< 491 4 UPDATE /b\n< UPDATE 2 /b sdp\n",
	    "OFFER(caller) BEFORE(caller) OFFER(callee)");
}
END_TEST

START_TEST(an_answer_may_be_in_a_prack)
{
	expect("> INVITE 1\n< 183 1 INVITE /b sdp\n> PRACK 2 /b sdp\n"
	       "< 200 2 PRACK /b\n< 200 1 INVITE /b\n> ACK 1 /b\n",
	    "STARTED OFFER(callee) RINGING ANSWER(caller) ANSWERED");
	/* Both are what was agreed on. */
	expect("> INVITE 3 /b sdp\n< 488 3 INVITE /b\n"
	       "< UPDATE 1 /b sdp\n> 488 1 UPDATE /b\n",
	    "OFFER(caller) BEFORE(caller) OFFER(callee) BEFORE(callee)");
}
END_TEST

START_TEST(the_next_hop_of_a_late_joined_call_is_a_leg)
{
	expect("> BYE 7 /b\n> BYE 7 /b @23 .2\n< 200 7 BYE /b @23 .2\n"
	       "< 200 7 BYE /b\n",
	    "STARTED(late) ENDED(caller) 2:STARTED(late) 2:ENDED(caller)");
}
END_TEST

START_TEST(two_hops_are_two_legs_of_one_session)
{
	expect("> INVITE 1 sdp\n> INVITE 1 sdp @23 .2\n"
	       "< 180 1 INVITE /b @23 .2\n< 180 1 INVITE /b\n"
	       "< 200 1 INVITE /b sdp @23 .2\n< 200 1 INVITE /b sdp\n",
	    "STARTED OFFER(caller) 2:STARTED 2:OFFER(caller) 2:RINGING "
	    "RINGING 2:ANSWER(callee) 2:ANSWERED ANSWER(callee) ANSWERED");
	expect("< BYE 1 /b @23\n< BYE 1 /b .2\n> 200 1 BYE /b .2\n+40",
	    "2:ENDED(callee) ENDED(callee) FREED 2:FREED");
}
END_TEST

START_TEST(a_proxy_may_leave_the_path)
{
	play("> INVITE 1 sdp\n> INVITE 1 sdp @23 .2\n"
	     "< 200 1 INVITE /b sdp @23 .2\n< 200 1 INVITE /b sdp\n");
	/* The second leg sees no BYE, and is over all the same. */
	expect("> ACK 1 /b @13\n> BYE 2 /b @13\n< 200 2 BYE /b @13\n+40",
	    "ENDED(caller) FREED 2:FREED");
}
END_TEST

START_TEST(a_setup_without_an_answer_is_given_up)
{
	expect("> INVITE 1\n+150\n> INVITE 1\n+150", "STARTED COPY");
	expect("+40", "GONE FREED");
	expect("> INVITE 1 #2\n< 180 1 INVITE /b #2\n+200\n",
	    "#2:STARTED #2:RINGING #2:GONE #2:FREED");
	/* Who has answered may be silent for days. */
	expect("> INVITE 1 #3\n< 200 1 INVITE /b #3\n+86400\n> BYE 2 /b #3",
	    "#3:STARTED #3:ANSWERED #3:ENDED(caller)");
}
END_TEST

START_TEST(a_session_that_is_over_lingers_for_late_copies)
{
	play(CALL "> BYE 2 /b\n");
	expect("+31\n> BYE 2 /b\n+31", "COPY");
	expect("+2", "FREED");
	expect("> ACK 1 /b\n", "");
	ck_assert_uint_eq(freed, 1);
}
END_TEST

START_TEST(an_abandoned_session_takes_its_late_bye)
{
	play(CALL);
	abandon();
	expect("+3000\n> INVITE 2 /b sdp\n< 200 2 INVITE /b sdp\n+3000\n"
	       "> BYE 3 /b\n> BYE 3 /b\n",
	    "COPY");
	expect("+3601", "FREED");
}
END_TEST

START_TEST(the_longest_silent_session_makes_room)
{
	play("> INVITE 1\n> INVITE 1 #2\n> INVITE 1 #3\n< 180 1 INVITE /b\n");
	expect("> INVITE 1 #4\n", "#2:FREED #4:STARTED");
	expect("< 180 1 INVITE /b #3\n> INVITE 1 #5\n",
	    "#3:RINGING FREED #5:STARTED");
	ck_assert_uint_eq(counter_get(COUNTER_sip_dialog_limit), 2);
}
END_TEST

START_TEST(messages_outside_calls_are_counted)
{
	expect("> OPTIONS 1\n< 200 1 OPTIONS /b\n> REGISTER 1\n> REGISTER 2\n"
	       "< 401 1 REGISTER /b\n> MESSAGE 1\n> NOTIFY 1 /b\n",
	    "");
	ck_assert_uint_eq(counter_get(COUNTER_sip_outside_call), 7);
	ck_assert_uint_eq(counter_get(COUNTER_sip_options), 1);
	ck_assert_uint_eq(counter_get(COUNTER_sip_registration), 2);
	ck_assert_uint_eq(counter_get(COUNTER_sip_instant_message), 1);
	expect(CALL "> OPTIONS 5 /b\n< 200 5 OPTIONS /b\n> MESSAGE 6 /b\n",
	    CALL_EVENTS);
	ck_assert_uint_eq(counter_get(COUNTER_sip_outside_call), 7);
}
END_TEST

/* Lines in any order, with time between them: never an event out of turn. */
START_TEST(no_order_of_messages_breaks_the_order_of_events)
{
	static const char *const lines[] = {"> INVITE 1 sdp",
	    "> INVITE 1 sdp .2", "> INVITE 2 sdp", "> INVITE 2 /b",
	    "< INVITE 1 /b sdp", "> INVITE 1 sdp @23", "> INVITE 1 #2",
	    "> INVITE 3 ~x", "< 183 1 INVITE /b sdp", "< 180 1 INVITE /c",
	    "< 200 1 INVITE /b sdp", "< 200 1 INVITE /c sdp",
	    "> 200 1 INVITE /b", "< 200 2 INVITE /b", "< 200 1 INVITE /b @23",
	    "< 401 1 INVITE /d", "< 486 1 INVITE /b", "< 487 1 INVITE /c .2",
	    "< 603 2 INVITE /b", "< 486 1 INVITE /c @23", "> ACK 1 /b sdp",
	    "> CANCEL 1", "> PRACK 2 /b sdp", "> UPDATE 3 /b", "> BYE 3 /b",
	    "> BYE 3 /c", "< BYE 1 /b", "> BYE 3 /b @13", "> BYE 3 /b @23",
	    "< 200 3 BYE /b", "> BYE 1 /z #3", "> INVITE 1 #4", "> INVITE 1 #5",
	    "+1", "+40", "+200", "+4000"};
	uint32_t random = 1;

	for (int i = 0; i < 100000; i++) {
		random = random * 1664525 + 1013904223;
		events[0] = '\0';
		play(lines[(random >> 16) % COUNT(lines)]);
		if (session && random >> 27 == 0)
			abandon();
	}
	ck_assert_uint_gt(freed, 1000);
	ck_assert_uint_gt(counter_get(COUNTER_sip_dialog_limit), 10);
}
END_TEST

static void
add_case(Suite *suite, const char *name, const TTest *test)
{
	add_test_between(suite, name, test, script_setup, script_teardown);
}

int
main(void)
{
	Suite *suite = suite_create("dialog");

	add_case(suite, "plain", a_plain_call_rings_is_answered_and_ends);
	add_case(suite, "copies", copies_change_nothing);
	add_case(suite, "bye", either_side_hangs_up);
	add_case(suite, "forks", one_fork_answers_and_the_rest_is_cancelled);
	add_case(suite, "forks", a_fork_that_fails_does_not_end_the_others);
	add_case(suite, "forks", two_forks_that_answer_must_both_hang_up);
	add_case(suite, "forks",
	    a_fork_on_a_hop_of_its_own_does_not_end_the_session);
	add_case(suite, "reinvite", a_reinvite_holds_and_resumes);
	add_case(
	    suite, "reinvite", a_reinvite_that_is_rejected_changes_nothing);
	add_case(suite, "reinvite", reinvites_may_cross);
	add_case(suite, "reinvite", offers_that_are_kept_are_limited);
	add_case(suite, "cancel", a_call_is_cancelled);
	add_case(suite, "failure", every_class_of_final_status_fails_a_call);
	add_case(
	    suite, "challenge", a_challenge_and_the_real_invite_are_one_leg);
	add_case(suite, "challenge",
	    after_a_challenge_the_tag_or_the_port_may_be_others);
	add_case(suite, "challenge",
	    a_challenge_that_nobody_answers_keeps_its_status);
	add_case(
	    suite, "retry", a_new_attempt_after_a_failure_is_a_new_session);
	add_case(suite, "early_bye", a_bye_may_end_an_early_dialog);
	add_case(
	    suite, "ack", an_ack_with_a_branch_of_its_own_proves_an_answer);
	add_case(suite, "late", a_call_may_be_joined_late);
	add_case(suite, "late", what_comes_too_late_begins_no_call);
	add_case(suite, "offer", an_offer_may_come_late);
	add_case(suite, "offer", prack_and_update_describe_media);
	add_case(suite, "offer", an_answer_may_be_in_a_prack);
	add_case(suite, "late", the_next_hop_of_a_late_joined_call_is_a_leg);
	add_case(suite, "hops", two_hops_are_two_legs_of_one_session);
	add_case(suite, "hops", a_proxy_may_leave_the_path);
	add_case(suite, "tick", a_setup_without_an_answer_is_given_up);
	add_case(suite, "tick", a_session_that_is_over_lingers_for_late_copies);
	add_case(suite, "abandon", an_abandoned_session_takes_its_late_bye);
	add_case(suite, "limit", the_longest_silent_session_makes_room);
	add_case(
	    suite, "order", no_order_of_messages_breaks_the_order_of_events);
	add_case(suite, "outside", messages_outside_calls_are_counted);
	return run_suite(suite);
}
