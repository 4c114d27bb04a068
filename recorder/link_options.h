/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options that say what links the legs of a call. */
#ifndef RECORDER_LINK_OPTIONS_H
#define RECORDER_LINK_OPTIONS_H

#include <stdbool.h>

#include "base/tstamp.h"
#include "calls/settings.h"

#define LINK_WINDOW_NS (10 * NS_PER_SEC) /* when it is not set */

/* --link-header, --link-window: false when the value is wrong, which was
 * said. 'name' is borrowed for as long as the settings. */
bool link_options_add_header(struct settings *settings, const char *name);
bool link_options_set_window(struct settings *settings, const char *text);

#endif
