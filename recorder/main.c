/* SPDX-License-Identifier: GPL-3.0-or-later */
/* spanrec: the recorder. Options, then one run. */
#include "base/log.h"
#include "recorder/live.h"
#include "recorder/options.h"
#include "recorder/replay.h"
#include "recorder/retention.h"

#define EXIT_WRONG 1
#define EXIT_USAGE 2

/* Files, when some are named: so a file of settings that names interfaces is
 * good for a replay, too. */
static bool
run(struct options *options)
{
	if (options->settings.expire)
		return retention(&options->settings);
	return options->settings.file_count > 0 ? replay(&options->settings)
						: live(options);
}

int
main(int argc, char **argv)
{
	struct options options;
	int status = EXIT_SUCCESS;

	log_init("spanrec", LOG_LEVEL_NOTICE);
	switch (options_parse(argc, argv, &options)) {
	case OPTIONS_RUN:
		options_set_log(&options);
		status = run(&options) ? EXIT_SUCCESS : EXIT_WRONG;
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
