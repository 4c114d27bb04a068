/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Counters and gauges in the text format of OpenMetrics 1.0, which Prometheus
 * and others read. Engine thread only.
 */
#ifndef RECORDER_METRICS_H
#define RECORDER_METRICS_H

#include <stdio.h>

#include "recorder/run.h"

void metrics_write(const struct run *run, FILE *out);

#endif
