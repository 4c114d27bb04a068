/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "serve/confine.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>

#include "base/landlock.h"
#include "base/log.h"
#include "base/seccomp.h"

/* Read by the C library, and by libraries that are loaded or begun when the
 * first export wants them. */
static const char *const read_by_libraries[] = {"/dev/null", "/dev/urandom",
    "/etc/gnutls", "/etc/ld.so.cache", "/etc/localtime", "/lib", "/lib64",
    "/proc/self", "/sys/devices/system/cpu", "/usr/lib", "/usr/lib64",
    "/usr/local/lib", "/usr/share/zoneinfo"};

static void
say_missing(const char *part, int error)
{
	log_warnx("%s is not to be had (%s); going on without it", part,
	    strerror(error));
}

/* Names what is kept; what is not there is left out. */
static int
allow(const struct landlock *landlock, const char *path, enum landlock_use use)
{
	int error = landlock_allow(landlock, path, use);

	return error == ENOENT || error == EACCES ? 0 : error;
}

static int
allow_all(const struct landlock *landlock, const char *folder)
{
	size_t count = sizeof read_by_libraries / sizeof *read_by_libraries;
	const char *other = getenv("TMPDIR");
	int error = landlock_allow(landlock, folder, LANDLOCK_USE_WRITE);

	if (!error && other && *other)
		error = allow(landlock, other, LANDLOCK_USE_WRITE);
	else if (!error && setenv("TMPDIR", folder, 1) != 0)
		error = errno;
	for (size_t i = 0; !error && i < count; i++)
		error =
		    allow(landlock, read_by_libraries[i], LANDLOCK_USE_READ);
	return error;
}

int
confine(const char *folder)
{
	struct landlock landlock;
	int error = landlock_init(&landlock);

	if (error)
		say_missing("Landlock", error);
	tzset();
	error = allow_all(&landlock, folder);
	if (!error && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		error = errno;
	if (!error)
		error = landlock_enter(&landlock);
	landlock_clear(&landlock);
	if (error) {
		errno = error;
		log_warn("the server cannot be confined");
		return error;
	}
	error = seccomp_enter(SECCOMP_NEEDS_LOCAL);
	if (error)
		say_missing("seccomp", error);
	return 0;
}
