/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Telephone numbers as they are searched. */
#ifndef STORAGE_NUMBER_H
#define STORAGE_NUMBER_H

#define NUMBER_SIZE 65 /* longest normalised number and its NUL */
#define NUMBER_PREFIX_SIZE 8

/* How numbers are dialled at a place; texts of digits. */
struct number_plan {
	char country_code[NUMBER_PREFIX_SIZE];  /* "49"; "": not known */
	char international[NUMBER_PREFIX_SIZE]; /* in front of a country code:
	                                           "00"; "": nothing is */
	char national[NUMBER_PREFIX_SIZE]; /* in front of an area code: "0"; is
	                                      used with a country code only;
	                                      "": numbers have none */
};

/* No country code, and 00 in front of one. */
extern const struct number_plan NUMBER_PLAN_DEFAULT;

struct number {
	char normalised[NUMBER_SIZE]; /* digits and a leading +; "" when it is
	                                 no number */
	char reversed[NUMBER_SIZE];   /* that from its end */
};

/*
 * Normalises 'raw' (NULL is allowed): what stands before a ';', without
 * separators, with %2B read as +. A user part with letters is a name and no
 * number. A number that begins with a prefix of 'plan', and is long enough to
 * be one of the public network then, begins with + and the country code
 * (ITU-T E.164) afterwards.
 */
void number_normalise(
    const char *raw, const struct number_plan *plan, struct number *out);

#endif
