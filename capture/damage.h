/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What could not be read of a capture file: the places that were passed over,
 * and why it ended early. For the message and the counters at the end.
 */
#ifndef CAPTURE_DAMAGE_H
#define CAPTURE_DAMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Places that are named one by one; the others are counted. */
#define DAMAGE_PLACES 8

#define DAMAGE_WHY_SIZE 200

struct damage {
	struct damage_place {
		uint64_t from;   /* first byte that was passed over */
		uint64_t to;     /* the byte behind the last one */
		uint64_t frames; /* read before it */
	} places[DAMAGE_PLACES];
	uint64_t count;            /* of places, also those not kept */
	uint64_t lost_bytes;       /* in all of them, and at the end */
	bool ended;                /* the file ended early */
	uint64_t end;              /* where */
	char why[DAMAGE_WHY_SIZE]; /* in words */
};

/* Notes that the bytes from 'from' to before 'to' were passed over
 * after so many frames. */
void
damage_add(struct damage *damage, uint64_t from, uint64_t to, uint64_t frames);

/* Notes that reading ended near byte 'end', where so many bytes are lost,
 * and why. */
void damage_end(struct damage *damage, uint64_t end, uint64_t lost_bytes,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

static inline bool
damage_any(const struct damage *damage)
{
	return damage->count > 0 || damage->ended;
}

/* Writes all of it as one sentence that begins with 'name'; 'frames' were
 * read. */
void damage_describe(const struct damage *damage, const char *name,
    uint64_t frames, char *out, size_t size);

#endif
