/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of struct calls share: calls.c, calls_merge.c, closing.c,
 * hold.c. */
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
	/* Calls that are over and not yet filed, in that order. */
	struct call *first_closing, *last_closing;
	size_t closing_count;
	uint64_t ticks; /* so far */
	calls_forgotten_fn *forgotten;
	void *forgotten_arg;
	calls_source_fn *source_name;
	void *source_name_arg;
	calls_heard_fn *on_heard;
	void *on_heard_arg;
	int error; /* first errno of a write that failed */
};

/* Takes a call out of the list of those that go on. */
void calls_list_remove(struct calls *calls, struct call *call);

/* Forgets a call and frees it. Nothing is filed. */
void calls_drop(struct calls *calls, struct call *call);

/* A call is over: nothing finds it any more, and it will be filed. */
void calls_close(struct calls *calls, struct call *call);

/* Files the calls whose time has come and whose audio is finished; 'all':
 * whether or not it has come. */
void calls_file_closed(struct calls *calls, bool all);

#endif
