/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Of each table the rows with the newest identifiers, by their last bits. */
#include "storage/row_known.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

#define ROWS 16384 /* of each table; a power of two */
#define ID_NONE INT64_C(-1)

struct row_known {
	uint64_t seed; /* another one from then on when all is forgotten */
	struct {
		int64_t id; /* from 1 */
		uint64_t hash;
	} rows[CATALOGUE_TABLE_COUNT][ROWS];
};

struct row_known *
row_known_new(void)
{
	struct row_known *known = malloc(sizeof *known);

	if (!known)
		return NULL;
	known->seed = hash_seed();
	/* All of its memory is in use from the beginning: a recorder that ran
	 * for hours takes no more. */
	for (int table = 0; table < CATALOGUE_TABLE_COUNT; table++)
		for (size_t i = 0; i < ROWS; i++) {
			known->rows[table][i].id = ID_NONE;
			known->rows[table][i].hash = 0;
		}
	return known;
}

void
row_known_free(struct row_known *known)
{
	free(known);
}

void
row_known_forget(struct row_known *known)
{
	if (known)
		known->seed =
		    hash_mix(known->seed + 1, UINT64_C(0x9e3779b97f4a7c15));
}

uint64_t
row_known_hash(const struct row_known *known, const struct row_layout *layout,
    const char *row)
{
	uint64_t hash = known ? known->seed : 0;

	for (unsigned i = 1; known && i < layout->field_count; i++) {
		const struct row_field *field = &layout->fields[i];
		const char *text;
		int64_t number;

		if (!field->is_steady)
			continue;
		if (field->type == FIELD_TEXT) {
			memcpy(&text, row + field->at, sizeof text);
			hash = hash_bytes(
			    text ? text : "", text ? strlen(text) : 0, hash);
		} else {
			number = row_number(field, row);
			hash = hash_bytes(&number, sizeof number, hash);
		}
	}
	return hash;
}

bool
row_known_is(const struct row_known *known, const struct row_layout *layout,
    int64_t id, uint64_t hash)
{
	return known && known->rows[layout->ids][id & (ROWS - 1)].id == id &&
	       known->rows[layout->ids][id & (ROWS - 1)].hash == hash;
}

void
row_known_set(struct row_known *known, const struct row_layout *layout,
    int64_t id, uint64_t hash)
{
	if (!known)
		return;
	known->rows[layout->ids][id & (ROWS - 1)].id = id;
	known->rows[layout->ids][id & (ROWS - 1)].hash = hash;
}
