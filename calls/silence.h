/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why nothing at all was heard of a side, in words. */
#ifndef CALLS_SILENCE_H
#define CALLS_SILENCE_H

#include <stddef.h>

#include "calls/call.h"

/*
 * Writes the likely cause for that no packet of 'side', which was to send, was
 * seen: NAT or the mirror. "" when nothing points to one.
 */
void
silence_cause(const struct call *call, enum side side, char *out, size_t size);

/*
 * Writes why 'side' was not to send at all: refused, held, or by its own
 * description. "" when it was, or nothing was described.
 */
void
silence_agreed(const struct call *call, enum side side, char *out, size_t size);

#endif
