/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether rows get into the catalogue, as an alarm (catalogue). */
#ifndef RECORDER_CATALOGUE_WATCH_H
#define RECORDER_CATALOGUE_WATCH_H

#include "storage/catalogue.h"

/* Looks at it; to be called about each second, by the engine. */
void catalogue_watch(struct catalogue *catalogue);

#endif
