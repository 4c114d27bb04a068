/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The numbers that capture files give link types (LINKTYPE_..., RFC draft
 * opsawg-pcaplinktype). */
#ifndef CAPTURE_LINKTYPE_H
#define CAPTURE_LINKTYPE_H

#include "capture/frame.h"

/* What the number in a capture file means here. */
enum link_type linktype_parse(uint32_t number);

/* The number that stands for 'type' in what we write. */
uint32_t linktype_number(enum link_type type);

#endif
