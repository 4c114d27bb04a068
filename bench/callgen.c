/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * callgen: writes a capture file of SIP calls with G.711 audio, and the truth
 * about them. The same options give the same bytes at any time. Used by
 * bench/run for load and by the tests for correctness; see bench/README.md.
 */
#include "bench/engine.h"

int
main(int argc, char **argv)
{
	struct options opt;
	int todo = options_parse(&opt, argc, argv);

	if (todo != 0)
		return todo == 1 ? 0 : 2;
	return engine_run(&opt) == 0 ? 0 : 1;
}
