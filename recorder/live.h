/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One run over interfaces, from opening them until a signal ends it. */
#ifndef RECORDER_LIVE_H
#define RECORDER_LIVE_H

#include <stdbool.h>

#include "recorder/options.h"

/* False when something was wrong; that was said on standard error then, and
 * all that could be recorded is. SIGHUP changes 'options': see reload(). */
bool live(struct options *options);

#endif
