/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What can be set, in one table (settings.def), out of which come the options
 * of the command line and their --help, what spanrec.conf may say, its errors,
 * --show-config, what a reload may change, and all defaults.
 *
 * Every value is a text first, whoever gave it; setting_take() makes of it
 * what the program works with.
 */
#ifndef RECORDER_SETTING_H
#define RECORDER_SETTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "calls/settings.h"

#define SETTING_ERROR_SIZE 256
#define SETTING_NAME_SIZE 48

enum setting_type {
	SETTING_FLAG,     /* bool: yes or no */
	SETTING_TEXT,     /* const char *, borrowed */
	SETTING_NUMBER,   /* an integer of 4 or 8 bytes, times 'unit' */
	SETTING_DURATION, /* int64_t nanoseconds: 90s, 5min, 12h, 30d */
	SETTING_SIZE,     /* uint64_t bytes: 512M, 2G */
	SETTING_WORD,     /* an enum: the index of one of 'words' */
	SETTING_OTHER,    /* only 'set' knows */
	SETTING_ACTION,   /* of the command line: 'action' */
};

/* Headings of --help and spanrec.conf(5), in this order. */
enum setting_group {
	GROUP_CAPTURE,
	GROUP_OUTPUT,
	GROUP_CALLS,
	GROUP_SITE,
	GROUP_RULES,
	GROUP_DAEMON,
	GROUP_PROGRAM,
	GROUP_COUNT,
};

/* What the command line asks for instead of a run. */
enum setting_action {
	ACTION_NONE,
	ACTION_HELP,
	ACTION_VERSION,
	ACTION_CHECK,
	ACTION_SHOW,
	ACTION_CONFIG, /* names the file */
};

enum setting_flags {
	SETTING_LIST = 1,   /* may be given several times */
	SETTING_LINE = 2,   /* on the command line only */
	SETTING_FILE = 4,   /* in the file only */
	SETTING_RELOAD = 8, /* changes with SIGHUP, not only with a start */
	SETTING_OPENS = 16, /* to take it opens a file that it names, which
	                       only a start may; never with RELOAD */
};

/*
 * Takes 'value', which lasts as long as the settings. False with the reason
 * in 'error', such as "not an IPv4 or IPv6 address".
 */
typedef bool setting_fn(struct settings *settings, const char *value,
    char error[SETTING_ERROR_SIZE]);

struct setting {
	const char *name; /* "media-timeout"; in the file media_timeout */
	char letter;      /* of the short option; 0: none */
	enum setting_group group;
	enum setting_type type;
	unsigned flags;           /* enum setting_flags */
	size_t offset, size;      /* of what it fills in struct settings */
	const char *argument;     /* how help calls the value: "SECONDS" */
	const char *standard;     /* when nothing is said; NULL: none */
	const char *const *words; /* those of SETTING_WORD, NULL at the end */
	int64_t unit;             /* of a NUMBER: stored for each 1; 0 is 1 */
	int64_t least, most;      /* of a number, in its unit */
	setting_fn *set;          /* of OTHER; else an additional check */
	enum setting_action action;
	const char *section; /* it belongs to; NULL: none */
	const char *help;    /* one sentence or two, without a period */
};

/*
 * A section of the file that repeats and has a title, such as one rule:
 *
 *     rule "service numbers" { ... }
 *
 * 'begin' makes room for one, 'set' is told of each setting in it, under the
 * name that it has in the file, for the one that was begun last, and 'end'
 * looks at the whole. What the section knows stands in the table, too, as
 * rows of the type OTHER with its name.
 */
typedef bool setting_key_fn(struct settings *settings, const char *key,
    const char *value, char error[SETTING_ERROR_SIZE]);

struct setting_section {
	const char *name;
	const char *argument; /* how help calls the title */
	size_t offset, size;  /* of what it fills in struct settings */
	setting_fn *begin;    /* 'value' is the title */
	setting_key_fn *set;
	setting_fn *end; /* the same; NULL: there is nothing to look at */
	bool is_reloadable;
	const char *help;
};

extern const struct setting settings_table[];
extern const size_t settings_count;
extern const struct setting_section settings_sections[];
extern const size_t settings_section_count;

/* "Capture" */
const char *setting_group_title(enum setting_group group);

/* By its name as an option; NULL when there is none. */
const struct setting *setting_named(const char *name);

/* Its name in the file. Returns 'out'. */
const char *
setting_file_name(const struct setting *setting, char out[SETTING_NAME_SIZE]);

/* Puts 'value' into 'settings'; false with the reason in 'error'. */
bool setting_take(const struct setting *setting, struct settings *settings,
    const char *value, char error[SETTING_ERROR_SIZE])
    __attribute__((warn_unused_result));

/* What settings are before anything is said, the standard values not yet in
 * them. They are cleared also when some of it failed. */
void settings_init(struct settings *settings);
void settings_clear(struct settings *settings);

/* "90s", "5min", "30d" in nanoseconds. */
bool setting_duration(const char *value, int64_t *ns);

#endif
