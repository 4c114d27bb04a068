/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The protocol is one datagram of lines "NAME=value" to a socket that the
 * environment names: too little to need a library. */
#include "recorder/notify.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"
#include "base/tstamp.h"

#define WATCHDOG_US_MAX 600000000 /* who waits for longer is told as often */

/* Of the process, which has one manager. */
static struct {
	int fd;              /* -1: nobody is to be told */
	int64_t interval_ns; /* between two signs of life; 0: none are wanted */
	int64_t next_ns;     /* when the next one is due */
} manager = {.fd = -1};

static int64_t
monotonic_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * NS_PER_SEC + now.tv_nsec;
}

/* Half of the time after which we would be taken for dead, if that is about
 * this process, and some minutes at most. */
static int64_t
watchdog_interval(void)
{
	const char *time = getenv("WATCHDOG_USEC");
	const char *whose = getenv("WATCHDOG_PID");
	unsigned long long us;
	unsigned long pid;

	if (!time || time[strspn(time, "0123456789")])
		return 0;
	if (whose && (!text_number(text_of(whose), INT32_MAX, &pid) ||
			 pid != (unsigned long)getpid()))
		return 0;
	us = strtoull(time, NULL, 10);
	return (int64_t)(us < WATCHDOG_US_MAX ? us : WATCHDOG_US_MAX) *
	       NS_PER_US / 2;
}

/* A path, or "@name" for one that is in no folder. 0 or a positive errno. */
static int
connect_to(const char *name)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	size_t len = strlen(name);

	if ((name[0] != '/' && name[0] != '@') || len < 2)
		return EAFNOSUPPORT;
	if (len >= sizeof address.sun_path)
		return ENAMETOOLONG;
	memcpy(address.sun_path, name, len);
	if (name[0] == '@')
		address.sun_path[0] = '\0';
	manager.fd =
	    socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (manager.fd < 0)
		return errno;
	if (connect(manager.fd, (const struct sockaddr *)&address,
		(socklen_t)(offsetof(struct sockaddr_un, sun_path) + len)) == 0)
		return 0;
	return errno;
}

void
notify_open(void)
{
	const char *name = getenv("NOTIFY_SOCKET");
	int error = name && *name ? connect_to(name) : 0;

	if (error) {
		errno = error;
		log_warn(
		    "the service manager cannot be told anything (%s)", name);
		notify_close();
	}
	manager.interval_ns = watchdog_interval();
	manager.next_ns = 0;
	unsetenv("NOTIFY_SOCKET");
	unsetenv("WATCHDOG_USEC");
	unsetenv("WATCHDOG_PID");
}

void
notify_close(void)
{
	if (manager.fd >= 0)
		close(manager.fd);
	manager.fd = -1;
}

/* False when it was not taken; what is told next has all that matters. */
static bool
tell(const char *message)
{
	return manager.fd < 0 ||
	       send(manager.fd, message, strlen(message), MSG_NOSIGNAL) >= 0;
}

void
notify_ready(void)
{
	(void)tell("READY=1");
}

void
notify_reloading(void)
{
	char message[64];

	/* The time is asked for by managers since systemd 253. */
	snprintf(message, sizeof message, "RELOADING=1\nMONOTONIC_USEC=%lld",
	    (long long)(monotonic_ns() / NS_PER_US));
	(void)tell(message);
}

void
notify_stopping(void)
{
	(void)tell("STOPPING=1");
}

void
notify_alive(void)
{
	int64_t now;

	if (manager.fd < 0 || !manager.interval_ns)
		return;
	now = monotonic_ns();
	if (now >= manager.next_ns && tell("WATCHDOG=1"))
		manager.next_ns = now + manager.interval_ns;
}
