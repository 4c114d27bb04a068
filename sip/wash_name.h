/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which header a line is of, by its name. */
#ifndef SIP_WASH_NAME_H
#define SIP_WASH_NAME_H

#include "base/text.h"
#include "sip/wash.h"

/* The header that is named 'name', which is not empty, in whatever case, or
 * by its compact form; WASH_EXTRA for all that nobody here reads. */
enum wash_header wash_name_find(struct text name);

#endif
