/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The totals of a run, for people and for programs. */
#ifndef RECORDER_REPORT_H
#define RECORDER_REPORT_H

#include "recorder/pipeline.h"
#include "calls/settings.h"
#include "recorder/sources.h"

void report_text(const struct pipeline_totals *totals, struct sources *sources,
    const struct settings *settings, FILE *out);

/* One object: totals, every counter that is not zero by its name, and the
 * pairs of sources that delivered the same packets. */
void report_json(
    const struct pipeline_totals *totals, struct sources *sources, FILE *out);

#endif
