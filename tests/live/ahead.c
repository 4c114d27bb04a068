/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A system whose clock is 3 s behind that of its frames: preloaded
 * (LD_PRELOAD). */
#include <dlfcn.h>
#include <string.h>
#include <time.h>

int
clock_gettime(clockid_t clock, struct timespec *out)
{
	static int (*next)(clockid_t, struct timespec *);
	void *found;
	int result;

	if (!next) {
		found = dlsym(RTLD_NEXT, "clock_gettime");
		memcpy(&next, &found, sizeof next);
	}
	result = next(clock, out);
	if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)
		out->tv_sec -= 3;
	return result;
}
