/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzzes RTCP: the first octet says how much was cut, the rest is a packet. */
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>

#include "rtp/rtcp.h"

/* Where the packet lies, and how many items came of it. */
struct bounds {
	const char *from, *to;
	size_t items;
};

static void
on_item(const struct rtcp_item *item, void *arg)
{
	struct bounds *bounds = arg;

	bounds->items++;
	if (item->kind > RTCP_VOIP)
		abort();
	if (item->kind == RTCP_REPORT &&
	    (item->report.lost < -0x800000 || item->report.lost > 0x7fffff))
		abort();
	if (item->kind == RTCP_CNAME &&
	    (item->cname.at < bounds->from || item->cname.len > 255 ||
		item->cname.at + item->cname.len > bounds->to))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bounds bounds = {.items = 0};

	if (size == 0)
		return 0;
	bounds.from = (const char *)data;
	bounds.to = bounds.from + size;
	if (!rtcp_parse(data + 1, size - 1, data[0] & 1, on_item, &bounds) &&
	    bounds.items)
		abort(); /* of what is refused nothing is given */
	if (bounds.items > size)
		abort();
	return 0;
}
