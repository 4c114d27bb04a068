/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What to do about what is wrong with a mirror, in words that name device,
 * port and direction, and the command of spanctl that mends it.
 */
#ifndef SPANCTL_REMEDY_H
#define SPANCTL_REMEDY_H

#include "spanctl/guards.h"
#include "spanctl/plan.h"

#define REMEDY_SIZE 640

/* The host of that address whose place the plan says, or NULL. */
const struct expected_host *
remedy_host(const struct analysis *analysis, const struct addr *addr);

/*
 * Traffic of one direction of the port of 'host' does not arrive. A host that
 * the plan does not place may be NULL.
 */
void remedy_missing(const struct plan *plan, const struct expected_host *host,
    enum direction missing, char out[REMEDY_SIZE]);

/* Packets between two hosts arrive twice; either may be NULL. */
void remedy_twice(const struct plan *plan, const struct expected_host *one,
    const struct expected_host *other, char out[REMEDY_SIZE]);

#endif
