/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A set of ports, asked for each packet. */
#ifndef BASE_PORT_SET_H
#define BASE_PORT_SET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

struct port_set {
	uint64_t bits[65536 / 64];
};

static inline bool
port_set_has(const struct port_set *set, uint16_t port)
{
	return set->bits[port / 64] >> port % 64 & 1;
}

static inline void
port_set_add(struct port_set *set, uint16_t port)
{
	set->bits[port / 64] |= UINT64_C(1) << port % 64;
}

/* Adds what "5060,5080-5090" names; false when it is no such list of ports
 * from 1 to 65535. */
bool port_set_parse(struct text text, struct port_set *set)
    __attribute__((warn_unused_result));

#endif
