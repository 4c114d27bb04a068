/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of quality, by interval. */
#include "calls/quality.h"

#include "base/counter.h"
#include "calls/filing.h"

int
quality_put(struct catalogue *catalogue, struct media_stream *stream,
    struct quality_row *row)
{
	int error = 0;

	if (stream->call->quality_rows >= QUALITY_ROWS_MAX) {
		counter_up(quality_limit);
		return 0;
	}
	stream->call->quality_rows++;
	if (stream->id == 0)
		error = file_stream(catalogue, stream);
	if (error)
		return error;
	row->stream_id = stream->id;
	return catalogue_add_quality(catalogue, row);
}

/* How far 'now' is ahead of '*before', which catches up. What was thought to
 * be lost may come late: the count goes back then. */
static uint64_t
advance(uint64_t *before, uint64_t now)
{
	uint64_t by = now > *before ? now - *before : 0;

	*before += by;
	return by;
}

/* Writes what came of 'stream' since the last time, up to 'to'. */
static int
measure(
    struct catalogue *catalogue, struct media_stream *stream, struct tstamp to)
{
	struct media_interval *interval = &stream->interval;
	const struct rtp_stream *stats = &stream->stats;
	struct quality_row row = {.method = "capture",
	    .from_us =
		tstamp_us(interval->begun ? interval->from : stats->first),
	    .to_us = tstamp_us(to),
	    .has_jitter = stream->clock_hz != 0,
	    .jitter_ms = stream_jitter_ms(stream, stats->jitter)};

	interval->begun = true;
	interval->from = to;
	row.packets = advance(&interval->packets, stats->received);
	row.lost = advance(&interval->lost, rtp_stream_lost(stats));
	row.late = advance(&interval->late, stream_late(stream));
	row.has_mos =
	    stream_mos(stream, row.lost, row.lost + row.packets, &row.mos);
	if (row.packets + row.lost + row.late == 0)
		return 0;
	return quality_put(catalogue, stream, &row);
}

int
quality_tick(struct catalogue *catalogue, struct call *call, struct tstamp now)
{
	struct media_stream *stream;
	int first = 0;

	if (!call->has_measured) {
		call->has_measured = true;
		call->measured = now;
	}
	if (tstamp_diff_ns(now, call->measured) < QUALITY_INTERVAL_NS)
		return 0;
	call->measured = now;
	for (stream = call->streams; stream; stream = stream->next) {
		int error = measure(catalogue, stream, now);

		if (!first)
			first = error;
	}
	return first;
}

int
quality_finish(struct catalogue *catalogue, struct media_stream *stream)
{
	return measure(catalogue, stream, stream->stats.last);
}
