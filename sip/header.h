/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Headers by name, out of a message as it came: for those few that settings
 * name, and that struct sip_message does not have. RFC 3261 section 7.3. */
#ifndef SIP_HEADER_H
#define SIP_HEADER_H

#include <stdbool.h>

#include "base/text.h"

/*
 * Finds the next header 'name' (ASCII case does not count) in '*rest', which is
 * the whole message at first, and what is left of it afterwards. '*value' is
 * its first line, without spaces around. False when there is no more of it
 * before the body.
 */
bool sip_header_next(struct text *rest, const char *name, struct text *value);

#endif
