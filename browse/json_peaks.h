/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a waveform is drawn from, as a JSON object. */
#ifndef BROWSE_JSON_PEAKS_H
#define BROWSE_JSON_PEAKS_H

#include <jansson.h>

#include "storage/peaks.h"

/*
 * {"rate_hz", "per_second", "duration_ms", "sides": {"caller": [min, max,
 * ...], "callee": [...]}}, in -127 to 127; a recording of one channel has
 * "caller" only. The caller releases it; NULL without memory.
 */
json_t *json_peaks(const struct peaks *peaks);

#endif
