/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fuzzes the way from a byte stream to SIP messages: the same bytes must give
 * the same messages however they are cut. The first two bytes say how, the
 * next two where a loss is, the fifth how large that is.
 */
#include "tests/fuzz/fuzz.h"

#include "base/hash.h"
#include "sip/start_line.h"
#include "sip/stream.h"
#include "sip/wash.h"

#define HEAD 5

/* What came of a stream. */
struct result {
	size_t messages;
	uint64_t hash;
};

static void
check(bool right)
{
	if (!right)
		abort();
}

static void
take_message(const uint8_t *message, size_t size, void *arg)
{
	struct text text = {(const char *)message, size};
	struct result *result = arg;

	check(size > 0 && size <= WASH_MESSAGE_MAX);
	check(start_line_is_sip(wash_first_line(text)));
	result->messages++;
	result->hash = hash_bytes(message, size, result->hash);
}

/* A copy, so that the sanitizer sees a byte too far. */
static void
push(struct sip_stream *stream, const uint8_t *bytes, size_t size,
    struct result *result)
{
	uint8_t *copy = malloc(size);

	check(copy);
	memcpy(copy, bytes, size);
	sip_stream_push(stream, copy, size, take_message, result);
	free(copy);
}

/* Pieces of 1 to 'longest' bytes, by dice that begin at 'state'. */
static struct result
run(const uint8_t *data, size_t size, size_t longest, uint32_t state)
{
	struct framing_memory memory = {.limit = 1 << 20};
	struct sip_stream *stream = sip_stream_new(&memory);
	struct result result = {0, 1};
	size_t loss = (size_t)(data[2] << 8 | data[3]);
	uint64_t lost = data[4] == 255 ? SIP_STREAM_LOST_UNKNOWN : data[4];

	check(stream);
	data += HEAD;
	size -= HEAD;
	for (size_t at = 0, part; at < size; at += part) {
		if (at == loss)
			sip_stream_lost(stream, lost, take_message, &result);
		state = state * 1664525 + 1013904223;
		part = longest ? 1 + (state >> 8) % longest : size;
		if (part > size - at)
			part = size - at;
		if (at < loss && part > loss - at)
			part = loss - at;
		push(stream, data + at, part, &result);
	}
	sip_stream_lost(stream, SIP_STREAM_LOST_UNKNOWN, take_message, &result);
	sip_stream_free(stream);
	check(memory.used == 0);
	return result;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct result whole, cut;

	if (size <= HEAD)
		return 0;
	(void)sip_stream_wanted(data + HEAD, size - HEAD);
	whole = run(data, size, 0, 0);
	cut = run(data, size, 1 + data[0], data[1]);
	check(whole.messages == cut.messages && whole.hash == cut.hash);
	cut = run(data, size, 1, 0);
	check(whole.messages == cut.messages && whole.hash == cut.hash);
	return 0;
}
