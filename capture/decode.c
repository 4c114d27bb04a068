/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Joins the layers below a datagram; called for each frame by recorder/. */
#include "capture/decode.h"

#include "base/cursor.h"
#include "capture/ip.h"
#include "capture/link.h"

enum counter_id
decode_frame(const struct frame *frame, struct packet *out)
{
	struct cursor c = cursor_over(frame->bytes, frame->captured);
	size_t cut_bytes = frame->length - frame->captured;
	struct link_info link = {0};
	struct ip_packet ip;
	enum counter_id refused;

	if (frame->length == 0)
		return COUNTER_frame_empty;
	refused = link_decode(frame, &c, &link);
	if (refused != COUNTER_NONE)
		return refused;
	refused = ip_decode(&c, cut_bytes, &ip);
	if (refused != COUNTER_NONE)
		return refused;
	if (ip.protocol == IP_PROTOCOL_TCP)
		return COUNTER_tcp_segment;
	if (ip.protocol != IP_PROTOCOL_UDP)
		return COUNTER_ip_other;
	refused = udp_decode(&c, &ip, &out->flow, &out->length);
	if (refused != COUNTER_NONE)
		return refused;
	out->time = frame->time;
	out->payload = c.at;
	out->size = c.left;
	out->kind = PACKET_DATAGRAM;
	out->checksum = PACKET_CHECKSUM_UDP;
	out->header_size = 8;
	out->protocol = ip.protocol;
	out->ip_id = 0;
	out->encapsulations.count = 0;
	out->source = frame->source;
	return COUNTER_NONE;
}
