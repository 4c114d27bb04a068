/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Listens to a fax call over T.38: Internet fax packets of both sides in, the
 * pages that they send out. It sends nothing, so it depends on no time.
 */
#ifndef RTP_FAX_H
#define RTP_FAX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FAX_SIDES 2
#define FAX_LINES_MAX 20000 /* of a page: four metres, or more */

struct fax_listener;

/* A page as it was sent. */
struct fax_page {
	unsigned side;
	uint32_t width;        /* pixels of a line, a multiple of 8 */
	uint32_t lines;        /* may be 0 */
	uint32_t bad_lines;    /* of these, that could not be decoded */
	uint32_t pixels_per_m; /* across */
	uint32_t lines_per_m;  /* down */
	const uint8_t *bits;   /* borrowed: lines of width / 8 bytes; 1 is
	                          black, the highest bit is the first */
	bool is_cut;           /* it has not all of its parts */
};

typedef void fax_page_fn(const struct fax_page *page, void *arg);

/* Was the program built with what faxes need? */
bool fax_listener_is_available(void);

/* NULL without memory, or when it is not available. */
struct fax_listener *fax_listener_new(fax_page_fn *on_page, void *arg);

/* Frees it; fax_listener_finish() comes first. NULL is allowed. */
void fax_listener_free(struct fax_listener *fax);

/* Takes an Internet fax packet (ITU-T T.38 section 7) that 'side' sent, in
 * the order of their numbers. */
void fax_listener_push(struct fax_listener *fax, unsigned side,
    uint16_t sequence, const uint8_t *bytes, size_t size);

/* The call is over: gives what there is of a last page. */
void fax_listener_finish(struct fax_listener *fax);

#endif
