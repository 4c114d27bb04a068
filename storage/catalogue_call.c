/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls and what was signalled of them, into the catalogue. */
#include "storage/catalogue_row.h"

#include <errno.h>
#include <string.h>

#include "storage/number.h"

static const struct target call_target = {SLOT_PUT_CALL, true, "call",
    "id, uid, state, completeness, reason, direction, "
    "caller_number, caller_number_normalised, caller_number_reversed, "
    "caller_name, caller_uri, caller_address, "
    "callee_number, callee_number_normalised, callee_number_reversed, "
    "callee_name, callee_uri, callee_address, "
    "started_us, ringing_us, answered_us, ended_us, final_status, ended_by, "
    "sip_cause, q850_cause, diverted_from, has_fax"};

static const struct target leg_target = {SLOT_PUT_LEG, true, "leg",
    "id, call_id, sip_call_id, from_tag, to_tag, transport, src, dst, "
    "caller_agent, callee_agent, started_us, answered_us, ended_us, "
    "final_status, source_id, caller_number, callee_number, caller_side"};

static const struct target link_target = {SLOT_ADD_LINK, false, "link",
    "leg_id, other_leg_id, method, score, merged_uid"};

static const struct target sip_message_target = {SLOT_ADD_SIP_MESSAGE, false,
    "sip_message",
    "call_id, leg_id, time_us, src, dst, method, status, cseq, "
    "retransmission, bytes"};

static const struct target dtmf_target = {SLOT_ADD_DTMF, false, "dtmf",
    "call_id, stream_id, time_us, side, digit, duration_ms, method"};

static const struct target event_target = {
    SLOT_ADD_EVENT, false, "event", "call_id, time_us, kind, side, detail"};

static void
bind_party(struct statement *statement, const struct party_row *party,
    const struct number_plan *plan)
{
	struct number number;

	number_normalise(party->number, plan, &number);
	bind_text(statement, party->number);
	bind_text_copy(statement, number.normalised);
	bind_text_copy(statement, number.reversed);
	bind_text(statement, party->name);
	bind_text(statement, party->uri);
	bind_text(statement, party->address);
}

static bool
uid_is_valid(const char *uid)
{
	return uid && strlen(uid) == CALL_UID_LEN &&
	       strspn(uid, "0123456789abcdef") == CALL_UID_LEN;
}

/* Removes the call of an earlier run that has this uid and another id. */
static int
delete_older(struct catalogue *catalogue, const struct call_row *row)
{
	struct statement *find, *delete;
	int64_t id = 0;
	bool found;
	int error = statement_prepare(catalogue, SLOT_CALL_OF_UID,
	    "SELECT id FROM call WHERE uid = ?", &find);

	if (error)
		return error;
	bind_text(find, row->uid);
	error = statement_step(find, &found);
	if (!error && found)
		id = column_int(find);
	statement_reset(find);
	if (error || !found || id == row->id)
		return error;
	error = statement_prepare(catalogue, SLOT_DELETE_CALL,
	    "DELETE FROM call WHERE id = ?", &delete);
	if (error)
		return error;
	bind_int(delete, id);
	return statement_write(delete);
}

int
catalogue_put_call(struct catalogue *catalogue, const struct call_row *row)
{
	struct statement *s;
	int error;

	if (!uid_is_valid(row->uid))
		return EINVAL;
	error = row_begin(catalogue, &call_target, &s);
	if (!error)
		error = delete_older(catalogue, row);
	if (error)
		return error;
	bind_int(s, row->id);
	bind_text(s, row->uid);
	bind_text(s, row->state);
	bind_text(s, row->completeness);
	bind_text(s, row->reason);
	bind_text(s, row->direction);
	bind_party(s, &row->caller, database_number_plan(catalogue));
	bind_party(s, &row->callee, database_number_plan(catalogue));
	bind_int(s, row->started_us);
	bind_time(s, row->ringing_us);
	bind_time(s, row->answered_us);
	bind_time(s, row->ended_us);
	bind_nonzero(s, row->final_status);
	bind_text(s, row->ended_by);
	bind_nonzero(s, row->sip_cause);
	bind_nonzero(s, row->q850_cause);
	bind_text(s, row->diverted_from);
	bind_int(s, row->has_fax);
	return statement_write(s);
}

int
catalogue_put_leg(struct catalogue *catalogue, const struct leg_row *row)
{
	struct statement *s;
	int error = row_begin(catalogue, &leg_target, &s);

	if (error)
		return error;
	bind_int(s, row->id);
	bind_int(s, row->call_id);
	bind_text(s, row->sip_call_id);
	bind_text(s, row->from_tag);
	bind_text(s, row->to_tag);
	bind_text(s, row->transport);
	bind_text(s, row->src);
	bind_text(s, row->dst);
	bind_text(s, row->caller_agent);
	bind_text(s, row->callee_agent);
	bind_int(s, row->started_us);
	bind_time(s, row->answered_us);
	bind_time(s, row->ended_us);
	bind_nonzero(s, row->final_status);
	bind_nonzero(s, row->source_id);
	bind_text(s, row->caller_number);
	bind_text(s, row->callee_number);
	bind_text(s, row->caller_side);
	return statement_write(s);
}

int
catalogue_add_link(struct catalogue *catalogue, const struct link_row *row)
{
	struct statement *s;
	int error = row_begin(catalogue, &link_target, &s);

	if (error)
		return error;
	bind_int(s, row->leg_id);
	bind_int(s, row->other_leg_id);
	bind_text(s, row->method);
	bind_real(s, row->score);
	bind_text(s, row->merged_uid);
	return statement_write(s);
}

int
catalogue_add_sip_message(
    struct catalogue *catalogue, const struct sip_message_row *row)
{
	struct statement *s;
	int error = row_begin(catalogue, &sip_message_target, &s);

	if (error)
		return error;
	bind_int(s, row->call_id);
	bind_nonzero(s, row->leg_id);
	bind_int(s, row->time_us);
	bind_text(s, row->src);
	bind_text(s, row->dst);
	bind_text(s, row->method);
	bind_nonzero(s, row->status);
	bind_int(s, row->cseq);
	bind_int(s, row->retransmission);
	bind_blob(s, row->bytes, row->size);
	return statement_write(s);
}

int
catalogue_add_dtmf(struct catalogue *catalogue, const struct dtmf_row *row)
{
	struct statement *s;
	int error = row_begin(catalogue, &dtmf_target, &s);

	if (error)
		return error;
	bind_int(s, row->call_id);
	bind_nonzero(s, row->stream_id);
	bind_int(s, row->time_us);
	bind_text(s, row->side);
	bind_text(s, row->digit);
	bind_nonzero(s, row->duration_ms);
	bind_text(s, row->method);
	return statement_write(s);
}

int
catalogue_add_event(struct catalogue *catalogue, const struct event_row *row)
{
	struct statement *s;
	int error = row_begin(catalogue, &event_target, &s);

	if (error)
		return error;
	bind_int(s, row->call_id);
	bind_int(s, row->time_us);
	bind_text(s, row->kind);
	bind_text(s, row->side);
	bind_text(s, row->detail);
	return statement_write(s);
}

/* Each row of 'table' that belongs to call ?1 belongs to ?2 from now on. */
#define MOVE(table) "UPDATE " table " SET call_id = ?2 WHERE call_id = ?1"

int
catalogue_merge_calls(struct catalogue *catalogue, int64_t from, int64_t into)
{
	static const char *const steps[] = {
	    MOVE("leg"),
	    MOVE("sip_message"),
	    MOVE("stream"),
	    MOVE("dtmf"),
	    MOVE("event") " AND kind NOT IN ('ringing', 'answer', 'end')",
	    MOVE("recording"),
	    MOVE("fax"),
	    MOVE("note"),
	    "UPDATE OR IGNORE tag SET call_id = ?2 WHERE call_id = ?1",
	    /* All steps have both parameters. */
	    "DELETE FROM call WHERE id = ?1 AND id <> ?2",
	};
	struct statement *s;
	int error = batch_begin(catalogue);

	for (size_t i = 0; !error && i < sizeof steps / sizeof *steps; i++) {
		error = statement_prepare(catalogue,
		    (enum statement_slot)(SLOT_MERGE_CALLS + i), steps[i], &s);
		if (error)
			break;
		bind_int(s, from);
		bind_int(s, into);
		error = statement_write(s);
	}
	return error;
}
