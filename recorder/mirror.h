/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each mirror delivers, for spanctl doctor. Engine thread only. */
#ifndef RECORDER_MIRROR_H
#define RECORDER_MIRROR_H

#include <jansson.h>

#include "recorder/run.h"

/* Hosts of calls that lack a direction: those with most of them. */
#define MIRROR_HOSTS_MAX 64

/* One object, described in spanrec.conf(5); the caller's. */
json_t *mirror_json(const struct run *run);

#endif
