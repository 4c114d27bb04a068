/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of settings, and how a text becomes the value of one. */
#include "recorder/setting.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/tstamp.h"
#include "capture/ring.h"
#include "recorder/setting_set.h"
#include "recorder/tee.h"

/* Below the 500 ms after which SIP sends again (RFC 3261, T1). */
#define COPIES_WINDOW_MS_MAX 400

#define SIZE_OF(member) sizeof(((struct settings *)NULL)->member)
#define FIELD(member)                                                          \
	.offset = offsetof(struct settings, member), .size = SIZE_OF(member)
#define SPAN(first, last)                                                      \
	.offset = offsetof(struct settings, first),                            \
	.size = offsetof(struct settings, last) + SIZE_OF(last) -              \
		offsetof(struct settings, first)
#define WORDS(...)                                                             \
	(const char *const[])                                                  \
	{                                                                      \
		__VA_ARGS__, NULL                                              \
	}

#define SECTION(...)
#define SETTING(...) {__VA_ARGS__},
const struct setting settings_table[] = {
#include "recorder/settings.def"
};
#undef SETTING
#undef SECTION

#define COUNT(array) (sizeof(array) / sizeof *(array))
const size_t settings_count = COUNT(settings_table);

#define SETTING(...)
#define SECTION(...) {__VA_ARGS__},
const struct setting_section settings_sections[] = {
#include "recorder/settings.def"
    {.name = NULL}};
#undef SETTING
#undef SECTION

const size_t settings_section_count = COUNT(settings_sections) - 1;

static const char *const group_titles[GROUP_COUNT] = {
    [GROUP_CAPTURE] = "Capture",
    [GROUP_OUTPUT] = "Output",
    [GROUP_CALLS] = "Calls",
    [GROUP_SITE] = "The site",
    [GROUP_RULES] = "Rules and pauses",
    [GROUP_DAEMON] = "Running",
    [GROUP_PROGRAM] = "The program",
};

const char *
setting_group_title(enum setting_group group)
{
	return group_titles[group];
}

const struct setting *
setting_named(const char *name)
{
	for (size_t i = 0; i < settings_count; i++)
		if (!settings_table[i].section &&
		    !strcmp(settings_table[i].name, name))
			return &settings_table[i];
	return NULL;
}

const char *
setting_file_name(const struct setting *setting, char out[SETTING_NAME_SIZE])
{
	snprintf(out, SETTING_NAME_SIZE, "%s", setting->name);
	for (char *at = out; (at = strchr(at, '-')); at++)
		*at = '_';
	return out;
}

/* Multiples of a unit. */
struct multiple {
	const char *name;
	int64_t factor;
};

static const struct multiple durations[] = {
    {"", NS_PER_SEC},
    {"ms", NS_PER_MS},
    {"s", NS_PER_SEC},
    {"min", 60 * NS_PER_SEC},
    {"h", 3600 * NS_PER_SEC},
    {"d", 86400 * NS_PER_SEC},
    {NULL, 0},
};

static const struct multiple sizes[] = {
    {"", 1},
    {"K", INT64_C(1) << 10},
    {"M", INT64_C(1) << 20},
    {"G", INT64_C(1) << 30},
    {"T", INT64_C(1) << 40},
    {NULL, 0},
};

/* "90s": a number and one of 'multiples'. */
static bool
parse_multiple(
    const char *value, const struct multiple *multiples, int64_t *out)
{
	size_t digits = strspn(value, "0123456789");
	unsigned long long number;

	errno = 0;
	number = strtoull(value, NULL, 10);
	if (digits == 0 || errno || number > INT64_MAX)
		return false;
	for (; multiples->name; multiples++)
		if (!strcmp(value + digits, multiples->name))
			return !__builtin_mul_overflow(
			    (int64_t)number, multiples->factor, out);
	return false;
}

bool
setting_duration(const char *value, int64_t *ns)
{
	return parse_multiple(value, durations, ns);
}

/* What 'member' fills, by its size. */
static bool
store_integer(void *member, size_t size, int64_t value)
{
	uint32_t narrow = (uint32_t)value;

	if (size == sizeof narrow)
		memcpy(member, &narrow, size);
	else
		memcpy(member, &value, sizeof value);
	return true;
}

static bool
take_flag(bool *member, const char *value, char error[SETTING_ERROR_SIZE])
{
	static const char *const words[] = {
	    "no", "yes", "false", "true", "off", "on"};

	for (size_t i = 0; i < COUNT(words); i++)
		if (!strcmp(value, words[i])) {
			*member = i % 2;
			return true;
		}
	snprintf(error, SETTING_ERROR_SIZE, "neither yes nor no");
	return false;
}

static bool
take_number(const struct setting *setting, void *member, const char *value,
    char error[SETTING_ERROR_SIZE])
{
	int64_t unit = setting->unit ? setting->unit : 1;
	unsigned long number;

	if (text_number(
		text_of(value), (unsigned long)setting->most, &number) &&
	    (int64_t)number >= setting->least)
		return store_integer(
		    member, setting->size, (int64_t)number * unit);
	snprintf(error, SETTING_ERROR_SIZE, "not a number%s from %lld to %lld",
	    unit == NS_PER_SEC  ? " of seconds"
	    : unit == NS_PER_MS ? " of milliseconds"
				: "",
	    (long long)setting->least, (long long)setting->most);
	return false;
}

/* Limits of durations are in seconds, those of sizes in bytes. */
static bool
take_multiple(const struct setting *setting, void *member, const char *value,
    char error[SETTING_ERROR_SIZE])
{
	bool is_time = setting->type == SETTING_DURATION;
	int64_t unit = is_time ? NS_PER_SEC : 1, number;

	if (parse_multiple(value, is_time ? durations : sizes, &number) &&
	    number >= setting->least * unit && number <= setting->most * unit)
		return store_integer(member, setting->size, number);
	snprintf(error, SETTING_ERROR_SIZE, "not a %s from %lld to %lld %s",
	    is_time ? "time such as 90s, "
		      "5min, 12h or 30d"
		    : "size such as 512M or "
		      "2G",
	    (long long)setting->least, (long long)setting->most,
	    is_time ? "seconds" : "bytes");
	return false;
}

static bool
take_word(const struct setting *setting, void *member, const char *value,
    char error[SETTING_ERROR_SIZE])
{
	size_t len;

	for (size_t i = 0; setting->words[i]; i++)
		if (!strcmp(value, setting->words[i]))
			return store_integer(member, setting->size, (int64_t)i);
	len = (size_t)snprintf(error, SETTING_ERROR_SIZE, "not one of");
	for (size_t i = 0; setting->words[i] && len < SETTING_ERROR_SIZE; i++)
		len += (size_t)snprintf(error + len, SETTING_ERROR_SIZE - len,
		    "%s %s", i ? "," : "", setting->words[i]);
	return false;
}

/* Gives 'value' to the section that 'setting' is of. */
static bool
take_in_section(const struct setting *setting, struct settings *settings,
    const char *value, char error[SETTING_ERROR_SIZE])
{
	char key[SETTING_NAME_SIZE];

	for (size_t i = 0; i < settings_section_count; i++)
		if (!strcmp(settings_sections[i].name, setting->section))
			return settings_sections[i].set(settings,
			    setting_file_name(setting, key), value, error);
	return false;
}

bool
setting_take(const struct setting *setting, struct settings *settings,
    const char *value, char error[SETTING_ERROR_SIZE])
{
	void *member = (char *)settings + setting->offset;
	bool good = true;

	switch (setting->type) {
	case SETTING_FLAG:
		good = take_flag(member, value, error);
		break;
	case SETTING_TEXT:
		memcpy(member, &value, sizeof value);
		break;
	case SETTING_NUMBER:
		good = take_number(setting, member, value, error);
		break;
	case SETTING_DURATION:
	case SETTING_SIZE:
		good = take_multiple(setting, member, value, error);
		break;
	case SETTING_WORD:
		good = take_word(setting, member, value, error);
		break;
	case SETTING_OTHER:
		if (setting->section)
			good = take_in_section(setting, settings, value, error);
		break;
	case SETTING_ACTION:
		break;
	}
	return good && (!setting->set || setting->set(settings, value, error));
}
