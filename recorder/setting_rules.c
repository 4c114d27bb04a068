/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings of which calls are recorded, and of what pauses that. */
#include <stdio.h>
#include <string.h>

#include "calls/pause.h"
#include "calls/rules.h"
#include "calls/schedule.h"
#include "recorder/setting_set.h"

static bool
fail(char error[SETTING_ERROR_SIZE], const char *why)
{
	snprintf(error, SETTING_ERROR_SIZE, "%s", why);
	return false;
}

/* The rules, which are made with the first of them: how numbers are dialled
 * is known by then. */
static bool
has_rules(struct settings *settings, char error[SETTING_ERROR_SIZE])
{
	if (!settings->rules)
		settings->rules = rules_new(&settings->site.plan);
	return settings->rules || fail(error, "out of memory");
}

bool
rule_section_begin(struct settings *settings, const char *value,
    char error[SETTING_ERROR_SIZE])
{
	return has_rules(settings, error) &&
	       rules_begin(settings->rules, value, error);
}

bool
rule_section_set(struct settings *settings, const char *key, const char *value,
    char error[SETTING_ERROR_SIZE])
{
	return rules_set(settings->rules, key, text_of(value), error);
}

bool
rule_section_end(struct settings *settings, const char *value,
    char error[SETTING_ERROR_SIZE])
{
	(void)value;
	return rules_end(settings->rules, error);
}

bool
add_rule(struct settings *settings, const char *value,
    char error[SETTING_ERROR_SIZE])
{
	return has_rules(settings, error) &&
	       rules_add_line(settings->rules, value, error);
}

bool
set_time_zone(struct settings *settings, const char *value,
    char error[SETTING_ERROR_SIZE])
{
	(void)settings;
	return schedule_set_zone(value) ||
	       fail(error, "no time zone that is known here, such as "
			   "Europe/Berlin or UTC");
}

static bool
set_keys(char keys[PAUSE_CODE_SIZE], const char *value,
    char error[SETTING_ERROR_SIZE])
{
	return pause_keys_parse(text_of(value), keys) ||
	       fail(error, "not a code of up to 8 keys, such as *1");
}

bool
set_pause_keys(struct settings *settings, const char *value,
    char error[SETTING_ERROR_SIZE])
{
	return set_keys(settings->pause.pause_keys, value, error);
}

bool
set_resume_keys(struct settings *settings, const char *value,
    char error[SETTING_ERROR_SIZE])
{
	return set_keys(settings->pause.resume_keys, value, error);
}

static bool
set_header(struct pause_header *header, const char *value,
    char error[SETTING_ERROR_SIZE])
{
	return pause_header_parse(text_of(value), header) ||
	       fail(error, "not a header and a pattern of its value, such as "
			   "\"X-Recording: pause*\"");
}

bool
set_pause_header(struct settings *settings, const char *value,
    char error[SETTING_ERROR_SIZE])
{
	return set_header(&settings->pause.pause_header, value, error);
}

bool
set_resume_header(struct settings *settings, const char *value,
    char error[SETTING_ERROR_SIZE])
{
	return set_header(&settings->pause.resume_header, value, error);
}
