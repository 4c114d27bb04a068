/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words that columns of a call have, for what asks for them; NULL is at
 * the end of each list. */
#ifndef BROWSE_WORDS_H
#define BROWSE_WORDS_H

extern const char *const words_direction[];
extern const char *const words_state[];
extern const char *const words_completeness[]; /* "none": not answered */

#endif
