/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What main.c hands to the verbs of spanctl. */
#ifndef SPANCTL_SPANCTL_H
#define SPANCTL_SPANCTL_H

#include <stdbool.h>

#include "spanctl/plan.h"

#define DEFAULT_PLAN "/etc/spanrec/spanctl.conf"

/* Exit status of spanctl. */
enum {
	STATUS_DONE = 0,
	STATUS_FAILED = 1, /* something wrong was found */
	STATUS_USAGE = 2,
	STATUS_PENDING = 2, /* of "plan": there is something to change */
};

/* What the command line asks for. */
struct request {
	const char *verb;
	const char *plan_path;
	char **words; /* what follows the verb, ends with NULL */
	int word_count;
	bool json;  /* print JSON instead of text */
	bool adopt; /* sessions of others may be changed */
	bool save;  /* changes outlive a restart of the device */
	bool wants_confirm;
	unsigned confirm_s;    /* undo unless confirmed within */
	unsigned measure_s;    /* of plan, apply: how long; 0: not */
	const char *interface; /* of where: this host's own; or NULL */
	const char *control;   /* of doctor: the recorder's socket; or NULL */
	const char *input;     /* of verify, where: a capture file; or NULL */
	unsigned seconds;      /* of verify: how long; 0: not said */
	const char *format;    /* of export */
	const char *output;    /* file of scenario; NULL: standard output */
};

/* A verb prints to standard output and returns the exit status. */
typedef int verb_fn(const struct request *request);

verb_fn verb_parse;    /* parse.c */
verb_fn verb_drivers;  /* parse.c */
verb_fn verb_check;    /* verb_plan.c */
verb_fn verb_plan;     /* verb_plan.c */
verb_fn verb_show;     /* verb_show.c */
verb_fn verb_apply;    /* verb_apply.c */
verb_fn verb_remove;   /* verb_apply.c */
verb_fn verb_rollback; /* verb_rollback.c */
verb_fn verb_confirm;  /* verb_rollback.c */
verb_fn verb_export;   /* verb_export.c */
verb_fn verb_scenario; /* scenario.c */
verb_fn verb_verify;   /* verify.c */
verb_fn verb_where;    /* verb_where.c */
verb_fn verb_doctor;   /* verb_doctor.c */

/* Does something to one device; 0 or a positive errno. */
typedef int device_fn(const struct request *request, const struct plan *plan,
    const struct device *device, void *arg);

/*
 * Reads the plan and calls 'fn' for the devices that the words of the request
 * name, or for all. The exit status: failed when 'fn' failed for one.
 */
int for_devices(const struct request *request, device_fn *fn, void *arg);

#endif
