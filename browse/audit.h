/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who does something at a terminal, and that it was done. */
#ifndef BROWSE_AUDIT_H
#define BROWSE_AUDIT_H

#include "storage/annotate.h"

#define USER_SIZE 64

/* Who runs this program, now: the user, or who became that one by sudo(8).
 * The name is kept in 'name'. */
struct annotation_by terminal_user(char name[USER_SIZE]);

/*
 * Notes that the user at this terminal did 'action' ("play") with the call
 * 'uid', or NULL; 'detail' may be NULL. Who may not write to the catalogue
 * leaves no trace: such a one can read its files as well.
 */
void terminal_audit(const char *folder, const char *action, const char *uid,
    const char *detail);

#endif
