/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The trace of what people see and hear, in the catalogue's table 'audit'. One
 * thread writes it, some rows at a time, so that a hundred who search cost the
 * recorder no more than one.
 */
#ifndef SERVE_AUDIT_H
#define SERVE_AUDIT_H

#include "serve/exchange.h"

#define AUDIT_DETAIL_SIZE 256

struct audit;

/* Starts its thread; 'folder' has the catalogue, and is kept. 0 or a positive
 * errno. */
int audit_start(const char *folder, struct audit **out)
    __attribute__((warn_unused_result));

/* After all was written. NULL is allowed. */
void audit_stop(struct audit *audit);

/* What was done; 'uid' and 'detail' may be NULL. */
struct audit_entry {
	const char *action; /* a literal */
	const char *uid;    /* the call */
	const char *detail;
};

/*
 * Notes that who asks did it: soon, without waiting. The same again within a
 * minute is not noted; nor is what comes when too many wait, which is logged.
 */
void
audit_note(const struct exchange *exchange, const struct audit_entry *entry);

/* Likewise that who asks changed something: each time, also the same again. */
void
audit_change(const struct exchange *exchange, const struct audit_entry *entry);

/*
 * Notes it, and comes back when it is written: 0 or an errno of
 * storage/annotate.h. The same within ten minutes is one: a player asks for a
 * recording piece by piece.
 */
int audit_write(const struct exchange *exchange,
    const struct audit_entry *entry) __attribute__((warn_unused_result));

#endif
