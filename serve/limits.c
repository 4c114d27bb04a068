/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "serve/limits.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/hash.h"
#include "base/table.h"

#define ENTRIES_MAX 8192
#define WAIT_MAX_S 900
#define FORGET_S 3600 /* after the last wrong password */

/* Of one kind and key. */
struct entry {
	struct table_link link;
	uint64_t check; /* a second hash of the key */
	double left;    /* requests that are free now */
	int64_t at_ms;  /* when 'left' was so */
	unsigned failures;
	int64_t failed_ms; /* last */
};

struct limits {
	pthread_mutex_t lock;
	struct table table;
	uint64_t seed;
	struct entry *entries;
	size_t used;
};

struct rule {
	double per_second, burst; /* of requests */
	unsigned free;            /* wrong passwords without a wait */
};

static const struct rule rules[] = {
    [LIMIT_ADDRESS] = {.per_second = 200, .burst = 1000},
    [LIMIT_USER] = {.per_second = 100, .burst = 500},
    [LIMIT_SIGN_IN] = {.free = 5},
    [LIMIT_SIGN_IN_ADDRESS] = {.free = 20},
    [LIMIT_SIGN_IN_USER] = {.free = 50},
};

static int64_t
now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000;
}

struct limits *
limits_new(void)
{
	struct limits *limits = calloc(1, sizeof *limits);

	if (!limits)
		return NULL;
	limits->entries = calloc(ENTRIES_MAX, sizeof *limits->entries);
	if (!limits->entries || table_init(&limits->table, ENTRIES_MAX)) {
		free(limits->entries);
		free(limits);
		return NULL;
	}
	limits->seed = hash_seed();
	pthread_mutex_init(&limits->lock, NULL);
	return limits;
}

void
limits_free(struct limits *limits)
{
	if (!limits)
		return;
	pthread_mutex_destroy(&limits->lock);
	table_clear(&limits->table);
	free(limits->entries);
	free(limits);
}

/* The entry of a key, made anew when there is none; the lock is held. */
static struct entry *
find(struct limits *limits, enum limit limit, const char *key, int64_t now)
{
	size_t size = strlen(key);
	uint64_t kind = (uint64_t)limit * UINT64_C(0x9e3779b97f4a7c15);
	uint64_t hash = hash_bytes(key, size, limits->table.seed ^ kind);
	uint64_t check = hash_bytes(key, size, limits->seed ^ kind);
	struct table_link *link = table_first(&limits->table, hash);
	struct entry *entry;

	for (; link; link = table_next(link)) {
		entry = TABLE_ENTRY(link, struct entry, link);
		if (entry->check == check) {
			table_touch(&limits->table, link);
			return entry;
		}
	}
	if (limits->used < ENTRIES_MAX) {
		entry = &limits->entries[limits->used++];
	} else {
		entry = TABLE_ENTRY(limits->table.oldest, struct entry, link);
		table_remove(&limits->table, &entry->link);
	}
	*entry = (struct entry){
	    .check = check, .left = rules[limit].burst, .at_ms = now};
	/* There is room: it has as much as there are entries. */
	return table_add(&limits->table, &entry->link, hash) ? NULL : entry;
}

bool
limits_take(struct limits *limits, enum limit limit, const char *key)
{
	const struct rule *rule = &rules[limit];
	int64_t now = now_ms();
	struct entry *entry;
	bool free;

	pthread_mutex_lock(&limits->lock);
	entry = find(limits, limit, key, now);
	entry->left += (double)(now - entry->at_ms) * rule->per_second / 1e3;
	if (entry->left > rule->burst)
		entry->left = rule->burst;
	entry->at_ms = now;
	free = entry->left >= 1;
	if (free)
		entry->left -= 1;
	pthread_mutex_unlock(&limits->lock);
	return free;
}

unsigned
limits_wait(struct limits *limits, enum limit limit, const char *key)
{
	int64_t now = now_ms(), wait_s = 0, gone_s;
	unsigned beyond;
	struct entry *entry;

	pthread_mutex_lock(&limits->lock);
	entry = find(limits, limit, key, now);
	gone_s = (now - entry->failed_ms) / 1000;
	if (entry->failures && gone_s > FORGET_S)
		entry->failures = 0;
	if (entry->failures >= rules[limit].free) {
		beyond = entry->failures - rules[limit].free;
		wait_s = beyond < 10 ? INT64_C(1) << beyond : WAIT_MAX_S;
		if (wait_s > WAIT_MAX_S)
			wait_s = WAIT_MAX_S;
		wait_s -= gone_s;
	}
	pthread_mutex_unlock(&limits->lock);
	return wait_s > 0 ? (unsigned)wait_s : 0;
}

void
limits_failed(struct limits *limits, enum limit limit, const char *key)
{
	int64_t now = now_ms();
	struct entry *entry;

	pthread_mutex_lock(&limits->lock);
	entry = find(limits, limit, key, now);
	entry->failures++;
	entry->failed_ms = now;
	pthread_mutex_unlock(&limits->lock);
}

void
limits_passed(struct limits *limits, enum limit limit, const char *key)
{
	pthread_mutex_lock(&limits->lock);
	find(limits, limit, key, now_ms())->failures = 0;
	pthread_mutex_unlock(&limits->lock);
}
