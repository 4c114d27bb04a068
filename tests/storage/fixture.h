/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A folder with a catalogue, for each test of it. */
#ifndef TESTS_STORAGE_FIXTURE_H
#define TESTS_STORAGE_FIXTURE_H

#include "tests/check_main.h"

#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

#include "storage/catalogue_int.h"
#include "storage/query.h"
#include "tests/storage/sample.h"

static char folder[64];

static inline void
make_folder(void)
{
	snprintf(folder, sizeof folder, "/tmp/spanrec-test-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
}

static inline void
remove_folder(void)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;

	while (dir && (entry = readdir(dir)))
		unlinkat(dirfd(dir), entry->d_name, 0);
	if (dir)
		closedir(dir);
	rmdir(folder);
}

static inline const char *
path_of(const char *suffix)
{
	static char path[128];

	snprintf(path, sizeof path, "%s/%s%s", folder, CATALOGUE_FILE, suffix);
	return path;
}

static inline struct catalogue *
open_as(enum catalogue_mode mode)
{
	struct catalogue *catalogue = NULL;

	ck_assert_int_eq(catalogue_open(folder, mode, &catalogue), 0);
	return catalogue;
}

/* Adds the samples 0 to count - 1. */
static inline void
add_samples(struct catalogue *catalogue, unsigned count)
{
	struct sample_ids ids;

	for (unsigned i = 0; i < count; i++) {
		struct sample sample = {.number = i};

		ck_assert_int_eq(sample_add(catalogue, &sample, &ids), 0);
	}
}

static inline int
count_call(const struct call_view *view, void *arg)
{
	(void)view;
	(*(int *)arg)++;
	return 0;
}

static inline int
calls_in(struct catalogue *catalogue)
{
	struct call_filter all = {.limit = 0};
	int count = 0;

	ck_assert_int_eq(query_calls(catalogue, &all, count_call, &count), 0);
	return count;
}

static inline int64_t
number_of(struct catalogue *catalogue, const char *sql)
{
	int64_t number;

	ck_assert_int_eq(
	    database_number(catalogue_database(catalogue), sql, &number), 0);
	return number;
}

static inline int
files_in_folder(void)
{
	DIR *dir = opendir(folder);
	int count = 0;

	ck_assert_ptr_nonnull(dir);
	while (readdir(dir))
		count++;
	closedir(dir);
	return count - 2;
}

static inline void
exec_in(struct catalogue *catalogue, const char *sql)
{
	ck_assert_int_eq(database_exec(catalogue_database(catalogue), sql), 0);
}

/* How many files there begin with 'name'. */
static inline int
files_like(const char *name)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	int count = 0;

	ck_assert_ptr_nonnull(dir);
	while ((entry = readdir(dir)))
		count += strncmp(entry->d_name, name, strlen(name)) == 0;
	closedir(dir);
	return count;
}

/* Adds 'test' as a case that has the folder. */
static inline void
add_in_folder(Suite *suite, const char *name, const TTest *test)
{
	TCase *tcase = tcase_create(name);

	tcase_add_checked_fixture(tcase, make_folder, remove_folder);
	tcase_add_test(tcase, test);
	tcase_set_timeout(tcase, CASE_TIMEOUT_S);
	suite_add_tcase(suite, tcase);
}

#endif
