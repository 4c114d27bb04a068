/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Messages for people, on standard error: what happened, to what, what to do.
 * log_warn and log_fatal add the text of errno, which they keep. Never call
 * these for each packet, and never give them a number, a digit, a body or a
 * secret above the level debug (promise 9). What a terminal would obey is "?".
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

enum log_level {
	LOG_LEVEL_WARN,
	LOG_LEVEL_NOTICE,
	LOG_LEVEL_INFO,
	LOG_LEVEL_DEBUG,
};

/*
 * Sets the name that stands before each message (kept by pointer) and the
 * most talkative level that is printed; LOG_LEVEL_WARN before the first call.
 * Where standard error goes to the journal each line begins with its priority,
 * such as "<4>" (sd-daemon(3)), and the name is left out: the journal adds it.
 */
void log_init(const char *program, enum log_level level);

void log_debug(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Not wrong, and worth a line in any log: who did what. */
void log_notice(const char *format, ...) __attribute__((format(printf, 1, 2)));

void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* With, and without, the text of errno. */
void log_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_warnx(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* What is wrong at a place of a file: "path:3:9: text", without the name of
 * the program, so that editors find it. */
void
log_place(const char *path, unsigned line, unsigned column, const char *text);

#endif
