/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What devices say of the sessions of the plan, and count: read before and
 * after a look at what arrives, so that the two can be compared. Nothing is
 * changed, and no journal is opened.
 */
#ifndef SPANCTL_READINGS_H
#define SPANCTL_READINGS_H

#include "spanctl/guards.h"
#include "spanctl/json.h"
#include "spanctl/plan.h"

struct readings;

/* Reads all devices of the plan for the first time. One that cannot be read
 * is left out, after a message. NULL: no memory. */
struct readings *readings_begin(const struct plan *plan);

/*
 * Reads the figures again and appends what is wrong: sessions that are not
 * what the plan says, that are down, that lose packets. With 'arrived' (the
 * frames that were seen meanwhile) also sessions of which none was seen; NULL
 * when nobody looked.
 */
void readings_judge(struct readings *readings, const uint64_t *arrived,
    struct findings *findings);

/* An array, an object for each session; the caller owns it. */
json_t *readings_json(const struct readings *readings);

void readings_free(struct readings *readings);

#endif
