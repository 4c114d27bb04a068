/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What belongs to a call: a few rows each, in order of time. */
#include "storage/query.h"

#include "storage/catalogue_int.h"

/* Reads the row that 's' stands on and gives it to the caller's function. */
struct reader {
	int (*read)(struct statement *s, const struct reader *reader);
	query_leg_fn *leg; /* the one that is asked for */
	query_stream_fn *stream;
	query_recording_fn *recording;
	query_gap_fn *gap;
	query_event_fn *event;
	query_message_fn *message;
	void *arg;     /* for that function */
	int64_t owner; /* identifier of what the rows belong to */
};

/* Runs 'sql', whose parameter is the owner, through 'reader'. */
static int
read_rows(struct catalogue *catalogue, enum statement_slot slot,
    const char *sql, const struct reader *reader)
{
	struct statement *s;
	bool row = false;
	int error = statement_prepare(catalogue, slot, sql, &s);

	if (error)
		return error;
	bind_int(s, reader->owner);
	error = statement_step(s, &row);
	while (!error && row) {
		error = reader->read(s, reader);
		if (!error)
			error = statement_step(s, &row);
	}
	statement_reset(s);
	return error;
}

static int
read_leg(struct statement *s, const struct reader *reader)
{
	struct leg_row row = {.call_id = reader->owner};

	row.id = column_int(s);
	row.sip_call_id = column_text(s);
	row.from_tag = column_text(s);
	row.to_tag = column_text(s);
	row.transport = column_text(s);
	row.src = column_text(s);
	row.dst = column_text(s);
	row.caller_agent = column_text(s);
	row.callee_agent = column_text(s);
	row.started_us = column_time(s);
	row.answered_us = column_time(s);
	row.ended_us = column_time(s);
	row.final_status = (int)column_int(s);
	row.source_id = column_int(s);
	row.caller_number = column_text(s);
	row.callee_number = column_text(s);
	row.caller_side = column_text(s);
	return reader->leg(&row, reader->arg);
}

int
query_legs(
    struct catalogue *catalogue, int64_t call_id, query_leg_fn *each, void *arg)
{
	static const char sql[] =
	    "SELECT id, sip_call_id, from_tag, to_tag, transport, src, dst, "
	    "caller_agent, callee_agent, started_us, answered_us, ended_us, "
	    "final_status, source_id, caller_number, callee_number, "
	    "caller_side FROM leg "
	    "WHERE call_id = ? ORDER BY started_us, id";
	struct reader reader = {
	    .read = read_leg, .leg = each, .arg = arg, .owner = call_id};

	return read_rows(catalogue, SLOT_LEGS, sql, &reader);
}

static int
read_stream(struct statement *s, const struct reader *reader)
{
	struct stream_row row = {.call_id = reader->owner};

	row.id = column_int(s);
	row.leg_id = column_int(s);
	row.side = column_text(s);
	row.codec = column_text(s);
	row.payload_type = (int)column_int(s);
	row.ssrc = (uint32_t)column_int(s);
	row.src = column_text(s);
	row.dst = column_text(s);
	row.first_us = column_time(s);
	row.last_us = column_time(s);
	row.packets = (uint64_t)column_int(s);
	row.bytes = (uint64_t)column_int(s);
	row.lost = (uint64_t)column_int(s);
	row.duplicates = (uint64_t)column_int(s);
	row.reordered = (uint64_t)column_int(s);
	row.late = (uint64_t)column_int(s);
	row.jitter_ms = column_real(s);
	row.jitter_max_ms = column_real(s);
	row.has_drift = !column_is_null(s);
	row.drift_ppm = column_real(s);
	row.has_mos = !column_is_null(s);
	row.mos = column_real(s);
	row.recorded = column_int(s) != 0;
	row.source_id = column_int(s);
	row.mirror_duplicates = (uint64_t)column_int(s);
	row.learned_by = column_text(s);
	row.described_address = column_text(s);
	row.described_us = column_int(s);
	row.encryption = column_text(s);
	row.undecodable = (uint64_t)column_int(s);
	row.cname = column_text(s);
	return reader->stream(&row, reader->arg);
}

int
query_streams(struct catalogue *catalogue, int64_t call_id,
    query_stream_fn *each, void *arg)
{
	static const char sql[] =
	    "SELECT id, leg_id, side, codec, payload_type, ssrc, src, dst, "
	    "first_us, last_us, packets, payload_bytes, lost, duplicates, "
	    "reordered, late, jitter_ms, jitter_max_ms, drift_ppm, mos, "
	    "recorded, source_id, mirror_duplicates, learned_by, "
	    "described_address, described_us, encryption, undecodable, cname "
	    "FROM stream "
	    "WHERE call_id = ? ORDER BY first_us, id";
	struct reader reader = {
	    .read = read_stream, .stream = each, .arg = arg, .owner = call_id};

	return read_rows(catalogue, SLOT_STREAMS, sql, &reader);
}

static int
read_recording(struct statement *s, const struct reader *reader)
{
	struct recording_row row = {.call_id = reader->owner};

	row.id = column_int(s);
	row.path = column_text(s);
	row.format = column_text(s);
	row.state = column_text(s);
	row.channels = (int)column_int(s);
	row.rate_hz = (int)column_int(s);
	row.started_us = column_time(s);
	row.duration_ms = column_int(s);
	row.frames = (uint64_t)column_int(s);
	row.bytes = (uint64_t)column_int(s);
	row.sha256 = column_text(s);
	return reader->recording(&row, reader->arg);
}

int
query_recordings(struct catalogue *catalogue, int64_t call_id,
    query_recording_fn *each, void *arg)
{
	static const char sql[] =
	    "SELECT id, path, format, state, channels, rate_hz, started_us, "
	    "duration_ms, frames, bytes, sha256 FROM recording "
	    "WHERE call_id = ? ORDER BY started_us, id";
	struct reader reader = {.read = read_recording,
	    .recording = each,
	    .arg = arg,
	    .owner = call_id};

	return read_rows(catalogue, SLOT_RECORDINGS, sql, &reader);
}

static int
read_gap(struct statement *s, const struct reader *reader)
{
	struct gap_row row = {.recording_id = reader->owner};

	row.side = column_text(s);
	row.from_us = column_int(s);
	row.to_us = column_int(s);
	row.cause = column_text(s);
	row.count = (uint64_t)column_int(s);
	return reader->gap(&row, reader->arg);
}

int
query_gaps(struct catalogue *catalogue, int64_t recording_id,
    query_gap_fn *each, void *arg)
{
	static const char sql[] =
	    "SELECT side, from_us, to_us, cause, count FROM gap "
	    "WHERE recording_id = ? ORDER BY from_us, id";
	struct reader reader = {
	    .read = read_gap, .gap = each, .arg = arg, .owner = recording_id};

	return read_rows(catalogue, SLOT_GAPS, sql, &reader);
}

static int
read_event(struct statement *s, const struct reader *reader)
{
	struct event_row row = {.call_id = reader->owner};

	row.time_us = column_time(s);
	row.kind = column_text(s);
	row.side = column_text(s);
	row.detail = column_text(s);
	return reader->event(&row, reader->arg);
}

int
query_events(struct catalogue *catalogue, int64_t call_id, query_event_fn *each,
    void *arg)
{
	static const char sql[] =
	    "SELECT time_us, kind, side, detail FROM event "
	    "WHERE call_id = ? ORDER BY time_us, id";
	struct reader reader = {
	    .read = read_event, .event = each, .arg = arg, .owner = call_id};

	return read_rows(catalogue, SLOT_EVENTS, sql, &reader);
}

static int
read_message(struct statement *s, const struct reader *reader)
{
	struct sip_message_row row = {.call_id = reader->owner};

	row.leg_id = column_int(s);
	row.time_us = column_time(s);
	row.src = column_text(s);
	row.dst = column_text(s);
	row.method = column_text(s);
	row.status = (int)column_int(s);
	row.cseq = (uint32_t)column_int(s);
	row.retransmission = column_int(s) != 0;
	row.bytes = column_blob(s, &row.size);
	return reader->message(&row, reader->arg);
}

int
query_messages(struct catalogue *catalogue, int64_t call_id,
    query_message_fn *each, void *arg)
{
	static const char sql[] =
	    "SELECT leg_id, time_us, src, dst, method, status, cseq, "
	    "retransmission, bytes FROM sip_message "
	    "WHERE call_id = ? ORDER BY time_us, id";
	struct reader reader = {.read = read_message,
	    .message = each,
	    .arg = arg,
	    .owner = call_id};

	return read_rows(catalogue, SLOT_MESSAGES, sql, &reader);
}
