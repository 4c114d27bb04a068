/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A pass goes from the oldest recording to the newest, a page of rows at a
 * time, and decides of each. Those of a page that go are marked in one
 * transaction, removed, synced, and noted in another.
 */
#include "storage/expire.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>

#include "base/log.h"
#include "base/text.h"
#include "base/tstamp.h"
#include "storage/catalogue_int.h"
#include "storage/expire_int.h"

#define TAG_SEPARATOR '\x1f'

bool
expire_is_asked(const struct expire_policy *policy)
{
	for (unsigned i = 0; i < policy->class_count; i++)
		if (policy->classes[i].age_ns)
			return true;
	return policy->age_ns || policy->bytes || policy->free_bytes ||
	       policy->call_age_ns;
}

/* Is 'name' a class? Then its age; 0 is without end. */
static bool
find_class(const struct expire_policy *policy, struct text name, int64_t *age)
{
	for (unsigned i = 0; i < policy->class_count; i++) {
		if (!text_equal(name, text_of(policy->classes[i].name)))
			continue;
		*age = policy->classes[i].age_ns / NS_PER_US;
		return true;
	}
	return false;
}

/* Of all classes that a call has, the longest age. */
static int64_t
age_of(
    const struct expire_policy *policy, const char *retention, const char *tags)
{
	struct text rest = text_of(tags);
	int64_t longest = 0, age;
	bool any = false;

	if (retention && find_class(policy, text_of(retention), &longest))
		any = true;
	while (rest.len) {
		if (!find_class(policy, text_cut(&rest, TAG_SEPARATOR), &age))
			continue;
		if (!any || age == 0 || (longest != 0 && age > longest))
			longest = age;
		any = true;
	}
	return any ? longest : policy->age_ns / NS_PER_US;
}

/* Why does it go? False: it stays. */
static bool
decide(struct expire_run *run, const struct expire_page_row *row,
    char reason[EXPIRE_REASON_SIZE])
{
	const struct expire_policy *policy = run->pass->policy;
	int64_t age_us = run->pass->now_us - row->started_us;

	if (row->age_us > 0 && age_us >= row->age_us) {
		snprintf(reason, EXPIRE_REASON_SIZE,
		    "older than %" PRId64 " days", row->age_us / DAY_US);
		return true;
	}
	if (age_us < policy->keep_ns / NS_PER_US)
		return false;
	if (run->over_bytes > 0) {
		snprintf(reason, EXPIRE_REASON_SIZE,
		    "all recordings together are too large");
		return true;
	}
	if (run->wanted_bytes > 0) {
		snprintf(reason, EXPIRE_REASON_SIZE, "the disk is nearly full");
		return true;
	}
	return false;
}

/* Reads the next recordings, from where the page before ended. */
static int
read_page(struct expire_run *run, struct expire_page *page)
{
	struct statement *s;
	bool found = false;
	int error = database_prepare(run->db, SLOT_EXPIRE_PAGE,
	    "SELECT r.id, r.started_us, r.bytes, c.id, c.hold, r.path, c.uid, "
	    "c.retention, (SELECT group_concat(name, x'1f') FROM tag "
	    " WHERE tag.call_id = c.id) "
	    "FROM recording AS r JOIN call AS c ON c.id = r.call_id "
	    "WHERE " R_IS_KEPT
	    "AND (r.started_us > ?1 OR (r.started_us = ?1 AND r.id > ?2)) "
	    "AND r.started_us >= ?1 "
	    "AND c.state NOT IN ('ringing', 'active') "
	    "ORDER BY r.started_us, r.id LIMIT " EXPIRE_PAGE_TEXT,
	    &s);

	page->count = 0;
	if (error)
		return error;
	bind_int(s, run->after_us);
	bind_int(s, run->after_id);
	while (!(error = statement_step(s, &found)) && found) {
		struct expire_page_row *row = &page->rows[page->count++];
		const char *text;

		row->id = column_int(s);
		row->started_us = column_int(s);
		row->bytes = (uint64_t)column_int(s);
		row->call_id = column_int(s);
		row->held = column_int(s) != 0;
		text = column_text(s);
		text_copy(row->path, sizeof row->path, text_of(text));
		text = column_text(s);
		text_copy(row->uid, sizeof row->uid, text_of(text));
		text = column_text(s);
		row->age_us = age_of(run->pass->policy, text, column_text(s));
	}
	statement_reset(s);
	return error;
}

/* So much room is made, or is not when it is less than nothing. */
static void
count_room(struct expire_run *run, int64_t bytes)
{
	run->over_bytes -= bytes;
	run->wanted_bytes -= bytes;
}

static void
tell(struct expire_run *run, const struct expire_page_row *row)
{
	struct expire_item item = {.path = row->path,
	    .uid = row->uid,
	    .started_us = row->started_us,
	    .bytes = row->bytes,
	    .reason = row->reason};

	run->out->recordings++;
	run->out->bytes += row->bytes;
	if (run->pass->on_item)
		run->pass->on_item(&item, run->pass->arg);
}

/* Keeps of a page those that go. */
static void
choose(struct expire_run *run, struct expire_page *page)
{
	size_t going = 0;

	for (size_t i = 0; i < page->count; i++) {
		struct expire_page_row *row = &page->rows[i];

		run->after_us = row->started_us;
		run->after_id = row->id;
		if (!decide(run, row, row->reason))
			continue;
		if (row->held) {
			run->out->held++;
			continue;
		}
		count_room(run, (int64_t)row->bytes);
		page->rows[going++] = *row;
	}
	page->count = going;
}

/* Tells of those of a page that went, or would go. */
static void
tell_all(struct expire_run *run, const struct expire_page *page)
{
	for (size_t i = 0; i < page->count; i++) {
		const struct expire_page_row *row = &page->rows[i];

		if (row->id) {
			tell(run, row);
			continue;
		}
		count_room(run, -(int64_t)row->bytes);
		run->out->held += row->held;
	}
}

/* Can what is younger than the last page still go? */
static bool
is_done(const struct expire_run *run)
{
	const struct expire_policy *policy = run->pass->policy;
	int64_t age_us = run->pass->now_us - run->after_us;
	int64_t shortest = policy->age_ns;

	if (run->over_bytes > 0 || run->wanted_bytes > 0)
		return age_us < policy->keep_ns / NS_PER_US;
	for (unsigned i = 0; i < policy->class_count; i++) {
		int64_t age = policy->classes[i].age_ns;

		if (age && (!shortest || age < shortest))
			shortest = age;
	}
	return !shortest || age_us < shortest / NS_PER_US;
}

/* How much is there too much of? */
static int
measure(struct expire_run *run)
{
	const struct expire_policy *policy = run->pass->policy;
	struct statvfs disk;
	int64_t total = 0;
	int error = 0;

	if (policy->bytes) {
		error = database_number(run->db,
		    "SELECT coalesce(sum(bytes), 0) FROM recording "
		    "WHERE " RECORDING_IS_KEPT,
		    &total);
		run->over_bytes = total - (int64_t)policy->bytes;
	}
	if (!error && policy->free_bytes) {
		if (fstatvfs(run->pass->dir_fd, &disk) != 0)
			return errno;
		run->wanted_bytes = (int64_t)policy->free_bytes -
				    (int64_t)(disk.f_bavail * disk.f_frsize);
	}
	return error;
}

bool
expire_is_stopped(const struct expire_run *run)
{
	return run->pass->stop && *run->pass->stop;
}

static int
go_through(struct expire_run *run, struct expire_page *page)
{
	size_t read = EXPIRE_PAGE_ROWS;
	int error = 0;

	while (!error && read == EXPIRE_PAGE_ROWS && !expire_is_stopped(run) &&
	       !is_done(run)) {
		error = read_page(run, page);
		read = page->count;
		if (!error)
			choose(run, page);
		if (!error && page->count && !run->pass->dry)
			error = expire_remove(run, page);
		if (!error)
			tell_all(run, page);
	}
	return error;
}

int
expire(const struct expire_pass *pass, struct expired *out)
{
	struct expire_run run = {
	    .pass = pass, .out = out, .after_us = INT64_MIN / 4};
	struct expire_page *page = malloc(sizeof *page);
	int error;

	*out = (struct expired){.recordings = 0};
	if (!page)
		return ENOMEM;
	error = catalogue_open_database(pass->folder,
	    pass->dry ? CATALOGUE_READ : CATALOGUE_WRITE, &run.db);
	if (!error && !pass->dry)
		error = expire_go_on(&run, page);
	if (!error)
		error = measure(&run);
	if (!error)
		error = go_through(&run, page);
	if (!error && !pass->dry)
		error = expire_calls(&run);
	database_close(run.db);
	free(page);
	return error;
}
