/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands on the control socket that change what becomes of one call. */
#ifndef RECORDER_CONTROL_CALL_H
#define RECORDER_CONTROL_CALL_H

#include <stdio.h>

#include "recorder/control_request.h"
#include "recorder/run.h"

/* Carries out pause, resume, record or stop-recording, and says to 'out' what
 * became of it; false when it could not be done. */
bool
control_call(struct run *run, const struct control_request *request, FILE *out);

#endif
