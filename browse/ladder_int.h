/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The making of a ladder, for browse/ladder*.c. */
#ifndef BROWSE_LADDER_INT_H
#define BROWSE_LADDER_INT_H

#include "browse/ladder.h"
#include "sip/sdp.h"

/* The last offer on a leg. */
struct ladder_offer {
	uint32_t cseq;
	bool in_request; /* the response answers it */
	bool late;       /* it was in a response: ACK or PRACK answers it */
};

/* What is needed while it is made. */
struct ladder_maker {
	struct ladder *ladder;
	size_t messages, streams;    /* so many were seen */
	struct ladder_offer *offers; /* by leg number; 0: of none */
	struct sdp sdp;              /* of the message that is read */
};

/* A new row at the end; NULL without memory or beyond the limit, of which the
 * latter is noted. */
struct ladder_row *ladder_add_row(struct ladder *ladder, enum ladder_kind kind);

/* Fills what the bytes of a message tell: its text, and its SDP. 0 or ENOMEM.*/
int ladder_read_message(struct ladder_maker *maker,
    const struct sip_message_row *message, struct ladder_row *row)
    __attribute__((warn_unused_result));

/* Finds the participants of all legs and rows, and puts them in order. */
void ladder_find_participants(struct ladder *ladder);

#endif
