/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What can be wrong with a plan for a device before anything is changed: what
 * would take the network down, what the device cannot do, what would not
 * arrive or arrive twice.
 */
#ifndef SPANCTL_GUARDS_H
#define SPANCTL_GUARDS_H

#include "spanctl/plan.h"

struct loads;

#define FINDING_SIZE 1024
#define FINDINGS_MAX 256

enum finding_level {
	FINDING_NOTE, /* good to know */
	FINDING_WARNING,
	FINDING_ERROR, /* nothing is changed */
};

struct finding {
	enum finding_level level;
	const char *check; /* its name, for scripts */
	char text[FINDING_SIZE];
};

struct findings {
	struct finding at[FINDINGS_MAX];
	size_t count;
	size_t errors;
};

/*
 * Looks at the sessions that 'device' should have, and at those that it has
 * and keeps; appends what is wrong. 'loads' is what their ports carry; NULL
 * when nothing was measured.
 */
void guards_check(const struct device *device, const struct session_list *want,
    const struct session_list *keeps, const struct loads *loads,
    struct findings *findings);

/* "note", "warning" or "error". */
const char *finding_level_name(enum finding_level level);

/* Appends a finding made like printf; beyond FINDINGS_MAX errors count. */
void findings_add(struct findings *findings, enum finding_level level,
    const char *check, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#endif
