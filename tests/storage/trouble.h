/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tests of a catalogue in trouble share. */
#ifndef TESTS_STORAGE_TROUBLE_H
#define TESTS_STORAGE_TROUBLE_H

#include "tests/storage/fixture.h"

static const char damaged[] = CATALOGUE_FILE ".damaged-";

/* All calls 0 to count - 1 are there, with each of their rows once. */
static inline void
check_whole(struct catalogue *catalogue, int count)
{
	ck_assert_int_eq(calls_in(catalogue), count);
	ck_assert_int_eq(
	    number_of(catalogue, "SELECT count(*) FROM leg"), count);
	ck_assert_int_eq(number_of(catalogue, "SELECT count(*) FROM "
					      "sip_message"),
	    2 * count);
	ck_assert_int_eq(
	    number_of(catalogue, "SELECT count(*) FROM event"), count);
	ck_assert_int_eq(
	    number_of(catalogue, "SELECT count(*) FROM gap"), count);
	ck_assert_int_eq(number_of(catalogue,
			     "SELECT count(*) FROM pragma_foreign_key_check"),
	    0);
	ck_assert_int_eq(
	    number_of(catalogue, "SELECT count(*) FROM pragma_integrity_check "
				 "WHERE integrity_check <> 'ok'"),
	    0);
}

/* ... for who opens the catalogue, while what is live goes on writing. */
static inline void
check_whole_apart(int count)
{
	struct catalogue *catalogue = open_as(CATALOGUE_READ);

	check_whole(catalogue, count);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
}

static inline void
add_from(struct catalogue *catalogue, unsigned first, unsigned count)
{
	struct sample_ids ids;

	for (unsigned i = first; i < first + count; i++) {
		struct sample sample = {.number = i};

		ck_assert_int_eq(sample_add(catalogue, &sample, &ids), 0);
	}
}

/* The name of a file in the folder. */
static inline const char *
name_of(const char *file)
{
	static char path[192];

	snprintf(path, sizeof path, "%s/%s", folder, file);
	return path;
}

static inline void
write_garbage(const char *path)
{
	FILE *file = fopen(path, "w");

	ck_assert_ptr_nonnull(file);
	for (int i = 0; i < 10000; i++)
		fprintf(file, "no database %d\n", i);
	fclose(file);
}

#endif
