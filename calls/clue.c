/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "calls/clue.h"

#include <stdlib.h>
#include <string.h>

#include "base/counter.h"
#include "base/hash.h"
#include "calls/call_leg.h"

struct clues {
	struct table lasting; /* each in the order of time */
	struct table brief;
	int64_t brief_ns;
};

static struct table *
table_of(struct clues *clues, enum clue_kind kind)
{
	return kind == CLUE_HEADER || kind == CLUE_ADDRESS ? &clues->lasting
							   : &clues->brief;
}

struct clues *
clues_new(size_t limit, int64_t brief_ns)
{
	struct clues *clues = calloc(1, sizeof *clues);

	if (!clues)
		return NULL;
	clues->brief_ns = brief_ns;
	if (table_init(&clues->lasting, limit) != 0 ||
	    table_init(&clues->brief, limit) != 0) {
		clues_free(clues);
		return NULL;
	}
	return clues;
}

static struct clue *
entry(struct table_link *link)
{
	return TABLE_ENTRY(link, struct clue, link);
}

static void
clear(struct clues *clues, struct table *table)
{
	while (table->oldest)
		clues_remove(clues, entry(table->oldest));
	table_clear(table);
}

void
clues_free(struct clues *clues)
{
	if (!clues)
		return;
	clear(clues, &clues->lasting);
	clear(clues, &clues->brief);
	free(clues);
}

static uint64_t
hash_key(const struct table *table, enum clue_kind kind, struct text key)
{
	return hash_bytes(key.at, key.len, table->seed + kind);
}

static bool
has_key(const struct clue *clue, enum clue_kind kind, struct text key)
{
	return clue->kind == kind && clue->size == key.len &&
	       !memcmp(clue->key, key.at, key.len);
}

struct clue *
clues_find(struct clues *clues, enum clue_kind kind, struct text key,
    const struct clue *after)
{
	const struct table *table = table_of(clues, kind);
	struct table_link *link =
	    after ? table_next(&after->link)
		  : table_first(table, hash_key(table, kind, key));

	for (; link; link = table_next(link))
		if (has_key(entry(link), kind, key))
			return entry(link);
	return NULL;
}

void
clues_remove(struct clues *clues, struct clue *clue)
{
	struct clue **at = &clue->leg->clues;

	while (*at != clue)
		at = &(*at)->next;
	*at = clue->next;
	clue->leg->clue_count--;
	table_remove(table_of(clues, clue->kind), &clue->link);
	free(clue);
}

/* The same clue of the same leg, made the newest; NULL when it is new. */
static struct clue *
find_own(struct clues *clues, const struct call_leg *leg, enum clue_kind kind,
    struct text key)
{
	for (struct clue *it = leg->clues; it; it = it->next)
		if (has_key(it, kind, key)) {
			table_touch(table_of(clues, kind), &it->link);
			return it;
		}
	return NULL;
}

struct clue *
clues_add(struct clues *clues, struct call_leg *leg, enum clue_kind kind,
    struct text key, struct tstamp time)
{
	struct table *table = table_of(clues, kind);
	struct clue *clue;

	if (key.len == 0 || key.len > CLUE_KEY_MAX)
		return NULL;
	clue = find_own(clues, leg, kind, key);
	if (clue) {
		clue->time = time;
		return clue;
	}
	if (leg->clue_count == CLUES_PER_LEG_MAX ||
	    !(clue = calloc(1, sizeof *clue + key.len))) {
		counter_up(link_limit);
		return NULL;
	}
	if (table->count == table->limit) {
		counter_up(link_limit);
		clues_remove(clues, entry(table->oldest));
	}
	*clue = (struct clue){
	    .leg = leg, .time = time, .kind = kind, .size = key.len};
	memcpy(clue->key, key.at, key.len);
	if (table_add(table, &clue->link, hash_key(table, kind, key)) != 0) {
		free(clue);
		return NULL;
	}
	clue->next = leg->clues;
	leg->clues = clue;
	leg->clue_count++;
	return clue;
}

void
clues_forget(struct clues *clues, struct call_leg *leg)
{
	struct clue *next;

	for (struct clue *it = leg->clues; it; it = next) {
		next = it->next;
		clues_remove(clues, it);
	}
}

void
clues_tick(struct clues *clues, struct tstamp now)
{
	while (clues->brief.oldest) {
		struct clue *oldest = entry(clues->brief.oldest);

		if (tstamp_diff_ns(now, oldest->time) <= clues->brief_ns)
			break;
		clues_remove(clues, oldest);
	}
}
