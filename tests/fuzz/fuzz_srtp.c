/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fuzzes the opening of SRTP and SRTCP. The first byte chooses suite and
 * parameters; then come packets, each behind a byte that says whether it is
 * RTCP and one with its size. Without authentication the fuzzer gets behind
 * it. Each packet lies at the end of memory of its own.
 */
#include "tests/fuzz/fuzz.h"

#include "rtp/header.h"
#include "rtp/srtp.h"

static void
push(struct srtp_context *context, const uint8_t *data, size_t size, bool rtcp)
{
	static struct srtp_opened opened;
	struct rtp_header header;
	uint8_t *packet = malloc(size + !size);
	bool good;

	if (!packet)
		return;
	memcpy(packet, data, size);
	good = rtcp ? srtp_context_open_rtcp(context, packet, size, &opened)
		    : srtp_context_open(context, packet, size, &opened);
	if (good && opened.size > size)
		abort();
	if (good && !rtcp)
		(void)!rtp_header_parse(opened.bytes, opened.size, 0, &header);
	free(packet);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct srtp_key key = {0};
	struct srtp_context *context;

	if (size < 1)
		return 0;
	key.suite = (enum srtp_suite)(data[0] % SRTP_SUITE_COUNT);
	key.unauthenticated = data[0] & 0x80;
	key.plain_rtp = key.plain_rtcp = data[0] & 0x40;
	key.mki_size = data[0] & 0x20 ? 2 : 0;
	key.kdr = data[0] & 0x10 ? 4 : 0;
	context = srtp_context_new(&key, 0);
	data++;
	size--;
	while (context && size >= 2) {
		size_t length = data[1] < size - 2 ? data[1] : size - 2;

		push(context, data + 2, length, data[0] & 1);
		data += 2 + length;
		size -= 2 + length;
	}
	srtp_context_free(context);
	return 0;
}
