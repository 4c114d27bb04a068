/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is to be done: the difference between the sessions that a device has
 * and those that it should have, and the lines that make it.
 */
#ifndef SPANCTL_CHANGE_H
#define SPANCTL_CHANGE_H

#include "spanctl/driver.h"

/* One of both may be NULL: the session is made, or taken away. */
struct change {
	const struct session *have, *want;
};

struct change_list {
	struct change *at;
	size_t count;
};

/* Lines in order; they own their text. */
struct script {
	char **lines;
	size_t count;
};

/* "1", whichever side has it. */
const char *change_id(const struct change *change);

/* "create", "change" or "remove". */
const char *change_verb(const struct change *change);

/*
 * What leads from 'have' to 'want' for those ids that are in 'want' or in
 * 'gone' (ids without a session in 'want' that should not be there). Sessions
 * of other ids are left alone. The lists have to outlive the result. 0 or
 * ENOMEM.
 */
int change_list_make(const struct session_list *have,
    const struct session_list *want, const struct session_list *gone,
    struct change_list *out) __attribute__((warn_unused_result));

void change_list_clear(struct change_list *list);

/* Appends a line made like printf; 0 or ENOMEM. */
int script_add(struct script *script, const char *format, ...)
    __attribute__((warn_unused_result, format(printf, 2, 3)));

void script_clear(struct script *script);

/*
 * Appends the lines of configuration that make 'change' on a device that is
 * driven by lines. 0, ENOMEM, or ENOTSUP after a message when devices of this
 * kind cannot do it.
 */
int change_render(const struct driver *driver, const struct change *change,
    struct script *script) __attribute__((warn_unused_result));

#endif
