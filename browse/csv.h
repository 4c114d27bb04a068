/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls as lines of CSV (RFC 4180), for other programs and for tables. */
#ifndef BROWSE_CSV_H
#define BROWSE_CSV_H

#include <stddef.h>

#include "storage/query.h"

#define CSV_LINE_SIZE 8192

/* The line that names the columns, with its end. */
extern const char csv_head[];

/*
 * The line of a call, with its end; returns its length. Texts that do not fit
 * are cut. A text that a program for tables would take for a formula gets a
 * "'" in front: names come from the network.
 */
size_t csv_call(const struct call_view *view, char out[CSV_LINE_SIZE]);

#endif
