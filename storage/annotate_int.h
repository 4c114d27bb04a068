/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the annotator share, within storage/ only. */
#ifndef STORAGE_ANNOTATE_INT_H
#define STORAGE_ANNOTATE_INT_H

#include "storage/annotate.h"
#include "storage/catalogue_int.h"
#include "storage/search.h"

struct annotator {
	struct database *db;
	int dir_fd; /* the folder */
	struct search_work search;
};

/* The call that a change is about. */
struct annotated {
	int64_t id;
	bool held;
	bool over;
	int64_t started_us;
};

typedef int
annotate_fn(struct annotator *annotator, const struct annotated *call,
    const struct annotation_by *by, const char *text);

/* A change of one call, in one transaction with its row in the audit. */
struct annotate_change {
	const char *uid;
	const char *action; /* for the audit; NULL: that does not tell of it */
	const char *text;   /* for 'run' */
	const char *detail; /* for the audit */
	annotate_fn *run;
};

int annotate_do(struct annotator *annotator, const struct annotation_by *by,
    const struct annotate_change *change) __attribute__((warn_unused_result));

#endif
