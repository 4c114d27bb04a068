/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints what the manual page has to have of the table of settings: for each
 * that a file may have, "group TAB section TAB item TAB end", where 'item' and
 * 'end' are lines of the page. With --help-texts, "name TAB text" instead. */
#include <stdio.h>
#include <string.h>

#include "recorder/setting.h"

static bool
has_default(const struct setting *setting)
{
	return setting->standard && setting->standard[0];
}

static bool
is_reloadable(const struct setting *setting)
{
	for (size_t i = 0; i < settings_section_count; i++)
		if (setting->section &&
		    !strcmp(settings_sections[i].name, setting->section))
			return settings_sections[i].is_reloadable;
	return setting->flags & SETTING_RELOAD;
}

/* A flag is yes or no. */
static const char *
argument_of(const struct setting *setting)
{
	return setting->argument ? setting->argument : "yes";
}

static void
print_row(const struct setting *setting)
{
	bool is_list = setting->flags & SETTING_LIST;
	char name[SETTING_NAME_SIZE];

	printf("%s\t%s\t", setting_group_title(setting->group),
	    setting->section ? setting->section : "");
	printf(
	    is_list ? ".It Ic %s = { Ar %s , ... }\t" : ".It Ic %s = Ar %s\t",
	    setting_file_name(setting, name), argument_of(setting));
	if (has_default(setting))
		printf("(Default: %s%s.)\n", setting->standard,
		    is_reloadable(setting) ? "; reload" : "");
	else
		printf("%s\n", is_reloadable(setting) ? "(Reload.)" : "");
}

int
main(int argc, char **argv)
{
	bool texts = argc > 1 && !strcmp(argv[1], "--help-texts");
	char name[SETTING_NAME_SIZE];

	for (size_t i = 0; i < settings_count; i++) {
		const struct setting *setting = &settings_table[i];

		if (setting->flags & SETTING_LINE)
			continue;
		if (texts)
			printf("%s\t%s\n", setting_file_name(setting, name),
			    setting->help);
		else
			print_row(setting);
	}
	return 0;
}
