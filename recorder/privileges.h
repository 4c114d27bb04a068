/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the process may do, and that it gives this up before it looks at a
 * packet. Three states, of which the next one can only be entered from the one
 * before:
 *
 *     PRIVILEGED   interfaces, key logs, sockets and configuration are opened
 *     OPENED       nothing more is opened that needs a privilege
 *     DROPPED      another user (or the same, who was none before), without
 *                  capabilities and without a way to get any, that reaches
 *                  the files it named and has the system calls it needs
 *
 * The output folder is opened in the last one, by the user who it belongs to.
 * Threads are started there too: one that runs before keeps what is taken from
 * the others.
 *
 * A replay by root stays root, whose files it may have to read, but has left
 * of that only the right to read and write the files that were named.
 */
#ifndef RECORDER_PRIVILEGES_H
#define RECORDER_PRIVILEGES_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/landlock.h"

/* Whom a recorder of interfaces becomes. */
#define PRIVILEGES_USER "spanrec"

enum privileges_state {
	PRIVILEGES_PRIVILEGED,
	PRIVILEGES_OPENED,
	PRIVILEGES_DROPPED,
};

enum privileges_run {
	PRIVILEGES_REPLAY,
	PRIVILEGES_LIVE,
};

/* What is to be given up. */
struct privileges {
	enum privileges_run run;
	bool sandbox;      /* Landlock and seccomp too */
	bool changes_user; /* to this one: */
	const char *user;  /* borrowed */
	uid_t uid;
	gid_t gid;
	struct landlock landlock; /* what is kept of the file system */
};

/*
 * Finds whom to become: 'user' (NULL: a live run by root becomes
 * PRIVILEGES_USER, all else stay who they are). False when that is not
 * possible, which was said, with what to do. privileges_clear() frees it.
 */
bool privileges_init(struct privileges *privileges, enum privileges_run run,
    const char *user, bool sandbox);
void privileges_clear(struct privileges *privileges);

/* Gives what we made while privileged (a folder, a socket) to whom we become.
 * 0 or a positive errno. */
int privileges_give(const struct privileges *privileges, const char *path);

/* Names a file or folder that the run still opens once all is dropped. False:
 * it cannot be, which was said. What is not there, or cannot be reached, is
 * left out: to open it will tell. */
bool privileges_allow(const struct privileges *privileges, const char *path,
    enum landlock_use use);

/* The same for the folder that 'path' is in: for a file that may be replaced by
 * another one of its name. */
bool privileges_allow_beside(const struct privileges *privileges,
    const char *path, enum landlock_use use);

/* From now on nothing is opened that needs a privilege. */
void privileges_opened(void);

/*
 * Gives up the rest, and looks whether that came true. False: it did not, and
 * nothing may be recorded; it was said. Where the kernel or this build lacks a
 * part, that is said (a replay says it when asked to be verbose), and the
 * others are done.
 */
bool privileges_drop(struct privileges *privileges);

/* Ends the process unless all is dropped: to be called before the first byte
 * of a packet is looked at. */
void privileges_require_dropped(void);

/*
 * Opens the output folder as who we are now: -1 when it, or what is in it,
 * cannot be written to, which was said, and how to give it to us.
 */
int privileges_open_folder(const struct privileges *privileges,
    const char *folder) __attribute__((warn_unused_result));

#endif
