/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options that tell of the site: networks, trunks and numbers. */
#ifndef CALLS_SITE_OPTIONS_H
#define CALLS_SITE_OPTIONS_H

#include <stdbool.h>

#include "calls/direction.h"

enum site_option {
	SITE_LOCAL_NETWORK,
	SITE_TRUNK,
	SITE_INTERNAL_NUMBER,
	SITE_COUNTRY_CODE,
	SITE_INTERNATIONAL_PREFIX,
	SITE_NATIONAL_PREFIX,
	SITE_OPTION_COUNT,
};

/* What is known of a site of which nothing is said. */
void site_init(struct site *site);

/* Takes the value of an option; false when it is wrong, which was said. */
bool site_set(struct site *site, enum site_option option, const char *value);

#endif
