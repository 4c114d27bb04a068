/* SPDX-License-Identifier: GPL-3.0-or-later */
/* spanrec: the recorder. Options, then one run. */
#include "base/log.h"
#include "recorder/options.h"
#include "recorder/replay.h"

#define EXIT_WRONG 1
#define EXIT_USAGE 2

int
main(int argc, char **argv)
{
	struct options options;
	const struct settings *settings = &options.settings;
	int status = EXIT_SUCCESS;

	log_init("spanrec", LOG_LEVEL_NOTICE);
	switch (options_parse(argc, argv, &options)) {
	case OPTIONS_RUN:
		if (settings->verbose)
			log_init("spanrec", LOG_LEVEL_DEBUG);
		status = replay(settings) ? EXIT_SUCCESS : EXIT_WRONG;
		break;
	case OPTIONS_DONE:
		break;
	case OPTIONS_WRONG:
		status = EXIT_WRONG;
		break;
	case OPTIONS_USAGE:
		status = EXIT_USAGE;
		break;
	}
	options_clear(&options);
	return status;
}
