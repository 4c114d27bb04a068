/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A listener to a fax call (ITU-T T.30): of the frames that both sides send,
 * and the image between them, it makes the pages as they were coded, with error
 * correction (annex A: frames that come again) or without.
 */
#ifndef RTP_T30_H
#define RTP_T30_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define T30_PAGE_BYTES_MAX (4 << 20) /* a page, coded; what is more is cut */
#define T30_SIDES 2

enum t30_coding {
	T30_T4_1D, /* ITU-T T.4 */
	T30_T4_2D,
	T30_T6, /* ITU-T T.6 */
};

/* A page. */
struct t30_page {
	unsigned side; /* who sent it */
	enum t30_coding coding;
	unsigned width;       /* pixels of a line */
	unsigned lines_per_m; /* 3850, 7700, 15400 */
	const uint8_t *bytes; /* borrowed; the lowest bit came first */
	size_t size;
	bool is_cut; /* the call ended within, or a part is missing */
};

typedef void t30_page_fn(const struct t30_page *page, void *arg);

struct t30_listener;

/* NULL without memory. */
struct t30_listener *t30_listener_new(t30_page_fn *on_page, void *arg);
void t30_listener_free(struct t30_listener *t30); /* NULL is allowed */

/* 'side' sent a whole frame (HDLC, its check was good), without the check;
 * the lowest bit of each byte came first. */
void t30_listener_frame(
    struct t30_listener *t30, unsigned side, const uint8_t *bytes, size_t size);

/* 'side' sent a piece of an image, or of what tries the line, and then its
 * end. */
void t30_listener_image(
    struct t30_listener *t30, unsigned side, const uint8_t *bytes, size_t size);
void t30_listener_image_end(struct t30_listener *t30, unsigned side);

/* The call is over: gives what there is of a page. */
void t30_listener_finish(struct t30_listener *t30);

#endif
