/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows into the catalogue. The SQL is made of a table's column names, once
 * for each connection; the values are bound in the same order.
 */
#include "storage/catalogue_int.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "storage/number.h"

#define SQL_SIZE 4096

/* How rows of a table are written. */
struct target {
	enum statement_slot slot;
	bool has_id; /* the first column is 'id', and a row with the
	                        same one is brought up to date */
	const char *table;
	const char *columns; /* separated by ", " */
};

/* What is written of the SQL; too long a text sets 'full'. */
struct sql {
	char text[SQL_SIZE];
	size_t len;
	bool full;
};

static const struct target call_target = {SLOT_PUT_CALL, true, "call",
    "id, uid, state, completeness, reason, direction, "
    "caller_number, caller_number_normalised, caller_number_reversed, "
    "caller_name, caller_uri, caller_address, "
    "callee_number, callee_number_normalised, callee_number_reversed, "
    "callee_name, callee_uri, callee_address, "
    "started_us, ringing_us, answered_us, ended_us, final_status, ended_by"};

static const struct target leg_target = {SLOT_PUT_LEG, true, "leg",
    "id, call_id, sip_call_id, from_tag, to_tag, transport, src, dst, "
    "caller_agent, callee_agent, started_us, answered_us, ended_us, "
    "final_status, source_id"};

static const struct target stream_target = {SLOT_PUT_STREAM, true, "stream",
    "id, call_id, leg_id, side, codec, payload_type, ssrc, src, dst, "
    "first_us, last_us, packets, payload_bytes, lost, duplicates, "
    "reordered, late, jitter_ms, jitter_max_ms, drift_ppm, mos, recorded, "
    "source_id, mirror_duplicates"};

static const struct target recording_target = {SLOT_PUT_RECORDING, true,
    "recording",
    "id, call_id, path, format, state, channels, rate_hz, started_us, "
    "duration_ms, frames, bytes, sha256"};

static const struct target source_target = {SLOT_PUT_SOURCE, true, "source",
    "id, parent_id, kind, name, encapsulation, vlan, link_type, first_us, "
    "last_us, packets, bytes"};

static const struct target sip_message_target = {SLOT_ADD_SIP_MESSAGE, false,
    "sip_message",
    "call_id, leg_id, time_us, src, dst, method, status, cseq, "
    "retransmission, bytes"};

static const struct target gap_target = {SLOT_ADD_GAP, false, "gap",
    "recording_id, side, from_us, to_us, cause, count"};

static const struct target event_target = {
    SLOT_ADD_EVENT, false, "event", "call_id, time_us, kind, side, detail"};

static const struct target capture_stat_target = {SLOT_ADD_CAPTURE_STAT, false,
    "capture_stat", "time_us, source_id, name, value"};

static const struct target duplicate_target = {SLOT_ADD_DUPLICATE, false,
    "duplicate", "source_id, copy_source_id, packets"};

static void
sql_add(struct sql *sql, const char *text, size_t len)
{
	if (sql->full || len >= sizeof sql->text - sql->len) {
		sql->full = true;
		return;
	}
	memcpy(sql->text + sql->len, text, len);
	sql->len += len;
	sql->text[sql->len] = '\0';
}

/*
 * Adds 'format' once for each of 'columns', with commas between; a % in it
 * stands for the column.
 */
static void
sql_add_columns(struct sql *sql, const char *columns, const char *format)
{
	struct text rest = text_of(columns);
	bool first = true;

	while (rest.len) {
		struct text name = text_cut(&rest, ',');

		name = text_trim(name);
		if (!first)
			sql_add(sql, ", ", 2);
		first = false;
		for (const char *at = format; *at; at++) {
			if (*at == '%')
				sql_add(sql, name.at, name.len);
			else
				sql_add(sql, at, 1);
		}
	}
}

static void
sql_add_string(struct sql *sql, const char *string)
{
	sql_add(sql, string, strlen(string));
}

/* "INSERT INTO t (a, b) VALUES (?, ?)", and what to do with the same id. */
static void
sql_insert(struct sql *sql, const struct target *target)
{
	const char *columns = target->columns;

	*sql = (struct sql){.len = 0};
	sql_add_string(sql, "INSERT INTO ");
	sql_add_string(sql, target->table);
	sql_add_string(sql, " (");
	sql_add_columns(sql, columns, "%");
	sql_add_string(sql, ") VALUES (");
	sql_add_columns(sql, columns, "?");
	sql_add_string(sql, ")");
	if (target->has_id) {
		sql_add_string(sql, " ON CONFLICT (id) DO UPDATE SET ");
		sql_add_columns(sql, columns, "% = excluded.%");
	}
}

/* The statement for 'target', with its batch begun and nothing bound. */
static int
write_begin(struct catalogue *catalogue, const struct target *target,
    struct statement **out)
{
	struct sql sql;
	int error = batch_begin(catalogue);

	if (error)
		return error;
	*out = statement_get(catalogue, target->slot);
	if (*out)
		return 0;
	sql_insert(&sql, target);
	if (sql.full)
		return EINVAL;
	return statement_prepare(catalogue, target->slot, sql.text, out);
}

static void
bind_time(struct statement *statement, int64_t us)
{
	if (us == ROW_NO_TIME)
		bind_null(statement);
	else
		bind_int(statement, us);
}

/* An identifier, a SIP status or a VLAN, where 0 stands for "none". */
static void
bind_nonzero(struct statement *statement, int64_t value)
{
	if (value == 0)
		bind_null(statement);
	else
		bind_int(statement, value);
}

/* SQLite's integers are signed. */
static void
bind_count(struct statement *statement, uint64_t count)
{
	bind_int(statement, count > INT64_MAX ? INT64_MAX : (int64_t)count);
}

static void
bind_party(struct statement *statement, const struct party_row *party)
{
	struct number number;

	number_normalise(party->number, &number);
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
	error = write_begin(catalogue, &call_target, &s);
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
	bind_party(s, &row->caller);
	bind_party(s, &row->callee);
	bind_int(s, row->started_us);
	bind_time(s, row->ringing_us);
	bind_time(s, row->answered_us);
	bind_time(s, row->ended_us);
	bind_nonzero(s, row->final_status);
	bind_text(s, row->ended_by);
	return statement_write(s);
}

int
catalogue_put_leg(struct catalogue *catalogue, const struct leg_row *row)
{
	struct statement *s;
	int error = write_begin(catalogue, &leg_target, &s);

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
	return statement_write(s);
}

/* The measured half of a stream. */
static void
bind_quality(struct statement *s, const struct stream_row *row)
{
	bind_count(s, row->packets);
	bind_count(s, row->bytes);
	bind_count(s, row->lost);
	bind_count(s, row->duplicates);
	bind_count(s, row->reordered);
	bind_count(s, row->late);
	bind_real(s, row->jitter_ms);
	bind_real(s, row->jitter_max_ms);
	if (row->has_drift)
		bind_real(s, row->drift_ppm);
	else
		bind_null(s);
	if (row->has_mos)
		bind_real(s, row->mos);
	else
		bind_null(s);
}

int
catalogue_put_stream(struct catalogue *catalogue, const struct stream_row *row)
{
	struct statement *s;
	int error = write_begin(catalogue, &stream_target, &s);

	if (error)
		return error;
	bind_int(s, row->id);
	bind_int(s, row->call_id);
	bind_nonzero(s, row->leg_id);
	bind_text(s, row->side);
	bind_text(s, row->codec);
	bind_int(s, row->payload_type);
	bind_int(s, row->ssrc);
	bind_text(s, row->src);
	bind_text(s, row->dst);
	bind_time(s, row->first_us);
	bind_time(s, row->last_us);
	bind_quality(s, row);
	bind_int(s, row->recorded);
	bind_nonzero(s, row->source_id);
	bind_count(s, row->mirror_duplicates);
	return statement_write(s);
}

int
catalogue_put_recording(
    struct catalogue *catalogue, const struct recording_row *row)
{
	struct statement *s;
	int error = write_begin(catalogue, &recording_target, &s);

	if (error)
		return error;
	bind_int(s, row->id);
	bind_int(s, row->call_id);
	bind_text(s, row->path);
	bind_text(s, row->format);
	bind_text(s, row->state);
	bind_int(s, row->channels);
	bind_int(s, row->rate_hz);
	bind_int(s, row->started_us);
	bind_int(s, row->duration_ms);
	bind_count(s, row->frames);
	bind_count(s, row->bytes);
	bind_text(s, row->sha256);
	return statement_write(s);
}

int
catalogue_put_source(struct catalogue *catalogue, const struct source_row *row)
{
	struct statement *s;
	int error = write_begin(catalogue, &source_target, &s);

	if (error)
		return error;
	bind_int(s, row->id);
	bind_nonzero(s, row->parent_id);
	bind_text(s, row->kind);
	bind_text(s, row->name);
	bind_text(s, row->encapsulation);
	bind_nonzero(s, row->vlan);
	bind_text(s, row->link_type);
	bind_time(s, row->first_us);
	bind_time(s, row->last_us);
	bind_count(s, row->packets);
	bind_count(s, row->bytes);
	return statement_write(s);
}

int
catalogue_add_sip_message(
    struct catalogue *catalogue, const struct sip_message_row *row)
{
	struct statement *s;
	int error = write_begin(catalogue, &sip_message_target, &s);

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
catalogue_add_gap(struct catalogue *catalogue, const struct gap_row *row)
{
	struct statement *s;
	int error = write_begin(catalogue, &gap_target, &s);

	if (error)
		return error;
	bind_int(s, row->recording_id);
	bind_text(s, row->side);
	bind_int(s, row->from_us);
	bind_int(s, row->to_us);
	bind_text(s, row->cause);
	bind_count(s, row->count);
	return statement_write(s);
}

int
catalogue_add_event(struct catalogue *catalogue, const struct event_row *row)
{
	struct statement *s;
	int error = write_begin(catalogue, &event_target, &s);

	if (error)
		return error;
	bind_int(s, row->call_id);
	bind_int(s, row->time_us);
	bind_text(s, row->kind);
	bind_text(s, row->side);
	bind_text(s, row->detail);
	return statement_write(s);
}

int
catalogue_add_capture_stat(
    struct catalogue *catalogue, const struct capture_stat_row *row)
{
	struct statement *s;
	int error = write_begin(catalogue, &capture_stat_target, &s);

	if (error)
		return error;
	bind_int(s, row->time_us);
	bind_nonzero(s, row->source_id);
	bind_text(s, row->name);
	bind_count(s, row->value);
	return statement_write(s);
}

int
catalogue_add_duplicate(
    struct catalogue *catalogue, const struct duplicate_row *row)
{
	struct statement *s;
	int error = write_begin(catalogue, &duplicate_target, &s);

	if (error)
		return error;
	bind_int(s, row->source_id);
	bind_int(s, row->copy_source_id);
	bind_count(s, row->packets);
	return statement_write(s);
}

int64_t
catalogue_next_id(struct catalogue *catalogue, enum catalogue_table table)
{
	static const char *const newest[CATALOGUE_TABLE_COUNT] = {
	    [CATALOGUE_CALL] = "SELECT max(id) FROM call",
	    [CATALOGUE_LEG] = "SELECT max(id) FROM leg",
	    [CATALOGUE_STREAM] = "SELECT max(id) FROM stream",
	    [CATALOGUE_RECORDING] = "SELECT max(id) FROM recording",
	    [CATALOGUE_SOURCE] = "SELECT max(id) FROM source",
	};
	int64_t *next = database_next_id(catalogue, table);

	if (*next == 0) {
		if (database_number(catalogue, newest[table], next))
			return 0;
		(*next)++;
	}
	return (*next)++;
}
