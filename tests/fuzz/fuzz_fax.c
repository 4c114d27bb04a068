/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fuzzes faxes: UDPTL datagrams, each behind a word whose highest bit is the
 * side and the rest its size, go all the way to pages of a file in memory.
 */
#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/cursor.h"
#include "rtp/fax.h"
#include "rtp/udptl.h"

struct run {
	struct fax_listener *listener;
	unsigned side;
	int files[FAX_SIDES];
	struct udptl udptl[FAX_SIDES];
};

static bool
open_file(unsigned side, char path[FAX_PATH_SIZE], void *arg)
{
	struct run *run = arg;

	if (side >= FAX_SIDES || run->files[side] >= 0)
		abort();
	run->files[side] = memfd_create("fax", MFD_CLOEXEC);
	snprintf(path, FAX_PATH_SIZE, "/proc/self/fd/%d", run->files[side]);
	return run->files[side] >= 0;
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
	struct fax_sent sent[FAX_SIDES];

	run = (struct run){.files = {-1, -1}};
	run.listener = fax_listener_new(open_file, &run);
	if (!run.listener)
		return 0;
	play(&run, cursor_over(data, size));
	fax_listener_finish(run.listener, sent);
	fax_listener_free(run.listener);
	for (unsigned side = 0; side < FAX_SIDES; side++)
		if (run.files[side] >= 0)
			close(run.files[side]);
	return 0;
}
