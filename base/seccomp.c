/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of calls, as libseccomp makes a filter of it: the only file that
 * knows that library. */
#include "config.h"

#include "base/seccomp.h"

#include <errno.h>

#if !HAVE_SECCOMP

int
seccomp_enter(enum seccomp_needs needs)
{
	(void)needs;
	return EOPNOTSUPP;
}

#else
#include <linux/sockios.h>
#include <sched.h>
#include <seccomp.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

/* Sanitizers look for leaks by tracing their own process. */
#if defined(__has_feature)
#define HAS(feature) __has_feature(feature)
#else
#define HAS(feature) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) ||           \
    HAS(address_sanitizer) || HAS(thread_sanitizer)
#define IS_SANITIZED true
#else
#define IS_SANITIZED false
#endif

/* What may be called, whatever the arguments. Names that this kernel, machine
 * or libseccomp does not know are left out. */
static const char *const allowed[] = {
    /* open files and folders, which Landlock confines */
    "access", "close", "close_range", "dup", "dup2", "dup3", "faccessat",
    "faccessat2", "fcntl", "fcntl64", "fstat", "fstat64", "fstatat64",
    "fstatfs", "fstatfs64", "getcwd", "getdents", "getdents64", "lstat",
    "lstat64", "newfstatat", "open", "openat", "openat2", "readlink",
    "readlinkat", "stat", "stat64", "statfs", "statfs64", "statx", "umask",
    /* read and write them */
    "_llseek", "copy_file_range", "fadvise64", "fadvise64_64", "fallocate",
    "fdatasync", "flock", "fsync", "ftruncate", "ftruncate64", "lseek",
    "pread64", "preadv", "preadv2", "pwrite64", "pwritev", "pwritev2", "read",
    "readv", "sendfile", "sendfile64", "sync_file_range", "sync_file_range2",
    "syncfs", "write", "writev",
    /* make, rename, remove them */
    "fchmod", "fchmodat", "fchown", "fchown32", "link", "linkat",
    "memfd_create", "mkdir", "mkdirat", "rename", "renameat", "renameat2",
    "rmdir", "unlink", "unlinkat", "utimensat", "utimensat_time64",
    /* memory; mmap and mprotect are below */
    "brk", "madvise", "membarrier", "mlock", "mlock2", "mremap", "munlock",
    "munmap",
    /* threads and their locks; clone is below */
    "exit", "exit_group", "futex", "futex_time64", "get_robust_list", "getcpu",
    "gettid", "rseq", "sched_getaffinity", "sched_getparam",
    "sched_getscheduler", "sched_yield", "set_robust_list", "set_tid_address",
    /* signals */
    "restart_syscall", "rt_sigaction", "rt_sigpending", "rt_sigprocmask",
    "rt_sigreturn", "rt_sigsuspend", "rt_sigtimedwait",
    "rt_sigtimedwait_time64", "sigaltstack", "signalfd4", "sigreturn",
    /* time, and waiting */
    "clock_getres", "clock_getres_time64", "clock_gettime", "clock_gettime64",
    "clock_nanosleep", "clock_nanosleep_time64", "epoll_create1", "epoll_ctl",
    "epoll_pwait", "epoll_pwait2", "epoll_wait", "eventfd2", "gettimeofday",
    "nanosleep", "pipe2", "poll", "ppoll", "ppoll_time64", "pselect6",
    "pselect6_time64", "select", "time", "timerfd_create", "timerfd_gettime",
    "timerfd_settime", "timerfd_settime64",
    /* sockets that are open, or that come of one that listens */
    "accept", "accept4", "bind", "getpeername", "getsockname", "getsockopt",
    "recv", "recvfrom", "recvmmsg", "recvmmsg_time64", "recvmsg", "send",
    "sendmmsg", "sendmsg", "sendto", "setsockopt", "shutdown",
    /* who and where we are */
    "getegid", "getegid32", "geteuid", "geteuid32", "getgid", "getgid32",
    "getpid", "getppid", "getrandom", "getresgid", "getresgid32", "getresuid",
    "getresuid32", "getrlimit", "getrusage", "getuid", "getuid32", "sysinfo",
    "ugetrlimit", "uname"};

/* What nobody but an intruder calls here. */
static const char *const deadly[] = {"add_key", "bpf", "chroot",
    "delete_module", "execve", "execveat", "finit_module", "init_module",
    "io_uring_setup", "kexec_file_load", "kexec_load", "keyctl", "mount",
    "move_mount", "open_by_handle_at", "perf_event_open", "pivot_root",
    "process_vm_readv", "process_vm_writev", "ptrace", "reboot", "request_key",
    "setns", "swapon", "umount2", "unshare", "userfaultfd"};

/* What libraries may try, and can do without. */
static const char *const forbidden[] = {"chmod", "chown", "fork", "kill",
    "listen", "setgid", "setuid", "socketpair", "symlink", "symlinkat", "tkill",
    "truncate", "vfork"};

/* For the leak checker. */
static const char *const sanitizers[] = {"clone", "getpgrp", "kill", "mmap",
    "mprotect", "prctl", "ptrace", "tgkill", "tkill", "wait4", "waitid"};

/* Requests to open sockets and terminals. */
static const unsigned long requests[] = {FIONBIO, FIONREAD, SIOCETHTOOL,
    SIOCGIFFLAGS, SIOCGIFHWADDR, SIOCGIFINDEX, SIOCGIFMTU, SIOCGIFNAME,
    SIOCSHWTSTAMP, TCGETS, TIOCGWINSZ};

/* prctl() for names of threads and of memory, and to wake up later. */
static const int process_options[] = {
    PR_SET_NAME, PR_GET_NAME, PR_SET_TIMERSLACK, PR_GET_DUMPABLE
#ifdef PR_SET_VMA
    ,
    PR_SET_VMA
#endif
};

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

/* A filter that is being made. */
struct maker {
	scmp_filter_ctx filter;
	int error; /* the first, as libseccomp has it: negative */
};

/* Adds 'name' with a condition; 'count' may be 0. */
static void
add(struct maker *maker, uint32_t action, const char *name,
    const struct scmp_arg_cmp *condition)
{
	int number = seccomp_syscall_resolve_name(name);
	int error;

	if (number == __NR_SCMP_ERROR)
		return;
	error = seccomp_rule_add_array(
	    maker->filter, action, number, condition ? 1 : 0, condition);
	if (error && !maker->error)
		maker->error = error;
}

/* Is the call one that the leak checker of this build needs? */
static bool
is_for_sanitizers(const char *name)
{
	for (size_t i = 0; IS_SANITIZED && i < COUNT_OF(sanitizers); i++)
		if (!strcmp(sanitizers[i], name))
			return true;
	return false;
}

static void
add_all(struct maker *maker, uint32_t action, const char *const *names,
    size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (action == SCMP_ACT_ALLOW || !is_for_sanitizers(names[i]))
			add(maker, action, names[i], NULL);
}

/* Memory that may be run is none that was written: with libraries, files may
 * be mapped so, else nothing. */
static void
add_memory(struct maker *maker, enum seccomp_needs needs)
{
	const struct scmp_arg_cmp not_run =
	    SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
	const struct scmp_arg_cmp of_file =
	    SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, 0);
	const char *map[] = {"mmap", "mmap2"};

	add(maker, SCMP_ACT_ALLOW, "mprotect", &not_run);
	for (size_t i = 0; i < COUNT_OF(map); i++) {
		add(maker, SCMP_ACT_ALLOW, map[i], &not_run);
		if (needs != SECCOMP_NEEDS_NOTHING)
			add(maker, SCMP_ACT_ALLOW, map[i], &of_file);
	}
}

/* Calls of which only some are allowed. Without clone3, whose arguments no
 * filter sees, the C library makes its threads by clone. */
static void
add_conditional(struct maker *maker)
{
	const struct scmp_arg_cmp thread =
	    SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD);
	const struct scmp_arg_cmp own = SCMP_A0(SCMP_CMP_EQ, 0, 0);
	const struct scmp_arg_cmp us =
	    SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0);

	add(maker, SCMP_ACT_ALLOW, "clone", &thread);
	add(maker, SCMP_ACT_ALLOW, "prlimit64", &own);
	add(maker, SCMP_ACT_ALLOW, "tgkill", &us); /* abort() */
	for (size_t i = 0; i < COUNT_OF(requests); i++) {
		const struct scmp_arg_cmp request =
		    SCMP_A1(SCMP_CMP_EQ, requests[i], 0);

		add(maker, SCMP_ACT_ALLOW, "ioctl", &request);
	}
	for (size_t i = 0; i < COUNT_OF(process_options); i++) {
		const struct scmp_arg_cmp option =
		    SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)process_options[i], 0);

		add(maker, SCMP_ACT_ALLOW, "prctl", &option);
	}
}

/* New sockets, and where they lead: within this machine, or none. What was
 * accepted is connected already. */
static void
add_sockets(struct maker *maker, enum seccomp_needs needs)
{
	const struct scmp_arg_cmp local = SCMP_A0(SCMP_CMP_EQ, AF_UNIX, 0);
	const struct scmp_arg_cmp others = SCMP_A0(SCMP_CMP_NE, AF_UNIX, 0);

	if (needs == SECCOMP_NEEDS_LOCAL) {
		add(maker, SCMP_ACT_ALLOW, "connect", NULL);
		add(maker, SCMP_ACT_ALLOW, "socket", &local);
		add(maker, SCMP_ACT_ERRNO(EPERM), "socket", &others);
	} else {
		add(maker, SCMP_ACT_ERRNO(EPERM), "connect", NULL);
		add(maker, SCMP_ACT_ERRNO(EPERM), "socket", NULL);
	}
}

static void
add_rules(struct maker *maker, enum seccomp_needs needs)
{
	add_all(maker, SCMP_ACT_ALLOW, allowed, COUNT_OF(allowed));
	if (IS_SANITIZED)
		add_all(
		    maker, SCMP_ACT_ALLOW, sanitizers, COUNT_OF(sanitizers));
	add_memory(maker, needs);
	add_conditional(maker);
	add_sockets(maker, needs);
	add_all(maker, SCMP_ACT_KILL_PROCESS, deadly, COUNT_OF(deadly));
	add_all(maker, SCMP_ACT_ERRNO(EPERM), forbidden, COUNT_OF(forbidden));
}

int
seccomp_enter(enum seccomp_needs needs)
{
	struct maker maker = {.filter = seccomp_init(SCMP_ACT_ERRNO(ENOSYS))};

	if (!maker.filter)
		return ENOMEM;
	add_rules(&maker, needs);
	if (!maker.error) /* all threads, should there be others */
		maker.error =
		    seccomp_attr_set(maker.filter, SCMP_FLTATR_CTL_TSYNC, 1);
	if (!maker.error)
		maker.error = seccomp_load(maker.filter);
	seccomp_release(maker.filter);
	return -maker.error;
}
#endif
