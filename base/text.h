/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A borrowed piece of text: not NUL-terminated, owned by whoever gave it.
 * The empty text may have a NULL pointer.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

struct text {
	const char *at; /* first character; NULL is allowed when empty */
	size_t len;     /* characters */
};

static inline struct text
text_of(const char *string)
{
	return (struct text){string, string ? strlen(string) : 0};
}

static inline bool
text_equal(struct text a, struct text b)
{
	return a.len == b.len && (a.len == 0 || !memcmp(a.at, b.at, a.len));
}

/* Equal but for ASCII case. Most that are not differ in their length or in
 * their first characters, which are compared without a call. */
static inline bool
text_equal_nocase(struct text a, struct text b)
{
	return a.len == b.len &&
	       (a.len == 0 || (((a.at[0] ^ b.at[0]) & ~0x20) == 0 &&
				  !strncasecmp(a.at, b.at, a.len)));
}

/* Is 'a' the string 'b' but for ASCII case? */
static inline bool
text_is(struct text a, const char *b)
{
	return text_equal_nocase(a, text_of(b));
}

static inline bool
text_starts_with(struct text a, const char *prefix)
{
	size_t len = strlen(prefix);

	return a.len >= len && !memcmp(a.at, prefix, len);
}

/* Without spaces and tabs at either end. */
static inline struct text
text_trim(struct text a)
{
	while (a.len && (a.at[0] == ' ' || a.at[0] == '\t')) {
		a.at++;
		a.len--;
	}
	while (a.len && (a.at[a.len - 1] == ' ' || a.at[a.len - 1] == '\t'))
		a.len--;
	return a;
}

/*
 * Cuts the part before the first 'separator' off '*rest' and returns it;
 * without a separator the whole of '*rest'. '*rest' becomes what follows.
 */
static inline struct text
text_cut(struct text *rest, char separator)
{
	const char *found =
	    rest->len ? memchr(rest->at, separator, rest->len) : NULL;
	struct text head = *rest;

	if (!found) {
		*rest = (struct text){NULL, 0};
		return head;
	}
	head.len = (size_t)(found - rest->at);
	rest->at = found + 1;
	rest->len -= head.len + 1;
	return head;
}

/* The next word of '*rest' up to spaces or tabs; empty at the end. */
static inline struct text
text_word(struct text *rest)
{
	struct text word = text_trim(*rest);
	size_t len = 0;

	while (len < word.len && word.at[len] != ' ' && word.at[len] != '\t')
		len++;
	rest->at = len ? word.at + len : word.at;
	rest->len = word.len - len;
	word.len = len;
	return word;
}

/*
 * Reads a decimal number of 1 to 10 digits that fills the whole of 'a' and is
 * at most 'max'; false and '*out' unchanged otherwise.
 */
static inline bool
text_number(struct text a, unsigned long max, unsigned long *out)
{
	unsigned long value = 0;

	if (a.len == 0 || a.len > 10)
		return false;
	for (size_t i = 0; i < a.len; i++) {
		if (a.at[i] < '0' || a.at[i] > '9')
			return false;
		value = value * 10 + (unsigned long)(a.at[i] - '0');
	}
	if (value > max)
		return false;
	*out = value;
	return true;
}

/* Copies at most size - 1 characters and a NUL to 'out'; size is not 0. */
static inline void
text_copy(char *out, size_t size, struct text a)
{
	size_t len = a.len < size - 1 ? a.len : size - 1;

	if (len)
		memcpy(out, a.at, len);
	out[len] = '\0';
}

#endif
