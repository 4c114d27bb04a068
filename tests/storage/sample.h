/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Calls for tests of the catalogue, always the same ones. Used by the unit
 * tests and by tests/browse/make_catalogue.c.
 */
#ifndef TESTS_STORAGE_SAMPLE_H
#define TESTS_STORAGE_SAMPLE_H

#include <stdio.h>
#include <string.h>

#include "storage/catalogue.h"

/* 2026-11-20T14:00:00Z, when the first call begins. */
#define SAMPLE_START_US INT64_C(1795183200000000)
#define SAMPLE_STEP_US INT64_C(60000000) /* from call to call */

#define SAMPLE_INVITE "INVITE sip:200@192.0.2.2 SIP/2.0\r\n\r\n"

/* What differs from call to call. */
struct sample {
	unsigned number;    /* 0, 1, ...: gives time, uid and numbers */
	const char *uid;    /* NULL: made of the number */
	const char *name;   /* the caller's; NULL: "Alice" */
	const char *caller; /* number; NULL: "+49 30 1000" and the number */
	bool failed;        /* was not answered: 486 */
	int64_t source[2];  /* source.id of the leg and of the caller's stream,
	                       and of the callee's; 0: none */
};

/* The identifiers of a call and its first children. */
struct sample_ids {
	int64_t call;
	int64_t leg;
	int64_t recording;
};

static inline int
sample_call(struct catalogue *catalogue, const struct sample *sample,
    int64_t started_us, int64_t id)
{
	char uid[CALL_UID_LEN + 1], number[32];
	bool failed = sample->failed;
	struct call_row row = {
	    .id = id,
	    .uid = sample->uid ? sample->uid : uid,
	    .state = failed ? "failed" : "ended",
	    .completeness = failed ? NULL : "complete",
	    .reason = failed ? "Busy Here" : NULL,
	    .direction = "outbound",
	    .caller = {sample->caller ? sample->caller : number,
		sample->name ? sample->name : "Alice", "sip:alice@example.org",
		"192.0.2.1"},
	    .callee = {"200", NULL, "sip:200@192.0.2.2", "192.0.2.2"},
	    .started_us = started_us,
	    .ringing_us = started_us + 1000000,
	    .answered_us = failed ? ROW_NO_TIME : started_us + 2000000,
	    .ended_us = started_us + 12345678,
	    .final_status = failed ? 486 : 200,
	    .ended_by = failed ? NULL : "caller",
	};

	snprintf(uid, sizeof uid, "%08x%08x", sample->number * 2654435761U,
	    sample->number);
	snprintf(number, sizeof number, "+49 30 1000%u", sample->number);
	return catalogue_put_call(catalogue, &row);
}

static inline int
sample_leg(struct catalogue *catalogue, const struct sample_ids *ids,
    const struct sample *sample, int64_t started_us)
{
	char sip_call_id[48];
	struct leg_row leg = {.id = ids->leg,
	    .call_id = ids->call,
	    .sip_call_id = sip_call_id,
	    .from_tag = "a",
	    .to_tag = "b",
	    .transport = "udp",
	    .src = "192.0.2.1:5060",
	    .dst = "192.0.2.2:5060",
	    .caller_agent = "Softphone/1",
	    .started_us = started_us,
	    .answered_us = started_us + 2000000,
	    .ended_us = started_us + 12345678,
	    .final_status = 200,
	    .source_id = sample->source[0]};
	struct sip_message_row message = {.call_id = ids->call,
	    .leg_id = ids->leg,
	    .time_us = started_us,
	    .src = "192.0.2.1:5060",
	    .dst = "192.0.2.2:5060",
	    .method = "INVITE",
	    .cseq = 1,
	    .bytes = SAMPLE_INVITE,
	    .size = sizeof SAMPLE_INVITE - 1};
	int error;

	snprintf(sip_call_id, sizeof sip_call_id, "call-%u@192.0.2.1",
	    sample->number);
	error = catalogue_put_leg(catalogue, &leg);
	if (!error)
		error = catalogue_add_sip_message(catalogue, &message);
	message.time_us = started_us + 2000000;
	message.status = 200;
	if (!error)
		error = catalogue_add_sip_message(catalogue, &message);
	return error;
}

static inline int
sample_stream(struct catalogue *catalogue, const struct sample_ids *ids,
    const struct sample *sample, bool caller, int64_t first_us)
{
	int64_t source_id = sample->source[caller ? 0 : 1];
	struct stream_row stream = {
	    .id = catalogue_next_id(catalogue, CATALOGUE_STREAM),
	    .call_id = ids->call,
	    .leg_id = ids->leg,
	    .side = caller ? "caller" : "callee",
	    .codec = "PCMU",
	    .ssrc = caller ? 0xfeedbeef : 0x12345678,
	    .src = "192.0.2.1:4000",
	    .dst = "192.0.2.2:4000",
	    .first_us = first_us,
	    .last_us = first_us + 10000000,
	    .packets = 500,
	    .bytes = 80000,
	    .lost = caller ? 5 : 0,
	    .duplicates = source_id ? 3 : 0,
	    .mirror_duplicates = source_id ? 2 : 0,
	    .jitter_ms = 1.25,
	    .jitter_max_ms = 3.5,
	    .has_mos = caller,
	    .mos = 4.2,
	    .recorded = true,
	    .source_id = source_id};

	return catalogue_put_stream(catalogue, &stream);
}

static inline int
sample_recording(struct catalogue *catalogue, const struct sample_ids *ids,
    int64_t started_us)
{
	struct recording_row recording = {.id = ids->recording,
	    .call_id = ids->call,
	    .path = "audio/2026/11/20/a.wav",
	    .format = "pcm16",
	    .state = "complete",
	    .channels = 2,
	    .rate_hz = 8000,
	    .started_us = started_us,
	    .duration_ms = 10345,
	    .frames = 82760,
	    .bytes = 331084,
	    .sha256 = "0000000000000000000000000000000000000000000000000000"
		      "00000000abcd"};
	struct gap_row gap = {.recording_id = ids->recording,
	    .side = "caller",
	    .from_us = 1000000,
	    .to_us = 1100000,
	    .cause = "loss",
	    .count = 5};
	int error = catalogue_put_recording(catalogue, &recording);

	return error ? error : catalogue_add_gap(catalogue, &gap);
}

/*
 * Adds two interfaces and a tunnel of the first; '*first' is the identifier
 * of the first, and the others follow it.
 */
static inline int
sample_sources(struct catalogue *catalogue, int64_t *first)
{
	struct source_row rows[] = {
	    {.name = "eth1"},
	    {.name = "eth2"},
	    {.name = "eth1",
		.encapsulation = "erspan 192.0.2.1 session 7, vlan 20",
		.vlan = 20},
	};
	struct duplicate_row duplicates[] = {
	    {2, 1, 12000}, {0, 0, 1}, {2, 1, 45}};
	int error = 0;

	for (int i = 0; i < 3 && !error; i++) {
		rows[i].id = catalogue_next_id(catalogue, CATALOGUE_SOURCE);
		*first = rows[0].id;
		rows[i].parent_id = i == 2 ? *first : 0;
		rows[i].kind = "interface";
		rows[i].link_type = "Ethernet";
		rows[i].first_us = SAMPLE_START_US;
		rows[i].last_us = SAMPLE_START_US + 10 * SAMPLE_STEP_US;
		rows[i].packets = 10;
		rows[i].bytes = 1000;
		error = catalogue_put_source(catalogue, &rows[i]);
	}
	for (int i = 0; i < 3 && !error; i++) {
		duplicates[i].source_id += *first;
		duplicates[i].copy_source_id += *first;
		error = catalogue_add_duplicate(catalogue, &duplicates[i]);
	}
	return error;
}

/* Adds a call; with leg, messages, streams, recording if it was answered. */
static inline int
sample_add(struct catalogue *catalogue, const struct sample *sample,
    struct sample_ids *ids)
{
	int64_t started_us = SAMPLE_START_US + sample->number * SAMPLE_STEP_US;
	int64_t answered_us = started_us + 2000000;
	struct event_row event = {.time_us = answered_us,
	    .kind = "answer",
	    .side = "callee",
	    .detail = "200 OK"};
	int error;

	ids->call = catalogue_next_id(catalogue, CATALOGUE_CALL);
	ids->leg = catalogue_next_id(catalogue, CATALOGUE_LEG);
	ids->recording = catalogue_next_id(catalogue, CATALOGUE_RECORDING);
	event.call_id = ids->call;
	error = sample_call(catalogue, sample, started_us, ids->call);
	if (!error)
		error = sample_leg(catalogue, ids, sample, started_us);
	if (error || sample->failed)
		return error;
	error = sample_stream(catalogue, ids, sample, true, answered_us);
	if (!error)
		error =
		    sample_stream(catalogue, ids, sample, false, answered_us);
	if (!error)
		error = sample_recording(catalogue, ids, answered_us);
	return error ? error : catalogue_add_event(catalogue, &event);
}

#endif
