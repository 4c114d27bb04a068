/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What was said about settings, by whom and where, as texts. For each setting
 * the command line beats the file, and the file beats the standard value; of
 * lists the stronger replaces the weaker one as a whole, and an option with
 * the name of a section replaces all of these.
 */
#ifndef RECORDER_CHOICE_H
#define RECORDER_CHOICE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/position.h"
#include "recorder/setting.h"

enum choice_by {
	CHOICE_BY_FILE,
	CHOICE_BY_LINE, /* the command line */
};

struct choice {
	const struct setting *setting; /* NULL: a section begins */
	size_t section; /* which one of the file, from 1; 0: none */
	enum choice_by by;
	struct position where;              /* in the file */
	char *value;                        /* of a section its title */
	const struct setting_section *kind; /* of a section */
};

struct choices {
	struct choice *items; /* in the order in which they were made */
	size_t count, room;
	const char *path; /* of the file, borrowed; NULL: none is read */
};

/* Adds 'choice' with a copy of 'value'. 0 or ENOMEM. */
int choices_add(struct choices *choices, const struct choice *choice,
    const char *value) __attribute__((warn_unused_result));

void choices_clear(struct choices *choices);

/* Does 'choice' count, or does something stronger replace it? */
bool
choices_has_say(const struct choices *choices, const struct choice *choice);

/* Is anything said about 'setting'? */
bool choices_name(const struct choices *choices, const struct setting *setting);

/* Do both say the same about 'setting'? To say nothing is to say what is its
 * standard. */
bool choices_agree(const struct choices *a, const struct choices *b,
    const struct setting *setting);

/*
 * Makes settings of all that was chosen, and of standard values; 'settings'
 * was initialised and borrows from 'choices'. False when something is wrong,
 * which was said on standard error: each that is wrong, with its place.
 */
bool choices_apply(const struct choices *choices, struct settings *settings)
    __attribute__((warn_unused_result));

/* Parts of that: one setting that is in no section, and all sections. */
bool
choices_apply_one(const struct choices *choices, const struct setting *setting,
    struct settings *settings) __attribute__((warn_unused_result));
bool choices_apply_sections(const struct choices *choices,
    struct settings *settings) __attribute__((warn_unused_result));

/* Says what is wrong with a place of the file: "path:3:9: what". */
void choices_complain(const struct choices *choices, struct position where,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
