/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The hash table behind every table of the program: intrusive, bounded in
 * entries, and ordered from the entry longest untouched to the newest, which
 * is the order of idle expiry and the only order in which it is walked (so
 * that no result depends on a hash).
 *
 * Not thread-safe; an entry is in one table at most, and belongs to whoever
 * made it.
 */
#ifndef BASE_TABLE_H
#define BASE_TABLE_H

#include <stddef.h>
#include <stdint.h>

/* Embedded in each entry. */
struct table_link {
	struct table_link *chain; /* next in the same bucket */
	struct table_link *older; /* touched before this one */
	struct table_link *newer; /* touched after this one */
	uint64_t hash;            /* of the entry's key */
};

struct table {
	struct table_link **buckets;
	struct table_link *oldest; /* longest untouched; NULL when empty */
	struct table_link *newest; /* touched last; NULL when empty */
	size_t bucket_count;       /* a power of two */
	size_t count;              /* entries */
	size_t limit;              /* the most entries it may hold */
	uint64_t seed;             /* for hashing keys of this table */
};

/* The entry of 'type' whose member 'member' is 'link'. */
#define TABLE_ENTRY(link, type, member)                                        \
	((type *)(void *)((char *)(link)-offsetof(type, member)))

/* Makes an empty table for at most 'limit' entries. 0 or ENOMEM. */
int table_init(struct table *table, size_t limit)
    __attribute__((warn_unused_result));

/* Frees the buckets; the entries are the caller's. */
void table_clear(struct table *table);

/*
 * Adds 'link' as the newest. 0, or ENOSPC when the limit is reached: nothing
 * has changed then.
 */
int table_add(struct table *table, struct table_link *link, uint64_t hash)
    __attribute__((warn_unused_result));

void table_remove(struct table *table, struct table_link *link);

/* Makes 'link' the newest. */
void table_touch(struct table *table, struct table_link *link);

/*
 * The entries whose keys have the hash 'hash': the caller compares keys.
 * NULL at the end.
 */
struct table_link *table_first(const struct table *table, uint64_t hash);
struct table_link *table_next(const struct table_link *link);

/* Where the search for 'hash' begins: to be prefetched, and what it holds. */
static inline struct table_link *const *
table_bucket(const struct table *table, uint64_t hash)
{
	return &table->buckets[hash & (table->bucket_count - 1)];
}

#endif
