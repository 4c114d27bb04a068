/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fax calls (ITU-T T.38): the packets of both sides to the pages that they
 * send, each side's in one TIFF file, with its row.
 */
#ifndef CALLS_FAX_H
#define CALLS_FAX_H

#include <stdbool.h>

#include "calls/call.h"
#include "calls/datagram.h"
#include "rtp/fax.h"
#include "storage/catalogue.h"

#define FAX_PAGES_MAX 500 /* of a side */

/* Faxes at once that are decoded; each takes some 250 kB. */
#define FAXES_MAX 1000

/* What became of the fax of a call. */
struct fax_total {
	uint64_t packets; /* T.38, each once */
	uint64_t lost;    /* ... and never seen, nor made again */
	unsigned pages, lines, bad_lines;
	bool is_cut; /* a page has not all of its parts */
	int error;   /* errno of writing a file */
};

struct faxes;

/* 'dir_fd' is the output folder. NULL without memory. */
struct faxes *faxes_new(int dir_fd, struct catalogue *catalogue);
void faxes_free(struct faxes *faxes); /* NULL is allowed */

/* Takes a T.38 packet of 'call' that 'side' sent; false when it is none. */
bool faxes_push(struct faxes *faxes, struct call *call, enum side side,
    const struct datagram *packet);

/* When the newest T.38 packet of 'call' came; false when none did. */
bool fax_last(const struct call *call, struct tstamp *out);

/* 'call' is over: closes its files and writes their rows. 0 or an errno of the
 * catalogue. */
int faxes_finish(struct call *call) __attribute__((warn_unused_result));

/* After faxes_finish(): what became of it. */
struct fax_total fax_total(const struct call *call);

/* Frees what is kept of the fax of 'call'. */
void faxes_forget(struct faxes *faxes, struct call *call);

#endif
