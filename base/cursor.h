/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A bounds-checked reader over bytes from the network, with a sticky error:
 * read all fields, check once with cursor_ok(). A read past the end gives
 * zeros and never moves. All integers come out in host order.
 */
#ifndef BASE_CURSOR_H
#define BASE_CURSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cursor {
	const uint8_t *at; /* next byte to be read */
	size_t left;       /* bytes from 'at' to the end */
	bool short_read;   /* some read went past the end */
};

static inline struct cursor
cursor_over(const void *bytes, size_t size)
{
	return (struct cursor){bytes, size, false};
}

static inline bool
cursor_ok(const struct cursor *c)
{
	return !c->short_read;
}

/* Moves over 'size' bytes and returns where they begin; NULL if too few. */
static inline const uint8_t *
cursor_bytes(struct cursor *c, size_t size)
{
	const uint8_t *bytes = c->at;

	if (c->short_read || size > c->left) {
		c->short_read = true;
		return NULL;
	}
	c->at += size;
	c->left -= size;
	return bytes;
}

static inline void
cursor_skip(struct cursor *c, size_t size)
{
	(void)cursor_bytes(c, size);
}

static inline uint8_t
cursor_u8(struct cursor *c)
{
	const uint8_t *b = cursor_bytes(c, 1);

	return b ? b[0] : 0;
}

static inline uint16_t
cursor_be16(struct cursor *c)
{
	const uint8_t *b = cursor_bytes(c, 2);

	if (!b)
		return 0;
	return (uint16_t)(b[0] << 8 | b[1]);
}

static inline uint32_t
cursor_be32(struct cursor *c)
{
	const uint8_t *b = cursor_bytes(c, 4);

	return b ? (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 |
		       (uint32_t)b[2] << 8 | b[3]
		 : 0;
}

/* Integers in network order at 'at', whose bounds the caller has checked:
 * for headers of a fixed size, taken at once with cursor_bytes(). */
static inline uint16_t
load_be16(const uint8_t *at)
{
	return (uint16_t)(at[0] << 8 | at[1]);
}

static inline uint32_t
load_be32(const uint8_t *at)
{
	return (uint32_t)load_be16(at) << 16 | load_be16(at + 2);
}

/* Forgets all beyond the next 'size' bytes (padding); false if fewer. */
static inline bool
cursor_limit(struct cursor *c, size_t size)
{
	if (c->short_read || size > c->left)
		return false;
	c->left = size;
	return true;
}

#endif
