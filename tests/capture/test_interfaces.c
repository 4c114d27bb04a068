/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The order of frames, with interfaces and clocks that the test makes. */
#include "capture/interfaces.h"

#include <string.h>
#include <time.h>

#include "tests/check_main.h"

#define FRAMES_MAX 1000
#define SLEEP_NS (25 * NS_PER_MS)
#define BEGIN_NS (1700000000 * NS_PER_SEC)

struct interface {
	struct frame frames[FRAMES_MAX];
	size_t count, taken;
};

static struct interface eth[2];
static int64_t real_ns, monotonic_ns;
static struct interfaces *interfaces;
static struct batch batch;

int
clock_gettime(clockid_t clock, struct timespec *out)
{
	int64_t now = clock == CLOCK_REALTIME ? real_ns : monotonic_ns;

	*out = (struct timespec){now / NS_PER_SEC, now % NS_PER_SEC};
	return 0;
}

int
interface_open(const char *name, const struct interface_options *options,
    struct device_watch *watch, struct interface **out,
    char error[INTERFACE_ERROR_SIZE])
{
	(void)options, (void)watch, (void)error;
	*out = &eth[name[3] - '0'];
	return 0;
}

void
interface_close(struct interface *interface)
{
	(void)interface;
}

const struct frame *
interface_peek(struct interface *interface)
{
	return interface->taken < interface->count
		   ? &interface->frames[interface->taken]
		   : NULL;
}

bool
interface_has_next(const struct interface *interface)
{
	return interface->taken < interface->count;
}

struct frame
interface_take(struct interface *interface)
{
	return interface->frames[interface->taken++];
}

void
interface_release(struct interface *interface)
{
	(void)interface;
}

enum interface_news
interface_look(struct interface *interface, struct device_watch *watch)
{
	(void)interface, (void)watch;
	return INTERFACE_AS_BEFORE;
}

int
interface_fd(const struct interface *interface)
{
	(void)interface;
	return -1;
}

void
interface_take_error(struct interface *interface)
{
	(void)interface;
}

void
interface_finish(struct interface *interface)
{
	(void)interface;
}

const struct origin *
interface_origin(const struct interface *interface)
{
	(void)interface;
	return NULL;
}

static void
setup(void)
{
	static const struct interface_options options;
	char error[INTERFACE_ERROR_SIZE];

	memset(eth, 0, sizeof eth);
	real_ns = BEGIN_NS;
	monotonic_ns = NS_PER_SEC;
	interfaces = interfaces_new();
	ck_assert_ptr_nonnull(interfaces);
	ck_assert_int_eq(
	    interfaces_add(interfaces, "eth0", &options, error), 0);
	ck_assert_int_eq(
	    interfaces_add(interfaces, "eth1", &options, error), 0);
}

static void
teardown(void)
{
	interfaces_free(interfaces);
}

static void
sleep_ns(int64_t ns)
{
	real_ns += ns;
	monotonic_ns += ns;
}

/* A frame comes at 'ns' behind the beginning. */
static void
come(size_t i, int64_t ns)
{
	eth[i].frames[eth[i].count++].time = (struct tstamp){BEGIN_NS + ns};
}

/* Takes all that can be had now. Returns how many frames that were. */
static size_t
take(struct tstamp *until)
{
	size_t all = 0, count;

	while ((count = interfaces_fill(interfaces, &batch, until)) > 0)
		all += count;
	return all;
}

START_TEST(a_frame_waits_for_older_ones_of_the_other)
{
	struct tstamp until;

	come(0, 0);
	come(0, 30 * NS_PER_MS);
	sleep_ns(50 * NS_PER_MS);
	ck_assert_uint_eq(take(&until), 0);
	ck_assert_int_eq(until.ns, 0);
	come(1, 10 * NS_PER_MS);
	come(1, 20 * NS_PER_MS);
	come(1, 40 * NS_PER_MS);
	ck_assert_uint_eq(interfaces_fill(interfaces, &batch, &until), 4);
	for (size_t i = 0; i < 4; i++) {
		static const unsigned sources[] = {0, 1, 1, 0};

		ck_assert_uint_eq(batch.frames[i].source, sources[i]);
		ck_assert_int_eq(batch.frames[i].time.ns,
		    BEGIN_NS + (int64_t)i * 10 * NS_PER_MS);
	}
	sleep_ns(INTERFACES_HOLD_NS);
	ck_assert_uint_eq(take(&until), 1);
	ck_assert_int_eq(until.ns, real_ns - INTERFACES_HOLD_NS);
}
END_TEST

/* Takes all frames of 'eth0', while none comes from the other. Returns how
 * long that took. */
static int64_t
take_all(void)
{
	int64_t began_ns = monotonic_ns;
	struct tstamp until;

	while (eth[0].taken < eth[0].count) {
		take(&until);
		sleep_ns(SLEEP_NS);
	}
	return monotonic_ns - began_ns;
}

START_TEST(frames_from_before_a_step_of_the_clock_wait_no_longer)
{
	for (int64_t i = 0; i < 200; i++)
		come(0, i * NS_PER_MS / 2);
	sleep_ns(100 * NS_PER_MS);
	real_ns -= 3600 * NS_PER_SEC;
	ck_assert_int_le(take_all(), 3 * INTERFACES_HOLD_NS);

	/* The next ones have the new time, and wait as they should. */
	come(0, real_ns - BEGIN_NS);
	sleep_ns(SLEEP_NS);
	come(0, real_ns - BEGIN_NS);
	ck_assert_int_ge(take_all(), INTERFACES_HOLD_NS);
}
END_TEST

START_TEST(frames_of_a_clock_that_is_ahead_wait_no_longer)
{
	for (int64_t i = 0; i < FRAMES_MAX; i++)
		come(0, 4 * NS_PER_SEC + i * NS_PER_MS);
	ck_assert_int_le(take_all(), NS_PER_SEC + 2 * INTERFACES_HOLD_NS);
}
END_TEST

static void
add_case(Suite *suite, const char *name, const TTest *test)
{
	add_test_between(suite, name, test, setup, teardown);
}

int
main(void)
{
	Suite *suite = suite_create("interfaces");

	add_case(suite, "fill", a_frame_waits_for_older_ones_of_the_other);
	add_case(suite, "fill",
	    frames_from_before_a_step_of_the_clock_wait_no_longer);
	add_case(suite, "fill", frames_of_a_clock_that_is_ahead_wait_no_longer);
	return run_suite(suite);
}
