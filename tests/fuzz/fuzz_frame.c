/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fuzzes the way from a frame to a packet. The first byte chooses the link
 * type, the second how many bytes of the frame the snap length took.
 */
#include "tests/fuzz/fuzz.h"

#include "capture/decode.h"

#define FRAMES_FIRST COUNTER_frame_empty
#define FRAMES_LAST COUNTER_media_stun

static void
check_encapsulations(const struct encapsulations *all)
{
	static char text[ENCAPSULATIONS_TEXT_SIZE];

	if (all->count > ENCAPSULATIONS_MAX || all->tunnels > TUNNELS_MAX ||
	    all->tunnels > all->count || !encapsulations_equal(all, all))
		abort();
	encapsulations_format(all, text);
	if ((all->count > 0) != (text[0] != '\0'))
		abort();
}

static void
check(const struct frame *frame, const struct packet *packet)
{
	const volatile uint8_t *at = packet->payload;
	const uint8_t *end = frame->bytes + frame->captured;

	if (packet->payload < frame->bytes || packet->payload > end ||
	    packet->size > (size_t)(end - packet->payload) ||
	    packet->length < packet->size ||
	    packet->header_size > packet->payload - frame->bytes ||
	    packet->time.ns != frame->time.ns)
		abort();
	if (packet->kind == PACKET_FRAGMENT &&
	    (packet->offset > 65535 || packet->offset % 8))
		abort();
	for (size_t i = 0; i < packet->size; i++)
		(void)at[i];
	check_encapsulations(&packet->encapsulations);
}

/* What follows a fragment is decoded like all else. */
static void
decode_as_whole(
    struct packet *packet, const struct tunnel_ports *ports, unsigned turns)
{
	struct frame payload = {.time = packet->time,
	    .bytes = packet->payload,
	    .captured = packet->size,
	    .length = packet->length};
	enum counter_id outcome;

	if (packet->kind != PACKET_FRAGMENT || turns == 0)
		return;
	outcome = decode_whole(
	    packet->payload, packet->size, packet->length, ports, packet);
	if (outcome == COUNTER_NONE) {
		check(&payload, packet);
		decode_as_whole(packet, ports, turns - 1);
	} else if (outcome < FRAMES_FIRST || outcome > FRAMES_LAST) {
		abort();
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct tunnel_ports ports;
	struct frame frame = {.time = {1}};
	struct packet packet;
	enum counter_id outcome;

	if (size < 2)
		return 0;
	if (!ports.count)
		tunnel_ports_init(&ports);
	frame.link_type = data[0] % (LINK_LOOP + 1);
	frame.bytes = data + 2;
	frame.captured = size - 2;
	frame.length = frame.captured + data[1];
	outcome = decode_frame(&frame, &ports, &packet);
	if (outcome == COUNTER_NONE) {
		check(&frame, &packet);
		decode_as_whole(&packet, &ports, 3);
	} else if (outcome < FRAMES_FIRST || outcome > FRAMES_LAST) {
		abort();
	}
	return 0;
}
