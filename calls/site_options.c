/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options that tell of the site; man/spanrec.8 describes them. */
#include "calls/site_options.h"

#include "base/log.h"

void
site_init(struct site *site)
{
	*site = (struct site){.plan = NUMBER_PLAN_DEFAULT};
	/* That of most countries; without a country code it is not used. */
	memcpy(site->plan.national, "0", 2);
}

static bool
add_network(const char *option, struct network *networks, size_t *count,
    size_t limit, const char *value)
{
	if (*count == limit) {
		log_warnx("%s %s: more than %zu of them", option, value, limit);
		return false;
	}
	if (network_parse(text_of(value), &networks[*count])) {
		(*count)++;
		return true;
	}
	log_warnx("%s %s: neither an address nor a network such as "
		  "192.0.2.0/24 (no bits behind the prefix)",
	    option, value);
	return false;
}

static bool
add_pattern(struct site *site, const char *value)
{
	if (site->internal_count == SITE_PATTERNS_MAX) {
		log_warnx("--internal-number %s: more than %d of them", value,
		    SITE_PATTERNS_MAX);
		return false;
	}
	if (number_pattern_parse(
		text_of(value), &site->internal[site->internal_count])) {
		site->internal_count++;
		return true;
	}
	log_warnx("--internal-number %s: not a pattern such as 2xx, "
		  "+4930123[0-4]x, 200-399 or length:3-4",
	    value);
	return false;
}

/* A prefix of 'least' digits or more. */
static bool
set_prefix(const char *option, char out[NUMBER_PREFIX_SIZE], const char *value,
    size_t least)
{
	size_t len = strspn(value, "0123456789");

	if (value[len] != '\0' || len < least || len >= NUMBER_PREFIX_SIZE) {
		log_warnx("%s %s: not %zu to %d digits", option, value, least,
		    NUMBER_PREFIX_SIZE - 1);
		return false;
	}
	memcpy(out, value, len + 1);
	return true;
}

bool
site_set(struct site *site, enum site_option option, const char *value)
{
	struct number_plan *plan = &site->plan;

	switch (option) {
	case SITE_LOCAL_NETWORK:
		return add_network("--local-network", site->local,
		    &site->local_count, SITE_NETWORKS_MAX, value);
	case SITE_TRUNK:
		return add_network("--trunk", site->trunks, &site->trunk_count,
		    SITE_TRUNKS_MAX, value);
	case SITE_INTERNAL_NUMBER:
		return add_pattern(site, value);
	case SITE_COUNTRY_CODE:
		return set_prefix(
		    "--country-code", plan->country_code, value, 1);
	case SITE_INTERNATIONAL_PREFIX:
		return set_prefix(
		    "--international-prefix", plan->international, value, 0);
	case SITE_NATIONAL_PREFIX:
		return set_prefix(
		    "--national-prefix", plan->national, value, 0);
	default:
		return false;
	}
}
