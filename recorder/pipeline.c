/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Joins capture, signalling and media; called by recorder/replay.c. */
#include "recorder/pipeline.h"

#include "base/counter.h"
#include "capture/decode.h"
#include "capture/dedup.h"
#include "capture/fragments.h"
#include "calls/calls.h"
#include "recorder/connections.h"
#include "recorder/privileges.h"
#include "calls/media.h"
#include "calls/orphan.h"
#include "calls/parties.h"
#include "calls/signalling.h"

#define SEGMENT_TICK_NS NS_PER_MS
#define AUDIO_TICK_NS (50 * NS_PER_MS)

/*
 * Time is let pass at whole seconds of it, and when no frame came for long, at
 * whole minutes; then not before the next frame: nothing waits for so long.
 * When a frame comes, all that were due before it are made up for. So it makes
 * no difference whether time passed with the clock (live) or with the next
 * frame (in a file).
 */
#define TICK_NS NS_PER_SEC
#define IDLE_NS (600 * NS_PER_SEC)
#define IDLE_TICK_NS (60 * NS_PER_SEC)
#define STILL_NS (48 * 3600 * NS_PER_SEC)

/* A frame older than the newest by more than this was taken by a clock that
 * was set back, or follows one with a wrong time: time goes on from there.
 * Otherwise no time-out would come true until the wrong time has passed. */
#define SET_BACK_NS (60 * NS_PER_SEC)

/* Fragmented packets in fragmented packets, as tunnels make them. */
#define REASSEMBLIES_MAX TUNNELS_MAX

struct pipeline {
	const struct settings *settings;
	struct sources *sources;
	const int64_t *source_ids;      /* their rows, 0: not there yet */
	struct source_figures *figures; /* ... and what is counted of them */
	struct dedup *dedup;            /* NULL: copies are not looked for */
	struct fragments *fragments;
	struct connections *connections;
	struct calls *calls;
	struct parties *parties;
	struct orphans *orphans;
	struct signalling *signalling;
	struct pipeline_totals totals;
	struct tstamp now;               /* how far time has passed */
	struct tstamp newest;            /* time of the newest frame */
	struct tstamp next_tick;         /* when time is let pass again ... */
	struct tstamp next_segment_tick; /* ... for TCP ... */
	struct tstamp next_audio_tick;   /* ... and for audio */
	char source_name[SOURCE_TEXT_SIZE]; /* as it was asked for last */
};

static const char *
name_source(int64_t source_id, void *arg)
{
	struct pipeline *pipeline = arg;

	return sources_name(
	    pipeline->sources, source_id, pipeline->source_name);
}

static void
on_forgotten(struct call *call, void *arg)
{
	struct pipeline *pipeline = arg;

	signalling_forget(pipeline->signalling, call);
	orphans_forget(pipeline->orphans, call);
}

/* What happens below the calls; false without memory. */
static bool
make_lower(struct pipeline *pipeline)
{
	const struct settings *settings = pipeline->settings;

	pipeline->fragments = fragments_new(&FRAGMENT_LIMITS_DEFAULT);
	if (settings->copies_window_ns)
		pipeline->dedup =
		    dedup_new(settings->copies_window_ns, DEDUP_BYTES_MAX);
	return pipeline->fragments &&
	       (pipeline->dedup || !settings->copies_window_ns);
}

struct pipeline *
pipeline_new(const struct settings *settings, int dir_fd,
    struct catalogue *catalogue, struct sources *sources)
{
	struct pipeline *pipeline = calloc(1, sizeof *pipeline);

	privileges_require_dropped();
	if (!pipeline)
		return NULL;
	pipeline->settings = settings;
	pipeline->sources = sources;
	pipeline->source_ids = sources_ids(sources);
	pipeline->figures = figures_all(sources_figures(sources));
	pipeline->calls =
	    calls_new(settings, dir_fd, catalogue, &pipeline->totals.ledger);
	if (!make_lower(pipeline) || !pipeline->calls)
		goto out;
	calls_on_forgotten(pipeline->calls, on_forgotten, pipeline);
	calls_name_sources(pipeline->calls, name_source, pipeline);
	pipeline->parties = parties_new(settings, pipeline->calls, catalogue);
	if (!pipeline->parties)
		goto out;
	pipeline->orphans =
	    orphans_new(pipeline->calls, pipeline->parties, settings->orphans);
	if (!pipeline->orphans)
		goto out;
	pipeline->signalling = signalling_new(settings, pipeline->calls,
	    pipeline->orphans, pipeline->parties, catalogue);
	if (!pipeline->signalling)
		goto out;
	pipeline->connections =
	    connections_new(settings, pipeline->signalling, sources);
	if (pipeline->connections)
		return pipeline;
out:
	pipeline_free(pipeline);
	return NULL;
}

void
pipeline_free(struct pipeline *pipeline)
{
	if (!pipeline)
		return;
	connections_free(pipeline->connections);
	signalling_free(pipeline->signalling);
	orphans_free(pipeline->orphans);
	parties_free(pipeline->parties);
	calls_free(pipeline->calls);
	fragments_free(pipeline->fragments);
	dedup_free(pipeline->dedup);
	free(pipeline);
}

static void
tick(struct pipeline *pipeline)
{
	connections_tick(pipeline->connections, pipeline->now);
	fragments_tick(pipeline->fragments, pipeline->now);
	parties_tick(pipeline->parties, pipeline->now);
	signalling_tick(pipeline->signalling, pipeline->now);
	calls_tick(pipeline->calls, pipeline->now);
	sources_tick(pipeline->sources, pipeline->now);
}

static void
tick_audio(struct pipeline *pipeline, struct tstamp now)
{
	calls_tick_audio(pipeline->calls, now);
	pipeline->next_audio_tick = tstamp_add_ns(now, AUDIO_TICK_NS);
}

/* The next multiple of 'step' behind 'time'. */
static struct tstamp
next_multiple(struct tstamp time, int64_t step)
{
	int64_t into = time.ns % step;

	return tstamp_add_ns(time, step - (into < 0 ? into + step : into));
}

/* Sets when time passes next, after it did at 'now'. */
static void
plan_tick(struct pipeline *pipeline)
{
	bool idle = tstamp_diff_ns(pipeline->now, pipeline->newest) >= IDLE_NS;

	pipeline->next_tick =
	    next_multiple(pipeline->now, idle ? IDLE_TICK_NS : TICK_NS);
}

/* Lets time pass up to 'until', but for what only the next frame ends. */
static void
pass(struct pipeline *pipeline, struct tstamp until)
{
	while (
	    !tstamp_before(until, pipeline->next_tick) &&
	    tstamp_diff_ns(pipeline->next_tick, pipeline->newest) <= STILL_NS) {
		pipeline->now = pipeline->next_tick;
		tick(pipeline);
		plan_tick(pipeline);
	}
}

/* What becomes of a datagram: media of a known call first, as most are. */
static enum counter_id
push_datagram(struct pipeline *pipeline, const struct datagram *datagram)
{
	enum counter_id media =
	    media_push(calls_media(pipeline->calls), datagram);
	enum counter_id outcome = COUNTER_NONE;

	/* A description may name a port of SIP as one of media: that must
	 * not hide the calls that are signalled there. */
	if (media != COUNTER_NONE && media != COUNTER_media_stun)
		return media;
	if (settings_allow_sip(pipeline->settings, datagram->flow))
		outcome = signalling_push(pipeline->signalling, datagram);
	if (outcome != COUNTER_NONE)
		return outcome;
	if (media == COUNTER_NONE)
		media = media_join(calls_media(pipeline->calls), datagram);
	if (media != COUNTER_NONE)
		return media;
	outcome = orphans_push(pipeline->orphans, datagram);
	if (outcome != COUNTER_NONE)
		return outcome;
	return datagram->cut_bytes ? COUNTER_udp_truncated : COUNTER_udp_other;
}

/* Member by member, and where it stays: a copy of what was just written waits
 * until all that was written before is in the cache, the packet for 'dedup'
 * too. That took 6 % of a replay. */
static void
describe_datagram(struct pipeline *pipeline, const struct packet *packet,
    struct datagram *datagram)
{
	int64_t source_id = pipeline->source_ids[packet->source];

	if (!source_id)
		source_id = sources_id(pipeline->sources, packet->source);
	datagram->time = packet->time;
	datagram->flow = &packet->flow;
	datagram->bytes = packet->payload;
	datagram->size = packet->size;
	datagram->cut_bytes = packet->length - packet->size;
	datagram->source_id = source_id;
	datagram->figures = &pipeline->figures[packet->source];
	datagram->capture = 0;
}

/* What a frame tells of its file or interface. An interface of which all goes
 * to groups gets what any port of a switch gets: nothing is mirrored there. */
static void
count_frame(struct pipeline *pipeline, const struct frame *frame)
{
	struct source_figures *figures = &pipeline->figures[frame->source];

	figure_up(figures, FIGURE_FRAMES);
	figures->counts[FIGURE_BYTES] += frame->captured;
	if (frame->captured < frame->length) {
		counter_up(frame_truncated);
		figure_up(figures, FIGURE_FRAMES_CUT);
	}
	if (frame->link_type == LINK_ETHERNET && frame->captured > 0) {
		figure_up(figures, FIGURE_ETHERNET);
		/* IEEE 802.3 section 3.2.3: the I/G bit */
		figures->counts[FIGURE_TO_GROUP] += frame->bytes[0] & 1;
	}
}

/* Counts 'packet' to its source. */
static void
count_packet(struct pipeline *pipeline, const struct packet *packet)
{
	struct source_figures *figures = &pipeline->figures[packet->source];

	sources_count(pipeline->sources, packet);
	figure_up(figures, FIGURE_PACKETS);
	if (packet->size < packet->length)
		figure_up(figures, FIGURE_PACKETS_CUT);
}

/* Is 'packet' a copy of one that was there? Then it is counted where it
 * belongs. */
static bool
is_copy(struct pipeline *pipeline, const struct packet *packet, uint64_t hash)
{
	struct datagram datagram;
	unsigned first;

	if (!pipeline->dedup ||
	    !dedup_push(pipeline->dedup, packet, hash, &first))
		return false;
	sources_note_copy(pipeline->sources, first, packet->source);
	figure_up(&pipeline->figures[packet->source], FIGURE_COPIES);
	if (packet->kind == PACKET_DATAGRAM) {
		describe_datagram(pipeline, packet, &datagram);
		media_note_copy(calls_media(pipeline->calls), &datagram);
	}
	return true;
}

static uint64_t
hash_of(const struct pipeline *pipeline, const struct packet *packet)
{
	return pipeline->dedup ? dedup_hash(pipeline->dedup, packet) : 0;
}

/* Only what streams of SIP consist of is remembered: a mirror may carry much
 * TCP that is none. A stream takes no byte twice, so this may come last. */
static enum counter_id
push_segment(struct pipeline *pipeline, const struct packet *segment)
{
	enum counter_id outcome =
	    connections_push(pipeline->connections, segment);

	if ((outcome == COUNTER_tcp_segment ||
		outcome == COUNTER_tcp_duplicate) &&
	    is_copy(pipeline, segment, hash_of(pipeline, segment)))
		return COUNTER_mirror_duplicate;
	return outcome;
}

/* What becomes of a packet whose hash is 'hash'. What fragments make up is
 * decoded on, and may be fragments again. */
static enum counter_id
push_packet(struct pipeline *pipeline, struct packet *packet, uint64_t hash)
{
	unsigned capture = packet->source; /* its file or interface */
	unsigned counted = capture;
	struct whole whole;
	struct datagram datagram;
	enum counter_id outcome;

	for (int i = 0; i < REASSEMBLIES_MAX; i++) {
		packet->source = sources_find(pipeline->sources, packet);
		/* What fragments make up is of the same frame. */
		if (i == 0 || packet->source != counted)
			count_packet(pipeline, packet);
		counted = packet->source;
		if (packet->kind == PACKET_SEGMENT)
			return push_segment(pipeline, packet);
		if (is_copy(pipeline, packet, hash))
			return COUNTER_mirror_duplicate;
		if (packet->kind == PACKET_DATAGRAM) {
			describe_datagram(pipeline, packet, &datagram);
			datagram.capture = capture;
			return push_datagram(pipeline, &datagram);
		}
		outcome = fragments_push(pipeline->fragments, packet, &whole);
		if (outcome != COUNTER_NONE)
			return outcome;
		packet->source = capture;
		packet->protocol = whole.protocol;
		outcome = decode_whole(whole.bytes, whole.size, whole.length,
		    &pipeline->settings->tunnel_ports, packet);
		if (outcome != COUNTER_NONE)
			return outcome;
		hash = hash_of(pipeline, packet);
	}
	return COUNTER_encapsulation_limit;
}

/* Sets the clock to 'time', at once. */
static void
set_time(struct pipeline *pipeline, struct tstamp time)
{
	pipeline->now = pipeline->newest = time;
	pipeline->next_segment_tick = pipeline->next_audio_tick = time;
	plan_tick(pipeline);
}

/* Lets the time of a frame pass before it is worked on. */
static void
take_time(struct pipeline *pipeline, const struct frame *frame)
{
	struct pipeline_totals *totals = &pipeline->totals;
	int64_t ahead;

	if (totals->packets++ == 0) {
		totals->first = totals->last = frame->time;
		set_time(pipeline, frame->time);
	}
	totals->bytes += frame->captured;
	if (tstamp_before(totals->last, frame->time))
		totals->last = frame->time;
	count_frame(pipeline, frame);
	ahead = tstamp_diff_ns(frame->time, pipeline->now);
	if (ahead < 0)
		counter_up(source_out_of_order);
	if (ahead < -SET_BACK_NS) {
		set_time(pipeline, frame->time);
		tick(pipeline);
	}
	if (ahead < 0)
		return;
	pass(pipeline, frame->time);
	pipeline->now = pipeline->newest = frame->time;
	if (!tstamp_before(frame->time, pipeline->next_tick)) {
		tick(pipeline);
		plan_tick(pipeline);
	}
	if (!tstamp_before(pipeline->now, pipeline->next_segment_tick)) {
		connections_tick(pipeline->connections, pipeline->now);
		pipeline->next_segment_tick =
		    tstamp_add_ns(pipeline->now, SEGMENT_TICK_NS);
	}
	if (!tstamp_before(pipeline->now, pipeline->next_audio_tick))
		tick_audio(pipeline, pipeline->now);
}

/* Frames of the same file or interface were lost before this one. */
static void __attribute__((noinline))
note_loss(struct pipeline *pipeline, const struct frame *frame)
{
	struct capture_loss loss = {
	    .from = frame->lost_since,
	    .to = frame->time,
	    .frames = frame->lost,
	};

	if (tstamp_before(loss.to, loss.from)) /* the clock was set back */
		loss.from = loss.to;
	calls_note_capture_loss(pipeline->calls, frame->source, &loss);
}

void
pipeline_tick(struct pipeline *pipeline, struct tstamp now)
{
	if (pipeline->totals.packets == 0)
		return;
	pass(pipeline, now);
	tick_audio(pipeline, now);
}

void
pipeline_push(struct pipeline *pipeline, const struct batch *batch)
{
	struct packet packets[BATCH_FRAMES];
	enum counter_id outcomes[BATCH_FRAMES];
	uint64_t hashes[BATCH_FRAMES];
	const struct endpoint *addresses[BATCH_FRAMES];
	size_t found = 0;

	for (size_t i = 0; i < batch->count; i++) {
		outcomes[i] = decode_frame(&batch->frames[i],
		    &pipeline->settings->tunnel_ports, &packets[i]);
		hashes[i] = 0;
		if (outcomes[i] != COUNTER_NONE ||
		    packets[i].kind == PACKET_SEGMENT)
			continue;
		addresses[found++] = &packets[i].flow.dst;
		hashes[i] = hash_of(pipeline, &packets[i]);
		if (pipeline->dedup)
			dedup_prefetch(pipeline->dedup, hashes[i]);
	}
	media_prefetch(calls_media(pipeline->calls), addresses, found);
	for (size_t i = 0; i < batch->count; i++) {
		take_time(pipeline, &batch->frames[i]);
		if (batch->frames[i].lost)
			note_loss(pipeline, &batch->frames[i]);
		if (outcomes[i] == COUNTER_NONE)
			outcomes[i] =
			    push_packet(pipeline, &packets[i], hashes[i]);
		counter_add(outcomes[i], 1);
	}
}

void
pipeline_finish(struct pipeline *pipeline)
{
	connections_finish(pipeline->connections);
	tick(pipeline);
	calls_finish(pipeline->calls, pipeline->now);
	parties_finish(pipeline->parties);
}

const struct pipeline_totals *
pipeline_totals(const struct pipeline *pipeline)
{
	return &pipeline->totals;
}

struct calls *
pipeline_calls(struct pipeline *pipeline)
{
	return pipeline->calls;
}

struct tstamp
pipeline_now(const struct pipeline *pipeline)
{
	return pipeline->now;
}

int
pipeline_error(const struct pipeline *pipeline)
{
	return calls_error(pipeline->calls);
}
