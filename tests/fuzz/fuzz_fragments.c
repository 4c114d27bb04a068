/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fuzzes reassembly, and holds it against one that knows each byte by itself.
 * The first octet: bit 0 "tight limits", and then the model cannot know what
 * was given up, so that sizes and memory alone are looked at; bit 1 "the clock
 * is set back", and then there are no ticks. Then comes a script of fragments,
 * 8 octets each:
 *   0  bits 0-1 the packet, bit 2 "more to come", bit 3 "in units of 8"
 *      (else of 1), bit 4 another protocol, bit 5 tick before, bits 6-7 which
 *      bytes a packet has
 *   1  time since the last one (10 ms); signed if the clock is set back
 *   2  offset (2 octets)
 *   4  length (2 octets)
 *   6  bytes that the snap length took (2 octets)
 */
#include "tests/fuzz/fuzz.h"

#include "base/cursor.h"
#include "capture/fragments.h"

#define PACKETS 4 /* the last two are of IPv6 */
#define SPACE 65536
#define DONE_NS (100 * NS_PER_MS)

/* What the model knows of a packet. */
struct model {
	enum {
		NOTHING,
		WAITS,
		REFUSED,
		DONE
	} state;
	struct tstamp since;
	size_t length; /* SPACE: not known */
	size_t more_end;
	size_t cut;
	int protocol; /* -1: not known */
	bool here[SPACE];
	uint8_t bytes[SPACE];
};

static struct model models[PACKETS];
static const struct fragment_limits loose = {64 << 20, 1000, NS_PER_SEC};
static const struct fragment_limits tight = {6000, 3, NS_PER_SEC};

static bool
is_stale(const struct model *model, struct tstamp now, int64_t time_ns)
{
	int64_t age_ns = now.ns - model->since.ns;

	return age_ns > time_ns || age_ns < -time_ns;
}

static void
model_begin(struct model *model, struct tstamp now)
{
	*model = (struct model){.state = WAITS,
	    .since = now,
	    .length = SPACE,
	    .cut = SPACE,
	    .protocol = -1};
}

/* Has 'fragment' nothing against what is there? With 'store' it goes there. */
static bool
model_place(struct model *model, const struct packet *fragment, bool store)
{
	size_t end = fragment->offset + fragment->length;
	size_t captured = fragment->offset + fragment->size;
	size_t cut = model->cut;

	if (fragment->offset == 0) {
		if (model->protocol >= 0 &&
		    model->protocol != fragment->protocol)
			return false;
		if (store)
			model->protocol = fragment->protocol;
	}
	if (fragment->more_fragments ? end >= model->length
	    : model->length != SPACE ? end != model->length
				     : end <= model->more_end)
		return false;
	for (size_t i = fragment->offset; i < end; i++) {
		uint8_t byte = 0;

		if (i < captured)
			byte = fragment->payload[i - fragment->offset];
		if (model->here[i] && i < captured && i < model->cut &&
		    model->bytes[i] != byte)
			return false;
		if (model->here[i] || !store)
			continue;
		model->here[i] = true;
		model->bytes[i] = byte;
		if (i >= captured && captured < cut)
			cut = captured;
	}
	model->cut = cut;
	if (store && !fragment->more_fragments)
		model->length = end;
	else if (store && model->more_end < end)
		model->more_end = end;
	return true;
}

static bool
model_complete(const struct model *model)
{
	if (model->length == SPACE)
		return false;
	for (size_t i = 0; i < model->length; i++)
		if (!model->here[i])
			return false;
	return true;
}

static enum counter_id
model_push(struct model *model, const struct packet *fragment)
{
	size_t end = fragment->offset + fragment->length;

	if (fragment->length == 0 || end > 65535 || fragment->offset % 8 ||
	    (fragment->more_fragments && fragment->length % 8) ||
	    (!fragment->more_fragments && fragment->offset == 0))
		return COUNTER_ip_fragment_malformed;
	if (model->state == DONE) {
		if (!is_stale(model, fragment->time, DONE_NS) &&
		    model_place(model, fragment, false))
			return COUNTER_ip_fragment;
		model->state = NOTHING;
	}
	if (model->state == NOTHING ||
	    is_stale(model, fragment->time, loose.time_ns))
		model_begin(model, fragment->time);
	if (model->state == REFUSED)
		return COUNTER_ip_fragment_overlap;
	if (!model_place(model, fragment, true)) {
		model->state = REFUSED;
		return COUNTER_ip_fragment_overlap;
	}
	if (!model_complete(model))
		return COUNTER_ip_fragment;
	model->state = DONE;
	model->since = fragment->time;
	return COUNTER_NONE;
}

/* Reads a fragment; its bytes are those of 'pool', moved by a little. */
static struct packet
read_fragment(struct cursor *script, uint8_t op, const uint8_t *pool)
{
	struct packet fragment = {.kind = PACKET_FRAGMENT};
	size_t unit = op & 8 ? 8 : 1, cut;
	uint8_t address[16] = {0x20, 1};

	fragment.offset = (uint32_t)(cursor_be16(script) * unit);
	fragment.length = cursor_be16(script) * unit;
	cut = cursor_be16(script);
	fragment.size = fragment.length - cut % (fragment.length + 1);
	fragment.more_fragments = op & 4;
	fragment.protocol = op & 16 ? 6 : 17;
	fragment.ip_id = op & 3;
	fragment.payload = pool + fragment.offset % SPACE + (op >> 6);
	fragment.flow.src.addr = fragment.flow.dst.addr =
	    op & 2 ? addr_from_ip6(address) : addr_from_ip4(address);
	return fragment;
}

static void
check_whole(const struct whole *whole)
{
	const volatile uint8_t *at = whole->bytes;

	if (whole->length > 65535 || whole->size > whole->length ||
	    whole->length < 9)
		abort();
	for (size_t i = 0; i < whole->size; i++)
		(void)at[i];
}

static void
compare(struct model *model, const struct packet *fragment,
    enum counter_id outcome, const struct whole *whole)
{
	size_t size;

	if (outcome != model_push(model, fragment))
		abort();
	if (outcome != COUNTER_NONE)
		return;
	size = model->length < model->cut ? model->length : model->cut;
	if (whole->length != model->length || whole->size != size ||
	    whole->protocol != model->protocol ||
	    memcmp(whole->bytes, model->bytes, size))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t pool[SPACE + SPACE * 8 + 4];
	struct cursor script = cursor_over(data, size);
	uint8_t how = cursor_u8(&script);
	bool is_tight = how & 1, is_back = how & 2;
	const struct fragment_limits *limits = is_tight ? &tight : &loose;
	struct fragments *fragments = fragments_new(limits);
	struct tstamp now = {1000 * NS_PER_SEC};

	if (!fragments)
		abort();
	for (size_t i = 0; !pool[1] && i < sizeof pool; i++)
		pool[i] = (uint8_t)(i / 64 * 5 + 1);
	for (size_t i = 0; i < PACKETS; i++)
		models[i].state = NOTHING;
	while (script.left >= 8) {
		uint8_t op = cursor_u8(&script);
		uint8_t step = cursor_u8(&script);
		struct packet fragment;
		struct whole whole;
		enum counter_id outcome;

		now = tstamp_add_ns(
		    now, (is_back ? (int8_t)step : step) * 10 * NS_PER_MS);
		if (op & 32 && !is_back)
			fragments_tick(fragments, now);
		if (!(op & 2)) /* of IPv4 the protocol is in the key */
			op &= (uint8_t)~16;
		fragment = read_fragment(&script, op, pool);
		fragment.time = now;
		outcome = fragments_push(fragments, &fragment, &whole);
		if (fragments_bytes(fragments) > limits->bytes_max)
			abort();
		if (outcome == COUNTER_NONE)
			check_whole(&whole);
		if (!is_tight)
			compare(&models[op & 3], &fragment, outcome, &whole);
	}
	fragments_free(fragments);
	return 0;
}
