/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes the rows of calls. */
#include "calls/filing.h"

#include "calls/gaps.h"
#include "calls/heard.h"
#include "calls/ledger.h"
#include "calls/media_rtcp.h"
#include "calls/policy.h"
#include "calls/quality.h"
#include "calls/media_srtp.h"
#include "rtp/emodel.h"

static const char *const state_names[] = {
    [CALL_RINGING] = "ringing",
    [CALL_ACTIVE] = "active",
    [CALL_ENDED] = "ended",
    [CALL_FAILED] = "failed",
    [CALL_INTERRUPTED] = "interrupted",
};

const char *
call_state_name(enum call_state state)
{
	return state_names[state];
}

static struct party_row
party(const struct call_side *side)
{
	return (struct party_row){
	    .number = side->number,
	    .name = side->name,
	    .uri = side->uri,
	    .address = side->address,
	};
}

static int64_t
time_or_none(bool has, struct tstamp time)
{
	return has ? tstamp_us(time) : ROW_NO_TIME;
}

int
file_call(struct catalogue *catalogue, const struct call *call,
    const char *completeness, const char *reason)
{
	struct call_row row = {
	    .id = call->id,
	    .uid = call->uid,
	    .state = call_state_name(call->state),
	    .completeness = completeness,
	    .reason = reason,
	    .direction = direction_name(call->direction),
	    .has_fax = call->has_fax,
	    .caller = party(&call->sides[SIDE_CALLER]),
	    .callee = party(&call->sides[SIDE_CALLEE]),
	    .started_us = tstamp_us(call->started),
	    .ringing_us = time_or_none(call->has_ringing, call->ringing),
	    .answered_us = time_or_none(call->has_answered, call->answered),
	    .ended_us = time_or_none(call->over, call->ended),
	    .final_status = (int)call->final_status,
	    .ended_by = call->has_ended_by ? side_name(call->ended_by) : NULL,
	    .sip_cause = (int)call->cause.sip,
	    .q850_cause = (int)call->cause.q850,
	    .diverted_from = call->diverted_from,
	    .rule = call->policy.rule ? call->policy.rule->name : NULL,
	    .retention = call->policy.rule ? call->policy.rule->class : NULL,
	};

	return catalogue_put_call(catalogue, &row);
}

static int64_t
samples_to_us(int64_t samples, uint32_t rate_hz)
{
	return samples * 1000000 / rate_hz;
}

static struct recording_row
row_of(const struct feed *feed, const struct recording_part *part)
{
	return (struct recording_row){
	    .id = part->id,
	    .call_id = feed->call->id,
	    .path = part->path,
	    .format = audio_format_name(part->format),
	    .state = "open",
	    .channels = SIDE_COUNT,
	    .rate_hz = (int)part->rate_hz,
	    .started_us = tstamp_us(part->origin),
	};
}

int
file_part_begun(struct catalogue *catalogue, const struct feed *feed,
    const struct recording_part *part)
{
	struct recording_row row = row_of(feed, part);

	return catalogue_put_recording(catalogue, &row);
}

static int
file_gaps(struct catalogue *catalogue, const struct recording_part *part)
{
	int error = 0;

	for (size_t i = 0; i < part->gap_count && !error; i++) {
		const struct recording_gap *gap = &part->gaps[i];
		struct gap_row row = {
		    .recording_id = part->id,
		    .side = side_name(gap->side),
		    .from_us = samples_to_us(gap->from, part->rate_hz),
		    .to_us = samples_to_us(gap->to, part->rate_hz),
		    .cause = gap_cause_name(gap->cause),
		    .count = gap->count,
		};

		error = catalogue_add_gap(catalogue, &row);
	}
	return error;
}

int
file_part_ended(
    struct catalogue *catalogue, struct feed *feed, struct recording_part *part)
{
	struct recording_row row = row_of(feed, part);
	int error;

	gaps_judge(feed, part);
	row.state = part->error ? "cut" : "complete";
	row.frames = part->written.frames;
	row.duration_ms = (int64_t)row.frames * 1000 / part->rate_hz;
	row.bytes = part->written.bytes;
	row.sha256 = part->written.sha256;
	error = catalogue_put_recording(catalogue, &row);
	return error ? error : file_gaps(catalogue, part);
}

double
stream_jitter_ms(const struct media_stream *stream, uint32_t jitter_16)
{
	return stream->clock_hz ? jitter_16 / 16.0 * 1000.0 / stream->clock_hz
				: 0;
}

bool
stream_mos(const struct media_stream *stream, uint64_t lost, uint64_t expected,
    double *out)
{
	uint8_t payload_type;
	const char *codec = media_stream_codec(stream, &payload_type);

	return emodel_mos(codec, lost, expected, out);
}

/* The feed that knows about 'stream', and its side in it: only of the one that
 * was recorded last on its side. NULL: there is none. */
static const struct feed *
feed_of(const struct media_stream *stream, enum side *side)
{
	const struct call *call = stream->call;
	const struct feed *feed = call->feed;

	*side = (enum side)stream->side;
	if (!feed || call->sides[stream->side].active != stream)
		return NULL;
	return feed;
}

uint64_t
stream_late(const struct media_stream *stream)
{
	enum side side;
	const struct feed *feed = feed_of(stream, &side);

	return feed ? feed->late[side] : 0;
}

static void
add_drift(const struct media_stream *stream, struct stream_row *row)
{
	enum side side;
	const struct feed *feed = feed_of(stream, &side);

	/* Until then it is the writer's. */
	if (!feed || !feed->is_finished)
		return;
	row->has_drift = feed->result.has_drift[side];
	row->drift_ppm = feed->result.drift_ppm[side];
}

int
file_stream(struct catalogue *catalogue, struct media_stream *stream)
{
	char src[ENDPOINT_TEXT_SIZE], dst[ENDPOINT_TEXT_SIZE];
	char described[ENDPOINT_TEXT_SIZE] = "";
	const struct rtp_stream *stats = &stream->stats;
	uint64_t lost = rtp_stream_lost(stats);
	uint8_t payload_type;
	const char *codec = media_stream_codec(stream, &payload_type);
	struct stream_row row = {
	    .call_id = stream->call->id,
	    .leg_id = stream->leg_id,
	    .source_id = stream->source_id,
	    .side = side_name(stream->side),
	    .codec = codec,
	    .payload_type = payload_type,
	    .ssrc = stream->ssrc,
	    .src = endpoint_format(&stream->flow.src, src),
	    .dst = endpoint_format(&stream->flow.dst, dst),
	    .first_us = tstamp_us(stats->first),
	    .last_us = tstamp_us(stats->last),
	    .packets = stats->received,
	    .bytes = stream->bytes,
	    .lost = lost,
	    .duplicates = stats->duplicates + stream->copies,
	    .mirror_duplicates = stream->copies,
	    .reordered = stats->reordered,
	    .late = stream_late(stream),
	    .jitter_ms = stream_jitter_ms(stream, stats->jitter),
	    .jitter_max_ms = stream_jitter_ms(stream, stats->jitter_max),
	    .recorded = stream->recorded > 0,
	    .cname = stream->rtcp && stream->rtcp->cname[0]
			 ? stream->rtcp->cname
			 : NULL,
	    .encryption = media_srtp_state(stream),
	    .undecodable = stream->undecodable,
	    .learned_by =
		media_learned_name((enum media_learned)stream->learned),
	    .described_address = described,
	};

	if (stream->described) {
		endpoint_format(&stream->described_address, described);
		row.described_us = tstamp_us(stream->described_at);
	}
	if (stream->id == 0)
		stream->id = catalogue_next_id(catalogue, CATALOGUE_STREAM);
	row.id = stream->id;
	row.has_mos =
	    stream_mos(stream, lost, lost + stats->received, &row.mos);
	add_drift(stream, &row);
	return catalogue_put_stream(catalogue, &row);
}

/* All streams of a call that is over. */
static int
file_streams(struct catalogue *catalogue, struct call *call)
{
	struct media_stream *stream;
	int first = 0;

	for (stream = call->streams; stream; stream = stream->next) {
		int error;

		counter_add(COUNTER_rtp_lost, rtp_stream_lost(&stream->stats));
		if (!policy_keeps_details(call))
			continue;
		error = file_stream(catalogue, stream);
		if (!error)
			error = quality_finish(catalogue, stream);
		if (!first)
			first = error;
	}
	return first;
}

int
file_all(struct catalogue *catalogue, struct call *call, struct filed *filed)
{
	char reason[LEDGER_REASON_SIZE];
	int error, first;

	*filed = (struct filed){.streams = (unsigned)call->stream_count};
	first = file_streams(catalogue, call);
	if (call->was_answered)
		heard_enter(call->heard, call);
	filed->completeness = ledger_judge(call, reason);
	error =
	    file_call(catalogue, call, completeness_name(filed->completeness),
		call->was_answered ? reason : call->reason);
	return first ? first : error;
}
