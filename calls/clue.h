/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What legs of calls are known by: a Session-ID, a media address, numbers and
 * host. A bounded hash table from such a clue to its leg, for
 * calls/link.c, so that a new leg finds its call without a walk over all
 * of them.
 */
#ifndef CALLS_CLUE_H
#define CALLS_CLUE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/table.h"
#include "base/tstamp.h"
#include "calls/call.h"
#include "sip/offer.h"

/* Clues of one leg. */
#define CLUES_PER_LEG_MAX 24

#define CLUE_KEY_MAX 192 /* bytes; what is longer is no clue */

enum clue_kind {
	CLUE_HEADER,  /* a Session-ID, or a configured header */
	CLUE_ADDRESS, /* of media */
	CLUE_NUMBERS, /* of both sides, and the host that was called */
	CLUE_TARGET,  /* where a REFER or a redirection sends to */
};

struct call_leg;

/* Owned by its table. */
struct clue {
	struct table_link link;
	struct clue *next; /* of the same leg */
	struct call_leg *leg;
	struct tstamp time;
	struct addr host; /* who is expected to follow the clue, or who
	                       gave it */
	enum clue_kind kind;
	enum sip_side side; /* of the leg, whom it is about */
	bool is_exact;      /* it is what the leg says first */
	uint64_t origin;    /* of CLUE_ADDRESS: who described it */
	size_t size;
	uint8_t key[];
};

struct clues;

/*
 * Tables of at most 'limit' clues each: one for headers and addresses, which
 * hold as long as their leg, one for the others, which hold for 'brief_ns'.
 * NULL without memory.
 */
struct clues *clues_new(size_t limit, int64_t brief_ns);
void clues_free(struct clues *clues); /* NULL is allowed */

/*
 * Adds what 'leg' is known by, or brings the same clue of it up to date.
 * NULL: there is no memory, or too many of one leg (link_limit). A full table
 * forgets the oldest (link_limit, too).
 */
struct clue *clues_add(struct clues *clues, struct call_leg *leg,
    enum clue_kind kind, struct text key, struct tstamp time);

/* The clues that have a key: the first, or what follows 'after'. */
struct clue *clues_find(struct clues *clues, enum clue_kind kind,
    struct text key, const struct clue *after);

void clues_remove(struct clues *clues, struct clue *clue);

/* Forgets the clues that 'leg' has. */
void clues_forget(struct clues *clues, struct call_leg *leg);

/* Forgets those whose life is over. */
void clues_tick(struct clues *clues, struct tstamp now);

#endif
