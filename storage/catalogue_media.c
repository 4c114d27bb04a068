/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Streams and what was recorded of them, into the catalogue. */
#include "storage/catalogue_row.h"

static const struct target stream_target = {SLOT_PUT_STREAM, true, "stream",
    "id, call_id, leg_id, side, codec, payload_type, ssrc, src, dst, "
    "first_us, last_us, packets, payload_bytes, lost, duplicates, "
    "reordered, late, jitter_ms, jitter_max_ms, drift_ppm, mos, recorded, "
    "source_id, mirror_duplicates, learned_by, described_address, "
    "described_us, encryption, undecodable, cname"};

static const struct target quality_target = {SLOT_ADD_QUALITY, false, "quality",
    "stream_id, from_us, to_us, packets, lost, late, jitter_ms, mos, "
    "method, round_trip_ms"};

static const struct target recording_target = {SLOT_PUT_RECORDING, true,
    "recording",
    "id, call_id, path, format, state, channels, rate_hz, started_us, "
    "duration_ms, frames, bytes, sha256"};

static const struct target gap_target = {SLOT_ADD_GAP, false, "gap",
    "recording_id, side, from_us, to_us, cause, count"};

static const struct target fax_target = {SLOT_ADD_FAX, false, "fax",
    "call_id, side, path, pages, started_us, bytes, sha256"};

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
	bind_known(s, row->has_drift, row->drift_ppm);
	bind_known(s, row->has_mos, row->mos);
}

int
catalogue_put_stream(struct catalogue *catalogue, const struct stream_row *row)
{
	struct statement *s;
	int error = row_begin(catalogue, &stream_target, &s);

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
	bind_text(s, row->learned_by);
	bind_text(s, row->described_address);
	bind_nonzero(s, row->described_us);
	bind_text(s, row->encryption);
	bind_count(s, row->undecodable);
	bind_text(s, row->cname);
	return statement_write(s);
}

int
catalogue_add_quality(
    struct catalogue *catalogue, const struct quality_row *row)
{
	struct statement *s;
	int error = row_begin(catalogue, &quality_target, &s);

	if (error)
		return error;
	bind_int(s, row->stream_id);
	bind_int(s, row->from_us);
	bind_int(s, row->to_us);
	bind_count(s, row->packets);
	bind_count(s, row->lost);
	bind_count(s, row->late);
	bind_known(s, row->has_jitter, row->jitter_ms);
	bind_known(s, row->has_mos, row->mos);
	bind_text(s, row->method);
	bind_known(s, row->has_round_trip, row->round_trip_ms);
	return statement_write(s);
}

int
catalogue_put_recording(
    struct catalogue *catalogue, const struct recording_row *row)
{
	struct statement *s;
	int error = row_begin(catalogue, &recording_target, &s);

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
catalogue_add_gap(struct catalogue *catalogue, const struct gap_row *row)
{
	struct statement *s;
	int error = row_begin(catalogue, &gap_target, &s);

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
catalogue_add_fax(struct catalogue *catalogue, const struct fax_row *row)
{
	struct statement *s;
	int error = row_begin(catalogue, &fax_target, &s);

	if (error)
		return error;
	bind_int(s, row->call_id);
	bind_text(s, row->side);
	bind_text(s, row->path);
	bind_int(s, row->pages);
	bind_int(s, row->started_us);
	bind_count(s, row->bytes);
	bind_text(s, row->sha256);
	return statement_write(s);
}
