/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Retention: recordings are removed when they are old enough, or to make room,
 * the oldest first. A call on legal hold (call.hold) keeps all that it has,
 * whatever else is said, and so does one that goes on.
 *
 * A file goes before its row says so, and a row says that it is going before
 * the file does: "expiring", then no file, then "expired". So no row claims
 * what is not there, and what a crash interrupts is finished by the next pass.
 * Each removal is in the table audit, and an event of its call.
 *
 * This works beside a recorder, from any thread or process: it has a connection
 * of its own, and writes in short transactions.
 */
#ifndef STORAGE_EXPIRE_H
#define STORAGE_EXPIRE_H

#include <stdbool.h>
#include <stdint.h>

#define EXPIRE_CLASSES_MAX 16
#define EXPIRE_NAME_SIZE 32

/* What is said for calls of a class: those with that call.retention, or a tag
 * of that name. Of several, the one that keeps longest counts. */
struct expire_class {
	char name[EXPIRE_NAME_SIZE];
	int64_t age_ns; /* 0: kept without end */
};

struct expire_policy {
	int64_t age_ns;      /* of calls without a class; 0: without end */
	uint64_t bytes;      /* that all recordings may have; 0: any */
	uint64_t free_bytes; /* room on the disk that is kept; 0: any */
	int64_t keep_ns;     /* room is made of nothing younger */
	int64_t call_age_ns; /* rows of calls without files; 0: without end */
	struct expire_class classes[EXPIRE_CLASSES_MAX];
	unsigned class_count;
};

/* Says the policy that anything is ever removed? */
bool expire_is_asked(const struct expire_policy *policy);

/* A recording that goes, or would go. */
struct expire_item {
	const char *path;
	const char *uid; /* of its call */
	int64_t started_us;
	uint64_t bytes;
	const char *reason;
};

typedef void expire_fn(const struct expire_item *item, void *arg);

struct expired {
	uint64_t recordings;
	uint64_t bytes;
	uint64_t calls; /* rows of calls that went */
	uint64_t held;  /* recordings that a legal hold keeps */
};

struct expire_pass {
	const char *folder; /* with a catalogue */
	int dir_fd;         /* the same, open */
	const struct expire_policy *policy;
	int64_t now_us;     /* since 1970 */
	bool dry;           /* nothing is changed */
	expire_fn *on_item; /* NULL: nobody is told */
	void *arg;
	const _Atomic bool *stop; /* ends the pass soon; NULL: it does not */
};

/*
 * Goes through what there is, once. 0 or a positive errno as catalogue_open()
 * gives; EBUSY: another program writes, to be tried again later. '*out' tells
 * what was done until then.
 */
int expire(const struct expire_pass *pass, struct expired *out)
    __attribute__((warn_unused_result));

#endif
