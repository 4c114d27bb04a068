/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of struct calls share: calls.c, calls_merge.c, hold.c. */
#ifndef CALLS_CALLS_INT_H
#define CALLS_CALLS_INT_H

#include "calls/audio.h"
#include "calls/calls.h"
#include "calls/filing.h"

struct calls {
	const struct settings *settings;
	struct catalogue *catalogue;
	struct ledger *ledger;
	struct media *media;
	struct audio audio; /* their recordings */
	struct losses *losses;
	struct heard *heard;
	struct faxes *faxes;
	struct capture_loss lost;     /* since the last tick */
	struct call *oldest, *newest; /* calls that go on, by their start */
	size_t count;
	calls_forgotten_fn *forgotten;
	void *forgotten_arg;
	calls_heard_fn *on_heard;
	void *on_heard_arg;
	int error; /* first errno of a write that failed */
};

/* Adds what was filed of a call to the totals. */
void calls_note_filed(struct calls *calls, const struct filed *filed);

/* Forgets a call and frees it. Nothing is filed. */
void calls_drop(struct calls *calls, struct call *call);

#endif
