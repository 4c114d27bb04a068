/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads spanrec.conf(5), by libconfuse, for what settings.def has. */
#ifndef RECORDER_CONFIG_FILE_H
#define RECORDER_CONFIG_FILE_H

#include "recorder/choice.h"

/*
 * Adds what the file says to 'choices', which borrows 'path'. False when it
 * cannot be read, or is no such file, which was said with line and column.
 * Whether the values are right is for choices_apply() to see.
 */
bool config_file_read(const char *path, struct choices *choices)
    __attribute__((warn_unused_result));

#endif
