/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pulse FILE: wants to run each 10 ms, and notes in the file by how many
 * milliseconds the worst time was missed: how long this machine stood still,
 * whoever kept it. Ends with the process that started it.
 */
#include <err.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#define BEAT_NS 10000000
#define NS_PER_S INT64_C(1000000000)
#define NS_PER_MS 1000000

static int64_t
now_ns(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return now.tv_sec * NS_PER_S + now.tv_nsec;
}

static void
note(int fd, int64_t late_ns)
{
	char line[32];
	int size = snprintf(
	    line, sizeof line, "%8lld\n", (long long)late_ns / NS_PER_MS);

	if (pwrite(fd, line, (size_t)size, 0) != size)
		err(1, "the pulse is not noted");
}

int
main(int argc, char **argv)
{
	const struct timespec beat = {.tv_nsec = BEAT_NS};
	int64_t before_ns = now_ns(CLOCK_BOOTTIME), worst_ns = 0;
	int64_t zone_ns = now_ns(CLOCK_REALTIME) - before_ns;
	int fd;

	if (argc != 2)
		errx(2, "usage: pulse FILE");
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	fd = open(argv[1], O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		err(1, "%s", argv[1]);
	note(fd, 0);
	for (;;) {
		int64_t late_ns, step_ns, now;

		nanosleep(&beat, NULL);
		now = now_ns(CLOCK_BOOTTIME);
		late_ns = now - before_ns - BEAT_NS;
		/* A clock that is set is as bad. */
		step_ns = now_ns(CLOCK_REALTIME) - now - zone_ns;
		zone_ns += step_ns;
		if (step_ns < 0)
			step_ns = -step_ns;
		if (late_ns < step_ns)
			late_ns = step_ns;
		if (late_ns > worst_ns)
			note(fd, worst_ns = late_ns);
		before_ns = now_ns(CLOCK_BOOTTIME);
	}
}
