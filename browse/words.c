/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "browse/words.h"

#include <stddef.h>

const char *const words_direction[] = {
    "inbound", "outbound", "internal", "unknown", NULL};

const char *const words_state[] = {
    "ringing", "active", "ended", "failed", "interrupted", "recovered", NULL};

const char *const words_completeness[] = {
    "complete", "partial", "undecodable", "skipped", "missing", "none", NULL};
