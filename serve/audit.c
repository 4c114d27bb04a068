/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "serve/audit.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/hash.h"
#include "base/log.h"
#include "base/monotonic.h"
#include "base/text.h"
#include "base/thread.h"
#include "browse/time.h"
#include "serve/server.h"
#include "storage/annotate.h"
#include "storage/catalogue.h"

#define ROWS_MAX 512 /* that wait */
#define BATCH_MS 200 /* rows that nobody waits for come together */
#define KNOWN_MAX 4096
#define SEEN_S 60 /* the same again is the same */
#define HEARD_S 600

/* A row with its texts. */
struct row {
	int64_t time_us;
	const char *action;
	char user[ACCOUNT_NAME_SIZE];
	char address[INET6_ADDRSTRLEN];
	char uid[CALL_UID_LEN + 1];
	char detail[AUDIT_DETAIL_SIZE];
};

/* Something that was noted not long ago. */
struct known {
	uint64_t hash;
	int64_t at_s;
};

struct audit {
	const char *folder;
	struct annotator *annotator; /* of the thread; NULL: not open */
	dev_t dev;                   /* of the catalogue that is open */
	ino_t ino;
	pthread_t thread;

	pthread_mutex_t lock; /* of what follows */
	pthread_cond_t more, written;
	struct row rows[2][ROWS_MAX]; /* that wait, that are written */
	size_t count;                 /* that wait, in rows[side] */
	int side;
	uint64_t batch, done; /* that is filled, and that came last */
	uint64_t failed;      /* the last one that could not be written ... */
	int error;            /* ... and why */
	bool is_urgent;       /* somebody waits */
	bool is_stopped;
	bool is_full; /* which was told */
	uint64_t seed;
	struct known known[KNOWN_MAX];
};

/* Opens the catalogue, anew when it is another file by now. */
static int
open_catalogue(struct audit *audit)
{
	char path[PATH_MAX];
	struct stat st;
	int error;

	snprintf(path, sizeof path, "%s/%s", audit->folder, CATALOGUE_FILE);
	if (stat(path, &st))
		return errno;
	if (audit->annotator && st.st_dev == audit->dev &&
	    st.st_ino == audit->ino)
		return 0;
	annotate_close(audit->annotator);
	audit->annotator = NULL;
	error = annotate_open(audit->folder, &audit->annotator);
	audit->dev = st.st_dev;
	audit->ino = st.st_ino;
	return error;
}

static int
write_rows(struct audit *audit, const struct row *rows, size_t count)
{
	struct annotation_audit *audits = calloc(count, sizeof *audits);
	int error = audits ? open_catalogue(audit) : ENOMEM;

	for (size_t i = 0; !error && i < count; i++)
		audits[i] = (struct annotation_audit){
		    .by = {rows[i].user, rows[i].address, rows[i].time_us},
		    .action = rows[i].action,
		    .uid = rows[i].uid,
		    .detail = rows[i].detail};
	if (!error)
		error = annotate_audits(audit->annotator, audits, count);
	free(audits);
	if (error) {
		errno = error;
		log_warn("%zu rows of the audit are not written", count);
	}
	return error;
}

/* Waits for rows, and then a moment for more, unless somebody is in a hurry.
 * The lock is held. */
static void
wait_for_rows(struct audit *audit)
{
	struct timespec until;

	while (!audit->count && !audit->is_stopped)
		pthread_cond_wait(&audit->more, &audit->lock);
	until = monotonic_in_ms(BATCH_MS);
	while (!audit->is_urgent && !audit->is_stopped &&
	       audit->count < ROWS_MAX / 2 &&
	       !pthread_cond_timedwait(&audit->more, &audit->lock, &until))
		;
}

static void *
work(void *arg)
{
	struct audit *audit = arg;

	pthread_mutex_lock(&audit->lock);
	for (;;) {
		const struct row *rows = audit->rows[audit->side];
		uint64_t batch;
		size_t count;
		int error;

		wait_for_rows(audit);
		count = audit->count;
		if (!count)
			break;
		batch = audit->batch++;
		audit->count = 0;
		audit->side = !audit->side;
		audit->is_urgent = audit->is_full = false;
		pthread_mutex_unlock(&audit->lock);
		error = write_rows(audit, rows, count);
		pthread_mutex_lock(&audit->lock);
		audit->done = batch;
		if (error) {
			audit->failed = batch;
			audit->error = error;
		}
		pthread_cond_broadcast(&audit->written);
	}
	pthread_mutex_unlock(&audit->lock);
	annotate_close(audit->annotator);
	return NULL;
}

int
audit_start(const char *folder, struct audit **out)
{
	struct audit *audit = calloc(1, sizeof *audit);
	int error;

	if (!audit)
		return ENOMEM;
	audit->folder = folder;
	audit->batch = 1;
	audit->seed = hash_seed();
	pthread_mutex_init(&audit->lock, NULL);
	monotonic_cond_init(&audit->more);
	monotonic_cond_init(&audit->written);
	error = thread_start(&audit->thread, "audit", work, audit);
	if (error) {
		free(audit);
		return error;
	}
	*out = audit;
	return 0;
}

void
audit_stop(struct audit *audit)
{
	if (!audit)
		return;
	pthread_mutex_lock(&audit->lock);
	audit->is_stopped = true;
	pthread_cond_signal(&audit->more);
	pthread_mutex_unlock(&audit->lock);
	pthread_join(audit->thread, NULL);
	pthread_cond_destroy(&audit->more);
	pthread_cond_destroy(&audit->written);
	pthread_mutex_destroy(&audit->lock);
	free(audit);
}

/* The hash of who did what. */
static uint64_t
hash_of(const struct audit *audit, const struct row *row)
{
	uint64_t hash = audit->seed;

	hash = hash_bytes(row->action, strlen(row->action), hash);
	hash = hash_bytes(row->user, strlen(row->user), hash);
	hash = hash_bytes(row->address, strlen(row->address), hash);
	hash = hash_bytes(row->uid, strlen(row->uid), hash);
	return hash_bytes(row->detail, strlen(row->detail), hash);
}

static bool
is_known(const struct audit *audit, uint64_t hash, int64_t seconds)
{
	const struct known *known = &audit->known[hash % KNOWN_MAX];

	return known->hash == hash && known->at_s &&
	       monotonic_s() - known->at_s < seconds;
}

static void
make_known(struct audit *audit, uint64_t hash)
{
	audit->known[hash % KNOWN_MAX] = (struct known){hash, monotonic_s()};
}

static void
fill(struct row *row, const struct exchange *exchange,
    const struct audit_entry *entry)
{
	*row = (struct row){.time_us = time_now_us(), .action = entry->action};
	text_copy(
	    row->user, sizeof row->user, text_of(exchange->who.account.name));
	text_copy(
	    row->address, sizeof row->address, text_of(exchange->address));
	text_copy(row->uid, sizeof row->uid, text_of(entry->uid));
	text_copy(row->detail, sizeof row->detail, text_of(entry->detail));
}

/* Puts a row to those that wait; the lock is held. */
static bool
put(struct audit *audit, const struct row *row)
{
	if (audit->count == ROWS_MAX)
		return false;
	audit->rows[audit->side][audit->count++] = *row;
	pthread_cond_signal(&audit->more);
	return true;
}

/* The same again within 'seconds' is not noted. */
static void
note(const struct exchange *exchange, const struct audit_entry *entry,
    int64_t seconds)
{
	struct audit *audit = exchange->server->audit;
	bool is_lost = false;
	struct row row;
	uint64_t hash;

	fill(&row, exchange, entry);
	hash = hash_of(audit, &row);
	pthread_mutex_lock(&audit->lock);
	if (!is_known(audit, hash, seconds)) {
		if (put(audit, &row)) {
			make_known(audit, hash);
		} else {
			is_lost = !audit->is_full;
			audit->is_full = true;
		}
	}
	pthread_mutex_unlock(&audit->lock);
	if (is_lost)
		log_warnx("the audit does not tell of all: too many rows "
			  "wait to be written");
}

void
audit_note(const struct exchange *exchange, const struct audit_entry *entry)
{
	note(exchange, entry, SEEN_S);
}

void
audit_change(const struct exchange *exchange, const struct audit_entry *entry)
{
	note(exchange, entry, 0);
}

int
audit_write(const struct exchange *exchange, const struct audit_entry *entry)
{
	struct audit *audit = exchange->server->audit;
	struct row row;
	uint64_t hash, batch;
	int error = 0;

	fill(&row, exchange, entry);
	hash = hash_of(audit, &row);
	pthread_mutex_lock(&audit->lock);
	if (!is_known(audit, hash, HEARD_S)) {
		error = put(audit, &row) ? 0 : EBUSY;
		batch = audit->batch;
		audit->is_urgent = true;
		while (!error && audit->done < batch)
			pthread_cond_wait(&audit->written, &audit->lock);
		/* That a later one failed is as bad: better once too often. */
		if (!error && audit->failed >= batch)
			error = audit->error;
		if (!error)
			make_known(audit, hash);
	}
	pthread_mutex_unlock(&audit->lock);
	return error;
}
