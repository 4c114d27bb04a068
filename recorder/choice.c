/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was said about settings. */
#include "recorder/choice.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

int
choices_add(
    struct choices *choices, const struct choice *choice, const char *value)
{
	struct choice *items = choices->items;
	size_t room = choices->room ? choices->room * 2 : 32;
	char *copy;

	if (choices->count == choices->room) {
		items = reallocarray(items, room, sizeof *items);
		if (!items)
			return ENOMEM;
		choices->items = items;
		choices->room = room;
	}
	copy = strdup(value);
	if (!copy)
		return ENOMEM;
	items[choices->count] = *choice;
	items[choices->count++].value = copy;
	return 0;
}

void
choices_clear(struct choices *choices)
{
	for (size_t i = 0; i < choices->count; i++)
		free(choices->items[i].value);
	free(choices->items);
	*choices = (struct choices){.path = choices->path};
}

/* The name under which the command line replaces 'choice': that of the option,
 * or of the section. */
static const char *
name_of(const struct choice *choice)
{
	if (choice->kind)
		return choice->kind->name;
	return choice->setting->section ? choice->setting->section
					: choice->setting->name;
}

bool
choices_has_say(const struct choices *choices, const struct choice *choice)
{
	const char *name = name_of(choice);

	if (choice->by == CHOICE_BY_LINE)
		return true;
	for (size_t i = 0; i < choices->count; i++)
		if (choices->items[i].by == CHOICE_BY_LINE &&
		    !strcmp(choices->items[i].setting->name, name))
			return false;
	return true;
}

bool
choices_name(const struct choices *choices, const struct setting *setting)
{
	for (size_t i = 0; i < choices->count; i++)
		if (choices->items[i].setting == setting)
			return true;
	return false;
}

/* The next choice from 'i' on that counts for 'setting'; NULL at the end. */
static const struct choice *
next_of(const struct choices *choices, const struct setting *setting, size_t *i)
{
	for (; *i < choices->count; (*i)++) {
		const struct choice *choice = &choices->items[*i];

		if (choice->setting == setting &&
		    choices_has_say(choices, choice))
			return &choices->items[(*i)++];
	}
	return NULL;
}

bool
choices_agree(const struct choices *a, const struct choices *b,
    const struct setting *setting)
{
	const char *otherwise = setting->standard;
	size_t i = 0, k = 0;
	const struct choice *of_a, *of_b;

	do {
		const char *value_a, *value_b;

		of_a = next_of(a, setting, &i);
		of_b = next_of(b, setting, &k);
		value_a = of_a ? of_a->value : otherwise;
		value_b = of_b ? of_b->value : otherwise;
		if (!value_a != !value_b ||
		    (value_a && strcmp(value_a, value_b) != 0))
			return false;
		otherwise = NULL;
	} while (of_a || of_b);
	return true;
}

void
choices_complain(const struct choices *choices, struct position where,
    const char *format, ...)
{
	char text[512];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	log_place(choices->path, where.line, where.column, text);
}

/* Says why 'choice' cannot be taken. */
static void
refuse(const struct choices *choices, const struct choice *choice,
    const char *error)
{
	char name[SETTING_NAME_SIZE];

	if (choice->by == CHOICE_BY_LINE)
		log_warnx("%s%s %s: %s",
		    choice->setting->flags & SETTING_FILE ? "the " : "--",
		    choice->setting->name, choice->value, error);
	else if (choice->setting)
		choices_complain(choices, choice->where, "%s: \"%s\": %s",
		    setting_file_name(choice->setting, name), choice->value,
		    error);
	else
		choices_complain(choices, choice->where, "%s \"%s\": %s",
		    choice->kind->name, choice->value, error);
}

static bool
take(const struct choices *choices, const struct choice *choice,
    struct settings *settings)
{
	char error[SETTING_ERROR_SIZE] = "";

	if (choice->setting
		? setting_take(choice->setting, settings, choice->value, error)
		: choice->kind->begin(settings, choice->value, error))
		return true;
	refuse(choices, choice, error);
	return false;
}

bool
choices_apply_one(const struct choices *choices, const struct setting *setting,
    struct settings *settings)
{
	char error[SETTING_ERROR_SIZE];
	const struct choice *choice;
	bool good = true;
	size_t i = 0;

	if (setting->standard && !choices_name(choices, setting) &&
	    !setting_take(setting, settings, setting->standard, error)) {
		log_warnx("internal error: %s cannot be %s", setting->name,
		    setting->standard);
		return false;
	}
	while ((choice = next_of(choices, setting, &i)))
		good = take(choices, choice, settings) && good;
	return good;
}

/* All of the section that begins with the choice 'i'. */
static bool
apply_section(
    const struct choices *choices, size_t i, struct settings *settings)
{
	const struct choice *begin = &choices->items[i];
	char error[SETTING_ERROR_SIZE] = "";

	if (!take(choices, begin, settings))
		return false;
	while (
	    ++i < choices->count && choices->items[i].section == begin->section)
		if (!take(choices, &choices->items[i], settings))
			return false;
	if (!begin->kind->end ||
	    begin->kind->end(settings, begin->value, error))
		return true;
	refuse(choices, begin, error);
	return false;
}

bool
choices_apply_sections(const struct choices *choices, struct settings *settings)
{
	bool good = true;

	for (size_t i = 0; i < choices->count; i++)
		if (choices->items[i].kind &&
		    choices_has_say(choices, &choices->items[i]))
			good = apply_section(choices, i, settings) && good;
	return good;
}

bool
choices_apply(const struct choices *choices, struct settings *settings)
{
	bool good = true;

	for (size_t i = 0; i < settings_count; i++)
		if (!settings_table[i].section)
			good = choices_apply_one(
				   choices, &settings_table[i], settings) &&
			       good;
	return choices_apply_sections(choices, settings) && good;
}
