/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages on standard error, one line each. */
#include "base/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *program_name = "spanrec";
static enum log_level most_talkative = LOG_LEVEL_WARN;

void
log_init(const char *program, enum log_level level)
{
	program_name = program;
	most_talkative = level;
}

/* 'error' is an errno whose text is added, or 0. */
static void __attribute__((format(printf, 3, 0)))
print(enum log_level level, int error, const char *format, va_list args)
{
	char line[1024];
	int kept = errno;

	if (level <= most_talkative) {
		vsnprintf(line, sizeof line, format, args);
		if (error)
			fprintf(stderr, "%s: %s: %s\n", program_name, line,
			    strerror(error));
		else
			fprintf(stderr, "%s: %s\n", program_name, line);
	}
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
