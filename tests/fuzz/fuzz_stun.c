/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzzes the reader of STUN. */
#include "tests/fuzz/fuzz.h"

#include "rtp/stun.h"

static void
check(struct text text, const uint8_t *data, size_t size)
{
	const uint8_t *at = (const uint8_t *)text.at;

	if (text.len == 0 || at < data || text.len > size ||
	    at + text.len > data + size)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct stun_check found;

	if (!stun_check_parse(data, size, &found))
		return 0;
	check(found.receiver, data, size);
	check(found.sender, data, size);
	if (memchr(found.receiver.at, ':', found.receiver.len))
		abort();
	return 0;
}
