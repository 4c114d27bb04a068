/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzzes UDPTL. The input is datagrams, each behind its size (two octets). */
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "base/cursor.h"
#include "rtp/udptl.h"

static void
on_ifp(uint16_t sequence, const uint8_t *bytes, size_t size, void *arg)
{
	uint64_t *given = arg;
	uint8_t copy[UDPTL_IFP_MAX];

	(void)sequence;
	++*given;
	if (size == 0 || size > UDPTL_IFP_MAX)
		abort();
	memcpy(copy, bytes, size);
	if (copy[0] != bytes[0])
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct udptl udptl;
	struct cursor script = cursor_over(data, size);
	uint64_t given = 0;

	udptl = (struct udptl){.begun = false};
	while (script.left > 0 && cursor_ok(&script)) {
		size_t length = cursor_be16(&script);
		const uint8_t *bytes;
		uint8_t *exact;

		if (length > script.left)
			length = script.left;
		bytes = cursor_bytes(&script, length);
		if (!bytes)
			break;
		exact = malloc(length ? length : 1);
		if (!exact)
			abort();
		memcpy(exact, bytes, length);
		if (udptl_push(&udptl, exact, length, on_ifp, &given) !=
		    udptl_is_packet(exact, length))
			abort();
		free(exact);
	}
	udptl_flush(&udptl, on_ifp, &given);
	if (given > udptl.packets + udptl.recovered)
		abort();
	return 0;
}
