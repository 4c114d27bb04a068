/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "serve/limits.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/monotonic.h"
#include "base/table.h"

#define ENTRIES_MAX 8192 /* of each kind: none pushes another one out */
#define WAIT_MAX_S 900
#define FORGET_S 3600 /* after the last wrong password */

/* Of one key. */
struct entry {
	struct table_link link;
	uint64_t check; /* a second hash of the key */
	double left;    /* requests that are free now */
	int64_t at_ms;  /* when 'left' was so */
	unsigned failures;
	int64_t failed_ms; /* last */
};

/* The keys of one kind. */
struct kind {
	struct table table;
	struct entry *entries;
	size_t used;
};

struct limits {
	pthread_mutex_t lock;
	uint64_t seed;
	struct kind kinds[LIMIT_COUNT];
};

struct rule {
	double per_second, burst; /* of requests */
	unsigned free;            /* wrong passwords without a wait */
};

static const struct rule rules[LIMIT_COUNT] = {
    [LIMIT_ADDRESS] = {.per_second = 200, .burst = 1000},
    [LIMIT_USER] = {.per_second = 100, .burst = 500},
    [LIMIT_SIGN_IN] = {.free = 5},
    [LIMIT_SIGN_IN_ADDRESS] = {.free = 20},
    [LIMIT_SIGN_IN_USER] = {.free = 50},
};

struct limits *
limits_new(void)
{
	struct limits *limits = calloc(1, sizeof *limits);

	if (!limits)
		return NULL;
	limits->seed = hash_seed();
	pthread_mutex_init(&limits->lock, NULL);
	for (size_t i = 0; i < LIMIT_COUNT; i++) {
		struct kind *kind = &limits->kinds[i];

		kind->entries = calloc(ENTRIES_MAX, sizeof *kind->entries);
		if (!kind->entries || table_init(&kind->table, ENTRIES_MAX)) {
			limits_free(limits);
			return NULL;
		}
	}
	return limits;
}

void
limits_free(struct limits *limits)
{
	if (!limits)
		return;
	pthread_mutex_destroy(&limits->lock);
	for (size_t i = 0; i < LIMIT_COUNT; i++) {
		table_clear(&limits->kinds[i].table);
		free(limits->kinds[i].entries);
	}
	free(limits);
}

/* The two hashes of a key. */
struct hashes {
	uint64_t hash, check;
};

static struct hashes
hash_key(const struct limits *limits, const struct kind *kind, const char *key)
{
	size_t size = strlen(key);

	return (struct hashes){hash_bytes(key, size, kind->table.seed),
	    hash_bytes(key, size, limits->seed)};
}

/* The entry of a key, or NULL; the lock is held. */
static struct entry *
find(struct kind *kind, const struct hashes *hashes)
{
	struct table_link *link = table_first(&kind->table, hashes->hash);

	for (; link; link = table_next(link)) {
		struct entry *entry = TABLE_ENTRY(link, struct entry, link);

		if (entry->check == hashes->check) {
			table_touch(&kind->table, link);
			return entry;
		}
	}
	return NULL;
}

/* ... made anew when there is none, of no request and no password. */
static struct entry *
find_or_add(
    struct limits *limits, enum limit limit, const char *key, int64_t now)
{
	struct kind *kind = &limits->kinds[limit];
	struct hashes hashes = hash_key(limits, kind, key);
	struct entry *entry = find(kind, &hashes);

	if (entry)
		return entry;
	if (kind->used < ENTRIES_MAX) {
		entry = &kind->entries[kind->used++];
	} else {
		entry = TABLE_ENTRY(kind->table.oldest, struct entry, link);
		table_remove(&kind->table, &entry->link);
	}
	*entry = (struct entry){
	    .check = hashes.check, .left = rules[limit].burst, .at_ms = now};
	/* There is room: it has as much as there are entries. */
	return table_add(&kind->table, &entry->link, hashes.hash) ? NULL
								  : entry;
}

/* The entry of wrong passwords of a key, or NULL: asking makes none, so that
 * who may not try any more pushes nobody out. The lock is held. */
static struct entry *
find_failures(struct limits *limits, enum limit limit, const char *key)
{
	struct kind *kind = &limits->kinds[limit];
	struct hashes hashes = hash_key(limits, kind, key);

	return find(kind, &hashes);
}

void
limits_network(const struct sockaddr *from, char out[INET6_ADDRSTRLEN])
{
	const struct sockaddr_in *v4 = (const void *)from;
	struct sockaddr_in6 v6;

	if (from->sa_family == AF_INET) {
		inet_ntop(AF_INET, &v4->sin_addr, out, INET6_ADDRSTRLEN);
		return;
	}
	memcpy(&v6, from, sizeof v6);
	if (IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr)) {
		inet_ntop(
		    AF_INET, v6.sin6_addr.s6_addr + 12, out, INET6_ADDRSTRLEN);
		return;
	}
	memset(v6.sin6_addr.s6_addr + 8, 0, 8);
	inet_ntop(AF_INET6, &v6.sin6_addr, out, INET6_ADDRSTRLEN);
}

bool
limits_take(struct limits *limits, enum limit limit, const char *key)
{
	const struct rule *rule = &rules[limit];
	int64_t now = monotonic_ms();
	struct entry *entry;
	bool free;

	pthread_mutex_lock(&limits->lock);
	entry = find_or_add(limits, limit, key, now);
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
	int64_t now = monotonic_ms(), wait_s = 0, gone_s;
	unsigned beyond;
	struct entry *entry;

	pthread_mutex_lock(&limits->lock);
	entry = find_failures(limits, limit, key);
	gone_s = entry ? (now - entry->failed_ms) / 1000 : 0;
	if (entry && gone_s > FORGET_S)
		entry->failures = 0;
	if (entry && entry->failures >= rules[limit].free) {
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
	int64_t now = monotonic_ms();
	struct entry *entry;

	pthread_mutex_lock(&limits->lock);
	entry = find_or_add(limits, limit, key, now);
	entry->failures++;
	entry->failed_ms = now;
	pthread_mutex_unlock(&limits->lock);
}

void
limits_passed(struct limits *limits, enum limit limit, const char *key)
{
	struct entry *entry;

	pthread_mutex_lock(&limits->lock);
	entry = find_failures(limits, limit, key);
	if (entry)
		entry->failures = 0;
	pthread_mutex_unlock(&limits->lock);
}
