/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fuzzes faxes: UDPTL datagrams, each behind a word whose highest bit is the
 * side and the rest its size, go all the way to pages.
 */
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>

#include "base/cursor.h"
#include "rtp/fax.h"
#include "rtp/udptl.h"

static volatile unsigned touched;

struct run {
	struct fax_listener *listener;
	unsigned side;
	struct udptl udptl[FAX_SIDES];
};

static void
on_page(const struct fax_page *page, void *arg)
{
	const size_t size = (size_t)page->lines * (page->width / 8);

	(void)arg;
	if (page->side >= FAX_SIDES || page->lines > FAX_LINES_MAX ||
	    page->width % 8 != 0 || page->width == 0)
		abort();
	for (size_t i = 0; i < size; i += 4096)
		touched += page->bits[i];
	if (size)
		touched += page->bits[size - 1];
}

static void
on_ifp(uint16_t sequence, const uint8_t *bytes, size_t size, void *arg)
{
	struct run *run = arg;

	fax_listener_push(run->listener, run->side, sequence, bytes, size);
}

static void
play(struct run *run, struct cursor script)
{
	while (script.left > 0 && cursor_ok(&script)) {
		uint16_t word = cursor_be16(&script);
		size_t length = word & 0x7fff;
		const uint8_t *bytes;

		if (length > script.left)
			length = script.left;
		bytes = cursor_bytes(&script, length);
		run->side = word >> 15;
		if (bytes && !udptl_push(&run->udptl[run->side], bytes, length,
				 on_ifp, run))
			continue;
	}
	for (run->side = 0; run->side < FAX_SIDES; run->side++)
		udptl_flush(&run->udptl[run->side], on_ifp, run);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct run run;

	run = (struct run){.side = 0};
	run.listener = fax_listener_new(on_page, &run);
	if (!run.listener)
		return 0;
	play(&run, cursor_over(data, size));
	fax_listener_finish(run.listener);
	fax_listener_free(run.listener);
	return 0;
}
