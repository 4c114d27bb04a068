/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Listens to a fax call over T.38: Internet fax packets of both sides in, the
 * pages as a TIFF file out, one file for each side that sends any. It sends
 * nothing, so it depends on no time.
 */
#ifndef RTP_FAX_H
#define RTP_FAX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FAX_SIDES 2
#define FAX_PATH_SIZE 160
#define FAX_PAGES_MAX 500

struct fax_listener;

/* Asked for the file that the pages of 'side' go to, which must be there;
 * false: they are not wanted. */
typedef bool fax_open_fn(unsigned side, char path[FAX_PATH_SIZE], void *arg);

/* What came of one side. */
struct fax_sent {
	unsigned pages;
	unsigned lines;     /* of all pages */
	unsigned bad_lines; /* ... that could not be decoded */
	bool is_cut;        /* a page has not all of its parts */
};

/* Was the program built with what faxes need? */
bool fax_listener_is_available(void);

/* NULL without memory, or when it is not available. */
struct fax_listener *fax_listener_new(fax_open_fn *open, void *arg);

/* Frees it; fax_listener_finish() comes first. NULL is allowed. */
void fax_listener_free(struct fax_listener *fax);

/* Takes an Internet fax packet (ITU-T T.38 section 7) that 'side' sent, in
 * the order of their numbers. */
void fax_listener_push(struct fax_listener *fax, unsigned side,
    uint16_t sequence, const uint8_t *bytes, size_t size);

/* Writes what there is of a last page, and closes the files. */
void
fax_listener_finish(struct fax_listener *fax, struct fax_sent sent[FAX_SIDES]);

#endif
