/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Files and interfaces come first and keep their indices; mirrors follow as
 * they are seen, which is the same for each replay of a file.
 */
#include "recorder/sources.h"

#include <stdlib.h>

#include "base/counter.h"
#include "base/hash.h"
#include "base/table.h"

#define MIRRORS_MAX 1024
#define PAIRS_MAX 256

/* The packets of one source that came in the same encapsulations. */
struct mirror {
	struct table_link link; /* in 'table' */
	unsigned index;         /* of this source */
	unsigned parent;        /* ... and of its file or interface */
	struct encapsulations around;
	struct tstamp first, last; /* times of its packets */
	uint64_t packets, bytes;
};

struct sources {
	struct origins origins;
	struct catalogue *catalogue;
	int64_t *ids;    /* of rows, by index; 0: not there yet */
	size_t captures; /* files or interfaces */
	struct table table;
	struct mirror *mirrors[MIRRORS_MAX]; /* in order of appearance */
	size_t mirror_count;
	struct mirror *recent;
	struct source_copies pairs[PAIRS_MAX];
	size_t pair_count;
	size_t recent_pair; /* of the last copy */
	int64_t minute;     /* that was noted of the pairs last */
	struct figures *figures;
	int error; /* the first one of a row */
};

struct sources *
sources_new(const struct origins *origins, struct catalogue *catalogue)
{
	struct sources *sources = calloc(1, sizeof *sources);

	if (!sources)
		return NULL;
	sources->origins = *origins;
	sources->catalogue = catalogue;
	sources->captures = origins->count;
	sources->ids =
	    calloc(sources->captures + MIRRORS_MAX, sizeof *sources->ids);
	sources->figures = figures_new(sources->captures + MIRRORS_MAX);
	if (sources->ids && sources->figures &&
	    table_init(&sources->table, MIRRORS_MAX) == 0)
		return sources;
	figures_free(sources->figures);
	free(sources->ids);
	free(sources);
	return NULL;
}

void
sources_free(struct sources *sources)
{
	if (!sources)
		return;
	for (size_t i = 0; i < sources->mirror_count; i++)
		free(sources->mirrors[i]);
	table_clear(&sources->table);
	figures_free(sources->figures);
	free(sources->ids);
	free(sources);
}

static void
put(struct sources *sources, const struct source_row *row)
{
	int error = catalogue_put_source(sources->catalogue, row);

	if (error && !sources->error)
		sources->error = error;
}

/* Is it the identifier of a source of this run already? */
static bool
is_taken(const struct sources *sources, int64_t id)
{
	for (size_t i = 0; i < sources->captures + sources->mirror_count; i++)
		if (sources->ids[i] == id)
			return true;
	return false;
}

/* The identifier of the source 'index', of which 'row' tells. A capture that
 * is replayed again keeps those it had. */
static int64_t
row_id(struct sources *sources, size_t index, const struct source_row *row)
{
	int64_t id = sources->ids[index];

	if (id)
		return id;
	id = catalogue_source_id(sources->catalogue, row);
	if (is_taken(sources, id))
		id = catalogue_next_id(sources->catalogue, CATALOGUE_SOURCE);
	sources->ids[index] = id;
	return id;
}

static void
put_capture(struct sources *sources, size_t index)
{
	const struct origin *of = origins_at(&sources->origins, index);
	bool any = of->frames > 0;
	struct source_row row = {
	    .kind = of->kind,
	    .name = of->name,
	    .link_type = link_type_name(of->link_type),
	    .first_us = any ? tstamp_us(of->first) : ROW_NO_TIME,
	    .last_us = any ? tstamp_us(of->last) : ROW_NO_TIME,
	    .packets = of->frames,
	    .bytes = of->bytes,
	};

	row.id = row_id(sources, index, &row);
	put(sources, &row);
}

static int64_t
capture_id(struct sources *sources, size_t index)
{
	if (!sources->ids[index])
		put_capture(sources, index);
	return sources->ids[index];
}

int
sources_vlan(const struct encapsulations *around)
{
	for (size_t i = around->count; i-- > 0;)
		if (around->item[i].kind == ENCAPSULATION_VLAN)
			return (int)around->item[i].id;
	return 0;
}

static void
put_mirror(struct sources *sources, struct mirror *mirror)
{
	const struct origin *of = origins_at(&sources->origins, mirror->parent);
	char around[ENCAPSULATIONS_TEXT_SIZE];
	struct source_row row = {
	    .parent_id = capture_id(sources, mirror->parent),
	    .kind = of->kind,
	    .name = of->name,
	    .link_type = link_type_name(of->link_type),
	    .encapsulation = encapsulations_format(&mirror->around, around),
	    .vlan = sources_vlan(&mirror->around),
	    .first_us = tstamp_us(mirror->first),
	    .last_us = tstamp_us(mirror->last),
	    .packets = mirror->packets,
	    .bytes = mirror->bytes,
	};

	row.id = row_id(sources, mirror->index, &row);
	put(sources, &row);
}

static uint64_t
hash_of(const struct sources *sources, const struct packet *packet)
{
	const struct encapsulations *around = &packet->encapsulations;
	uint64_t state = sources->table.seed ^ packet->source;

	for (size_t i = 0; i < around->count; i++) {
		const struct encapsulation *one = &around->item[i];
		uint64_t key[2] = {one->id, (uint64_t)one->kind};

		state = hash_bytes(key, sizeof key, state);
		if (one->kind != ENCAPSULATION_VLAN)
			state = hash_bytes(
			    one->from.byte, sizeof one->from.byte, state);
	}
	return state;
}

static bool
is_of(const struct mirror *mirror, const struct packet *packet)
{
	return mirror->parent == packet->source &&
	       encapsulations_equal(&mirror->around, &packet->encapsulations);
}

/* The mirror of 'packet', made when it is new; NULL past the limit. */
static struct mirror *
find_mirror(struct sources *sources, const struct packet *packet)
{
	uint64_t hash = hash_of(sources, packet);
	struct table_link *link = table_first(&sources->table, hash);
	struct mirror *mirror;

	for (; link; link = table_next(link)) {
		mirror = TABLE_ENTRY(link, struct mirror, link);
		if (is_of(mirror, packet))
			return mirror;
	}
	if (sources->mirror_count == MIRRORS_MAX)
		return NULL;
	mirror = calloc(1, sizeof *mirror);
	if (!mirror)
		return NULL;
	mirror->parent = packet->source;
	mirror->around = packet->encapsulations;
	mirror->first = mirror->last = packet->time;
	if (table_add(&sources->table, &mirror->link, hash) != 0) {
		free(mirror);
		return NULL;
	}
	mirror->index = (unsigned)(sources->captures + sources->mirror_count);
	sources->mirrors[sources->mirror_count++] = mirror;
	return mirror;
}

unsigned
sources_find_mirror(struct sources *sources, const struct packet *packet)
{
	struct mirror *mirror = sources->recent;

	if (!mirror || !is_of(mirror, packet))
		mirror = find_mirror(sources, packet);
	if (!mirror) {
		counter_up(source_limit);
		return packet->source;
	}
	sources->recent = mirror;
	return mirror->index;
}

void
sources_count_mirror(struct sources *sources, const struct packet *packet)
{
	struct mirror *mirror;

	if (packet->source < sources->captures)
		return;
	mirror = sources->mirrors[packet->source - sources->captures];
	mirror->packets++;
	mirror->bytes += packet->header_size + packet->size;
	if (tstamp_before(mirror->last, packet->time))
		mirror->last = packet->time;
}

int64_t
sources_id(struct sources *sources, unsigned index)
{
	if (index < sources->captures)
		return capture_id(sources, index);
	if (!sources->ids[index])
		put_mirror(
		    sources, sources->mirrors[index - sources->captures]);
	return sources->ids[index];
}

const int64_t *
sources_ids(const struct sources *sources)
{
	return sources->ids;
}

void
sources_note_copy(struct sources *sources, unsigned first, unsigned copy)
{
	struct source_copies *pair = sources->pairs;
	size_t i = sources->recent_pair;

	if (i >= sources->pair_count || pair[i].first != first ||
	    pair[i].copy != copy)
		i = 0;
	while (i < sources->pair_count &&
	       (pair[i].first != first || pair[i].copy != copy))
		i++;
	if (i == PAIRS_MAX) {
		counter_up(source_limit);
		return;
	}
	if (i == sources->pair_count) {
		pair[i] = (struct source_copies){.first = first, .copy = copy};
		sources->pair_count++;
	}
	sources->recent_pair = i;
	pair[i].packets++;
}

size_t
sources_total(const struct sources *sources)
{
	return sources->captures + sources->mirror_count;
}

struct figures *
sources_figures(const struct sources *sources)
{
	return sources->figures;
}

const struct origin *
sources_origin(const struct sources *sources, unsigned index)
{
	return origins_at(&sources->origins,
	    index < sources->captures
		? index
		: sources->mirrors[index - sources->captures]->parent);
}

const struct encapsulations *
sources_around(const struct sources *sources, unsigned index)
{
	return index < sources->captures
		   ? NULL
		   : &sources->mirrors[index - sources->captures]->around;
}

bool
sources_has_packets(const struct sources *sources, unsigned index)
{
	return index >= sources->captures ||
	       origins_at(&sources->origins, index)->frames > 0;
}

struct tstamp
sources_last(const struct sources *sources, unsigned index)
{
	return index < sources->captures
		   ? origins_at(&sources->origins, index)->last
		   : sources->mirrors[index - sources->captures]->last;
}

long
sources_with_id(const struct sources *sources, int64_t id)
{
	for (size_t i = 0; i < sources_total(sources); i++)
		if (id && sources->ids[i] == id)
			return (long)i;
	return -1;
}

/* What the kernel and the card dropped is known by the interfaces. */
static void
take_drops(struct sources *sources)
{
	struct source_figures *all = figures_all(sources->figures);

	for (size_t i = 0; i < sources->captures; i++) {
		const struct origin *of = origins_at(&sources->origins, i);

		all[i].counts[FIGURE_RING_DROPPED] = of->ring_dropped;
		all[i].counts[FIGURE_DEVICE_DROPPED] = of->device_dropped;
	}
}

void
sources_tick(struct sources *sources, struct tstamp now)
{
	int64_t minute = window_minute(now);

	take_drops(sources);
	figures_tick(sources->figures, sources_total(sources), now);
	if (minute == sources->minute)
		return;
	for (size_t i = 0; i < sources->pair_count && sources->minute; i++)
		window_note(&sources->pairs[i].window,
		    sources->pairs[i].packets, sources->minute, minute);
	sources->minute = minute;
}

static int
by_packets(const void *a, const void *b)
{
	const struct source_copies *left = a, *right = b;

	if (left->packets != right->packets)
		return left->packets < right->packets ? 1 : -1;
	if (left->first != right->first)
		return left->first < right->first ? -1 : 1;
	return left->copy < right->copy ? -1 : left->copy > right->copy;
}

const struct source_copies *
sources_copies(struct sources *sources, size_t *count)
{
	qsort(sources->pairs, sources->pair_count, sizeof *sources->pairs,
	    by_packets);
	*count = sources->pair_count;
	return sources->pairs;
}

int
sources_file(struct sources *sources)
{
	const struct source_copies *pairs;
	size_t count;

	for (size_t i = 0; i < sources->captures; i++)
		put_capture(sources, i);
	for (size_t i = 0; i < sources->mirror_count; i++)
		put_mirror(sources, sources->mirrors[i]);
	pairs = sources_copies(sources, &count);
	for (size_t i = 0; i < count && !sources->error; i++) {
		struct duplicate_row row = {
		    .source_id = sources_id(sources, pairs[i].first),
		    .copy_source_id = sources_id(sources, pairs[i].copy),
		    .packets = pairs[i].packets,
		};

		sources->error = catalogue_drop_duplicates(
		    sources->catalogue, row.source_id, row.copy_source_id);
		if (!sources->error)
			sources->error =
			    catalogue_add_duplicate(sources->catalogue, &row);
	}
	return sources->error;
}

const char *
sources_format(
    const struct sources *sources, unsigned index, char out[SOURCE_TEXT_SIZE])
{
	const struct mirror *mirror =
	    index < sources->captures
		? NULL
		: sources->mirrors[index - sources->captures];
	const struct origin *of =
	    origins_at(&sources->origins, mirror ? mirror->parent : index);
	char around[ENCAPSULATIONS_TEXT_SIZE] = "";

	if (mirror)
		encapsulations_format(&mirror->around, around);
	snprintf(out, SOURCE_TEXT_SIZE, "%s%s%s", of->name, mirror ? ": " : "",
	    around);
	return out;
}

const char *
sources_name(
    const struct sources *sources, int64_t id, char out[SOURCE_TEXT_SIZE])
{
	size_t count = sources->captures + sources->mirror_count;

	for (size_t i = 0; i < count; i++)
		if (sources->ids[i] == id)
			return sources_format(sources, (unsigned)i, out);
	return NULL;
}
