/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SIP INFO in calls: the keys that it tells of, and what is kept of it. */
#ifndef CALLS_INFO_H
#define CALLS_INFO_H

#include "calls/measure.h"
#include "sip/message.h"

/* What SIP says of a call, and who. */
struct info_place {
	struct call *call;
	enum side side; /* who sent the message */
	int64_t leg_id; /* leg.id where it was seen */
	struct tstamp time;
};

/* Notes the key that 'message' tells of, if it does. It was not seen before on
 * this leg. */
void info_take_key(struct calls *calls, const struct sip_message *message,
    const struct info_place *place);

/* Writes 'row', whose bytes are those of 'message'; with 'hide_keys' there are
 * none in it. */
void info_put_message(struct calls *calls, const struct sip_message *message,
    struct sip_message_row *row, bool hide_keys);

#endif
