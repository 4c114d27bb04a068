/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Landlock, with which a process takes from itself all files but those that
 * it names, and from all that it starts later.
 */
#ifndef BASE_LANDLOCK_H
#define BASE_LANDLOCK_H

/* What may be done with a file, or with all that is below a folder. */
enum landlock_use {
	LANDLOCK_USE_READ,
	LANDLOCK_USE_WRITE, /* also read, make, rename, remove; never run */
};

/* What a process will keep; as the kernel collects it. */
struct landlock {
	int fd;  /* -1: there is none */
	int abi; /* what the kernel knows of it; 0: nothing */
};

/*
 * Begins with nothing. 0, or a positive errno: ENOSYS when the kernel was
 * built without, EOPNOTSUPP when it was not started with it.
 */
int
landlock_init(struct landlock *landlock) __attribute__((warn_unused_result));
void landlock_clear(struct landlock *landlock);

/*
 * Adds 'path', which is looked up now: what takes its name later is another
 * file. 0 also where there is no Landlock, or a positive errno.
 */
int landlock_allow(const struct landlock *landlock, const char *path,
    enum landlock_use use) __attribute__((warn_unused_result));

/*
 * From now on this thread, and those that it starts, have only that, connect
 * to no address by TCP, and send no signal to others. The process must have no
 * new privileges. 0 or a positive errno.
 */
int
landlock_enter(struct landlock *landlock) __attribute__((warn_unused_result));

#endif
