/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The new file makes settings of its own. What a reload may change is then
 * swapped between these and those that hold, byte by byte, so that what a
 * setting owns goes with it. Settings that a reload may not change and that
 * are the same as before are lent to the new ones for the check, and so are
 * those that would open a file (a key log): that may not be allowed any more.
 */
#include "recorder/reload.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "recorder/alarm.h"
#include "recorder/config_file.h"
#include "recorder/notify.h"

/* What the file says now, beside what holds. */
struct attempt {
	struct options *options;
	struct choices choices; /* the command line, and the new file */
	struct settings settings;
};

static bool
may_change(const struct setting *setting)
{
	return setting->flags & SETTING_RELOAD;
}

static void *
member(struct settings *settings, size_t offset)
{
	return (char *)settings + offset;
}

/* Is 'setting' one that the attempt has from those that hold? */
static bool
is_lent(const struct attempt *attempt, const struct setting *setting)
{
	return !setting->section && !may_change(setting) &&
	       (setting->flags & SETTING_OPENS ||
		   choices_agree(
		       &attempt->options->choices, &attempt->choices, setting));
}

static bool
copy_line(const struct choices *from, struct choices *to)
{
	for (size_t i = 0; i < from->count; i++)
		if (from->items[i].by == CHOICE_BY_LINE &&
		    choices_add(to, &from->items[i], from->items[i].value) != 0)
			return false;
	return true;
}

/* Makes the new settings; false when something is wrong, which was said. */
static bool
take_all(struct attempt *attempt)
{
	bool good = true;

	for (size_t i = 0; i < settings_count; i++) {
		const struct setting *setting = &settings_table[i];

		if (setting->section)
			continue;
		if (is_lent(attempt, setting))
			memcpy(member(&attempt->settings, setting->offset),
			    member(
				&attempt->options->settings, setting->offset),
			    setting->size);
		else
			good = choices_apply_one(&attempt->choices, setting,
				   &attempt->settings) &&
			       good;
	}
	return choices_apply_sections(&attempt->choices, &attempt->settings) &&
	       good;
}

/* What was lent is not to be freed with the new settings. */
static void
give_back(struct attempt *attempt)
{
	for (size_t i = 0; i < settings_count; i++)
		if (is_lent(attempt, &settings_table[i]))
			memset(member(&attempt->settings,
				   settings_table[i].offset),
			    0, settings_table[i].size);
}

static void
swap(struct attempt *attempt, size_t offset, size_t size)
{
	unsigned char *a = member(&attempt->settings, offset);
	unsigned char *b = member(&attempt->options->settings, offset);

	for (size_t i = 0; i < size; i++) {
		unsigned char byte = a[i];

		a[i] = b[i];
		b[i] = byte;
	}
}

static bool
section_may_change(const char *name)
{
	for (size_t i = 0; i < settings_section_count; i++)
		if (!strcmp(settings_sections[i].name, name))
			return settings_sections[i].is_reloadable;
	return false;
}

/* Does a choice of the new file come into force? */
static bool
comes_into_force(const struct choice *choice)
{
	if (choice->kind)
		return choice->kind->is_reloadable;
	return choice->setting->section
		   ? section_may_change(choice->setting->section)
		   : may_change(choice->setting);
}

/* Of all choices, those that hold from now on, and the others. */
struct sorted {
	struct choices holds, rest;
};

static void
sort(struct sorted *sorted, const struct choices *choices, bool is_new)
{
	for (size_t i = 0; i < choices->count; i++) {
		const struct choice *choice = &choices->items[i];
		struct choices *to = comes_into_force(choice) == is_new
					 ? &sorted->holds
					 : &sorted->rest;

		to->items[to->count++] = *choice;
	}
}

/* Values are borrowed from the choices: each goes where its setting is. False
 * without memory, and nothing is changed. */
static bool
swap_choices(struct choices *old, struct choices *new)
{
	size_t room = old->count + new->count + 1;
	struct choice *items[2] = {
	    calloc(room, sizeof *items[0]), calloc(room, sizeof *items[0])};
	struct sorted sorted = {
	    .holds = {.items = items[0], .room = room, .path = old->path},
	    .rest = {.items = items[1], .room = room, .path = old->path},
	};

	if (!items[0] || !items[1]) {
		free(items[0]);
		free(items[1]);
		return false;
	}
	sort(&sorted, old, false);
	sort(&sorted, new, true);
	free(old->items);
	free(new->items);
	*old = sorted.holds;
	*new = sorted.rest;
	return true;
}

/* What differs and has to wait. */
static void
tell_what_waits(const struct attempt *attempt)
{
	const struct choices *old = &attempt->options->choices;
	char name[SETTING_NAME_SIZE];

	for (size_t i = 0; i < settings_count; i++) {
		const struct setting *setting = &settings_table[i];

		if (!setting->section && !may_change(setting) &&
		    !choices_agree(old, &attempt->choices, setting))
			log_notice("%s: %s changes with the next start",
			    old->path, setting_file_name(setting, name));
	}
}

static bool
come_into_force(struct attempt *attempt)
{
	struct options *options = attempt->options;

	tell_what_waits(attempt);
	give_back(attempt);
	if (!swap_choices(&options->choices, &attempt->choices))
		return false;
	for (size_t i = 0; i < settings_count; i++)
		if (!settings_table[i].section &&
		    may_change(&settings_table[i]))
			swap(attempt, settings_table[i].offset,
			    settings_table[i].size);
	for (size_t i = 0; i < settings_section_count; i++)
		if (settings_sections[i].is_reloadable)
			swap(attempt, settings_sections[i].offset,
			    settings_sections[i].size);
	return true;
}

bool
reload_prepare(
    const struct options *options, const struct privileges *privileges)
{
	const char *path = options->choices.path;

	return !path ||
	       privileges_allow_beside(privileges, path, LANDLOCK_USE_READ);
}

/* Reads the file, and swaps what may be swapped when it is right. */
static bool
try(struct options *options, const char *path)
{
	struct attempt attempt = {.options = options};
	bool good;

	settings_init(&attempt.settings);
	good = copy_line(&options->choices, &attempt.choices) &&
	       config_file_read(path, &attempt.choices) && take_all(&attempt);
	if (good)
		good = come_into_force(&attempt);
	else
		give_back(&attempt);
	settings_clear(&attempt.settings);
	choices_clear(&attempt.choices);
	return good;
}

bool
reload(struct options *options, char error[RELOAD_ERROR_SIZE])
{
	const char *path = options->choices.path;
	bool good;

	if (!path) {
		snprintf(error, RELOAD_ERROR_SIZE,
		    "there is no file to read again: started without -c");
		log_notice("%s", error);
		return false;
	}
	notify_reloading();
	good = try(options, path);
	notify_ready();
	if (good) {
		options_set_log(options);
		log_notice("%s: read again", path);
		alarm_clear(ALARM_SETTINGS, path, "the file is right again");
		return true;
	}
	snprintf(error, RELOAD_ERROR_SIZE,
	    "%s: is wrong, as the log says; all stays as it was", path);
	alarm_raise(ALARM_SETTINGS, path,
	    "the file is wrong: the settings before it hold on");
	return false;
}
