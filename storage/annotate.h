/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What people say of calls and do with them: tags, notes, legal hold, removal,
 * and the trace that all of it leaves. An annotator writes short transactions
 * on a connection of its own, beside the recorder, which is not kept waiting.
 * It belongs to one thread at a time.
 *
 * A call is named by its public id (call.uid, whole). Functions return 0 or a
 * positive errno, as in storage/catalogue.h, and: ENOENT (no such call), EINVAL
 * (a text that is empty, too long or no text), EPERM (it is under legal hold),
 * EINPROGRESS (it is not over yet), EBUSY (the catalogue was locked for 5 s).
 * All that was to be done is done then, or nothing.
 */
#ifndef STORAGE_ANNOTATE_H
#define STORAGE_ANNOTATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TAG_LEN_MAX 64     /* octets of a tag */
#define NOTE_LEN_MAX 16384 /* ... and of a note */

struct annotator;

/* Who does it. */
struct annotation_by {
	const char *user;    /* name */
	const char *address; /* it comes from; NULL: a terminal */
	int64_t now_us;      /* when, since 1970 UTC */
};

/*
 * Opens the catalogue in 'folder', which must be there; one of an earlier
 * version is brought up to date first, unless a recorder runs. EACCES, EROFS:
 * it may only be read.
 */
int annotate_open(const char *folder, struct annotator **out)
    __attribute__((warn_unused_result));

/* NULL is allowed. */
void annotate_close(struct annotator *annotator);

/* Adds a tag, or takes it away; it may be there, or not, already. */
int annotate_tag(struct annotator *annotator, const struct annotation_by *by,
    const char *uid, const char *name) __attribute__((warn_unused_result));
int annotate_untag(struct annotator *annotator, const struct annotation_by *by,
    const char *uid, const char *name) __attribute__((warn_unused_result));

/* Adds a note. */
int annotate_note(struct annotator *annotator, const struct annotation_by *by,
    const char *uid, const char *body) __attribute__((warn_unused_result));

/* Puts the call under legal hold, or takes it off. */
int annotate_hold(struct annotator *annotator, const struct annotation_by *by,
    const char *uid, bool hold) __attribute__((warn_unused_result));

/*
 * Removes the call with all that belongs to it, its files first. When files
 * cannot be removed the call stays, and it can be tried again.
 */
int annotate_delete(struct annotator *annotator, const struct annotation_by *by,
    const char *uid) __attribute__((warn_unused_result));

/* Notes that somebody did 'action' ("play"), with the call 'uid' or NULL;
 * 'detail' may be NULL. */
int annotate_audit(struct annotator *annotator, const struct annotation_by *by,
    const char *action, const char *uid, const char *detail)
    __attribute__((warn_unused_result));

/* A row of the audit that is not about a change. */
struct annotation_audit {
	struct annotation_by by;
	const char *action;
	const char *uid;    /* of a call, or NULL */
	const char *detail; /* or NULL */
};

/* Notes all of them at once. */
int annotate_audits(struct annotator *annotator,
    const struct annotation_audit *rows, size_t count)
    __attribute__((warn_unused_result));

#endif
