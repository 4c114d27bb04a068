/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fuzzes the way from a frame to a datagram. The first byte chooses the link
 * type, the second how many bytes of the frame the snap length took.
 */
#include "tests/fuzz/fuzz.h"

#include "capture/decode.h"

#define FRAMES_FIRST COUNTER_frame_empty
#define FRAMES_LAST COUNTER_media_stun

static void
check(const struct frame *frame, const struct packet *datagram)
{
	const volatile uint8_t *at = datagram->payload;
	const uint8_t *end = frame->bytes + frame->captured;

	if (datagram->payload < frame->bytes || datagram->payload > end ||
	    datagram->size > (size_t)(end - datagram->payload) ||
	    datagram->length < datagram->size ||
	    datagram->length > frame->length ||
	    datagram->time.ns != frame->time.ns)
		abort();
	if (datagram->size < datagram->length &&
	    frame->captured == frame->length)
		abort();
	for (size_t i = 0; i < datagram->size; i++)
		(void)at[i];
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct frame frame = {.time = {1}};
	struct packet datagram;
	enum counter_id outcome;

	if (size < 2)
		return 0;
	frame.link_type = data[0] % (LINK_LOOP + 1);
	frame.bytes = data + 2;
	frame.captured = size - 2;
	frame.length = frame.captured + data[1];
	outcome = decode_frame(&frame, &datagram);
	if (outcome == COUNTER_NONE)
		check(&frame, &datagram);
	else if (outcome < FRAMES_FIRST || outcome > FRAMES_LAST)
		abort();
	return 0;
}
