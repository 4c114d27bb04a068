/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two halves of a call's packets: SIP, and media. */
#ifndef EXPORT_PACKETS_INT_H
#define EXPORT_PACKETS_INT_H

#include "export/packets.h"

/* The messages of a call, in the order of time, in memory. */
struct message_list;

/* Loads them; the report says what is left out. The caller frees '*out'. */
int message_list_load(struct catalogue *catalogue, int64_t call_id,
    struct packets_report *report, struct message_list **out)
    __attribute__((warn_unused_result));

void message_list_free(struct message_list *list); /* NULL is allowed */

size_t message_list_count(const struct message_list *list);

/* Puts those that came at 'until_us' or before, and were not put yet, as
 * frames of the interface 0. */
int message_list_put(struct message_list *list, int64_t until_us,
    const struct export_sink *sink) __attribute__((warn_unused_result));

/* What is in a packet of UDP. */
struct packets_payload {
	const uint8_t *bytes;
	size_t size;
};

/* Loads the streams of a call to the report. */
int media_load(struct catalogue *catalogue, int64_t call_id,
    struct packets_report *report) __attribute__((warn_unused_result));

/* Does a packet of UDP, captured at 'time_us', belong to the call's media?
 * Counts it then. */
bool media_has(struct packets_report *report, int64_t time_us,
    const struct flow *flow, struct packets_payload payload);

/* When the last packet of its media came; INT64_MIN: it has none. */
int64_t media_last_us(const struct packets_report *report);

#endif
