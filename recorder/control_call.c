/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What commands do to a call. */
#include "recorder/control_call.h"

#include "calls/calls_find.h"
#include "calls/pause.h"
#include "calls/policy.h"

#define WHO "control"

static bool
say(FILE *out, bool good, const char *what)
{
	fprintf(out, "%s\n", what);
	return good;
}

static bool
pause_or_resume(struct calls *calls, struct call *call, struct tstamp now,
    bool pauses, FILE *out)
{
	enum pause_answer answer =
	    pauses ? pause_begin(calls, call, now, NULL, WHO)
		   : pause_end(calls, call, now, NULL, WHO);

	switch (answer) {
	case PAUSE_DONE:
		return say(out, true, "done");
	case PAUSE_ALREADY:
		return say(out, true,
		    pauses ? "it is paused already" : "it is not paused");
	case PAUSE_OVER:
		return say(out, false, "the call is over");
	case PAUSE_LIMIT:
	default:
		return say(out, false,
		    pauses ? "it cannot be paused: too often, or no memory"
			   : "it stays paused: it was too often");
	}
}

static bool
record_or_stop(struct calls *calls, struct call *call, struct tstamp now,
    bool records, FILE *out)
{
	enum policy_answer answer = records
					? policy_record(calls, call, now, WHO)
					: policy_stop(calls, call, now, WHO);

	switch (answer) {
	case POLICY_DONE:
		return say(out, true, "done");
	case POLICY_ALREADY:
		return say(out, true,
		    records ? "it is recorded already" : "it is not recorded");
	case POLICY_REFUSED:
		fprintf(out, "the rule \"%s\" forbids it\n",
		    call->policy.rule->name);
		return false;
	case POLICY_OVER:
	default:
		return say(out, false, "the call is over");
	}
}

bool
control_call(struct run *run, const struct control_request *request, FILE *out)
{
	struct calls *calls = pipeline_calls(run->pipeline);
	struct tstamp now = pipeline_now(run->pipeline);
	struct call *call;

	switch (calls_find(calls, request->id, &call)) {
	case CALLS_FOUND:
		break;
	case CALLS_SEVERAL:
		return say(out, false, "several calls begin with that id");
	case CALLS_NONE:
	default:
		return say(out, false, "no call that goes on has that id");
	}
	switch (request->verb) {
	case CONTROL_PAUSE:
	case CONTROL_RESUME:
		return pause_or_resume(
		    calls, call, now, request->verb == CONTROL_PAUSE, out);
	default:
		return record_or_stop(
		    calls, call, now, request->verb == CONTROL_RECORD, out);
	}
}
