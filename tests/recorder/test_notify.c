/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a service manager hears: the test is one, with a socket of its own. */
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "base/tstamp.h"
#include "recorder/notify.h"
#include "tests/check_main.h"

static int manager = -1;
static char heard[1024];
static char address_name[sizeof((struct sockaddr_un *)NULL)->sun_path + 1];
static int64_t now_ns; /* it passes when the test says so */

int
clock_gettime(clockid_t clock, struct timespec *out)
{
	(void)clock;
	*out = (struct timespec){now_ns / NS_PER_SEC, now_ns % NS_PER_SEC};
	return 0;
}

/* A socket whose name is in no folder; the kernel chooses it. */
static void
set_up(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	socklen_t size = sizeof address;

	now_ns = 1000 * NS_PER_SEC;
	manager = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	ck_assert_int_ge(manager, 0);
	ck_assert_int_eq(
	    bind(manager, (struct sockaddr *)&address, sizeof(sa_family_t)), 0);
	ck_assert_int_eq(
	    getsockname(manager, (struct sockaddr *)&address, &size), 0);
	size -= (socklen_t)offsetof(struct sockaddr_un, sun_path);
	memcpy(address_name, address.sun_path, size);
	address_name[0] = '@';
	address_name[size] = '\0';
	setenv("NOTIFY_SOCKET", address_name, 1);
	unsetenv("WATCHDOG_USEC");
	unsetenv("WATCHDOG_PID");
}

static void
tear_down(void)
{
	notify_close();
	close(manager);
}

/* The next message, "" when there is none. */
static const char *
hear(void)
{
	ssize_t size = recv(manager, heard, sizeof heard - 1, 0);

	heard[size > 0 ? size : 0] = '\0';
	return heard;
}

START_TEST(a_run_is_told)
{
	notify_open();
	ck_assert_ptr_null(getenv("NOTIFY_SOCKET"));
	ck_assert_str_eq(hear(), "");
	notify_ready();
	ck_assert_str_eq(hear(), "READY=1");
	notify_reloading();
	ck_assert_msg(
	    !strncmp(hear(), "RELOADING=1\nMONOTONIC_USEC=", 27), "%s", heard);
	notify_stopping();
	ck_assert_str_eq(hear(), "STOPPING=1");
	notify_alive(); /* nobody asked */
	ck_assert_str_eq(hear(), "");
}
END_TEST

/* 40 ms to live: told at once, then not before 20 ms have passed. */
START_TEST(life_is_told_twice_in_its_time)
{
	char pid[32];

	snprintf(pid, sizeof pid, "%d", (int)getpid());
	setenv("WATCHDOG_PID", pid, 1);
	setenv("WATCHDOG_USEC", "40000", 1);
	notify_open();
	ck_assert_ptr_null(getenv("WATCHDOG_USEC"));
	for (int i = 0; i < 3; i++) {
		notify_alive();
		ck_assert_str_eq(hear(), "WATCHDOG=1");
		now_ns += 20 * NS_PER_MS - 1;
		notify_alive();
		ck_assert_str_eq(hear(), "");
		now_ns++;
	}
}
END_TEST

/* However long that time is, a sign of life comes at the beginning. */
START_TEST(a_patient_manager_is_told_too)
{
	static const char *const times[] = {
	    "2147483648", "86400000000", "18446744073709551614"};

	for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
		setenv("WATCHDOG_USEC", times[i], 1);
		notify_open();
		notify_alive();
		ck_assert_str_eq(hear(), "WATCHDOG=1");
		notify_alive();
		ck_assert_str_eq(hear(), "");
		notify_close();
		setenv("NOTIFY_SOCKET", address_name, 1);
	}
	setenv("WATCHDOG_USEC", "-1", 1);
	notify_open();
	notify_alive();
	ck_assert_str_eq(hear(), "");
}
END_TEST

START_TEST(the_watchdog_of_another_process)
{
	setenv("WATCHDOG_PID", "1", 1);
	setenv("WATCHDOG_USEC", "40000", 1);
	notify_open();
	notify_alive();
	ck_assert_str_eq(hear(), "");
	notify_ready();
	ck_assert_str_eq(hear(), "READY=1");
}
END_TEST

/* None of these can be reached; nothing is told, and nothing breaks. */
START_TEST(a_manager_who_is_not_there)
{
	static const char *const names[] = {
	    "", "@", "/", "relative", "vsock:2:1234", "/nonexistent/socket"};
	char longer[300];

	memset(longer, 'x', sizeof longer - 1);
	longer[0] = '/';
	longer[sizeof longer - 1] = '\0';
	for (size_t i = 0; i <= sizeof names / sizeof *names; i++) {
		bool is_last = i == sizeof names / sizeof *names;

		setenv("NOTIFY_SOCKET", is_last ? longer : names[i], 1);
		setenv("WATCHDOG_USEC", "1000", 1);
		notify_open();
		notify_ready();
		notify_alive();
		notify_close();
	}
	unsetenv("NOTIFY_SOCKET");
	notify_open();
	notify_ready();
	ck_assert_str_eq(hear(), "");
}
END_TEST

/* A manager who does not listen is not waited for. */
START_TEST(a_manager_who_sleeps)
{
	notify_open();
	for (int i = 0; i < 100000; i++)
		notify_ready();
	ck_assert_str_eq(hear(), "READY=1");
}
END_TEST

static void
add_case(Suite *suite, const char *name, const TTest *test)
{
	add_test_between(suite, name, test, set_up, tear_down);
}

int
main(void)
{
	Suite *suite = suite_create("notify");

	add_case(suite, "messages", a_run_is_told);
	add_case(suite, "alive", life_is_told_twice_in_its_time);
	add_case(suite, "alive", a_patient_manager_is_told_too);
	add_case(suite, "alive", the_watchdog_of_another_process);
	add_case(suite, "manager", a_manager_who_is_not_there);
	add_case(suite, "manager", a_manager_who_sleeps);
	return run_suite(suite);
}
