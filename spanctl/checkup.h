/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the figures of a running recorder say of a mirror: they are of the
 * last minutes, so that a mirror that was put right looks right.
 */
#ifndef SPANCTL_CHECKUP_H
#define SPANCTL_CHECKUP_H

#include "spanctl/guards.h"
#include "spanctl/json.h"

/*
 * Appends what is wrong with the interface of 'analysis' by 'figures', see
 * recorder.h. What is missing in the figures is not judged.
 */
void checkup(const struct plan *plan, const struct analysis *analysis,
    const json_t *figures, struct findings *findings);

#endif
