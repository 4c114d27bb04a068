/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A capture file of one call. */
#include "export/packets.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "capture/decode.h"
#include "capture/merge.h"
#include "capture/pcapng_write.h"
#include "export/packets_int.h"

#define BEHIND_US INT64_C(10000000) /* frames of a file are in order so far */

#define INTERFACES_MAX 256

#define COMMENT                                                                \
	"One call, by spanview export. Interface 0: SIP messages as they "     \
	"came, out of the catalogue; their Ethernet, IP, UDP and TCP headers " \
	"are made anew, and what came in TLS or WebSocket is without. Other "  \
	"interfaces: media packets as they were captured."

/* The work on one call. */
struct packets {
	struct message_list *messages;
	struct merge *merge; /* NULL: no capture was given */
	struct tunnel_ports ports;
	struct packets_report *report;
	const struct export_sink *sink;
	struct {
		unsigned source;
		enum link_type link_type;
	} interfaces[INTERFACES_MAX]; /* of the captures, from 1 on */
	unsigned interface_count;
	uint8_t *block;
	size_t room;
};

/* Opens the capture files. */
static int
open_captures(struct packets *packets, const struct export_captures *captures)
{
	char error_text[SOURCE_ERROR_SIZE];
	int error = 0;

	if (captures->count == 0)
		return 0;
	packets->merge = merge_new(NULL);
	if (!packets->merge)
		return ENOMEM;
	for (size_t i = 0; i < captures->count && !error; i++) {
		error =
		    merge_add(packets->merge, captures->path[i], error_text);
		if (error)
			text_copy(packets->report->error,
			    sizeof packets->report->error, text_of(error_text));
	}
	return error;
}

/* The head of the file, and the interface of the messages. */
static int
put_head(struct packets *packets)
{
	static const struct origin sip = {
	    .name = "sip (headers made anew)", .link_type = LINK_ETHERNET};
	uint8_t block[PCAPNG_HEADER_MAX];
	int error = export_put(
	    packets->sink, block, pcapng_write_section(block, COMMENT));

	if (error)
		return error;
	return export_put(
	    packets->sink, block, pcapng_write_interface(block, &sip));
}

/* The number of the interface that a frame is of: of each link type that a
 * capture has, which is described when its first frame comes. 0: there are too
 * many. */
static int
find_interface(
    struct packets *packets, const struct frame *frame, unsigned *number)
{
	unsigned i = 0;
	uint8_t block[PCAPNG_HEADER_MAX];
	struct origin origin;

	while (i < packets->interface_count &&
	       (packets->interfaces[i].source != frame->source ||
		   packets->interfaces[i].link_type != frame->link_type))
		i++;
	*number = i + 1;
	if (i < packets->interface_count)
		return 0;
	*number = 0;
	if (i == INTERFACES_MAX)
		return 0;
	packets->interfaces[i].source = frame->source;
	packets->interfaces[i].link_type = frame->link_type;
	packets->interface_count++;
	packets->report->other_link |= frame->link_type != LINK_ETHERNET;
	origin = *merge_origin(packets->merge, frame->source);
	origin.link_type = frame->link_type;
	*number = i + 1;
	return export_put(
	    packets->sink, block, pcapng_write_interface(block, &origin));
}

static int
put_frame(struct packets *packets, struct frame *frame)
{
	size_t room = pcapng_frame_max(frame);
	unsigned number;
	int error = find_interface(packets, frame, &number);

	if (error)
		return error;
	if (number == 0) {
		packets->report->packets_left++;
		return 0;
	}
	if (room > packets->room) {
		uint8_t *block = realloc(packets->block, room);

		if (!block)
			return ENOMEM;
		packets->block = block;
		packets->room = room;
	}
	frame->lost = 0;
	return export_put(packets->sink, packets->block,
	    pcapng_write_frame(packets->block, number, frame));
}

/* Puts a frame of a capture, if it is of the call. */
static int
take_frame(struct packets *packets, struct frame *frame)
{
	int64_t time_us = tstamp_us(frame->time);
	struct packet packet;
	int error;

	if (decode_frame(frame, &packets->ports, &packet) != COUNTER_NONE ||
	    packet.kind != PACKET_DATAGRAM ||
	    !media_has(packets->report, time_us, &packet.flow,
		(struct packets_payload){packet.payload, packet.size}))
		return 0;
	error = message_list_put(packets->messages, time_us, packets->sink);
	return error ? error : put_frame(packets, frame);
}

static int
put_all(struct packets *packets)
{
	int64_t last_us = media_last_us(packets->report);
	struct frame frame;
	int error = put_head(packets);

	while (!error && packets->merge && merge_next(packets->merge, &frame)) {
		if (last_us == INT64_MIN ||
		    tstamp_us(frame.time) - BEHIND_US > last_us)
			break;
		error = take_frame(packets, &frame);
	}
	return error ? error
		     : message_list_put(
			   packets->messages, INT64_MAX, packets->sink);
}

/* Says what of the captures could not be read. */
static void
report_damage(struct packets *packets)
{
	merge_end(packets->merge);
	for (size_t i = 0; i < merge_count(packets->merge); i++) {
		const char *damage = merge_damage(packets->merge, i);

		if (damage && !packets->report->error[0])
			text_copy(packets->report->error,
			    sizeof packets->report->error, text_of(damage));
	}
}

int
export_packets(struct catalogue *catalogue, int64_t call_id,
    const struct export_captures *captures, const struct export_sink *sink,
    struct packets_report *report)
{
	struct packets packets = {.report = report, .sink = sink};
	int error;

	*report = (struct packets_report){0};
	tunnel_ports_init(&packets.ports);
	error =
	    message_list_load(catalogue, call_id, report, &packets.messages);
	if (!error)
		error = media_load(catalogue, call_id, report);
	if (!error && captures->count == 0 &&
	    message_list_count(packets.messages) == 0)
		error = ENOENT;
	if (!error)
		error = open_captures(&packets, captures);
	if (!error)
		error = put_all(&packets);
	if (!error && packets.merge)
		report_damage(&packets);
	merge_free(packets.merge);
	message_list_free(packets.messages);
	free(packets.block);
	return error;
}
