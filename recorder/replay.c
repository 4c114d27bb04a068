/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Replaying captures: files in, recordings and totals out. */
#include "recorder/replay.h"

#include <errno.h>

#include "base/log.h"
#include "capture/merge.h"
#include "recorder/files.h"
#include "recorder/progress.h"
#include "recorder/run.h"

/* Finds the files, which are all that will be read: none is, until all rights
 * are dropped. */
static bool
find_files(struct run *run, struct files *files)
{
	const struct settings *settings = run->settings;
	bool good = true;

	for (size_t i = 0; i < settings->file_count; i++)
		if (!files_add(files, settings->files[i]))
			run->good = false;
	files_sort(files);
	for (size_t i = 0; i < files->count && good; i++)
		good = privileges_allow(
		    &run->privileges, files->items[i].path, LANDLOCK_USE_READ);
	if (files->count == 0)
		(void)files_have_captures(files);
	return good && files->count > 0;
}

/* Looks at each file; one that cannot be opened is left out. False: there is
 * none left, or no memory. */
static bool
open_files(struct run *run, const struct files *files, struct merge **out)
{
	struct source_options options = {
	    .filter = run->settings->filter, .stop = &run_asked_to_stop};
	char error[SOURCE_ERROR_SIZE];
	struct merge *merge;

	*out = merge = merge_new(&options);
	if (!merge)
		return false;
	for (size_t i = 0; i < files->count; i++) {
		struct file *file = &files->items[i];

		if (merge_add(merge, file->path, error) == 0) {
			files_note_capture(file);
		} else if (!file->guessed) {
			log_warnx("%s", error);
			run->good = false;
		}
	}
	if (!files_have_captures(files))
		run->good = false;
	return merge_count(merge) > 0;
}

/* A capture may have gone on behind its last frame. */
static void
pass_to_end(struct run *run, const struct merge *merge)
{
	struct tstamp ended = {0};

	for (size_t i = 0; i < merge_count(merge); i++)
		if (tstamp_before(ended, merge_origin(merge, i)->ended))
			ended = merge_origin(merge, i)->ended;
	if (!run_asked_to_stop && run_error(run) == 0)
		pipeline_tick(run->pipeline, ended);
}

/* Feeds all frames, until the end, a signal, or a write that fails. */
static void
feed(struct run *run, struct merge *merge, struct batch *batch)
{
	struct progress progress;

	progress_start(
	    &progress, run->settings->quiet, merge_size_bytes(merge));
	while (!run_asked_to_stop && batch_fill(batch, merge)) {
		pipeline_push(run->pipeline, batch);
		if (progress_is_due(&progress))
			progress_show(&progress, merge_read_bytes(merge));
		if (run_error(run) != 0)
			break;
	}
	merge_end(merge);
	pass_to_end(run, merge);
	progress_end(&progress);
	if (run_error(run) == 0 && !run_asked_to_stop)
		return;
	run->good = false;
	log_warnx("%s: stopped after %llu packets; what was recorded until "
		  "then is kept",
	    run->settings->folder,
	    (unsigned long long)pipeline_totals(run->pipeline)->packets);
}

/* Says which files could not be read whole. */
static void
check_files(struct run *run, const struct merge *merge)
{
	for (size_t i = 0; i < merge_count(merge); i++) {
		if (!merge_damage(merge, i))
			continue;
		log_warnx("%s", merge_damage(merge, i));
		run->good = false;
	}
}

/* From the first frame to the totals. */
static void
read_all(struct run *run, struct merge *merge)
{
	struct origins origins = merge_origins(merge);
	struct batch batch;

	if (batch_init(&batch) != 0) {
		errno = ENOMEM;
		log_warn("cannot start");
		run->good = false;
		return;
	}
	if (run_start(run, &origins)) {
		feed(run, merge, &batch);
		run_finish(run);
		check_files(run, merge);
		run_report(run);
	}
	batch_clear(&batch);
}

bool
replay(const struct settings *settings)
{
	struct merge *merge = NULL;
	struct files files = {0};
	struct run run;
	bool good;

	if (run_open(&run, settings)) {
		if (find_files(&run, &files) && run_drop(&run) &&
		    open_files(&run, &files, &merge))
			read_all(&run, merge);
		else
			run.good = false;
	}
	files_clear(&files);
	good = run_close(&run);
	merge_free(merge);
	return good;
}
