/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sorted list of hashes: 16 bytes for each source there ever was. */
#include "storage/source_index.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/utf8.h"

struct entry {
	uint64_t hash;
	int64_t id;
};

struct source_index {
	uint64_t seed;
	size_t count;
	size_t room;
	struct entry *entries; /* by hash, then id */
};

/* Goes on with a text, as the catalogue stores it. */
static uint64_t
hash_text(const char *text, uint64_t state)
{
	size_t size = text ? strlen(text) : 0;
	uint64_t hash;
	char *repaired;

	if (size == 0 || utf8_valid(text, size))
		return hash_bytes(text, size, state);
	repaired = malloc(size * UTF8_REPLACEMENT_SIZE);
	if (!repaired)
		return state;
	hash = hash_bytes(repaired, utf8_repair(text, size, repaired), state);
	free(repaired);
	return hash;
}

static uint64_t
hash_source(const struct source_index *index, const struct source_row *row)
{
	uint64_t state = hash_text(row->name, index->seed);

	state = hash_text(row->kind, state);
	state = hash_text(row->encapsulation, state);
	state = hash_text(row->link_type, state);
	state = hash_bytes(&row->parent_id, sizeof row->parent_id, state);
	return hash_bytes(&row->first_us, sizeof row->first_us, state);
}

static int
add(struct source_index *index, const struct source_row *row)
{
	struct entry *entries = index->entries;
	size_t room = index->room ? 2 * index->room : 64;

	if (index->count == index->room) {
		entries = realloc(entries, room * sizeof *entries);
		if (!entries)
			return ENOMEM;
		index->entries = entries;
		index->room = room;
	}
	entries[index->count++] =
	    (struct entry){hash_source(index, row), row->id};
	return 0;
}

static int
compare(const void *left, const void *right)
{
	const struct entry *a = left, *b = right;

	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	return a->id < b->id ? -1 : a->id > b->id;
}

static int
read_all(struct source_index *index, struct database *db)
{
	struct source_row row;
	struct statement *s;
	bool found = false;
	int error = database_prepare(db, SLOT_ALL_SOURCES,
	    "SELECT id, parent_id, kind, name, encapsulation, link_type, "
	    "first_us FROM source",
	    &s);

	if (error)
		return error;
	while (!(error = statement_step(s, &found)) && found) {
		row.id = column_int(s);
		row.parent_id = column_int(s);
		row.kind = column_text(s);
		row.name = column_text(s);
		row.encapsulation = column_text(s);
		row.link_type = column_text(s);
		row.first_us = column_time(s);
		error = add(index, &row);
		if (error)
			break;
	}
	statement_reset(s);
	return error;
}

int
source_index_new(struct database *db, struct source_index **out)
{
	struct source_index *index = calloc(1, sizeof *index);
	int error;

	if (!index)
		return ENOMEM;
	index->seed = hash_seed();
	error = read_all(index, db);
	if (error) {
		source_index_free(index);
		return error;
	}
	if (index->count)
		qsort(index->entries, index->count, sizeof *index->entries,
		    compare);
	*out = index;
	return 0;
}

void
source_index_free(struct source_index *index)
{
	if (!index)
		return;
	free(index->entries);
	free(index);
}

int64_t
source_index_find(
    const struct source_index *index, const struct source_row *row)
{
	uint64_t hash = hash_source(index, row);
	size_t from = 0, to = index->count;

	/* Behind the last of that hash. */
	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (index->entries[middle].hash <= hash)
			from = middle + 1;
		else
			to = middle;
	}
	return from > 0 && index->entries[from - 1].hash == hash
		   ? index->entries[from - 1].id
		   : 0;
}
