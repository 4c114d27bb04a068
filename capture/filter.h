/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Filters as tcpdump has them (pcap-filter(7)), for frames of any link type:
 * the expression is compiled for each one when its first frame comes.
 */
#ifndef CAPTURE_FILTER_H
#define CAPTURE_FILTER_H

#include <stdbool.h>

#include "capture/frame.h"

#define FILTER_ERROR_SIZE 512

struct filter;

/*
 * Compiles 'expression', which is copied. 0, ENOMEM, or EINVAL when it is
 * wrong for every link type; then 'error' says what is wrong.
 */
int filter_new(const char *expression, struct filter **out,
    char error[FILTER_ERROR_SIZE]) __attribute__((warn_unused_result));

void filter_free(struct filter *filter); /* NULL is allowed */

/*
 * Does 'frame' match? 'link_number' is the link type's number in the capture
 * file. Where the expression has no meaning for that link type nothing does:
 * see filter_error().
 */
bool filter_passes(
    struct filter *filter, uint32_t link_number, const struct frame *frame);

/* One instruction of a classic BPF program, as the kernel takes it. */
struct filter_instruction {
	uint16_t code;
	uint8_t if_true, if_false;
	uint32_t value;
};

/*
 * The program for a link type, to be freed by the caller; '*count' is its
 * length. NULL without memory, or when the expression has no meaning there:
 * see filter_error(). As the kernel sees frames without their VLAN tag, all
 * that have one pass, and are for filter_passes() when the tag is back.
 */
struct filter_instruction *
filter_program(struct filter *filter, uint32_t link_number, size_t *count);

/* What was wrong with a link type that came, or NULL. */
const char *filter_error(const struct filter *filter);

#endif
