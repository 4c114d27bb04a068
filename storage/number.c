/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Telephone numbers: "+49 (30) 12-34;ext=5" is +49301234. ITU-T E.164. */
#include "storage/number.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Digits behind a prefix that make a number of the public network. */
#define PUBLIC_DIGITS_MIN 6
#define E164_DIGITS_MAX 15

const struct number_plan NUMBER_PLAN_DEFAULT = {.international = "00"};

static bool
is_of_a_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80);
}

/* Digits and a leading + of 'raw'; empty when it is a name. */
static size_t
read_digits(const char *raw, char out[NUMBER_SIZE])
{
	size_t len = 0;

	if (raw && !strncasecmp(raw, "%2b", 3)) {
		out[len++] = '+';
		raw += 3;
	}
	for (; raw && *raw && *raw != ';' && len < NUMBER_SIZE - 1; raw++) {
		if (is_of_a_name(*raw)) {
			len = 0;
			break;
		}
		if ((*raw >= '0' && *raw <= '9') || (*raw == '+' && len == 0))
			out[len++] = *raw;
	}
	out[len] = '\0';
	return len;
}

/* Puts "+" and 'code' in the place of 'prefix', if 'number' has it and what
 * follows may be a number of the public network. */
static bool
replace_prefix(char number[NUMBER_SIZE], const char *prefix, const char *code)
{
	size_t len = strlen(prefix), rest = strlen(number);
	char out[NUMBER_SIZE];

	if (strncmp(number, prefix, len) != 0)
		return false;
	rest -= len;
	if (number[len] == '0' || rest < PUBLIC_DIGITS_MIN ||
	    rest + strlen(code) > E164_DIGITS_MAX)
		return false;
	snprintf(out, sizeof out, "+%s%s", code, number + len);
	memcpy(number, out, sizeof out);
	return true;
}

static void
apply(const struct number_plan *plan, char number[NUMBER_SIZE])
{
	if (number[0] == '+')
		return;
	if (plan->international[0] &&
	    replace_prefix(number, plan->international, ""))
		return;
	if (plan->country_code[0] && plan->national[0])
		(void)replace_prefix(
		    number, plan->national, plan->country_code);
}

void
number_normalise(
    const char *raw, const struct number_plan *plan, struct number *out)
{
	size_t len;

	(void)read_digits(raw, out->normalised);
	apply(plan, out->normalised);
	len = strlen(out->normalised);
	out->reversed[len] = '\0';
	for (size_t i = 0; i < len; i++)
		out->reversed[i] = out->normalised[len - 1 - i];
}
