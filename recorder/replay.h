/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One run over capture files, from opening them to the totals. */
#ifndef RECORDER_REPLAY_H
#define RECORDER_REPLAY_H

#include <stdbool.h>

#include "calls/settings.h"

/* False when something was wrong; that was said on standard error then, and
 * all that could be recorded is. */
bool replay(const struct settings *settings);

#endif
