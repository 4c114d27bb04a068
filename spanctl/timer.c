/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The process that waits for a confirmation; see timer.h. */
#include "spanctl/timer.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "spanctl/work.h"

#define TRIES_MAX 60 /* a second apart, while another spanctl is at work */

/* Is entry 'number' still to be confirmed? */
static bool
waits(const struct journal *journal, unsigned number)
{
	return journal_number(journal) == number &&
	       journal_state(journal) == JOURNAL_WAITING;
}

/* The same of a device; until when? */
static bool
is_waiting(const struct plan *plan, const struct device *device,
    unsigned number, int64_t *deadline)
{
	struct journal *journal = NULL;
	int error = EBUSY;
	bool waiting;

	for (int i = 0; i < TRIES_MAX && error == EBUSY; i++) {
		error = journal_open(plan->journal, device->name,
		    device->driver->names, &journal);
		if (error == EBUSY)
			sleep(1);
	}
	if (error) /* rather too careful */
		return true;
	waiting = waits(journal, number);
	*deadline = journal_deadline(journal);
	journal_close(journal);
	return waiting;
}

static int
undo(const struct plan *plan, const struct device *device, unsigned number,
    bool save)
{
	struct work work;
	int error = work_open(plan, device, &work);

	/* Somebody may have been quicker: another entry is not to be undone. */
	if (!error && !waits(work.journal, number)) {
		work_close(&work);
		return 0;
	}
	if (!error)
		error = work_plan_back(&work);
	if (!error)
		error = work_undo(&work, save);
	work_close(&work);
	log_warnx("%s: %s", device->name,
	    error ? "could not be undone" : "was not confirmed, and is undone");
	return error;
}

static void
wait_and_undo(const struct plan *plan, const struct device *device,
    unsigned number, unsigned grace_s, bool save)
{
	int64_t deadline = 0;

	while (is_waiting(plan, device, number, &deadline)) {
		if ((int64_t)time(NULL) < deadline + grace_s) {
			sleep(1);
			continue;
		}
		for (int i = 0; i < TRIES_MAX; i++) {
			if (!undo(plan, device, number, save))
				return;
			sleep(5);
		}
		return;
	}
}

/* Where the child's messages go. */
static int
open_log(const struct plan *plan, const struct device *device)
{
	char path[PLAN_TEXT_SIZE + PLAN_NAME_SIZE + 16];

	snprintf(
	    path, sizeof path, "%s/%s.undo.log", plan->journal, device->name);
	return open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

/* Leaves the terminal. */
static void
detach(int null, int out)
{
	signal(SIGHUP, SIG_IGN);
	signal(SIGINT, SIG_IGN);
	setsid();
	dup2(null, STDIN_FILENO);
	dup2(null, STDOUT_FILENO);
	dup2(out, STDERR_FILENO);
}

int
timer_start(const struct plan *plan, const struct device *device,
    unsigned number, unsigned grace_s, bool save)
{
	int out = open_log(plan, device);
	int null = out < 0 ? -1 : open("/dev/null", O_RDWR | O_CLOEXEC);
	pid_t child = null < 0 ? -1 : fork();
	int error = child < 0 ? errno : 0;

	if (child == 0) {
		detach(null, out);
		wait_and_undo(plan, device, number, grace_s, save);
		_exit(0);
	}
	if (error)
		log_warn("%s: nothing will undo it", device->name);
	if (out >= 0)
		close(out);
	if (null >= 0)
		close(null);
	return error;
}
