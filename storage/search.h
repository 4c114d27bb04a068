/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Finding calls by what they have, within storage/ only.
 *
 * Whatever a filter can ask for is a word: a number, a name, a state, a tag, a
 * length. Each is in the table 'word' once; the many calls that have the same
 * ones cost little then, and a part of a text is looked for in the words and
 * not in the calls. Which calls have a word tells call_word, an index whose
 * rowid is the time of a call, so that its rows come in the order of lists
 * and the newest are found without sorting.
 *
 * The recorder only marks calls: search_step() makes the words of what is
 * marked when there is time for it, and readers look through what is still
 * marked. So they find all that is there, at any moment:
 * (1) call.search_key is not NULL only if call_word has the row of that key,
 *     with all words of the call. Triggers of the catalogue see to it for what
 *     people say of calls, and row_write() for what the recorder writes.
 * (2) A key that is not of a call any more is in search_stale, or has no row.
 * (3) A word without a call goes when the last call that had it has gone.
 */
#ifndef STORAGE_SEARCH_H
#define STORAGE_SEARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "storage/database.h"
#include "storage/filter.h"

/* The key of the first call of a microsecond; the next one has that of the
 * next microsecond. */
#define SEARCH_KEY_BITS 11
#define SEARCH_TIME_MAX (INT64_C(1) << 52)

#define SEARCH_SEPARATORS " -./()" /* that words of numbers are without */

/* So many words are looked for at most, and if they are all that is looked for:
 * more are found soon without the index. */
#define SEARCH_WORDS_MAX 512
#define SEARCH_WORDS_ALONE 128
#define SEARCH_MATCH_SIZE 16384

/* Which word of kind "length" a conversation of so many seconds has: there are
 * four for each doubling. */
#define SEARCH_LENGTH_MAX 160
#define SEARCH_LENGTH_SIZE 8
static inline unsigned
search_length(int64_t seconds)
{
	unsigned shift = 0, length;

	if (seconds <= 0)
		return 0;
	while (seconds >> shift >= 8)
		shift++;
	length = 4 * shift + (unsigned)(seconds >> shift);
	return length < SEARCH_LENGTH_MAX ? length : SEARCH_LENGTH_MAX;
}

/* What may be asked of the index. */
struct search {
	char match[SEARCH_MATCH_SIZE]; /* in the language of FTS5 */
	size_t len;                    /* 0: it knows no better way than all */
	bool nothing;                  /* no call in it can match */
};

/*
 * Makes of a filter, and of what filter_build() made of it, what the index is
 * to be asked: for calls that include all of its own that match.
 */
int search_build(struct database *db, const struct call_filter *filter,
    const struct filter_sql *sql, struct search *out)
    __attribute__((warn_unused_result));

/* Has the catalogue an index? One that was older when it was opened has none
 * for its reader, who sees an empty one also when it was brought up to date. */
int search_is_there(struct database *db, bool *out)
    __attribute__((warn_unused_result));

/* A call and the row that it gets in call_word. */
struct search_key {
	int64_t call_id;
	int64_t started_us;
	int64_t key;
};

/* Where search_step() goes on. Begins zeroed. */
struct search_work {
	int64_t after_us; /* calls up to there were looked at */
	int64_t after_id;
	char *tokens; /* memory of its own */
	size_t size;
	size_t len;
	struct search_key *keys; /* of calls whose words are in the index */
	size_t key_room;
	size_t key_count;
	struct search_cache *cache; /* of words; NULL: none */
	int64_t highest_id;         /* of a call that ever got a key */
};

/*
 * Brings the index up to date for at most so many calls, within a transaction
 * of the caller's. '*done' says how many these were; 0: there are no more, but
 * calls that go on, and what has no place in it.
 */
int search_step(struct database *db, struct search_work *work, unsigned calls,
    unsigned *done) __attribute__((warn_unused_result));

void search_work_clear(struct search_work *work);

#endif
