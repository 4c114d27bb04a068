/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Threads have a name, and get no signal. */
#include "base/thread.h"

#include <signal.h>

#include "tests/check_main.h"

struct seen {
	char name[THREAD_NAME_SIZE];
	sigset_t blocked;
};

static void *
look(void *arg)
{
	struct seen *seen = arg;

	ck_assert_int_eq(
	    pthread_getname_np(pthread_self(), seen->name, sizeof seen->name),
	    0);
	pthread_sigmask(SIG_SETMASK, NULL, &seen->blocked);
	return seen;
}

/* What a thread of that name sees of itself. */
static struct seen
see(const char *name)
{
	struct seen seen;
	pthread_t thread;
	void *result;

	ck_assert_int_eq(thread_start(&thread, name, look, &seen), 0);
	ck_assert_int_eq(pthread_join(thread, &result), 0);
	ck_assert_ptr_eq(result, &seen);
	return seen;
}

START_TEST(it_has_its_name)
{
	ck_assert_str_eq(see("writer 12").name, "writer 12");
	ck_assert_str_eq(see("a name of 19 letters").name, "a name of 19 le");
}
END_TEST

START_TEST(no_signal_comes_to_it)
{
	sigset_t before, after;
	struct seen seen;

	sigemptyset(&before);
	sigaddset(&before, SIGUSR2);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	seen = see("quiet");
	ck_assert(sigismember(&seen.blocked, SIGTERM));
	ck_assert(sigismember(&seen.blocked, SIGINT));
	ck_assert(sigismember(&seen.blocked, SIGHUP));
	/* Who started it has those that it had. */
	pthread_sigmask(SIG_SETMASK, NULL, &after);
	ck_assert(sigismember(&after, SIGUSR2));
	ck_assert(!sigismember(&after, SIGTERM));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("thread");

	add_test(suite, "thread_start, its name", it_has_its_name);
	add_test(suite, "thread_start, signals", no_signal_comes_to_it);
	return run_suite(suite);
}
