/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages on standard error, one line each. */
#include "base/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/utf8.h"

/* A reload sets them again, while other threads have something to say. */
static const char *_Atomic program_name = "spanrec";
static _Atomic enum log_level most_talkative = LOG_LEVEL_WARN;
static _Atomic bool to_journal;

/* Priorities of syslog(3). */
static const int priorities[] = {
    [LOG_LEVEL_WARN] = 4,
    [LOG_LEVEL_NOTICE] = 5,
    [LOG_LEVEL_INFO] = 6,
    [LOG_LEVEL_DEBUG] = 7,
};

/* Is standard error what systemd says that it connected to the journal? The
 * variable alone is not enough: it is passed on to programs whose output goes
 * elsewhere (systemd.exec(5), $JOURNAL_STREAM). */
static bool
goes_to_journal(void)
{
	const char *stream = getenv("JOURNAL_STREAM");
	char here[64];
	struct stat status;

	if (!stream || fstat(STDERR_FILENO, &status) != 0)
		return false;
	snprintf(here, sizeof here, "%llu:%llu",
	    (unsigned long long)status.st_dev,
	    (unsigned long long)status.st_ino);
	return !strcmp(stream, here);
}

void
log_init(const char *program, enum log_level level)
{
	program_name = program;
	most_talkative = level;
	to_journal = goes_to_journal();
}

/* 'error' is an errno whose text is added, or 0. */
static void __attribute__((format(printf, 3, 0)))
print(enum log_level level, int error, const char *format, va_list args)
{
	char line[1024], before[32];
	int kept = errno;

	if (level > most_talkative)
		return;
	vsnprintf(line, sizeof line, format, args);
	line[utf8_clean(line, strlen(line))] = '\0';
	if (to_journal)
		snprintf(before, sizeof before, "<%d>", priorities[level]);
	else
		snprintf(before, sizeof before, "%s: ", program_name);
	if (error)
		fprintf(stderr, "%s%s: %s\n", before, line, strerror(error));
	else
		fprintf(stderr, "%s%s\n", before, line);
	errno = kept;
}

void
log_debug(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print(LOG_LEVEL_DEBUG, 0, format, args);
	va_end(args);
}

void
log_info(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print(LOG_LEVEL_INFO, 0, format, args);
	va_end(args);
}

void
log_notice(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print(LOG_LEVEL_NOTICE, 0, format, args);
	va_end(args);
}

void
log_warn(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print(LOG_LEVEL_WARN, errno, format, args);
	va_end(args);
}

void
log_warnx(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print(LOG_LEVEL_WARN, 0, format, args);
	va_end(args);
}

void
log_place(const char *path, unsigned line, unsigned column, const char *text)
{
	fprintf(stderr, "%s%s:%u:%u: %s\n", to_journal ? "<4>" : "", path, line,
	    column, text);
}
