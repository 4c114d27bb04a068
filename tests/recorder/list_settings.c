/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints what the manual page has to have of the table of settings: for each
 * that a file may have, "group TAB section TAB item TAB end", where 'item' and
 * 'end' are lines of the page. With --commands, the items of those that the
 * control socket takes instead. */
#include <stdio.h>
#include <string.h>

#include "recorder/control_request.h"
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

static void
print_command(const struct control_word *word)
{
	printf(".It Cm %s%s%s%s\n", word->name, word->argument ? " Ar " : "",
	    word->argument ? word->argument : "",
	    word->has_json ? " Op Fl -json" : "");
}

int
main(int argc, char **argv)
{
	bool commands = argc > 1 && !strcmp(argv[1], "--commands");

	for (size_t i = 0; commands && i < CONTROL_VERBS; i++)
		print_command(&control_words[i]);
	for (size_t i = 0; !commands && i < settings_count; i++)
		if (!(settings_table[i].flags & SETTING_LINE))
			print_row(&settings_table[i]);
	return 0;
}
