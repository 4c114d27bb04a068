/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Replaying captures: files in, recordings and totals out. */
#include "recorder/replay.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/counter.h"
#include "base/log.h"
#include "capture/filter.h"
#include "capture/merge.h"
#include "capture/sink.h"
#include "recorder/files.h"
#include "recorder/pipeline.h"
#include "recorder/progress.h"
#include "recorder/report.h"
#include "recorder/reserve.h"
#include "storage/catalogue.h"
#include "storage/recover.h"

/* All that one run holds. */
struct run {
	const struct settings *settings;
	int dir_fd; /* the output folder; -1 */
	struct catalogue *catalogue;
	struct merge *merge;
	struct sources *sources;
	struct batch batch;
	struct pipeline *pipeline;
	struct reserve reserve;
	struct sink *sinks[SINKS_MAX];
	bool good; /* nothing went wrong so far */
};

/* Makes 'folder' and what is above it. 0 or a positive errno. */
static int
make_folder(const char *folder)
{
	char path[PATH_MAX];
	size_t len = strlen(folder);

	if (len == 0 || len >= sizeof path)
		return len ? ENAMETOOLONG : ENOENT;
	memcpy(path, folder, len + 1);
	for (char *at = path + 1; (at = strchr(at, '/')); at++) {
		*at = '\0';
		if (mkdir(path, 0750) != 0 && errno != EEXIST)
			return errno;
		*at = '/';
	}
	return mkdir(path, 0750) == 0 || errno == EEXIST ? 0 : errno;
}

/* Puts right what a run left that did not come to its end, and says so. */
static int
recover_output(const char *folder, int dir_fd)
{
	struct recovery recovery;
	int error = recover(folder, dir_fd, &recovery);

	if (!error && recovery.calls + recovery.recordings + recovery.lost)
		log_warnx("%s: the run before was stopped: calls=%llu "
			  "recordings=%llu seconds=%lld lost=%llu "
			  "without_row=%llu damaged=%llu recovered",
		    folder, (unsigned long long)recovery.calls,
		    (unsigned long long)recovery.recordings,
		    (long long)(recovery.recorded_ms / 1000),
		    (unsigned long long)recovery.lost,
		    (unsigned long long)recovery.adopted,
		    (unsigned long long)recovery.damaged);
	return error;
}

/* Makes the folder if need be, and opens what is in it. */
static bool
open_output(struct run *run)
{
	const char *folder = run->settings->folder;
	int error = make_folder(folder);

	if (!error) {
		run->dir_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (run->dir_fd < 0)
			error = errno;
	}
	if (!error && faccessat(run->dir_fd, ".", W_OK | X_OK, AT_EACCESS))
		error = errno;
	if (!error)
		error = recover_output(folder, run->dir_fd);
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

/* The signal that asked for an end, or 0. */
static volatile sig_atomic_t asked_to_stop;

static void
ask_to_stop(int signal_number)
{
	asked_to_stop = signal_number;
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

/* Files that overlap in time are open at once: as many as we may. */
static void
allow_many_files(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return;
	limit.rlim_cur = limit.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &limit);
}

/* Finds the files, and looks at each; one that cannot be opened is left out.
 * False: there is none, or no memory. */
static bool
open_sources(struct run *run)
{
	const struct settings *settings = run->settings;
	struct source_options options = {
	    .filter = settings->filter, .stop = &asked_to_stop};
	char error[SOURCE_ERROR_SIZE];
	struct files files = {0};

	allow_many_files();
	run->merge = merge_new(&options);
	if (!run->merge)
		return false;
	for (size_t i = 0; i < settings->file_count; i++)
		if (!files_add(&files, settings->files[i]))
			run->good = false;
	files_sort(&files);
	for (size_t i = 0; i < files.count; i++) {
		if (merge_add(run->merge, files.paths[i], error) == 0)
			continue;
		log_warnx("%s", error);
		run->good = false;
	}
	files_clear(&files);
	return merge_count(run->merge) > 0;
}

/* Feeds all frames, until the end, a signal, or a write that fails. */
static void
feed(struct run *run)
{
	struct progress progress;
	struct batch *batch = &run->batch;

	progress_start(
	    &progress, run->settings->quiet, merge_size_bytes(run->merge));
	while (!asked_to_stop && batch_fill(batch, run->merge)) {
		pipeline_push(run->pipeline, batch);
		if (progress_is_due(&progress))
			progress_show(&progress, merge_read_bytes(run->merge));
		if (pipeline_error(run->pipeline) != 0)
			break;
	}
	merge_end(run->merge);
	progress_end(&progress);
	if (pipeline_error(run->pipeline) == 0 && !asked_to_stop)
		return;
	run->good = false;
	log_warnx("%s: stopped after %llu packets; what was recorded until "
		  "then is kept",
	    run->settings->folder,
	    (unsigned long long)pipeline_totals(run->pipeline)->packets);
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
finish(struct run *run)
{
	int error;

	pipeline_finish(run->pipeline);
	if (pipeline_error(run->pipeline))
		run->good = false;
	reserve_release(&run->reserve);
	error = sources_file(run->sources);
	if (!error)
		error = put_counters(run);
	if (!error)
		error = catalogue_commit(run->catalogue);
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
	for (size_t i = 0; i < merge_count(run->merge); i++) {
		const struct merge_source *of = merge_source(run->merge, i);

		if (of->damage) {
			log_warnx("%s", of->damage);
			run->good = false;
		}
	}
	if (filter && filter_error(filter)) {
		log_warnx("the filter lets no frame pass of %s",
		    filter_error(filter));
		run->good = false;
	}
}

static void
record(struct run *run)
{
	const struct settings *settings = run->settings;

	watch_signals();
	reserve_take(&run->reserve, run->dir_fd);
	feed(run);
	finish(run);
	check(run);
	if (settings->json)
		report_json(
		    pipeline_totals(run->pipeline), run->sources, stdout);
	else if (!settings->quiet)
		report_text(pipeline_totals(run->pipeline), run->sources,
		    settings, stdout);
}

bool
replay(const struct settings *settings)
{
	struct run run = {.settings = settings, .dir_fd = -1, .good = true};

	if (!open_sinks(&run) || !open_output(&run) || !open_sources(&run)) {
		run.good = false;
		goto out;
	}
	run.sources = sources_new(run.merge, run.catalogue);
	if (run.sources)
		run.pipeline = pipeline_new(
		    settings, run.dir_fd, run.catalogue, run.sources);
	if (!run.pipeline || batch_init(&run.batch) != 0) {
		errno = ENOMEM;
		log_warn("cannot start");
		run.good = false;
		goto out;
	}
	record(&run);
out:
	batch_clear(&run.batch);
	pipeline_free(run.pipeline);
	sources_free(run.sources);
	merge_free(run.merge);
	if (catalogue_close(run.catalogue) != 0)
		run.good = false;
	if (run.dir_fd >= 0)
		close(run.dir_fd);
	for (size_t i = 0; i < settings->sink_count; i++)
		sink_close(run.sinks[i]);
	return run.good;
}
