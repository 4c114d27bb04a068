/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SIP messages of the catalogue as packets. */
#include "export/packets_int.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "capture/pcapng_write.h"
#include "export/wire.h"

#define BYTES_MAX ((size_t)128 << 20) /* of a call's messages */
#define LEGS_MAX 1000
#define PAIRS_MAX 1000

/* What of a message goes into one segment of TCP: what is left of an Ethernet
 * frame. */
#define SEGMENT_MAX 1440

/* A leg, and what carried it. */
struct leg {
	int64_t id;
	enum transport transport;
	bool is_bare; /* something that is not there any more was around it */
};

struct message {
	int64_t time_us;
	struct flow flow;
	size_t size;
	uint8_t *bytes;
};

/* Two hosts that speak TCP; numbers of the first byte that comes next. */
struct pair {
	struct endpoint end[2];
	uint32_t next[2];
};

struct message_list {
	struct message *messages;
	size_t count, room;
	size_t next;  /* to be put */
	size_t bytes; /* of all */
	struct leg legs[LEGS_MAX];
	size_t leg_count;
	struct pair pairs[PAIRS_MAX];
	size_t pair_count;
	struct packets_report *report;
	uint8_t frame[WIRE_HEADERS_MAX + WIRE_DATAGRAM_MAX];
	uint8_t block[WIRE_HEADERS_MAX + WIRE_DATAGRAM_MAX + 64];
};

static int
take_leg(const struct leg_row *row, void *arg)
{
	struct message_list *list = arg;
	struct leg *leg = &list->legs[list->leg_count];
	const char *transport = row->transport ? row->transport : "udp";

	if (list->leg_count == LEGS_MAX)
		return 0;
	leg->id = row->id;
	leg->transport =
	    strcmp(transport, "udp") ? TRANSPORT_TCP : TRANSPORT_UDP;
	leg->is_bare = strcmp(transport, "udp") && strcmp(transport, "tcp");
	list->leg_count++;
	return 0;
}

static bool
has_room(struct message_list *list)
{
	size_t room = list->room ? list->room * 2 : 64;
	struct message *messages;

	if (list->count < list->room)
		return true;
	messages = realloc(list->messages, room * sizeof *messages);
	if (!messages)
		return false;
	list->messages = messages;
	list->room = room;
	return true;
}

static int
take_message(const struct sip_message_row *row, void *arg)
{
	struct message_list *list = arg;
	struct message it = {.time_us = row->time_us, .size = row->size};

	it.flow.transport = TRANSPORT_UDP;
	if (!endpoint_parse(text_of(row->src), &it.flow.src) ||
	    !endpoint_parse(text_of(row->dst), &it.flow.dst) ||
	    row->size == 0 || row->size > BYTES_MAX - list->bytes) {
		list->report->left_out++;
		return 0;
	}
	for (size_t i = 0; i < list->leg_count; i++) {
		if (list->legs[i].id != row->leg_id)
			continue;
		it.flow.transport = list->legs[i].transport;
		list->report->bare += list->legs[i].is_bare;
	}
	if (it.flow.transport == TRANSPORT_UDP && it.size > WIRE_DATAGRAM_MAX)
		it.size = WIRE_DATAGRAM_MAX;
	if (!has_room(list))
		return ENOMEM;
	it.bytes = malloc(it.size);
	if (!it.bytes)
		return ENOMEM;
	memcpy(it.bytes, row->bytes, it.size);
	list->bytes += it.size;
	list->messages[list->count++] = it;
	return 0;
}

int
message_list_load(struct catalogue *catalogue, int64_t call_id,
    struct packets_report *report, struct message_list **out)
{
	struct message_list *list = calloc(1, sizeof *list);
	int error;

	if (!list)
		return ENOMEM;
	list->report = report;
	error = query_legs(catalogue, call_id, take_leg, list);
	if (!error)
		error = query_messages(catalogue, call_id, take_message, list);
	if (error) {
		message_list_free(list);
		return error;
	}
	*out = list;
	return 0;
}

void
message_list_free(struct message_list *list)
{
	if (!list)
		return;
	for (size_t i = 0; i < list->count; i++)
		free(list->messages[i].bytes);
	free(list->messages);
	free(list);
}

size_t
message_list_count(const struct message_list *list)
{
	return list->count;
}

static int
put_frame(struct message_list *list, const struct message *message,
    size_t length, const struct export_sink *sink)
{
	struct frame frame = {
	    .time = {message->time_us * NS_PER_US},
	    .bytes = list->frame,
	    .captured = length,
	    .length = length,
	    .link_type = LINK_ETHERNET,
	};
	size_t size = pcapng_write_frame(list->block, 0, &frame);

	return export_put(sink, list->block, size);
}

/* The two hosts of a flow, which speak TCP; NULL: too many do. 'side' says
 * which of them sends. */
static struct pair *
find_pair(struct message_list *list, const struct flow *flow, int *side)
{
	struct pair *pair;

	for (size_t i = 0; i < list->pair_count; i++) {
		pair = &list->pairs[i];
		for (*side = 0; *side < 2; ++*side) {
			if (endpoint_equal(&pair->end[*side], &flow->src) &&
			    endpoint_equal(&pair->end[!*side], &flow->dst))
				return pair;
		}
	}
	if (list->pair_count == PAIRS_MAX)
		return NULL;
	pair = &list->pairs[list->pair_count++];
	*pair = (struct pair){{flow->src, flow->dst}, {1, 1}};
	*side = 0;
	return pair;
}

/* Puts a message in as many segments as it takes. */
static int
put_segments(struct message_list *list, const struct message *message,
    const struct export_sink *sink)
{
	int side, error = 0;
	struct pair *pair = find_pair(list, &message->flow, &side);

	if (!pair) {
		list->report->left_out++;
		return 0;
	}
	for (size_t at = 0; at < message->size && !error;) {
		struct wire_segment segment = {
		    pair->next[side], pair->next[!side]};
		size_t size = message->size - at;

		size = size < SEGMENT_MAX ? size : SEGMENT_MAX;
		error = put_frame(list, message,
		    wire_frame(list->frame, &message->flow, &segment,
			message->bytes + at, size),
		    sink);
		pair->next[side] += (uint32_t)size;
		at += size;
	}
	list->report->messages++;
	return error;
}

int
message_list_put(
    struct message_list *list, int64_t until_us, const struct export_sink *sink)
{
	int error = 0;

	while (!error && list->next < list->count) {
		const struct message *it = &list->messages[list->next];

		if (it->time_us > until_us)
			break;
		list->next++;
		if (it->flow.transport == TRANSPORT_TCP) {
			error = put_segments(list, it, sink);
			continue;
		}
		error = put_frame(list, it,
		    wire_frame(
			list->frame, &it->flow, NULL, it->bytes, it->size),
		    sink);
		list->report->messages++;
	}
	return error;
}
