/* SPDX-License-Identifier: GPL-3.0-or-later */
/* spanrec --expire: what is old enough goes, and nothing is recorded. */
#ifndef RECORDER_RETENTION_H
#define RECORDER_RETENTION_H

#include <stdbool.h>

#include "calls/settings.h"

/* Removes what the retention says, or prints what that would be. False when
 * something went wrong, which was said. */
bool retention(const struct settings *settings);

#endif
