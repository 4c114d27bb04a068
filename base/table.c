/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bounded intrusive hash table with expiry order. */
#include "base/table.h"

#include <errno.h>
#include <stdlib.h>

#include "base/hash.h"

#define FIRST_BUCKETS 64

int
table_init(struct table *table, size_t limit)
{
	*table = (struct table){.limit = limit, .seed = hash_seed()};
	table->buckets = calloc(FIRST_BUCKETS, sizeof *table->buckets);
	if (!table->buckets)
		return ENOMEM;
	table->bucket_count = FIRST_BUCKETS;
	return 0;
}

void
table_clear(struct table *table)
{
	free(table->buckets);
	*table = (struct table){0};
}

static struct table_link **
bucket_of(const struct table *table, uint64_t hash)
{
	return &table->buckets[hash & (table->bucket_count - 1)];
}

/* Doubles the buckets; without memory the chains just get longer. */
static void
grow(struct table *table)
{
	size_t count = table->bucket_count * 2;
	struct table_link **buckets = calloc(count, sizeof *buckets);

	if (!buckets)
		return;
	free(table->buckets);
	table->buckets = buckets;
	table->bucket_count = count;
	for (struct table_link *link = table->oldest; link;
	     link = link->newer) {
		struct table_link **bucket = bucket_of(table, link->hash);

		link->chain = *bucket;
		*bucket = link;
	}
}

static void
list_append(struct table *table, struct table_link *link)
{
	link->newer = NULL;
	link->older = table->newest;
	if (table->newest)
		table->newest->newer = link;
	else
		table->oldest = link;
	table->newest = link;
}

static void
list_remove(struct table *table, struct table_link *link)
{
	if (link->older)
		link->older->newer = link->newer;
	else
		table->oldest = link->newer;
	if (link->newer)
		link->newer->older = link->older;
	else
		table->newest = link->older;
}

int
table_add(struct table *table, struct table_link *link, uint64_t hash)
{
	struct table_link **bucket;

	if (table->count >= table->limit)
		return ENOSPC;
	/* Half of them empty: what is looked for is the first of its chain,
	 * which can be prefetched. */
	if (table->count >= table->bucket_count / 2)
		grow(table);
	bucket = bucket_of(table, hash);
	link->hash = hash;
	link->chain = *bucket;
	*bucket = link;
	list_append(table, link);
	table->count++;
	return 0;
}

void
table_remove(struct table *table, struct table_link *link)
{
	struct table_link **at = bucket_of(table, link->hash);

	while (*at != link)
		at = &(*at)->chain;
	*at = link->chain;
	list_remove(table, link);
	table->count--;
}

void
table_touch(struct table *table, struct table_link *link)
{
	if (table->newest == link)
		return;
	list_remove(table, link);
	list_append(table, link);
}

struct table_link *
table_first(const struct table *table, uint64_t hash)
{
	struct table_link *link = *bucket_of(table, hash);

	while (link && link->hash != hash)
		link = link->chain;
	return link;
}

struct table_link *
table_next(const struct table_link *link)
{
	uint64_t hash = link->hash;
	struct table_link *next = link->chain;

	while (next && next->hash != hash)
		next = next->chain;
	return next;
}
