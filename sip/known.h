/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What was found in header values that came before. The messages of a call
 * repeat From, To and Via to the letter, and most of them within a second: such
 * a value need not be parsed again.
 *
 * A table of fixed size, in which a newer value takes the place of an older
 * one. What it says is what it was told, or nothing; nobody can make it say
 * anything else.
 */
#ifndef SIP_KNOWN_H
#define SIP_KNOWN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

#define KNOWN_VALUES 4096   /* how many are known */
#define KNOWN_VALUE_MAX 124 /* characters; longer ones are not kept */

/* What was looked for in a value. */
enum known_kind {
	KNOWN_NONE,   /* the place is empty */
	KNOWN_TAG,    /* of From and To */
	KNOWN_BRANCH, /* of Via */
};

struct known_value {
	uint8_t kind; /* enum known_kind */
	uint8_t len;  /* of the value */
	uint8_t at;   /* where what was found begins */
	uint8_t found_len;
	char text[KNOWN_VALUE_MAX];
};

struct known {
	uint64_t seed;
	struct known_value values[KNOWN_VALUES];
};

/* Empties it. */
void known_init(struct known *known);

/* The place of 'value'; NULL when it is too long for one. */
struct known_value *
known_place(struct known *known, enum known_kind kind, struct text value);

/* Is 'value' in its place? Then '*found' is the part of 'value' that was found
 * in it, or empty. NULL is a place with nothing in it. */
bool known_find(const struct known_value *place, enum known_kind kind,
    struct text value, struct text *found);

/* Keeps what was found in 'value'; nothing, when it is no part of it. NULL is
 * allowed. */
void known_note(struct known_value *place, enum known_kind kind,
    struct text value, struct text found);

#endif
