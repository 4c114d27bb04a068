/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Why a call failed or ended, as a clause that people read: "busy (486 Busy
 * Here; Q.850 17: user busy)". Pure functions.
 */
#ifndef CALLS_CAUSE_H
#define CALLS_CAUSE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

#define CAUSE_TEXT_SIZE 48

struct sip_message;

/* What Reason headers (RFC 3326) told of the end of a leg. */
struct cause {
	unsigned sip;               /* SIP status; 0: none */
	unsigned q850;              /* ITU-T Q.850; 0: none */
	char text[CAUSE_TEXT_SIZE]; /* for people; "" */
	bool responded;             /* a response to the INVITE was seen */
	bool answered;              /* ... and it was a 2xx */
};

/*
 * Takes note of what 'message' tells: the Reason of a CANCEL, a BYE or a final
 * response to an INVITE, after an answer that of a BYE alone. The first that
 * has one stays, since what follows (the 487 to a CANCEL) knows less.
 */
void cause_note(struct cause *cause, const struct sip_message *message);

/* How a call failed. */
struct failure {
	unsigned status;    /* of the INVITE; 0: no final response was seen */
	struct text phrase; /* reason phrase that came with it */
	bool cancelled;     /* by the caller's side */
	bool challenged;    /* credentials were asked for before */
	bool gave_up;       /* nobody went on: 'status' is the challenge that
	                       was not answered, or 0 */
};

/* Writes why a call failed. */
void cause_of_failure(const struct cause *cause, const struct failure *failure,
    char *out, size_t size);

/* Writes what was said with a BYE; "" when nothing was. */
void cause_of_hangup(const struct cause *cause, char *out, size_t size);

#endif
