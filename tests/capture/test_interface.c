/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A network card that the test makes: the time of its frames, and its state. */
#include "capture/interface.h"

#include <errno.h>
#include <linux/ethtool.h>
#include <linux/if.h>
#include <linux/if_arp.h>
#include <linux/net_tstamp.h>
#include <linux/sockios.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "capture/ring.h"
#include "tests/check_main.h"

#define TAI_NS (37 * NS_PER_SEC) /* many cards have that time */

static int64_t now_ns;
static int64_t times_ns[8]; /* of the frames to come ... */
static bool of_card[8];     /* ... and whether they are of the card */
static size_t count, taken;
static struct device device; /* as the kernel has it; index 0: none */
static struct interface *interface;

int
clock_gettime(clockid_t clock, struct timespec *out)
{
	(void)clock;
	*out = (struct timespec){now_ns / NS_PER_SEC, now_ns % NS_PER_SEC};
	return 0;
}

int
socket(int domain, int type, int protocol)
{
	(void)domain, (void)type, (void)protocol;
	return dup(STDERR_FILENO);
}

int
bind(int fd, __CONST_SOCKADDR_ARG address, socklen_t size)
{
	(void)fd, (void)address, (void)size;
	return 0;
}

int
setsockopt(int fd, int level, int name, const void *value, socklen_t size)
{
	(void)fd, (void)level, (void)name, (void)value, (void)size;
	return 0;
}

int
getsockopt(int fd, int level, int name, void *value, socklen_t *size)
{
	(void)fd, (void)level, (void)name;
	memset(value, 0, *size);
	return 0;
}

/* A card that has a clock, and takes the time of all frames from it. */
int
ioctl(int fd, unsigned long request, ...)
{
	struct ethtool_ts_info *info;
	struct ifreq *of;
	va_list args;

	(void)fd;
	va_start(args, request);
	of = va_arg(args, struct ifreq *);
	va_end(args);
	if (request == SIOCGIFHWADDR)
		of->ifr_hwaddr.sa_family = ARPHRD_ETHER;
	if (request == SIOCETHTOOL) {
		info = (void *)of->ifr_data;
		info->so_timestamping = SOF_TIMESTAMPING_RAW_HARDWARE;
		info->rx_filters = 1u << HWTSTAMP_FILTER_ALL;
	}
	return 0;
}

int
device_look(struct device_watch *watch, const char *name, struct device *out)
{
	(void)watch, (void)name;
	*out = device;
	return device.index ? 0 : ENODEV;
}

int
ring_open(struct ring *ring, int fd, size_t bytes, size_t *got)
{
	(void)ring, (void)fd;
	*got = bytes;
	return 0;
}

void
ring_close(struct ring *ring)
{
	(void)ring;
}

void
ring_release(struct ring *ring, bool but_newest)
{
	(void)ring, (void)but_newest;
}

bool
ring_take_losing(struct ring *ring)
{
	(void)ring;
	return false;
}

/* Two frames are in each block. */
bool
ring_next(struct ring *ring, struct frame *out, struct ring_frame *how)
{
	(void)ring;
	if (taken == count)
		return false;
	*out = (struct frame){.time = {times_ns[taken]}};
	*how = (struct ring_frame){
	    .first = taken % 2 == 0, .hardware_time = of_card[taken]};
	taken++;
	return true;
}

static void
setup(void)
{
	static const struct interface_options options = {.hardware_time = true};
	char error[INTERFACE_ERROR_SIZE];

	count = taken = 0;
	device = (struct device){.index = 1, .up = true};
	now_ns = 1700000000 * NS_PER_SEC;
	ck_assert_int_eq(
	    interface_open("eth0", &options, NULL, &interface, error), 0);
	ck_assert(interface_has_hardware_time(interface));
}

static void
teardown(void)
{
	interface_close(interface);
}

/* A frame that comes now, by a clock that is 'off' when it is of the card. */
static void
come(bool card, int64_t off_ns)
{
	of_card[count] = card;
	times_ns[count++] = now_ns + (card ? off_ns : 0);
}

static void
expect_time(int64_t ns)
{
	const struct frame *frame = interface_peek(interface);

	ck_assert_ptr_nonnull(frame);
	ck_assert_int_eq(frame->time.ns, ns);
	(void)interface_take(interface);
}

START_TEST(the_clock_of_the_card_is_believed)
{
	for (int i = 0; i < 4; i++)
		come(true, NS_PER_MS + i);
	for (int i = 0; i < 4; i++)
		expect_time(now_ns + NS_PER_MS + i);
	ck_assert(interface_has_hardware_time(interface));
}
END_TEST

START_TEST(a_wrong_one_is_not_from_the_first_frame_on)
{
	for (int i = 0; i < 4; i++)
		come(true, TAI_NS + i);
	for (int i = 0; i < 4; i++)
		expect_time(now_ns);
	ck_assert(!interface_has_hardware_time(interface));
	now_ns += NS_PER_SEC;
	come(false, 0);
	expect_time(now_ns);
}
END_TEST

START_TEST(one_that_becomes_wrong_is_not_either)
{
	int64_t good_ns = now_ns + 1;

	come(true, 0);
	come(true, 1);
	expect_time(good_ns - 1);
	expect_time(good_ns);
	now_ns += NS_PER_SEC;
	come(true, -TAI_NS);
	come(true, -TAI_NS);
	come(false, 0);
	expect_time(good_ns);
	expect_time(good_ns);
	expect_time(now_ns);
	ck_assert(!interface_has_hardware_time(interface));
}
END_TEST

START_TEST(what_becomes_of_it_is_told_once)
{
	static const struct {
		struct device device;
		enum interface_news news;
	} steps[] = {
	    {{.index = 1, .up = true}, INTERFACE_AS_BEFORE},
	    {{.index = 1}, INTERFACE_DOWN},
	    {{.index = 1}, INTERFACE_AS_BEFORE},
	    {{.index = 1, .up = true}, INTERFACE_BACK},
	    {{.index = 0}, INTERFACE_GONE},
	    {{.index = 0}, INTERFACE_AS_BEFORE},
	    {{.index = 2}, INTERFACE_DOWN},
	    {{.index = 2}, INTERFACE_AS_BEFORE},
	    {{.index = 0}, INTERFACE_GONE},
	    {{.index = 3, .up = true}, INTERFACE_BACK},
	};

	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		device = steps[i].device;
		ck_assert_msg(interface_look(interface, NULL) == steps[i].news,
		    "step %zu", i);
	}
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
	Suite *suite = suite_create("interface");

	add_case(suite, "time", the_clock_of_the_card_is_believed);
	add_case(suite, "time", a_wrong_one_is_not_from_the_first_frame_on);
	add_case(suite, "time", one_that_becomes_wrong_is_not_either);
	add_case(suite, "look", what_becomes_of_it_is_told_once);
	return run_suite(suite);
}
