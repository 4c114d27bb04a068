/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of a recovery: what became of each file, and of each call. */
#include "storage/recover_int.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "storage/catalogue.h"

#define REASON_SIZE 160

/* What a call with open rows has, as its row is closed. */
struct call_end {
	int64_t id;
	int64_t ended_us;
	int64_t recorded_ms;
	bool answered;
};

static int64_t
duration_ms(const struct repaired *repaired)
{
	return (int64_t)repaired->frames * 1000 / repaired->rate_hz;
}

/* The gap of both sides from the last sample to the last time that is known. */
static int
add_gaps(struct recover_run *run, const struct recover_file *file)
{
	static const char *const sides[] = {"caller", "callee"};
	int64_t from_us =
	    (int64_t)file->repaired.frames * 1000000 / file->repaired.rate_hz;
	int64_t to_us = run->last_us - file->started_us;
	int error = 0;

	for (int i = 0; i < 2 && !error && to_us > from_us; i++) {
		struct gap_row row = {.recording_id = file->id,
		    .side = sides[i],
		    .from_us = from_us,
		    .to_us = to_us,
		    .cause = "crash",
		    .count = 1};

		error = catalogue_add_gap(run->written, &row);
	}
	return error;
}

/* The row of a recording as it is now. */
static int
put_recording(struct recover_run *run, const struct recover_file *file)
{
	const struct repaired *repaired = &file->repaired;
	struct recording_row row = {.id = file->id,
	    .call_id = file->call_id,
	    .path = file->path,
	    .format = audio_format_name(repaired->format),
	    .state = "recovered",
	    .channels = repaired->channels,
	    .rate_hz = repaired->rate_hz,
	    .started_us = file->started_us,
	    .duration_ms = duration_ms(repaired),
	    .frames = repaired->frames,
	    .bytes = repaired->bytes,
	    .sha256 = file->sha256};
	int error = catalogue_put_recording(run->written, &row);

	run->out->recordings++;
	run->out->recorded_ms += row.duration_ms;
	return error ? error : add_gaps(run, file);
}

/* Nothing of the recording is there. */
static int
put_lost(struct recover_run *run, int64_t id)
{
	struct recording_gone_row row = {.id = id, .state = "lost"};

	run->out->lost++;
	return catalogue_gone_recording(run->written, &row);
}

/* The call of a file that has no row; 0: there is none. The name of the file
 * has whole seconds: when the call was answered in that one, audio began with
 * it, give or take little. */
static int
find_call(struct recover_run *run, struct recover_file *file)
{
	struct statement *s;
	int64_t answered_us;
	bool found;
	int error = statement_prepare(run->read, SLOT_RECOVER_CALL_OF_UID,
	    "SELECT id, answered_us FROM call WHERE uid = ?", &s);

	if (error)
		return error;
	bind_text(s, file->uid);
	error = statement_step(s, &found);
	if (!error && found) {
		file->call_id = column_int(s);
		answered_us = column_time(s);
		if (answered_us > file->started_us &&
		    answered_us < file->started_us + 1000000)
			file->started_us = answered_us;
	}
	statement_reset(s);
	return error;
}

/* A call of which only a file is known. recover_call_rows() ends it. */
static int
make_call(struct recover_run *run, const struct recover_file *file, int64_t *id)
{
	struct recording_name name;
	struct call_row row = {.uid = file->uid,
	    .state = "active",
	    .direction = "unknown",
	    .caller = {.number = name.caller},
	    .callee = {.number = name.callee},
	    .started_us = file->started_us,
	    .ringing_us = ROW_NO_TIME,
	    .answered_us = ROW_NO_TIME,
	    .ended_us = ROW_NO_TIME};

	if (!recording_name_parse(strrchr(file->path, '/') + 1, &name))
		return EINVAL;
	*id = row.id = catalogue_next_id(run->written, CATALOGUE_CALL);
	return catalogue_put_call(run->written, &row);
}

/* Gives a file without a row its call, and a row of its own. The one before it
 * may be of the same call, which has no row that can be read yet. */
static int
adopt(struct recover_run *run, struct recover_file *file,
    const struct recover_file *before)
{
	int error = 0;

	if (before && before->call_id && !strcmp(before->uid, file->uid))
		file->call_id = before->call_id;
	else
		error = find_call(run, file);
	if (!error && file->call_id == 0)
		error = make_call(run, file, &file->call_id);
	if (error)
		return error;
	file->id = catalogue_next_id(run->written, CATALOGUE_RECORDING);
	run->out->adopted++;
	return put_recording(run, file);
}

/* Those of one call together, in the order of their parts. */
static int
by_call(const void *a, const void *b)
{
	const struct recover_file *one = a, *other = b;
	int order = strcmp(one->uid, other->uid);

	return order ? order : strcmp(one->path, other->path);
}

int
recover_file_rows(struct recover_run *run)
{
	const struct recover_file *before = NULL;
	int error = 0;

	qsort(run->files.at, run->files.count, sizeof *run->files.at, by_call);
	for (size_t i = 0; !error && i < run->files.count; i++) {
		struct recover_file *file = &run->files.at[i];

		if (file->fate == FATE_DAMAGED)
			run->out->damaged++;
		if (file->fate == FATE_FAILED)
			continue;
		if (file->fate != FATE_WHOLE) {
			error = file->id ? put_lost(run, file->id) : 0;
			continue;
		}
		error = file->id ? put_recording(run, file)
				 : adopt(run, file, before);
		before = file;
	}
	return error;
}

/* Reads the call that is open and has the lowest id above 'after'. */
static int
next_open(
    struct recover_run *run, int64_t after, struct call_end *out, bool *found)
{
	struct statement *s;
	int error = statement_prepare(run->read, SLOT_RECOVER_CALLS,
	    "SELECT id, max(started_us, coalesce(answered_us, 0), "
	    "coalesce((SELECT max(time_us) FROM sip_message "
	    " WHERE call_id = call.id), 0), "
	    "coalesce((SELECT max(time_us) FROM event "
	    " WHERE call_id = call.id), 0), "
	    "coalesce((SELECT max(started_us + duration_ms * 1000) "
	    " FROM recording WHERE call_id = call.id), 0)), "
	    "coalesce((SELECT sum(duration_ms) FROM recording "
	    " WHERE call_id = call.id), 0), "
	    "answered_us IS NOT NULL "
	    "FROM call WHERE state IN ('ringing', 'active') AND id > ? "
	    "ORDER BY id LIMIT 1",
	    &s);

	if (error)
		return error;
	bind_int(s, after);
	error = statement_step(s, found);
	if (!error && *found) {
		out->id = column_int(s);
		out->ended_us = column_int(s);
		out->recorded_ms = column_int(s);
		out->answered = column_int(s) != 0;
	}
	statement_reset(s);
	return error;
}

/* Why the call is not complete. */
static void
make_reason(const struct call_end *end, char out[REASON_SIZE])
{
	static const char stopped[] =
	    "the recorder was stopped before the call ended";

	if (end->recorded_ms > 0)
		snprintf(out, REASON_SIZE, "%s: %lld.%lld s were recovered",
		    stopped, (long long)(end->recorded_ms / 1000),
		    (long long)(end->recorded_ms % 1000 / 100));
	else if (end->answered)
		snprintf(
		    out, REASON_SIZE, "%s: no audio was recovered", stopped);
	else
		snprintf(out, REASON_SIZE, "%s", stopped);
}

/* Ends the row of a call, and notes that it was recovered. */
static int
end_call(struct recover_run *run, const struct call_end *end)
{
	char reason[REASON_SIZE];
	struct call_recovered_row row = {
	    .id = end->id, .ended_us = end->ended_us, .reason = reason};
	struct event_row event = {.call_id = end->id,
	    .time_us = end->ended_us,
	    .kind = "recovered",
	    .detail = reason};
	int error;

	make_reason(end, reason);
	if (end->recorded_ms > 0)
		row.completeness = "partial";
	else if (end->answered)
		row.completeness = "missing";
	error = catalogue_recovered_call(run->written, &row);
	return error ? error : catalogue_add_event(run->written, &event);
}

int
recover_call_rows(struct recover_run *run)
{
	struct call_end end = {.id = 0};
	bool found = true;
	int error = 0;

	while (!error) {
		error = next_open(run, end.id, &end, &found);
		if (error || !found)
			break;
		error = end_call(run, &end);
		run->out->calls++;
	}
	return error;
}
