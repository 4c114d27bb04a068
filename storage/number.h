/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Telephone numbers as they are searched. */
#ifndef STORAGE_NUMBER_H
#define STORAGE_NUMBER_H

#define NUMBER_SIZE 65 /* longest normalised number and its NUL */

struct number {
	char normalised[NUMBER_SIZE]; /* digits and a leading +; "" when it is
	                                 no number */
	char reversed[NUMBER_SIZE];   /* that from its end */
};

/*
 * Normalises 'raw' (NULL is allowed): what stands before a ';', without
 * separators. A user part with letters is a name and no number.
 */
void number_normalise(const char *raw, struct number *out);

#endif
