/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a device shows when it waits for a line. */
#ifndef SPANCTL_PROMPT_H
#define SPANCTL_PROMPT_H

#include <stdbool.h>

#include "base/text.h"

/*
 * The name of the device in its prompt, behind what one may begin with: "<",
 * "[", "(", and "user@"; "tty=ansi " of a ProCurve's first one.
 */
struct text prompt_host(struct text line);

/* Is 'line' a prompt of this device? "" when its name is not learnt yet. */
bool prompt_is(const char *host, struct text line);

#endif
