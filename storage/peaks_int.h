/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Peaks that are kept, in storage/peaks_cache.c. */
#ifndef STORAGE_PEAKS_INT_H
#define STORAGE_PEAKS_INT_H

#include <stdbool.h>

#include "storage/peaks.h"

/* Gives what is kept for the recording; false: nothing is. */
bool peaks_cache_load(
    int dir_fd, const struct recording_row *row, struct peaks *out);

/* Keeps the peaks, unless that is not possible: nobody depends on it. */
void peaks_cache_store(
    int dir_fd, const struct recording_row *row, const struct peaks *peaks);

#endif
