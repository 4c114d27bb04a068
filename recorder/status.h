/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the recorder is and what goes on, as text and as JSON. Engine thread
 * only. */
#ifndef RECORDER_STATUS_H
#define RECORDER_STATUS_H

#include <stdbool.h>
#include <stdio.h>

#include "recorder/run.h"

/* So many calls are listed, the newest; what is left out is told. */
#define STATUS_CALLS_MAX 10000

void status_write(const struct run *run, bool as_json, FILE *out);
void status_calls(const struct run *run, bool as_json, FILE *out);
void status_counters(bool as_json, FILE *out);
void status_mirror(const struct run *run, FILE *out); /* JSON always */
void status_alarms(bool as_json, FILE *out);

#endif
