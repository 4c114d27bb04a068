/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Puts one call into a new catalogue, for the tests of ladders:
 *
 *     make_ladder FOLDER hostile|long|again|itself
 *
 * hostile: messages whose bytes try to steer a terminal; long: 2,000 messages
 * and 40 streams; again: messages that were sent again, and keys; itself: all
 * of it on one host.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/storage/sample.h"

#define ESC "\033[2J\033]0;owned\007"
#define PARTIES 4

static const char *const addresses[PARTIES] = {
    "192.0.2.1:5060", "192.0.2.2:5060", "192.0.2.3:5060", "192.0.2.4:5060"};

static struct sip_message_row
message_of(const struct sample_ids *ids, int64_t time_us, const char *bytes)
{
	return (struct sip_message_row){.call_id = ids->call,
	    .leg_id = ids->leg,
	    .time_us = time_us,
	    .src = addresses[0],
	    .dst = addresses[1],
	    .method = "INFO",
	    .cseq = 7,
	    .bytes = bytes,
	    .size = strlen(bytes)};
}

static int
add_hostile(struct catalogue *catalogue, const struct sample_ids *ids)
{
	static const char response[] =
	    "SIP/2.0 488 No " ESC " \xff\xc0\xaf\xe2\x80\xae way\r\n\r\n";
	static const char offer[] =
	    "INVITE sip:2 SIP/2.0\r\nX: \x1b[31m\xc2\x9b"
	    "31m\x7f\tq\x08\r\nContent-Type: application/sdp\r\n\r\n"
	    "v=0\r\nc=IN IP4 192.0.2.1\r\nm=audio 4000 RTP/AVP 96 97 98\r\n"
	    "a=rtpmap:96 " ESC "/8000\r\na=rtpmap:97 \xff\xfe/8000\r\n"
	    "a=rtpmap:98 Opus/48000/2\r\nv=\n\n\r\r\n";
	static const char nul[] = "INFO sip:2 SIP/2.0\r\n\0hidden\r\n\r\n\0";
	const struct event_row event = {.call_id = ids->call,
	    .time_us = SAMPLE_START_US + 3000000,
	    .kind = "hold" ESC,
	    .side = "callee",
	    .detail = "\xe2\x80\xae" ESC "\xe6\x97\xa5"};
	struct sip_message_row row =
	    message_of(ids, SAMPLE_START_US + 100, response);
	int error;

	row.status = 488;
	error = catalogue_add_sip_message(catalogue, &row);
	row = message_of(ids, SAMPLE_START_US + 200, offer);
	row.method = "INVITE" ESC;
	if (!error)
		error = catalogue_add_sip_message(catalogue, &row);
	row = message_of(ids, SAMPLE_START_US + 300, nul);
	row.size = sizeof nul - 1;
	row.src = "somewhere" ESC;
	if (!error)
		error = catalogue_add_sip_message(catalogue, &row);
	if (!error)
		error = catalogue_add_event(catalogue, &event);
	return error;
}

static int
add_stream(struct catalogue *catalogue, const struct sample_ids *ids, int i)
{
	const struct stream_row stream = {
	    .id = catalogue_next_id(catalogue, CATALOGUE_STREAM),
	    .call_id = ids->call,
	    .leg_id = ids->leg,
	    .side = i % 2 ? "caller" : "callee",
	    .codec = "PCMU",
	    .ssrc = (uint32_t)i,
	    .src = addresses[i % PARTIES],
	    .dst = addresses[(i + 1) % PARTIES],
	    .first_us = SAMPLE_START_US + (int64_t)i * 100000,
	    .last_us = SAMPLE_START_US + (int64_t)i * 100000 + 10000000,
	    .packets = 500};

	return catalogue_put_stream(catalogue, &stream);
}

static int
add_long(struct catalogue *catalogue, const struct sample_ids *ids)
{
	static const char offer[] =
	    "UPDATE sip:2 SIP/2.0\r\nContent-Type: application/sdp\r\n\r\n"
	    "v=0\r\nc=IN IP4 192.0.2.1\r\nm=audio 4000 RTP/AVP 0 8 101\r\n"
	    "a=rtpmap:101 telephone-event/8000\r\n";
	int error = 0;

	for (int i = 0; i < 40 && !error; i++)
		error = add_stream(catalogue, ids, i);
	for (int i = 0; i < 2000 && !error; i++) {
		struct sip_message_row row = message_of(ids,
		    SAMPLE_START_US + 4000000 + (int64_t)i * 1000,
		    i % 2 ? "SIP/2.0 200 OK\r\n\r\n" : offer);

		row.method = "UPDATE";
		row.cseq = (uint32_t)(10 + i / 2);
		row.status = i % 2 ? 200 : 0;
		row.src = addresses[i % PARTIES];
		row.dst = addresses[(i + 1) % PARTIES];
		error = catalogue_add_sip_message(catalogue, &row);
	}
	return error;
}

static int
add_again(struct catalogue *catalogue, const struct sample_ids *ids)
{
	struct sip_message_row row = message_of(
	    ids, SAMPLE_START_US + 5000000, "INFO sip:2 SIP/2.0\r\n\r\n");
	struct dtmf_row key = {.call_id = ids->call,
	    .side = "callee",
	    .digit = "7",
	    .method = "rfc4733"};
	int error = 0;

	for (int i = 0; i < 4 && !error; i++) {
		row.time_us += 500000;
		row.retransmission = i > 0;
		error = catalogue_add_sip_message(catalogue, &row);
	}
	for (int i = 0; i < 3 && !error; i++) {
		key.time_us = SAMPLE_START_US + 8000000 + i;
		error = catalogue_add_dtmf(catalogue, &key);
	}
	return error;
}

static int
add_itself(struct catalogue *catalogue, const struct sample_ids *ids)
{
	struct sip_message_row row = message_of(
	    ids, SAMPLE_START_US + 5000000, "INFO sip:2 SIP/2.0\r\n\r\n");

	row.dst = "192.0.2.1:5070";
	return catalogue_add_sip_message(catalogue, &row);
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *name;
		int (*add)(struct catalogue *, const struct sample_ids *);
	} kinds[] = {{"hostile", add_hostile}, {"long", add_long},
	    {"again", add_again}, {"itself", add_itself}};
	const struct sample sample = {.number = 0};
	struct catalogue *catalogue = NULL;
	struct sample_ids ids;
	int error = EXIT_FAILURE;

	if (argc != 3) {
		fputs("usage: make_ladder FOLDER WHAT\n", stderr);
		return 2;
	}
	if (catalogue_open(argv[1], CATALOGUE_WRITE, &catalogue))
		return EXIT_FAILURE;
	if (!sample_add(catalogue, &sample, &ids)) {
		for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
			if (!strcmp(kinds[i].name, argv[2]))
				error = kinds[i].add(catalogue, &ids);
		}
	}
	return catalogue_close(catalogue) || error ? EXIT_FAILURE
						   : EXIT_SUCCESS;
}
