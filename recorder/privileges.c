/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Giving up rights, in the only order in which that works: the user while
 * root may still change it, then what the kernel takes from anybody. */
#include "recorder/privileges.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <linux/capability.h>
#include <pwd.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/seccomp.h"
#include "rtp/decoder.h"
#include "rtp/srtp.h"
#include "storage/catalogue.h"

/* A thread of the sanitizer itself runs from the beginning. */
#if defined(__SANITIZE_THREAD__)
#define THREADS_BEFORE 2
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define THREADS_BEFORE 2
#endif
#endif
#ifndef THREADS_BEFORE
#define THREADS_BEFORE 1
#endif

/* What root keeps in a replay: its way past the permissions of files. */
#define CAPS_OF_FILES                                                          \
	((uint64_t)1 << CAP_CHOWN | (uint64_t)1 << CAP_DAC_OVERRIDE |          \
	    (uint64_t)1 << CAP_DAC_READ_SEARCH)

/* A process has its rights once. */
static enum privileges_state state = PRIVILEGES_PRIVILEGED;

/* Read by the C library and codec libraries once they run, if at all. */
static const char *const read_by_libraries[] = {"/dev/null", "/dev/urandom",
    "/etc/localtime", "/proc/self", "/proc/self/exe", "/sys/devices/system/cpu",
    "/usr/share/zoneinfo"};

/* Where libraries are that the first call loads which needs them. */
static const char *const libraries[] = {"/etc/ld.so.cache", "/lib", "/lib64",
    "/usr/lib", "/usr/lib64", "/usr/local/lib"};

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

/* A part that this system lacks. Who replays a file cannot change that. */
static void
say_missing(const struct privileges *privileges, const char *part, int error)
{
	if (privileges->run == PRIVILEGES_LIVE)
		log_warnx("%s is not to be had (%s); going on without it", part,
		    strerror(error));
	else
		log_debug("%s is not to be had (%s)", part, strerror(error));
}

static bool
find_user(struct privileges *privileges)
{
	struct passwd *user;

	errno = 0;
	user = getpwnam(privileges->user);
	if (!user) {
		log_warnx("there is no user %s: make it with \"adduser "
			  "--system --group --no-create-home %s\", or name "
			  "another one with --user",
		    privileges->user, privileges->user);
		return false;
	}
	privileges->uid = user->pw_uid;
	privileges->gid = user->pw_gid;
	privileges->changes_user = user->pw_uid != geteuid();
	if (!privileges->changes_user || geteuid() == 0)
		return true;
	log_warnx(
	    "--user %s: only root can become another user", privileges->user);
	return false;
}

bool
privileges_init(struct privileges *privileges, enum privileges_run run,
    const char *user, bool sandbox)
{
	int error = 0;

	if (!user && run == PRIVILEGES_LIVE && geteuid() == 0)
		user = PRIVILEGES_USER;
	*privileges = (struct privileges){.run = run,
	    .sandbox = sandbox,
	    .user = user,
	    .uid = geteuid(),
	    .gid = getegid(),
	    .landlock = {.fd = -1}};
	if (user && !find_user(privileges))
		return false;
	if (sandbox)
		error = landlock_init(&privileges->landlock);
	if (error)
		say_missing(privileges, "Landlock", error);
	return true;
}

void
privileges_clear(struct privileges *privileges)
{
	landlock_clear(&privileges->landlock);
}

int
privileges_give(const struct privileges *privileges, const char *path)
{
	if (!privileges->changes_user ||
	    lchown(path, privileges->uid, privileges->gid) == 0)
		return 0;
	return errno;
}

bool
privileges_allow(const struct privileges *privileges, const char *path,
    enum landlock_use use)
{
	int error = landlock_allow(&privileges->landlock, path, use);

	if (error == 0 || error == ENOENT || error == EACCES)
		return true;
	errno = error;
	log_warn("%s", path);
	return false;
}

bool
privileges_allow_beside(const struct privileges *privileges, const char *path,
    enum landlock_use use)
{
	const char *slash = strrchr(path, '/');
	char folder[PATH_MAX];
	int len = snprintf(folder, sizeof folder, "%.*s",
	    slash ? (int)(slash - path) + 1 : 1, slash ? path : ".");

	if (len >= (int)sizeof folder) {
		errno = ENAMETOOLONG;
		log_warn("%s", path);
		return false;
	}
	return privileges_allow(privileges, folder, use);
}

void
privileges_opened(void)
{
	if (state == PRIVILEGES_PRIVILEGED)
		state = PRIVILEGES_OPENED;
}

/* How many threads there are; 0: that is not known. */
static int
count_threads(void)
{
	DIR *tasks = opendir("/proc/self/task");
	const struct dirent *task;
	int count = 0;

	if (!tasks)
		return 0;
	while ((task = readdir(tasks)))
		count += task->d_name[0] != '.';
	closedir(tasks);
	return count;
}

/* No capability but 'kept' can be had by us or by what we might start. */
static int
drop_bounding(uint64_t kept)
{
	for (int cap = 0; prctl(PR_CAPBSET_READ, cap) >= 0; cap++)
		if (!(kept >> cap & 1) && prctl(PR_CAPBSET_DROP, cap) != 0)
			return errno;
	return 0;
}

/* The capabilities that we have, as bits. */
static int
get_capabilities(uint64_t *effective, uint64_t *permitted)
{
	struct __user_cap_header_struct header = {
	    .version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {0};

	if (syscall(SYS_capget, &header, data) != 0)
		return errno;
	*effective = data[0].effective | (uint64_t)data[1].effective << 32;
	*permitted = data[0].permitted | (uint64_t)data[1].permitted << 32;
	return 0;
}

/* Leaves those of 'kept' that we have. */
static int
set_capabilities(uint64_t kept)
{
	struct __user_cap_header_struct header = {
	    .version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {
	    {.effective = (uint32_t)kept, .permitted = (uint32_t)kept},
	    {.effective = (uint32_t)(kept >> 32),
		.permitted = (uint32_t)(kept >> 32)}};

	(void)prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
	return syscall(SYS_capset, &header, data) == 0 ? 0 : errno;
}

static int
become_user(const struct privileges *privileges)
{
	if (!privileges->changes_user)
		return 0;
	if (initgroups(privileges->user, privileges->gid) != 0 ||
	    setresgid(privileges->gid, privileges->gid, privileges->gid) != 0 ||
	    setresuid(privileges->uid, privileges->uid, privileges->uid) != 0)
		return errno;
	return 0;
}

/* What of its capabilities the process keeps. */
static uint64_t
kept_capabilities(const struct privileges *privileges, uint64_t permitted)
{
	if (privileges->run == PRIVILEGES_REPLAY && !privileges->user)
		return permitted & CAPS_OF_FILES;
	return 0;
}

/* User, groups and capabilities. */
static int
drop_identity(const struct privileges *privileges)
{
	uint64_t effective, permitted, kept;
	int error = get_capabilities(&effective, &permitted);

	if (error)
		return error;
	kept = kept_capabilities(privileges, permitted);
	if (effective >> CAP_SETPCAP & 1)
		error = drop_bounding(kept);
	if (!error)
		error = become_user(privileges);
	if (!error)
		error = set_capabilities(kept);
	if (!error && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		error = errno;
	return error;
}

/* Looks at what came of it, as nothing may be recorded otherwise. */
static bool
identity_is_dropped(const struct privileges *privileges)
{
	uint64_t effective = 0, permitted = 0;
	uid_t real, of_files, saved;

	if (getresuid(&real, &of_files, &saved) != 0 ||
	    real != privileges->uid || of_files != real || saved != real)
		return false;
	if (real != 0 && setuid(0) == 0)
		return false;
	if (get_capabilities(&effective, &permitted) != 0 ||
	    effective != permitted ||
	    permitted != kept_capabilities(privileges, permitted))
		return false;
	return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1;
}

static bool
allow_all(
    const struct privileges *privileges, const char *const *paths, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!privileges_allow(privileges, paths[i], LANDLOCK_USE_READ))
			return false;
	return true;
}

/* What replays load when the first call wants it, the live recorder has
 * loaded: it shall not be able to load anything. */
static bool
enter_sandbox(struct privileges *privileges)
{
	enum seccomp_needs needs = SECCOMP_NEEDS_NOTHING;
	int error;

	tzset();
	if (!allow_all(
		privileges, read_by_libraries, COUNT_OF(read_by_libraries)))
		return false;
	if (privileges->run == PRIVILEGES_REPLAY) {
		needs = SECCOMP_NEEDS_LIBRARIES;
		if (!allow_all(privileges, libraries, COUNT_OF(libraries)))
			return false;
	} else {
		decoder_load();
		srtp_load();
	}
	error = landlock_enter(&privileges->landlock);
	if (error) {
		errno = error;
		log_warn("Landlock refuses to confine the recorder");
		return false;
	}
	error = seccomp_enter(needs);
	if (error)
		say_missing(privileges, "seccomp", error);
	return true;
}

bool
privileges_drop(struct privileges *privileges)
{
	int error;

	if (state != PRIVILEGES_OPENED || count_threads() > THREADS_BEFORE) {
		log_warnx("internal error: rights are dropped %s",
		    state == PRIVILEGES_OPENED ? "behind the first thread"
					       : "out of order");
		return false;
	}
	error = drop_identity(privileges);
	if (error || !identity_is_dropped(privileges)) {
		errno = error ? error : EPERM;
		log_warn("rights cannot be given up; nothing is recorded");
		return false;
	}
	if (privileges->sandbox && !enter_sandbox(privileges))
		return false;
	state = PRIVILEGES_DROPPED;
	return true;
}

void
privileges_require_dropped(void)
{
	if (state == PRIVILEGES_DROPPED)
		return;
	log_warnx("internal error: a packet before rights are dropped");
	abort();
}

/* Says that 'name' in the folder is not ours (errno), and how it becomes so. */
static void
say_not_ours(
    const struct privileges *privileges, const char *folder, const char *name)
{
	const char *slash = *name ? "/" : "";

	if (!privileges->changes_user)
		log_warn("%s%s%s: cannot be written to", folder, slash, name);
	else
		log_warnx("%s%s%s: user %s cannot write to it (%s); give it "
			  "to that user, and let it pass the folders above: "
			  "chown -R %s: %s",
		    folder, slash, name, privileges->user, strerror(errno),
		    privileges->user, folder);
}

int
privileges_open_folder(const struct privileges *privileges, const char *folder)
{
	static const struct {
		const char *name;
		int mode;
	} parts[] = {{"", W_OK | X_OK}, {"audio", W_OK | X_OK},
	    {CATALOGUE_FILE, R_OK | W_OK}, {CATALOGUE_FILE "-wal", R_OK | W_OK},
	    {CATALOGUE_FILE "-shm", R_OK | W_OK}};
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		say_not_ours(privileges, folder, "");
	for (size_t i = 0; i < COUNT_OF(parts) && fd >= 0; i++) {
		const char *name = *parts[i].name ? parts[i].name : ".";

		if (faccessat(fd, name, parts[i].mode, AT_EACCESS) == 0 ||
		    errno == ENOENT)
			continue;
		/* Rows wait in the spool then. */
		if (i > 1 && errno == EROFS)
			continue;
		say_not_ours(privileges, folder, parts[i].name);
		close(fd);
		fd = -1;
	}
	return fd;
}
