/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which system calls a recorder, or what serves its calls, has once it is under
 * way. */
#ifndef BASE_SECCOMP_H
#define BASE_SECCOMP_H

#include <stdbool.h>

/* What a run still has to do. */
enum seccomp_needs {
	SECCOMP_NEEDS_NOTHING,
	SECCOMP_NEEDS_LIBRARIES, /* some are loaded when the first call wants
	                            them */
	SECCOMP_NEEDS_LOCAL,     /* ... and it asks other programs of this
	                            machine, by sockets in the file system */
};

/*
 * From now on all threads have only the calls that a recorder makes. To start
 * a program, to trace one or to change the kernel ends the process; other
 * calls look as if the kernel did not have them (ENOSYS), or forbade them
 * (EPERM): new sockets, processes, and memory that may be run.
 *
 * 0, or a positive errno: EOPNOTSUPP in a build without libseccomp, EINVAL
 * when the kernel has no filters.
 */
int seccomp_enter(enum seccomp_needs needs) __attribute__((warn_unused_result));

#endif
