/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Merges the frames of some rings by their time. */
#include "capture/interfaces.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <time.h>

/* A frame older than the one before by more than this was taken behind a step
 * of the clock: those from before it come first. */
#define STEP_NS (60 * NS_PER_SEC)

struct interfaces {
	struct interface *items[INTERFACES_MAX];
	size_t count;
	struct device_watch watch;
	struct tstamp last; /* time of the newest frame given out */
	bool holds;         /* a frame waits for older ones */
	bool has_seen;      /* the clock does not say for how long, but ... */
	struct tstamp seen; /* ... a frame of that time was there ... */
	int64_t seen_ns;    /* ... then, monotonic */
};

static int64_t
clock_ns(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return now.tv_sec * NS_PER_SEC + now.tv_nsec;
}

struct interfaces *
interfaces_new(void)
{
	struct interfaces *interfaces = calloc(1, sizeof *interfaces);
	int error;

	if (!interfaces)
		return NULL;
	error = device_watch_open(&interfaces->watch);
	if (!error)
		return interfaces;
	free(interfaces);
	errno = error;
	return NULL;
}

void
interfaces_free(struct interfaces *interfaces)
{
	if (!interfaces)
		return;
	for (size_t i = 0; i < interfaces->count; i++)
		interface_close(interfaces->items[i]);
	device_watch_close(&interfaces->watch);
	free(interfaces);
}

int
interfaces_add(struct interfaces *interfaces, const char *name,
    const struct interface_options *options, char error[INTERFACE_ERROR_SIZE])
{
	int result;

	if (interfaces->count == INTERFACES_MAX) {
		snprintf(error, INTERFACE_ERROR_SIZE,
		    "%.64s: more than %d interfaces", name, INTERFACES_MAX);
		return E2BIG;
	}
	result = interface_open(name, options, &interfaces->watch,
	    &interfaces->items[interfaces->count], error);
	if (!result)
		interfaces->count++;
	return result;
}

size_t
interfaces_count(const struct interfaces *interfaces)
{
	return interfaces->count;
}

struct interface *
interfaces_at(const struct interfaces *interfaces, size_t i)
{
	return interfaces->items[i];
}

static const struct origin *
origin_at(const void *of, size_t i)
{
	return interface_origin(interfaces_at(of, i));
}

struct origins
interfaces_origins(const struct interfaces *interfaces)
{
	return (struct origins){
	    .count = interfaces->count,
	    .at = origin_at,
	    .of = interfaces,
	};
}

/* Should 'frame' come before 'other'? */
static bool
comes_before(const struct interfaces *interfaces, const struct frame *frame,
    const struct frame *other)
{
	bool stepped = tstamp_diff_ns(interfaces->last, frame->time) > STEP_NS;
	bool other_stepped =
	    tstamp_diff_ns(interfaces->last, other->time) > STEP_NS;

	if (stepped != other_stepped)
		return other_stepped;
	return tstamp_before(frame->time, other->time);
}

/*
 * May 'frame' be given out, though some interface has none now? What came up
 * to 'horizon' can be read. A clock that was set tells nothing; then the frame
 * waits as long as it could have to, and those behind it by as much longer as
 * they came later.
 */
static bool
is_due(struct interfaces *interfaces, const struct frame *frame,
    struct tstamp horizon)
{
	int64_t later_ns = tstamp_diff_ns(frame->time, interfaces->seen);
	int64_t since_ns;

	if (!tstamp_before(horizon, frame->time)) {
		interfaces->has_seen = false;
		return true;
	}
	since_ns = clock_ns(CLOCK_MONOTONIC) - interfaces->seen_ns;
	if (!interfaces->has_seen || later_ns < 0 || later_ns > since_ns) {
		interfaces->has_seen = true;
		interfaces->seen = frame->time;
		interfaces->seen_ns += since_ns;
		return false;
	}
	return since_ns - later_ns >= INTERFACES_HOLD_NS;
}

/* The index of the interface whose frame is next, or INTERFACES_MAX. */
static size_t
choose(struct interfaces *interfaces, struct tstamp horizon)
{
	const struct frame *best = NULL;
	size_t chosen = INTERFACES_MAX;
	bool all = true;

	for (size_t i = 0; i < interfaces->count; i++) {
		const struct frame *frame =
		    interface_peek(interfaces->items[i]);

		if (!frame) {
			all = false;
		} else if (!best || comes_before(interfaces, frame, best)) {
			best = frame;
			chosen = i;
		}
	}
	if (!best || all)
		interfaces->has_seen = false;
	interfaces->holds = best && !all && !is_due(interfaces, best, horizon);
	return interfaces->holds ? INTERFACES_MAX : chosen;
}

size_t
interfaces_fill(
    struct interfaces *interfaces, struct batch *batch, struct tstamp *until)
{
	/* Before any ring is found to be empty. */
	struct tstamp horizon = {clock_ns(CLOCK_REALTIME) - INTERFACES_HOLD_NS};
	size_t count = 0;

	for (size_t i = 0; i < interfaces->count; i++)
		interface_release(interfaces->items[i]);
	for (; count < BATCH_FRAMES; count++) {
		size_t chosen = choose(interfaces, horizon);
		struct frame *frame = &batch->frames[count];

		if (chosen == INTERFACES_MAX)
			break;
		*frame = interface_take(interfaces->items[chosen]);
		frame->source = (unsigned)chosen;
		interfaces->last = frame->time;
	}
	batch->count = count;
	*until = interfaces->holds ? (struct tstamp){0} : horizon;
	return count;
}

bool
interfaces_wait(struct interfaces *interfaces, int extra_fd,
    const sigset_t *signals, int timeout_ms)
{
	struct pollfd fds[INTERFACES_MAX + 2];
	struct timespec timeout;
	bool changed = false;
	nfds_t count = 0;

	if (interfaces->holds && timeout_ms > RING_BLOCK_MS / 2)
		timeout_ms = RING_BLOCK_MS / 2;
	timeout.tv_sec = timeout_ms / 1000;
	timeout.tv_nsec = timeout_ms % 1000 * 1000000L;
	/* One whose frame is held would never let us sleep: its ring is not
	 * empty. poll() leaves out what is negative. */
	for (; count < interfaces->count; count++) {
		struct interface *interface = interfaces->items[count];

		fds[count] = (struct pollfd){
		    .fd = interface_has_next(interface)
			      ? -1
			      : interface_fd(interface),
		    .events = POLLIN,
		};
	}
	fds[count++] =
	    (struct pollfd){.fd = interfaces->watch.news, .events = POLLIN};
	fds[count++] = (struct pollfd){.fd = extra_fd, .events = POLLIN};
	if (ppoll(fds, count, &timeout, signals) <= 0)
		return false;
	for (size_t i = 0; i < interfaces->count; i++)
		if (fds[i].revents & (POLLERR | POLLHUP | POLLNVAL)) {
			interface_take_error(interfaces->items[i]);
			changed = true;
		}
	return device_watch_has_news(&interfaces->watch) || changed;
}

enum interface_news
interfaces_look(struct interfaces *interfaces, size_t i)
{
	return interface_look(interfaces->items[i], &interfaces->watch);
}

void
interfaces_finish(struct interfaces *interfaces)
{
	for (size_t i = 0; i < interfaces->count; i++)
		interface_finish(interfaces->items[i]);
}
