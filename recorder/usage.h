/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the table of settings says to people. */
#ifndef RECORDER_USAGE_H
#define RECORDER_USAGE_H

#include <stdio.h>

#include "recorder/choice.h"

/* --help */
void usage_print(FILE *out);

/*
 * --show-config: all settings, as they hold by 'choices', in the form of the
 * file. What nobody has set is in a comment.
 */
void usage_show(const struct choices *choices, FILE *out);

#endif
