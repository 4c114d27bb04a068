/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * For libconfuse every value is a text; what it must be like is up to the
 * table. The callback for values notes each with its place; what stands in
 * sections is put in order when all is read.
 */
#include "recorder/config_file.h"

#include <confuse.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

#define FILE_MAX (1 << 20)

/* A value in a section. */
struct inner {
	cfg_t *section;
	struct choice choice; /* owns the value */
};

/* The file that is being read; libconfuse has no argument for it. */
static struct reading {
	struct choices *choices;
	struct text text;
	struct inner *inner;
	size_t inner_count;
	int errors;
	int error; /* errno */
} reading;

static void on_error(cfg_t *cfg, const char *format, va_list list)
    __attribute__((format(printf, 2, 0)));

/* What libconfuse does not like; a word in quotes says where. */
static void
on_error(cfg_t *cfg, const char *format, va_list list)
{
	char message[512] = "";
	const char *begin, *end;
	struct text token = {NULL, 0};
	unsigned line = cfg->line > 0 ? (unsigned)cfg->line : 1;

	vsnprintf(message, sizeof message, format, list);
	begin = strchr(message, '\'');
	end = begin ? strchr(begin + 1, '\'') : NULL;
	if (end)
		token = (struct text){begin + 1, (size_t)(end - begin - 1)};
	choices_complain(reading.choices,
	    position_in_line(reading.text, line, token), "%s", message);
	reading.errors++;
}

/* The setting that is called 'name' in a section, or in none. */
static const struct setting *
find_setting(const char *name, const char *section)
{
	char own[SETTING_NAME_SIZE];

	for (size_t i = 0; i < settings_count; i++) {
		const struct setting *setting = &settings_table[i];

		if (!setting->section == !section &&
		    (!section || !strcmp(setting->section, section)) &&
		    !strcmp(setting_file_name(setting, own), name))
			return setting;
	}
	return NULL;
}

/* Keeps a value of a section until it is known which one that is. */
static int
keep_inner(cfg_t *section, const struct choice *choice, const char *value)
{
	struct inner *inner =
	    reallocarray(reading.inner, reading.inner_count + 1, sizeof *inner);
	char *copy = inner ? strdup(value) : NULL;

	if (inner)
		reading.inner = inner;
	if (!copy)
		return ENOMEM;
	inner += reading.inner_count++;
	*inner = (struct inner){section, *choice};
	inner->choice.value = copy;
	return 0;
}

/* A value was read. */
static int
on_value(cfg_t *cfg, cfg_opt_t *option, const char *value, void *result)
{
	const char *section = cfg_title(cfg) ? cfg_name(cfg) : NULL;
	struct choice choice = {
	    .setting = find_setting(option->name, section),
	    .by = CHOICE_BY_FILE,
	    .where = position_in_line(
		reading.text, (unsigned)cfg->line, text_of(value)),
	};
	int error = section ? keep_inner(cfg, &choice, value)
			    : choices_add(reading.choices, &choice, value);

	if (error)
		reading.error = error;
	*(const char **)result = value;
	return error ? -1 : 0;
}

/* What libconfuse is to know: of the file, and of each section. */
struct grammar {
	cfg_opt_t *options; /* one array behind the other, each with its end */
	char (*names)[SETTING_NAME_SIZE];
	size_t count;
};

static bool
belongs_to(const struct setting *setting, const char *section)
{
	if (setting->flags & SETTING_LINE)
		return false;
	return section ? setting->section && !strcmp(setting->section, section)
		       : !setting->section;
}

/* Adds the settings of a section, or those of none. Returns the first. */
static cfg_opt_t *
add_options(struct grammar *grammar, const char *section)
{
	cfg_opt_t *first = &grammar->options[grammar->count];

	for (size_t i = 0; i < settings_count; i++) {
		const struct setting *setting = &settings_table[i];
		cfg_opt_t single = CFG_STR_CB(NULL, NULL, CFGF_NONE, on_value);
		cfg_opt_t list =
		    CFG_STR_LIST_CB(NULL, NULL, CFGF_NONE, on_value);
		bool is_list = setting->flags & SETTING_LIST;
		cfg_opt_t *option;

		if (!belongs_to(setting, section))
			continue;
		option = &grammar->options[grammar->count];
		*option = is_list ? list : single;
		option->name =
		    setting_file_name(setting, grammar->names[grammar->count]);
		grammar->count++;
	}
	return first;
}

static void
end_options(struct grammar *grammar)
{
	cfg_opt_t end = CFG_END();

	grammar->options[grammar->count++] = end;
}

/* The options of the whole file; NULL without memory. */
static cfg_opt_t *
grammar_make(struct grammar *grammar)
{
	size_t room = settings_count + 2 * settings_section_count + 2;
	cfg_opt_t *of_section[8], *top;
	const size_t sections = settings_section_count;

	grammar->options = calloc(room, sizeof *grammar->options);
	grammar->names = calloc(room, sizeof *grammar->names);
	if (!grammar->options || !grammar->names || sections > 8)
		return NULL;
	for (size_t i = 0; i < sections; i++) {
		of_section[i] = add_options(grammar, settings_sections[i].name);
		end_options(grammar);
	}
	top = add_options(grammar, NULL);
	for (size_t i = 0; i < sections; i++) {
		cfg_opt_t section =
		    CFG_SEC(settings_sections[i].name, of_section[i],
			CFGF_MULTI | CFGF_TITLE | CFGF_NO_TITLE_DUPES);

		grammar->options[grammar->count++] = section;
	}
	end_options(grammar);
	return top;
}

static void
grammar_clear(struct grammar *grammar)
{
	free(grammar->options);
	free(grammar->names);
}

/* Adds a section and what stands in it. */
static int
add_section(const struct setting_section *kind, cfg_t *section, size_t number)
{
	const char *title = cfg_title(section);
	struct choice choice = {
	    .section = number,
	    .by = CHOICE_BY_FILE,
	    .where = position_find(reading.text, kind->name, title, NULL, NULL),
	    .kind = kind,
	};
	int error = choices_add(reading.choices, &choice, title);

	for (size_t i = 0; i < reading.inner_count && !error; i++) {
		struct inner *inner = &reading.inner[i];

		inner->choice.section = number;
		if (inner->section == section)
			error = choices_add(reading.choices, &inner->choice,
			    inner->choice.value);
	}
	return error;
}

static int
add_sections(cfg_t *cfg)
{
	size_t number = 0;
	int error = 0;

	for (size_t i = 0; i < settings_section_count; i++) {
		const struct setting_section *kind = &settings_sections[i];
		unsigned count = cfg_size(cfg, kind->name);

		for (unsigned k = 0; k < count && !error; k++)
			error = add_section(
			    kind, cfg_getnsec(cfg, kind->name, k), ++number);
	}
	return error;
}

/* The whole file as a string; NULL when it cannot be read, which was said. */
static char *
read_whole(const char *path)
{
	FILE *file = fopen(path, "re");
	char *text = file ? malloc(FILE_MAX + 1) : NULL;
	size_t len;

	if (!text) {
		log_warn("%s", path);
		if (file)
			fclose(file);
		return NULL;
	}
	len = fread(text, 1, FILE_MAX, file);
	text[len] = '\0';
	if (ferror(file))
		log_warn("%s", path);
	else if (len == FILE_MAX)
		log_warnx("%s: has %d bytes or more", path, FILE_MAX);
	else if (strlen(text) != len)
		log_warnx("%s: has a NUL byte", path);
	else {
		fclose(file);
		return text;
	}
	fclose(file);
	free(text);
	return NULL;
}

static int
parse(cfg_t *cfg, const char *text)
{
	struct position unclosed;

	if (cfg_parse_buf(cfg, text) != CFG_SUCCESS) {
		if (reading.errors == 0 && !reading.error)
			log_warnx("%s: cannot be read", reading.choices->path);
		return reading.error ? reading.error : EBADMSG;
	}
	unclosed = position_unclosed(reading.text);
	if (unclosed.line == 0)
		return add_sections(cfg);
	choices_complain(
	    reading.choices, unclosed, "this is not closed by a \"}\"");
	return EBADMSG;
}

bool
config_file_read(const char *path, struct choices *choices)
{
	struct grammar grammar = {0};
	char *text = read_whole(path);
	cfg_opt_t *options = text ? grammar_make(&grammar) : NULL;
	cfg_t *cfg = options ? cfg_init(options, CFGF_NONE) : NULL;
	int error = text ? ENOMEM : EIO;

	choices->path = path;
	reading = (struct reading){.choices = choices, .text = text_of(text)};
	if (cfg) {
		cfg_set_error_function(cfg, on_error);
		error = parse(cfg, text);
	}
	if (error == ENOMEM)
		log_warnx("%s: out of memory", path);
	if (cfg)
		cfg_free(cfg);
	grammar_clear(&grammar);
	for (size_t i = 0; i < reading.inner_count; i++)
		free(reading.inner[i].choice.value);
	free(reading.inner);
	free(text);
	return error == 0;
}
