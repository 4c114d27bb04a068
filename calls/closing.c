/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The end of a call: it is taken out of all tables at once, and filed a little
 * later, when the writer of its audio has told what became of it.
 */
#include "base/counter.h"
#include "calls/calls_int.h"
#include "calls/fax.h"
#include "calls/filing.h"
#include "calls/losses.h"
#include "calls/measure.h"
#include "calls/media_srtp.h"
#include "calls/pause.h"
#include "calls/policy.h"

/* It is filed so many ticks later, by when its events were collected: in a
 * replay always, and live when its writer is not late. */
#define TICKS_CLOSING 2

/* Nothing finds the call any more. */
static void
take_out(struct calls *calls, struct call *call)
{
	if (calls->forgotten)
		calls->forgotten(call, calls->forgotten_arg);
	losses_forget(calls->losses, call);
	calls_list_remove(calls, call);
	media_retire(calls->media, call);
}

void
calls_close(struct calls *calls, struct call *call)
{
	measure_end(calls, call);
	calls_check(calls, faxes_finish(call));
	take_out(calls, call);
	audio_end(call);
	call->forgotten = calls->ticks;
	call->older = calls->last_closing;
	call->newer = NULL;
	if (calls->last_closing)
		calls->last_closing->newer = call;
	else
		calls->first_closing = call;
	calls->last_closing = call;
	calls->closing_count++;
}

/* Frees a call that nothing finds any more. */
static void
call_free(struct calls *calls, struct call *call)
{
	findings_clear(&call->findings);
	faxes_forget(calls->faxes, call);
	measure_forget(call);
	media_forget(calls->media, call);
	media_srtp_forget(call);
	audio_forget(call);
	policy_forget(call);
	pause_forget(call);
	for (enum side side = 0; side < SIDE_COUNT; side++) {
		free(call->sides[side].number);
		free(call->sides[side].name);
		free(call->sides[side].uri);
	}
	free(call->diverted_from);
	free(call);
}

void
calls_drop(struct calls *calls, struct call *call)
{
	take_out(calls, call);
	call_free(calls, call);
}

/* Takes a call off the list of those that close, files it and frees it. */
static void
file_closed(struct calls *calls, struct call *call)
{
	struct filed filed;

	if (call->older)
		call->older->newer = call->newer;
	else
		calls->first_closing = call->newer;
	if (call->newer)
		call->newer->older = call->older;
	else
		calls->last_closing = call->older;
	calls->closing_count--;
	calls_check(calls, file_all(calls->catalogue, call, &filed));
	calls->ledger->streams += filed.streams;
	ledger_enter(calls->ledger, call, filed.completeness);
	call_free(calls, call);
}

void
calls_file_closed(struct calls *calls, bool all)
{
	struct call *next;

	for (struct call *call = calls->first_closing; call; call = next) {
		next = call->newer;
		if (!all && calls->ticks - call->forgotten < TICKS_CLOSING)
			break;
		if (audio_is_finished(call))
			file_closed(calls, call);
	}
}
