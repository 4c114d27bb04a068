/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Frames that decode_frame() looks at once are decoded as layer by layer. */
#include "capture/decode.h"

#include <stdlib.h>

#include "tests/capture/random.h"
#include "tests/capture/wire.h"

#define LINK_SIZE 14
#define HEADERS_SIZE (LINK_SIZE + 20 + 8)
#define PAYLOAD_MAX 200
#define ROUNDS 400000

static struct tunnel_ports ports;
static struct wire longest;

static void
set16(struct wire *wire, size_t at, unsigned value)
{
	wire->bytes[at] = (uint8_t)(value >> 8);
	wire->bytes[at + 1] = (uint8_t)value;
}

/* A datagram in IPv4 and Ethernet, now and then with other bytes in its headers
 * than it should have. */
static void
make(struct wire *wire)
{
	unsigned size = any(PAYLOAD_MAX);

	*wire = longest;
	wire->size = HEADERS_SIZE + size;
	set16(wire, LINK_SIZE + 2, 28 + size);
	set16(wire, LINK_SIZE + 6, any(8) ? 0x4000 : any(65536));
	set16(wire, LINK_SIZE + 20 + 4, 8 + size);
	/* Switches make it 60 bytes long. */
	if (wire->size < 60)
		wire->size += any(60 - (unsigned)wire->size + 1);
	for (unsigned i = any(4) ? 0 : 1 + any(3); i > 0; i--)
		wire->bytes[LINK_SIZE + any(HEADERS_SIZE - LINK_SIZE)] =
		    (uint8_t)any(256);
}

/* Decodes the frame: what is not set stays as it was. */
static enum counter_id
decode(const struct frame *frame, struct packet *out)
{
	memset(out, 0x5a, sizeof *out);
	return decode_frame(frame, &ports, out);
}

START_TEST(at_once_is_as_layer_by_layer)
{
	unsigned good = 0;

	tunnel_ports_init(&ports);
	put_ethernet(&longest, 0x0800);
	put_ip4(&longest, 0, 0, 17);
	put_udp(&longest, 0);
	for (unsigned i = 0; i < PAYLOAD_MAX; i++)
		put8(&longest, any(256));
	for (int i = 0; i < ROUNDS; i++) {
		struct packet ours, theirs;
		struct wire wire;
		struct frame frame = {.link_type = LINK_ETHERNET}, inner;
		enum counter_id outcome;
		uint8_t *bytes;

		make(&wire);
		frame.captured = wire.size;
		if (any(4) == 0)
			frame.captured =
			    LINK_SIZE + any((unsigned)wire.size - LINK_SIZE);
		frame.length = any(2) ? wire.size : frame.captured;
		if (frame.length == LINK_SIZE)
			continue;
		/* Of just that size, for the sanitizer. */
		bytes = malloc(frame.captured);
		if (!bytes)
			abort();
		memcpy(bytes, wire.bytes, frame.captured);
		frame.bytes = bytes;
		inner = frame;
		inner.link_type = LINK_RAW;
		inner.bytes += LINK_SIZE;
		inner.captured -= LINK_SIZE;
		inner.length -= LINK_SIZE;
		outcome = decode(&frame, &ours);
		/* Asserted only then: check writes down each. */
		if (decode(&inner, &theirs) != outcome ||
		    memcmp(&ours, &theirs, sizeof ours))
			ck_abort_msg(
			    "frame %d of %zu bytes", i, frame.captured);
		good += outcome == COUNTER_NONE;
		free(bytes);
	}
	ck_assert_uint_gt(good, ROUNDS / 2);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("decode");

	add_test(suite, "decode_frame", at_once_is_as_layer_by_layer);
	return run_suite(suite);
}
