/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The SIP messages of a call with their text, which "show" leaves out. */
#ifndef BROWSE_JSON_MESSAGES_H
#define BROWSE_JSON_MESSAGES_H

#include <jansson.h>

#include "storage/query.h"

/*
 * {"messages": [{time, src, dst, method, status, cseq, retransmission, bytes,
 * text}]}, in the order of json_call()'s "messages". Bytes of a message that
 * are no UTF-8 become replacement characters; the text is null when they were
 * not kept, or are more than 32 MiB with those before. The caller releases
 * '*out'. 0 or a positive errno.
 */
int json_messages(struct catalogue *catalogue, const struct call_view *view,
    json_t **out) __attribute__((warn_unused_result));

#endif
