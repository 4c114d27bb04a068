/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Cookie field of a request (RFC 6265 section 4.2). */
#ifndef SERVE_COOKIE_H
#define SERVE_COOKIE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Copies the value of the cookie 'name' to 'out'. False when there is none in
 * 'field' (or NULL), when two have this name, or when it is empty or has no
 * room in 'size' bytes.
 */
bool cookie_find(const char *field, const char *name, char *out, size_t size);

#endif
