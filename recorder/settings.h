/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a run of the recorder is told to do. Plain data. */
#ifndef RECORDER_SETTINGS_H
#define RECORDER_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "capture/filter.h"
#include "storage/writer.h"

struct settings {
	const char *folder;       /* where recordings and catalogue go */
	enum audio_format format; /* of the recordings */
	bool audio;               /* write any: not --audio-format none */
	int64_t media_timeout_ns; /* an answered call without a packet */
	bool json;                /* totals as JSON on standard output */
	bool quiet;               /* no progress and no summary */
	bool verbose;             /* log more */
	const char **files;       /* capture files, patterns, folders */
	size_t file_count;
	struct filter *filter; /* of frames; NULL: all are wanted */
};

#endif
