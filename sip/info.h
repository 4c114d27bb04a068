/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Keys (DTMF) in the body of SIP INFO requests, as phones and gateways send
 * them: application/dtmf-relay ("Signal=5", "Duration=160"), application/dtmf
 * ("5"), application/hook-flash; and of keys in KPML (RFC 4730), which is here
 * only to be kept secret.
 */
#ifndef SIP_INFO_H
#define SIP_INFO_H

#include <stdbool.h>

#include "sip/message.h"

#define SIP_KEY_FLASH '!'

struct sip_key {
	char key; /* '0' to '9', '*', '#', 'A' to 'D', or SIP_KEY_FLASH */
	unsigned duration_ms; /* 0: not told */
};

/* Does the request 'message' tell of a key? */
bool sip_info_key(const struct sip_message *message, struct sip_key *out);

/*
 * A copy of 'bytes', which are message->bytes or a copy of them, in which
 * 'mask' stands for every character that may tell which key it was; to be
 * freed. NULL, and '*secret' false, when the message tells of none; NULL and
 * true without memory.
 */
char *sip_info_masked(const struct sip_message *message, const void *bytes,
    char mask, bool *secret);

#endif
