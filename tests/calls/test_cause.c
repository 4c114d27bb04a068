/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why calls failed or ended, in words. */
#include "calls/cause.h"

#include "sip/message.h"
#include "tests/check_main.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* A message with a Reason. */
static struct sip_message
message_of(enum sip_method method, unsigned status, const char *reason)
{
	return (struct sip_message){
	    .is_request = status == 0,
	    .method = method,
	    .status = status,
	    .reason = text_of(reason),
	};
}

static const struct {
	const char *cancel; /* Reason of a CANCEL, NULL: none came */
	unsigned status;    /* of the final response; 0: none came */
	const char *phrase;
	const char *reason; /* its Reason */
	bool challenged, gave_up, responded;
	const char *text;
} cases[] = {
    {NULL, 486, "Busy Here", "", false, false, true, "busy (486 Busy Here)"},
    {NULL, 486, "", "Q.850;cause=17", false, false, true,
	"busy (486; Q.850 17: user busy)"},
    {NULL, 603, "Decline", "", false, false, true, "declined (603 Decline)"},
    {NULL, 404, "Not Found", "Q.850;cause=1;text=\"Unallocated\"", false, false,
	true,
	"not found (404 Not Found; Q.850 1: number not assigned; "
	"\"Unallocated\")"},
    {NULL, 302, "Moved", "", false, false, true, "redirected (302 Moved)"},
    {NULL, 480, "Gone", "Q.850;cause=19", false, false, true,
	"no answer (480 Gone; Q.850 19: no answer from the user)"},
    {NULL, 480, "Gone", "", false, false, true, "not available (480 Gone)"},
    {NULL, 408, "Request Timeout", "", false, false, true,
	"timed out (408 Request Timeout)"},
    {NULL, 403, "Forbidden", "", false, false, true,
	"forbidden (403 Forbidden)"},
    {NULL, 403, "Forbidden", "", true, false, true,
	"authentication failed (403 Forbidden)"},
    {NULL, 500, "Oops", "SIP;cause=486", false, false, true,
	"server error (500 Oops; SIP 486)"},
    {"", 487, "Request Terminated", "", false, false, true,
	"cancelled by the caller (487 Request Terminated)"},
    {NULL, 487, "Request Terminated", "", false, false, true,
	"cancelled (487 Request Terminated)"},
    {"SIP;cause=200;text=\"Call completed elsewhere\"", 487, "RT",
	"Q.850;cause=31", false, false, true,
	"answered elsewhere (487 RT; SIP 200; "
	"\"Call completed elsewhere\")"},
    {"Q.850;cause=26", 487, "RT", "", false, false, true,
	"answered elsewhere (487 RT; Q.850 26: non-selected user "
	"clearing)"},
    {"SIP;cause=600", 487, "RT", "", false, false, true,
	"busy elsewhere (487 RT; SIP 600)"},
    {NULL, 0, "", "", false, true, false, "no response at all was seen"},
    {NULL, 0, "", "", false, true, true, "no final response was seen"},
    {"", 0, "", "", false, true, true, "cancelled by the caller"},
    {"Q.850;cause=16", 0, "", "", false, true, true,
	"cancelled by the caller (Q.850 16: normal call clearing)"},
    {NULL, 407, "", "", false, true, true,
	"the challenge was not answered (407)"},
};

START_TEST(failures_are_told)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct cause cause = {.sip = 0};
		struct failure failure = {
		    .status = cases[i].status,
		    .phrase = text_of(cases[i].phrase),
		    .cancelled = cases[i].cancel != NULL,
		    .challenged = cases[i].challenged,
		    .gave_up = cases[i].gave_up,
		};
		struct sip_message message;
		char out[200];

		if (cases[i].responded) {
			message = message_of(SIP_METHOD_INVITE, 180, "");
			cause_note(&cause, &message);
		}
		if (cases[i].cancel) {
			message =
			    message_of(SIP_METHOD_CANCEL, 0, cases[i].cancel);
			cause_note(&cause, &message);
		}
		if (cases[i].status) {
			message = message_of(SIP_METHOD_INVITE, cases[i].status,
			    cases[i].reason);
			cause_note(&cause, &message);
		}
		cause_of_failure(&cause, &failure, out, sizeof out);
		ck_assert_str_eq(out, cases[i].text);
	}
}
END_TEST

START_TEST(a_hangup_tells_what_came_with_it)
{
	struct sip_message ok = message_of(SIP_METHOD_INVITE, 200, "");
	struct sip_message refused =
	    message_of(SIP_METHOD_INVITE, 488, "SIP;cause=488");
	struct sip_message bye =
	    message_of(SIP_METHOD_BYE, 0, "Q.850;cause=16;text=\"Terminated\"");
	struct cause cause = {.sip = 0};
	char out[200];

	cause_note(&cause, &ok);
	/* Of a re-INVITE: the call goes on. */
	cause_note(&cause, &refused);
	cause_of_hangup(&cause, out, sizeof out);
	ck_assert_str_eq(out, "");
	cause_note(&cause, &bye);
	cause_of_hangup(&cause, out, sizeof out);
	ck_assert_str_eq(out, "Q.850 16: normal call clearing; \"Terminated\"");
}
END_TEST

START_TEST(no_text_is_too_long)
{
	char phrase[300], out[150];
	struct failure failure = {.status = 486};
	struct cause cause = {.sip = 486, .q850 = 62};

	memset(phrase, 'x', sizeof phrase);
	memset(cause.text, 'y', sizeof cause.text - 1);
	failure.phrase = (struct text){phrase, sizeof phrase};
	cause_of_failure(&cause, &failure, out, sizeof out);
	ck_assert_uint_eq(strlen(out), sizeof out - 1);
	cause_of_failure(&cause, &failure, out, 1);
	ck_assert_str_eq(out, "");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("cause");

	add_test(suite, "failure", failures_are_told);
	add_test(suite, "hangup", a_hangup_tells_what_came_with_it);
	add_test(suite, "limits", no_text_is_too_long);
	return run_suite(suite);
}
