/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --help and --show-config, out of the table. */
#include "recorder/usage.h"

#include <string.h>

#include "base/text.h"

#define HELP_COLUMN 27
#define WIDTH 79

/* Where a text that is printed word by word stands. */
struct wrap {
	FILE *out;
	size_t column, indent;
};

static void
wrap_line(struct wrap *wrap)
{
	fprintf(wrap->out, "\n%*s", (int)wrap->indent, "");
	wrap->column = wrap->indent;
}

static void
wrap_text(struct wrap *wrap, const char *text)
{
	struct text rest = text_of(text), word;

	while ((word = text_word(&rest)).len) {
		bool first = wrap->column == wrap->indent;

		if (!first && wrap->column + 1 + word.len > WIDTH) {
			wrap_line(wrap);
			first = true;
		}
		fprintf(wrap->out, "%s%.*s", first ? "" : " ", (int)word.len,
		    word.at);
		wrap->column += word.len + (first ? 0 : 1);
	}
}

static bool
is_shown_in_help(const struct setting *setting, enum setting_group group)
{
	return setting->group == group && !setting->section &&
	       !(setting->flags & SETTING_FILE);
}

/* Is the standard value one that has to be said? */
static bool
has_standard(const struct setting *setting)
{
	return setting->standard && setting->type != SETTING_FLAG;
}

static void
print_option(const struct setting *setting, FILE *out)
{
	struct wrap wrap = {.out = out, .indent = HELP_COLUMN};
	char more[64];
	int column;

	column = setting->letter ? fprintf(out, "  -%c, ", setting->letter)
				 : fprintf(out, "      ");
	column += fprintf(out, "--%s%s%s", setting->name,
	    setting->argument ? " " : "",
	    setting->argument ? setting->argument : "");
	if (column < HELP_COLUMN - 1) {
		fprintf(out, "%*s", HELP_COLUMN - column, "");
		wrap.column = HELP_COLUMN;
	} else {
		wrap_line(&wrap);
	}
	wrap_text(&wrap, setting->help);
	if (has_standard(setting)) {
		snprintf(more, sizeof more, "(default: %s)", setting->standard);
		wrap_text(&wrap, more);
	}
	if (setting->flags & SETTING_LIST)
		wrap_text(&wrap, "(repeatable)");
	fputc('\n', out);
}

void
usage_print(FILE *out)
{
	fputs("Usage: spanrec -i IF -o DIR [options] [filter]\n"
	      "       spanrec -r FILE... -o DIR [options] [filter]\n"
	      "Records calls: stereo audio, the caller left, and a catalogue "
	      "that spanview\nbrowses.\n",
	    out);
	for (enum setting_group group = 0; group < GROUP_COUNT; group++) {
		bool any = false;

		for (size_t i = 0; i < settings_count; i++) {
			if (!is_shown_in_help(&settings_table[i], group))
				continue;
			if (!any)
				fprintf(
				    out, "\n%s:\n", setting_group_title(group));
			any = true;
			print_option(&settings_table[i], out);
		}
	}
	fputs("\nThe filter says which frames are wanted, as for tcpdump:\n"
	      "    spanrec -r all.pcap -o calls host 192.0.2.1\n"
	      "\n"
	      "Exit status: 0 done, 1 something was wrong, 2 usage.\n",
	    out);
}

/* Is 'value' a word as it is? */
static bool
is_plain(const char *value)
{
	return value[0] && !value[strspn(value, "0123456789"
						"abcdefghijklmnopqrstuvwxyz"
						"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
						"-_.:")];
}

/* In single quotes nothing but these two has a meaning to libconfuse. */
static void
print_value(const char *value, FILE *out)
{
	if (is_plain(value)) {
		fputs(value, out);
		return;
	}
	if (!strpbrk(value, "\"\\$'")) {
		fprintf(out, "\"%s\"", value);
		return;
	}
	fputc('\'', out);
	for (; *value; value++) {
		if (*value == '\'' || *value == '\\')
			fputc('\\', out);
		fputc(*value, out);
	}
	fputc('\'', out);
}

/* Does 'choice' say something of 'setting' in that section (0: in none)? */
static bool
is_of(const struct choices *choices, const struct choice *choice,
    const struct setting *setting, size_t section)
{
	return choice->setting == setting && choice->section == section &&
	       choices_has_say(choices, choice);
}

static void
show_list(const struct choices *choices, const struct setting *setting,
    size_t section, FILE *out)
{
	const char *between = "";

	fputc('{', out);
	for (size_t i = 0; i < choices->count; i++) {
		const struct choice *choice = &choices->items[i];

		if (!is_of(choices, choice, setting, section))
			continue;
		fputs(between, out);
		print_value(choice->value, out);
		between = ", ";
	}
	fputc('}', out);
}

static void
show_setting(const struct choices *choices, const struct setting *setting,
    size_t section, FILE *out)
{
	const char *value = setting->standard ? setting->standard : "";
	char name[SETTING_NAME_SIZE];
	bool is_said = false;

	for (size_t i = 0; i < choices->count; i++)
		if (is_of(choices, &choices->items[i], setting, section)) {
			value = choices->items[i].value; /* the last holds */
			is_said = true;
		}
	if (section && !is_said)
		return;
	fprintf(out, "%s%s = ",
	    section   ? "\t"
	    : is_said ? ""
		      : "#",
	    setting_file_name(setting, name));
	if (setting->flags & SETTING_LIST)
		show_list(choices, setting, section, out);
	else
		print_value(value, out);
	fputc('\n', out);
}

static void
show_section(
    const struct choices *choices, const struct choice *begin, FILE *out)
{
	fprintf(out, "\n%s ", begin->kind->name);
	print_value(begin->value, out);
	fputs(" {\n", out);
	for (size_t i = 0; i < settings_count; i++)
		if (settings_table[i].section &&
		    !strcmp(settings_table[i].section, begin->kind->name))
			show_setting(
			    choices, &settings_table[i], begin->section, out);
	fputs("}\n", out);
}

/* Those of a group that a file may have. */
static void
show_group(const struct choices *choices, enum setting_group group, FILE *out)
{
	bool any = false;

	for (size_t i = 0; i < settings_count; i++) {
		const struct setting *setting = &settings_table[i];

		if (setting->group != group || setting->section ||
		    (setting->flags & SETTING_LINE))
			continue;
		if (!any)
			fprintf(out, "\n# %s\n", setting_group_title(group));
		any = true;
		show_setting(choices, setting, 0, out);
	}
}

void
usage_show(const struct choices *choices, FILE *out)
{
	fputs("# spanrec.conf(5). What begins with # is as it is when nothing "
	      "is said.\n",
	    out);
	for (enum setting_group group = 0; group < GROUP_COUNT; group++)
		show_group(choices, group, out);
	for (size_t i = 0; i < choices->count; i++)
		if (choices->items[i].kind &&
		    choices_has_say(choices, &choices->items[i]))
			show_section(choices, &choices->items[i], out);
}
