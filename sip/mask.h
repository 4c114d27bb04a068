/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Takes keys out of messages before they are stored: those of a=crypto
 * (RFC 4568) and of a=key-mgmt (RFC 4567). They are found wherever they stand,
 * in whatever body, without parsing it.
 */
#ifndef SIP_MASK_H
#define SIP_MASK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Is there a key in 'bytes'? */
bool sip_mask_needed(const uint8_t *bytes, size_t size);

/* Overwrites each key in 'bytes' with as many 'X'. */
void sip_mask(uint8_t *bytes, size_t size);

#endif
