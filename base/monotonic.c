/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/monotonic.h"

#include "base/tstamp.h"

static struct timespec
now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time;
}

int64_t
monotonic_ms(void)
{
	struct timespec time = now();

	return time.tv_sec * INT64_C(1000) + time.tv_nsec / NS_PER_MS;
}

int64_t
monotonic_s(void)
{
	return now().tv_sec;
}

struct timespec
monotonic_in_ms(int ms)
{
	struct timespec time = now();

	time.tv_sec += ms / 1000;
	time.tv_nsec += ms % 1000 * NS_PER_MS;
	if (time.tv_nsec >= NS_PER_SEC) {
		time.tv_sec++;
		time.tv_nsec -= NS_PER_SEC;
	}
	return time;
}

void
monotonic_cond_init(pthread_cond_t *condition)
{
	pthread_condattr_t attributes;

	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(condition, &attributes);
	pthread_condattr_destroy(&attributes);
}
