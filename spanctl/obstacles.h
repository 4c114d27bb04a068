/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What of this host itself keeps copies from being seen, each with the
 * remedy in words: the interface, its driver, what is around a tunnel that
 * ends here.
 */
#ifndef SPANCTL_OBSTACLES_H
#define SPANCTL_OBSTACLES_H

#include "spanctl/guards.h"

#define LOSSES_MAX 32

/* Counters of an interface that count what it lost. */
struct losses {
	struct {
		char name[40];
		uint64_t value;
	} at[LOSSES_MAX];
	size_t count;
};

/* Reads what an interface has lost; read twice it tells what it loses now. */
void losses_read(const char *interface, struct losses *losses);

/* Appends what is wrong with 'interface'; 'before' are its losses of some
 * time ago. */
void obstacles_check(const char *interface, const struct losses *before,
    struct findings *findings);

#endif
