/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every run opens, closes and checks. */
#include "recorder/run.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/counter.h"
#include "base/log.h"
#include "capture/filter.h"
#include "recorder/report.h"
#include "storage/catalogue.h"
#include "storage/recover.h"

/* A folder that we make is given to whom we become. */
static int
make_one(const struct run *run, const char *path)
{
	if (mkdir(path, 0750) == 0)
		return privileges_give(&run->privileges, path);
	return errno == EEXIST ? 0 : errno;
}

/* Makes 'folder' and what is above it. 0 or a positive errno. */
static int
make_folder(const struct run *run, const char *folder)
{
	char path[PATH_MAX];
	size_t len = strlen(folder);
	int error = 0;

	if (len == 0 || len >= sizeof path)
		return len ? ENAMETOOLONG : ENOENT;
	memcpy(path, folder, len + 1);
	for (char *at = path + 1; !error && (at = strchr(at, '/')); at++) {
		*at = '\0';
		error = make_one(run, path);
		*at = '/';
	}
	return error ? error : make_one(run, path);
}

/* Makes the output folder if need be; it is all that will be written to. */
static bool
make_output(const struct run *run)
{
	const char *folder = run->settings->folder;
	int error = make_folder(run, folder);

	if (!error)
		return privileges_allow(
		    &run->privileges, folder, LANDLOCK_USE_WRITE);
	errno = error;
	log_warn("%s: cannot be written to", folder);
	return false;
}

/* Opens the output folder, and what is in it. */
static bool
open_output(struct run *run)
{
	const char *folder = run->settings->folder;
	int error = 0;

	run->dir_fd = privileges_open_folder(&run->privileges, folder);
	if (run->dir_fd < 0)
		return false;
	/* What SQLite cannot sort in memory stays beside the catalogue. */
	if (setenv("SQLITE_TMPDIR", folder, 1) != 0)
		error = errno;
	if (!error)
		error =
		    catalogue_open(folder, CATALOGUE_WRITE, &run->catalogue);
	if (!error) {
		catalogue_set_number_plan(
		    run->catalogue, &run->settings->site.plan);
		return true;
	}
	errno = error;
	log_warn("%s: cannot be written to", folder);
	return false;
}

/* From now on this host answers nothing to tunnels that end here. */
static bool
open_sinks(struct run *run)
{
	const struct settings *settings = run->settings;
	char error[SINK_ERROR_SIZE];

	for (size_t i = 0; i < settings->sink_count; i++) {
		if (sink_open(&settings->sinks[i], &settings->tunnel_ports,
			&run->sinks[i], error) == 0)
			continue;
		log_warnx("%s", error);
		return false;
	}
	return true;
}

/* Recordings, and captures that overlap in time, are open at once: as many as
 * we may. */
static void
allow_many_files(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return;
	limit.rlim_cur = limit.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &limit);
}

bool
run_open(struct run *run, const struct settings *settings)
{
	*run = (struct run){.settings = settings, .dir_fd = -1};
	allow_many_files();
	run->good =
	    privileges_init(&run->privileges,
		settings->file_count ? PRIVILEGES_REPLAY : PRIVILEGES_LIVE,
		settings->user, !settings->no_sandbox) &&
	    open_sinks(run) && make_output(run);
	return run->good;
}

bool
run_drop(struct run *run)
{
	privileges_opened();
	if (!privileges_drop(&run->privileges) || !open_output(run))
		run->good = false;
	return run->good;
}

volatile sig_atomic_t run_asked_to_stop;

static void
ask_to_stop(int signal_number)
{
	run_asked_to_stop = signal_number;
}

/* The first SIGINT or SIGTERM ends the run in order, the next one at once. */
static void
watch_signals(void)
{
	struct sigaction action = {
	    .sa_handler = ask_to_stop, .sa_flags = (int)SA_RESETHAND};

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
}

/* Puts right what a run left that did not come to its end, and says so. */
static void
recover_output(struct run *run)
{
	const char *folder = run->settings->folder;
	struct recovery recovery;
	/* Rows of that run may wait in the spool. */
	int error = catalogue_commit(run->catalogue);

	/* One that cannot be stored keeps nothing back. */
	if (error == EINVAL) {
		log_warnx("%s/%s: rows of the run before cannot be stored",
		    folder, CATALOGUE_FILE);
		run->good = false;
		error = 0;
	}
	if (!error)
		error = recover(folder, run->dir_fd, run->catalogue,
		    run->settings->checksum, &recovery);
	if (error) {
		errno = error;
		log_warn(
		    "%s: what the run before left is not recovered", folder);
		run->good = false;
	} else if (recovery.calls + recovery.recordings + recovery.lost) {
		log_warnx(
		    "%s: the run before was stopped: recovered calls=%llu "
		    "recordings=%llu seconds=%lld lost=%llu "
		    "without_row=%llu damaged=%llu",
		    folder, (unsigned long long)recovery.calls,
		    (unsigned long long)recovery.recordings,
		    (long long)(recovery.recorded_ms / 1000),
		    (unsigned long long)recovery.lost,
		    (unsigned long long)recovery.adopted,
		    (unsigned long long)recovery.damaged);
	}
}

bool
run_start(struct run *run, const struct origins *origins)
{
	recover_output(run);
	run->sources = sources_new(origins, run->catalogue);
	if (run->sources)
		run->pipeline = pipeline_new(
		    run->settings, run->dir_fd, run->catalogue, run->sources);
	if (!run->pipeline) {
		errno = ENOMEM;
		log_warn("cannot start");
		run->good = false;
		return false;
	}
	watch_signals();
	reserve_take(&run->reserve, run->dir_fd);
	return true;
}

int
run_flush(struct run *run)
{
	return sources_file(run->sources);
}

int
run_error(const struct run *run)
{
	return pipeline_error(run->pipeline);
}

/* Every counter that is not zero, so that no loss is silent (promise 8). */
static int
put_counters(struct run *run)
{
	struct capture_stat_row row = {
	    .time_us = tstamp_us(pipeline_totals(run->pipeline)->last)};
	int error = 0;

	for (enum counter_id id = COUNTER_NONE + 1;
	     id < COUNTER_COUNT && !error; id++) {
		row.name = counter_name(id);
		row.value = counter_get(id);
		if (row.value)
			error =
			    catalogue_add_capture_stat(run->catalogue, &row);
	}
	return error;
}

/*
 * Closes calls, files and catalogue. The room that was kept back is given up
 * when no more audio is written, which would take it from the rows.
 */
static void
close_all(struct run *run)
{
	int error, written;

	pipeline_finish(run->pipeline);
	if (pipeline_error(run->pipeline))
		run->good = false;
	reserve_release(&run->reserve);
	error = sources_file(run->sources);
	/* What could not be written is one of the counters. */
	written = catalogue_commit(run->catalogue);
	if (!error)
		error = put_counters(run);
	if (!error)
		error = catalogue_commit(run->catalogue);
	if (!error)
		error = written;
	if (error) {
		errno = error;
		log_warn("%s/%s: rows are missing", run->settings->folder,
		    CATALOGUE_FILE);
		run->good = false;
	}
}

/* What must be true of any run (promise 2). */
static void
check(struct run *run)
{
	const struct pipeline_totals *totals = pipeline_totals(run->pipeline);
	const struct filter *filter = run->settings->filter;
	uint64_t outcomes = counter_sum(COUNTER_FRAMES);

	if (outcomes != totals->packets) {
		log_warnx("internal error: %llu frames in, %llu outcomes",
		    (unsigned long long)totals->packets,
		    (unsigned long long)outcomes);
		run->good = false;
	}
	if (!ledger_balances(&totals->ledger)) {
		log_warnx("internal error: the ledger of calls does not "
			  "balance");
		run->good = false;
	}
	if (filter && filter_error(filter)) {
		log_warnx("the filter lets no frame pass of %s",
		    filter_error(filter));
		run->good = false;
	}
}

void
run_finish(struct run *run)
{
	close_all(run);
	check(run);
}

void
run_report(const struct run *run)
{
	const struct settings *settings = run->settings;
	const struct pipeline_totals *totals = pipeline_totals(run->pipeline);

	if (settings->json)
		report_json(totals, run->sources, stdout);
	else if (!settings->quiet)
		report_text(totals, run->sources, settings, stdout);
}

bool
run_close(struct run *run)
{
	pipeline_free(run->pipeline);
	sources_free(run->sources);
	reserve_release(&run->reserve);
	if (catalogue_close(run->catalogue) != 0)
		run->good = false;
	if (run->dir_fd >= 0)
		close(run->dir_fd);
	privileges_clear(&run->privileges);
	for (size_t i = 0; i < run->settings->sink_count; i++)
		sink_close(run->sinks[i]);
	return run->good;
}
