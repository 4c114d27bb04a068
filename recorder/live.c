/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Recording from interfaces: the loop of the engine thread. It pushes frames
 * as they come, sleeps when there are none, and looks after all else in
 * between. Frames that come before the loop begins wait in their rings.
 *
 * The only clocks below are for sleeping, and for letting time pass while no
 * frame comes: recordings and rows have the time of the frames.
 */
#include "recorder/live.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include "base/counter.h"
#include "base/log.h"
#include "calls/calls.h"
#include "capture/interfaces.h"
#include "recorder/alarm.h"
#include "recorder/catalogue_watch.h"
#include "recorder/disk.h"
#include "recorder/control.h"
#include "recorder/notify.h"
#include "recorder/reload.h"
#include "recorder/run.h"
#include "storage/catalogue.h"
#include "recorder/tee.h"
#include "recorder/watch.h"

/* What is not a frame is looked after so often, however many there are. */
#define SERVE_NS (100 * NS_PER_MS)
#define LOOK_NS NS_PER_SEC

/* At the end: what is still in the rings is recorded, but not for longer than
 * that of the processor. Others may have it, which costs no frame; who waits
 * for the end does not wait for ever. */
#define DRAIN_CPU_NS (5 * NS_PER_SEC)
#define DRAIN_NS (30 * NS_PER_SEC)

struct live {
	struct options *options;
	struct run run;
	struct interfaces *interfaces;
	struct disk *disk;    /* NULL: nobody looks after it */
	struct tee *tee;      /* NULL: none is wanted */
	uint64_t tee_dropped; /* as last told */
	struct watch *watch;
	struct control *control; /* NULL: there is no socket for it */
	struct batch batch;
	sigset_t signals;    /* those let through while sleeping */
	int64_t now_ns;      /* monotonic, as of the last time it was read */
	int64_t serve_ns;    /* when to look after all else ... */
	int64_t look_ns;     /* ... and after interfaces */
	int64_t stopping_ns; /* since when a signal asks for the end; 0: none */
	int64_t stopping_cpu_ns; /* ... and of the time of the processor */
	struct tstamp passed;    /* up to then time passed without a frame */
	struct tstamp stop;      /* frames up to then are recorded, ... */
	int64_t ahead_ns;        /* ... of whose clock is so far ahead */
};

static int64_t
clock_ns(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return now.tv_sec * NS_PER_SEC + now.tv_nsec;
}

/* Says what became of an interface, each time, and raises or clears its alarm,
 * which is not told as often. */
static void
tell(const struct interface *interface, enum interface_news news)
{
	const char *name = interface_origin(interface)->name;

	if (news != INTERFACE_AS_BEFORE)
		log_info("%s is %s", name, interface_origin(interface)->state);
	switch (news) {
	case INTERFACE_AS_BEFORE:
		break;
	case INTERFACE_DOWN:
		alarm_raise(ALARM_INTERFACE_DOWN, name,
		    "it is down: ip link set %s up", name);
		break;
	case INTERFACE_GONE:
		alarm_raise(ALARM_INTERFACE_DOWN, name,
		    "it is gone; recording goes on when it is back");
		break;
	case INTERFACE_STUCK:
		alarm_raise(ALARM_INTERFACE_DOWN, name,
		    "it cannot be captured from: %s", strerror(errno));
		break;
	case INTERFACE_BACK:
		alarm_clear(ALARM_INTERFACE_DOWN, name, "it is recorded again");
		break;
	}
}

/* Says from where is recorded, and what is not as it should be. */
static void
tell_begin(const struct interface *interface, size_t ring_bytes)
{
	const char *name = interface_origin(interface)->name;
	size_t got = interface_ring_bytes(interface);

	if (got < ring_bytes)
		log_warnx("%s: its ring has %zu MiB, since there is no memory "
			  "for %zu",
		    name, got >> 20, ring_bytes >> 20);
	log_info("recording from %s (ring of %zu MiB%s)", name, got >> 20,
	    interface_has_hardware_time(interface)
		? ", time of the network card"
		: "");
	if (!interface_is_up(interface))
		tell(interface, INTERFACE_DOWN);
}

/* Opens all interfaces; from then on no frame is missed. */
static bool
open_interfaces(struct live *live, const struct settings *settings)
{
	struct interface_options options = {
	    .ring_bytes = settings->ring_bytes,
	    .filter = settings->filter,
	    .hardware_time = settings->hardware_time,
	};
	char error[INTERFACE_ERROR_SIZE];

	live->interfaces = interfaces_new();
	if (!live->interfaces) {
		log_warn("interfaces cannot be looked at");
		return false;
	}
	for (size_t i = 0; i < settings->interface_count; i++) {
		if (interfaces_add(live->interfaces, settings->interfaces[i],
			&options, error) != 0) {
			log_warnx("%s", error);
			return false;
		}
	}
	return true;
}

/* Opened by whom we became, so that the next files can be, too. */
static bool
open_tee(struct live *live, const struct origins *origins)
{
	const struct settings *settings = live->run.settings;
	int error = 0;

	if (settings->tee)
		error = tee_open(
		    settings->tee, settings->tee_bytes, origins, &live->tee);
	if (!error)
		return true;
	errno = error;
	log_warn("%s: cannot be written", settings->tee);
	live->run.good = false;
	return false;
}

static void
close_tee(struct live *live)
{
	int error = tee_close(live->tee, live->passed);

	live->tee = NULL;
	if (!error)
		return;
	errno = error;
	log_warn("%s: not all was written", live->run.settings->tee);
	live->run.good = false;
}

/* The folder of the copies, which are made when all rights are gone. */
static bool
allow_tee(struct live *live)
{
	const char *tee = live->run.settings->tee;
	const char *slash = tee ? strrchr(tee, '/') : NULL;
	char folder[PATH_MAX];

	if (!tee)
		return true;
	snprintf(folder, sizeof folder, "%.*s",
	    slash ? (int)(slash - tee + 1) : 1, slash ? tee : ".");
	if (access(folder, X_OK) != 0) {
		log_warn("%s: cannot be written", tee);
		return false;
	}
	return privileges_allow(
	    &live->run.privileges, folder, LANDLOCK_USE_WRITE);
}

static volatile sig_atomic_t asked_to_reload;

static void
ask_to_reload(int signal_number)
{
	asked_to_reload = signal_number;
}

/* Signals end a sleep, and come at no other time, so that none is missed. */
static void
hold_signals(struct live *live)
{
	struct sigaction action = {.sa_handler = ask_to_reload};
	sigset_t held;

	sigaction(SIGHUP, &action, NULL);
	sigemptyset(&held);
	sigaddset(&held, SIGINT);
	sigaddset(&held, SIGTERM);
	sigaddset(&held, SIGHUP);
	sigprocmask(SIG_BLOCK, &held, &live->signals);
}

/* Reads the file of settings again. */
static void
read_again(struct live *live)
{
	char error[RELOAD_ERROR_SIZE];

	asked_to_reload = 0;
	(void)reload(live->options, error); /* what is wrong was said */
}

/* Does the copy of the capture have holes? */
static void
tell_tee(struct live *live)
{
	uint64_t dropped = counter_get(COUNTER_tee_dropped);
	bool more = dropped > live->tee_dropped;

	live->tee_dropped = dropped;
	if (!live->tee)
		return;
	if (more && tee_error(live->tee))
		alarm_raise(ALARM_TEE, "", "%s: %s; no more is copied",
		    live->run.settings->tee, strerror(tee_error(live->tee)));
	else if (more)
		alarm_raise(ALARM_TEE, "",
		    "the disk is too slow for it: %llu frames are missing",
		    (unsigned long long)dropped);
	else if (!tee_error(live->tee))
		alarm_clear(ALARM_TEE, "", "it is whole from here on");
}

static void
look_around(struct live *live)
{
	for (size_t i = 0; i < interfaces_count(live->interfaces); i++)
		tell(interfaces_at(live->interfaces, i),
		    interfaces_look(live->interfaces, i));
	if (live->disk)
		calls_set_room(pipeline_calls(live->run.pipeline),
		    disk_tick(live->disk) != DISK_FULL);
	tell_tee(live);
	watch_tick(live->watch, &live->run, (struct tstamp){live->now_ns});
	alarm_tick((struct tstamp){live->now_ns});
	live->look_ns = live->now_ns + LOOK_NS;
}

/* Sleeps for a frame, but for no longer than 'timeout_ms', and looks after
 * what else there is. */
static void
serve(struct live *live, int timeout_ms)
{
	bool changed = interfaces_wait(live->interfaces,
	    control_fd(live->control), &live->signals, timeout_ms);

	live->now_ns = clock_ns(CLOCK_MONOTONIC);
	live->serve_ns = live->now_ns + SERVE_NS;
	if (changed || live->now_ns >= live->look_ns) {
		look_around(live);
		catalogue_watch(live->run.catalogue);
	}
	if (asked_to_reload)
		read_again(live);
	control_serve(live->control, (struct tstamp){live->now_ns});
	notify_alive();
	if (run_asked_to_stop && !live->stopping_ns) {
		live->stopping_ns = live->now_ns;
		live->stopping_cpu_ns = clock_ns(CLOCK_THREAD_CPUTIME_ID);
		live->stop = (struct tstamp){clock_ns(CLOCK_REALTIME)};
		notify_stopping();
	}
}

/* Is everything recorded that came before the signal? */
static bool
is_drained(const struct live *live, struct tstamp until)
{
	int64_t cpu_ns = clock_ns(CLOCK_THREAD_CPUTIME_ID);

	if (cpu_ns - live->stopping_cpu_ns > DRAIN_CPU_NS ||
	    live->now_ns - live->stopping_ns > DRAIN_NS)
		return true;
	if (live->batch.count > 0)
		return tstamp_before(tstamp_add_ns(live->stop, live->ahead_ns),
		    live->batch.frames[0].time);
	/* A clock that is set now must not keep us. */
	return until.ns &&
	       (!tstamp_before(until, live->stop) ||
		   live->now_ns - live->stopping_ns > 2 * INTERFACES_HOLD_NS);
}

/* The clock of a network card is not quite the system's. Frames come some time
 * after they were taken: what was most is nearest to the difference. */
static void
compare_clocks(struct live *live)
{
	struct tstamp now = {clock_ns(CLOCK_REALTIME_COARSE)};
	int64_t ahead =
	    tstamp_diff_ns(live->batch.frames[live->batch.count - 1].time, now);

	if (ahead > live->ahead_ns)
		live->ahead_ns = ahead;
}

static void
push(struct live *live)
{
	compare_clocks(live);
	if (live->tee)
		tee_push(live->tee, &live->batch);
	pipeline_push(live->run.pipeline, &live->batch);
}

/* Nothing came up to 'until'. */
static void
pass(struct live *live, struct tstamp until)
{
	pipeline_tick(live->run.pipeline, until);
	live->passed = until;
}

/* Feeds what comes, until a signal. */
static void
feed(struct live *live)
{
	struct tstamp until;

	for (;;) {
		size_t count =
		    interfaces_fill(live->interfaces, &live->batch, &until);

		if (count > 0)
			push(live);
		else if (until.ns)
			pass(live, until);
		if (live->stopping_ns && is_drained(live, until))
			break;
		if (count == 0)
			serve(live, RING_BLOCK_MS);
		else if (clock_ns(CLOCK_MONOTONIC_COARSE) >= live->serve_ns)
			serve(live, 0);
	}
	interfaces_finish(live->interfaces);
}

static void
record(struct live *live)
{
	struct origins origins = interfaces_origins(live->interfaces);
	int error = ENOMEM;

	live->watch = watch_new();
	/* First of all: a thread that waits for more rows would not notice. */
	if (live->watch)
		error = catalogue_go_live(live->run.catalogue);
	if (error) {
		errno = error;
		log_warn("cannot start");
		live->run.good = false;
		return;
	}
	if (!run_start(&live->run, &origins) || !open_tee(live, &origins))
		return;
	live->disk = disk_new(live->run.settings, live->run.dir_fd);
	if (!live->disk)
		log_warnx("nobody looks after the disk: out of memory");
	hold_signals(live);
	for (size_t i = 0; i < interfaces_count(live->interfaces); i++)
		tell_begin(interfaces_at(live->interfaces, i),
		    live->run.settings->ring_bytes);
	notify_ready();
	feed(live);
	disk_free(live->disk);
	live->disk = NULL;
	sigprocmask(SIG_SETMASK, &live->signals, NULL);
	close_tee(live);
	run_finish(&live->run);
	run_report(&live->run);
}

bool
live(struct options *options)
{
	const struct settings *settings = &options->settings;
	struct live live = {.options = options};
	bool good;

	notify_open();
	if (run_open(&live.run, settings)) {
		if (open_interfaces(&live, settings) && allow_tee(&live) &&
		    control_open(&live.run, options, &live.control) &&
		    reload_prepare(options, &live.run.privileges) &&
		    run_drop(&live.run))
			record(&live);
		else
			live.run.good = false;
	}
	control_close(live.control);
	watch_free(live.watch);
	good = run_close(&live.run);
	interfaces_free(live.interfaces);
	notify_close();
	return good;
}
