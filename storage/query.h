/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading the catalogue: calls and what belongs to them, as rows. Used by
 * browse/ with a catalogue opened with CATALOGUE_READ. The rows given to a
 * callback live until it returns; a callback that returns other than 0 ends
 * the query, which returns that value. Errors as in storage/catalogue.h.
 *
 * query_calls and query_call_by_prefix hold nothing while a callback runs, so
 * it may be slow, and may run the queries below them; the others hold the
 * state of the catalogue that they read, and no callback may run the query
 * again that it was called by.
 */
#ifndef STORAGE_QUERY_H
#define STORAGE_QUERY_H

#include <stddef.h>
#include <stdint.h>

#include "storage/catalogue.h"
#include "storage/rows.h"

/* A place in the order of calls, which is by start and then by id. */
struct call_cursor {
	int64_t started_us;
	int64_t id; /* call.id */
};

#define CALL_CURSOR_SIZE 48

/* A cursor as a word that means nothing to others, and back; false when it is
 * none. */
void call_cursor_format(
    const struct call_cursor *cursor, char out[CALL_CURSOR_SIZE]);
bool call_cursor_parse(const char *word, struct call_cursor *out)
    __attribute__((warn_unused_result));

#define FILTER_TEXT_SIZE 256 /* longest text of a filter, and its NUL */
#define FILTER_NUMBERS_MAX 50
#define FILTER_WORDS_MAX 10 /* of a filter's free text */

/*
 * Which calls. Zero, NULL and "" mean "any". Parts are looked for in capitals
 * or not, and nothing in them is a pattern.
 */
struct call_filter {
	bool has_from; /* only calls started at or after 'from_us' */
	int64_t from_us;
	bool has_to; /* only calls started before 'to_us' */
	int64_t to_us;
	const char *number;       /* part of the caller's or callee's number, as
	                        signalled or normalised */
	const char *name;         /* part of the name of either */
	const char *address;      /* part of the address of either */
	const char *direction;    /* exactly this direction */
	const char *state;        /* exactly this state */
	const char *completeness; /* exactly this, or "none": never answered */
	const char *codec;        /* of one of its streams, whole */
	const char *tag;          /* that it has, whole */
	const char *text;   /* words, each of them part of a number, name, URI
	                       or address, of an agent, codec, tag or note, or
	                       a whole Call-ID */
	const char *source; /* part of the text of a source of it */
	const char *hold;   /* "yes": under legal hold; "no": not */
	int64_t min_duration_ms; /* of the conversation */
	bool has_max_duration;
	int64_t max_duration_ms;
	/* Numbers of which one must be the caller's or callee's, as signalled
	 * or normalised, or one of a leg of the call: what a viewer may see.
	 * None is seen when there are no numbers and this is not NULL. */
	const char *const *own_numbers;
	size_t own_number_count; /* up to FILTER_NUMBERS_MAX */
	size_t limit; /* at most so many, the newest; 0: all. Behind 'after',
	                 the next */
	bool newest_first;
	const struct call_cursor *after; /* only what follows this one */
};

/* A call as a query gives it: the row, and what it counts below it. */
struct call_view {
	struct call_row call;
	int64_t duration_ms; /* answer to end; 0 when never answered, or not
	                        yet ended */
	int leg_count;
	const char *sip_call_id; /* of the first leg */
	bool held;               /* under legal hold */
};

typedef int query_call_fn(const struct call_view *view, void *arg);
typedef int query_leg_fn(const struct leg_row *leg, void *arg);
typedef int query_stream_fn(const struct stream_row *stream, void *arg);
typedef int
query_recording_fn(const struct recording_row *recording, void *arg);
typedef int query_gap_fn(const struct gap_row *gap, void *arg);
typedef int query_event_fn(const struct event_row *event, void *arg);
typedef int query_message_fn(const struct sip_message_row *row, void *arg);

/* The calls that match, oldest first unless the filter says otherwise. Calls
 * added meanwhile may be among them. E2BIG: the filter is too long. */
int query_calls(struct catalogue *catalogue, const struct call_filter *filter,
    query_call_fn *each, void *arg) __attribute__((warn_unused_result));

/*
 * The one call whose public id begins with 'prefix' (hexadecimal digits, any
 * case). ENOENT when there is none, EEXIST when there are several: the first
 * of these are given to 'each' too, at most 10, so that a person can choose.
 */
int query_call_by_prefix(struct catalogue *catalogue, const char *prefix,
    query_call_fn *each, void *arg) __attribute__((warn_unused_result));

/*
 * To follow calls as they end: those with a call.id above 'after', by that,
 * and those that go on; 'open' says which do. ENOENT of query_call(): there is
 * none, or the filter does not want it.
 */
typedef int query_id_fn(int64_t id, const char *uid, bool open, void *arg);
int query_ids(struct catalogue *catalogue, int64_t after, query_id_fn *each,
    void *arg) __attribute__((warn_unused_result));
int query_open_ids(struct catalogue *catalogue, query_id_fn *each, void *arg)
    __attribute__((warn_unused_result));
int query_last_id(struct catalogue *catalogue, int64_t *out)
    __attribute__((warn_unused_result));
int query_call(struct catalogue *catalogue, const struct call_filter *filter,
    int64_t id, query_call_fn *each, void *arg)
    __attribute__((warn_unused_result));

/* What belongs to a call ('call_id' is call.id), in order of time. */
int query_legs(struct catalogue *catalogue, int64_t call_id, query_leg_fn *each,
    void *arg) __attribute__((warn_unused_result));
int query_streams(struct catalogue *catalogue, int64_t call_id,
    query_stream_fn *each, void *arg) __attribute__((warn_unused_result));
int query_recordings(struct catalogue *catalogue, int64_t call_id,
    query_recording_fn *each, void *arg) __attribute__((warn_unused_result));
int query_gaps(struct catalogue *catalogue, int64_t recording_id,
    query_gap_fn *each, void *arg) __attribute__((warn_unused_result));
int query_events(struct catalogue *catalogue, int64_t call_id,
    query_event_fn *each, void *arg) __attribute__((warn_unused_result));
int query_messages(struct catalogue *catalogue, int64_t call_id,
    query_message_fn *each, void *arg) __attribute__((warn_unused_result));

/* A link as a query gives it. */
struct link_view {
	struct link_row link;
	bool undone;                /* by a person */
	const char *other_call_uid; /* the other leg is of another call, which
	                               this one came from; NULL: of the same */
};

typedef int query_link_fn(const struct link_view *view, void *arg);
typedef int query_quality_fn(const struct quality_row *quality, void *arg);

/* So many keys of 'side' were told by 'method'. */
typedef int query_key_count_fn(
    const char *side, const char *method, uint64_t count, void *arg);

/* How the legs of a call were linked, in order of finding. */
int query_links(struct catalogue *catalogue, int64_t call_id,
    query_link_fn *each, void *arg) __attribute__((warn_unused_result));

/* What was measured of a stream ('stream_id' is stream.id), by time. */
int query_qualities(struct catalogue *catalogue, int64_t stream_id,
    query_quality_fn *each, void *arg) __attribute__((warn_unused_result));

/* How many keys were pressed in a call; not which. */
int query_key_counts(struct catalogue *catalogue, int64_t call_id,
    query_key_count_fn *each, void *arg) __attribute__((warn_unused_result));

typedef int query_counter_fn(const char *name, uint64_t value, void *arg);

/* The counters of the run that ended at 'time_us' or first after it. */
int query_counters(struct catalogue *catalogue, int64_t time_us,
    query_counter_fn *each, void *arg) __attribute__((warn_unused_result));
/* The keys of a call, and its faxes. */
typedef int query_key_fn(const struct dtmf_row *row, void *arg);
typedef int query_fax_fn(const struct fax_row *row, void *arg);
int query_keys(struct catalogue *catalogue, int64_t call_id, query_key_fn *each,
    void *arg) __attribute__((warn_unused_result));
int query_faxes(struct catalogue *catalogue, int64_t call_id,
    query_fax_fn *each, void *arg) __attribute__((warn_unused_result));

/* What the receiver of a stream said of it by RTCP, in all. */
struct rtcp_view {
	uint64_t reports;       /* that made rows */
	uint64_t extended;      /* ... of extended reports */
	uint64_t packets, lost; /* by the reports */
	bool has_jitter;
	double jitter_ms; /* mean of the reports */
	double jitter_max_ms;
	bool has_round_trip;
	double round_trip_ms; /* mean */
	bool has_mos;
	double mos; /* mean of the extended reports */
};

int query_rtcp(struct catalogue *catalogue, int64_t stream_id,
    struct rtcp_view *out) __attribute__((warn_unused_result));

/* A source as a query gives it. */
struct source_view {
	struct source_row source;
	const char *text; /* "NAME", or "NAME: ENCAPSULATION" */
};

typedef int query_source_fn(const struct source_view *view, void *arg);

/* The source with this source.id; 'each' is not called when there is none. */
int query_source(struct catalogue *catalogue, int64_t source_id,
    query_source_fn *each, void *arg) __attribute__((warn_unused_result));

/* Packets of one source that came again from another. */
struct duplicate_view {
	const char *source; /* text of the source */
	const char *copy_source;
	uint64_t packets;
};

typedef int query_duplicate_fn(const struct duplicate_view *view, void *arg);

/*
 * What mirroring doubled, for each two sources, the most packets first. Runs
 * add up; a capture that was read again counts once. Of 'filter' only the
 * time is used: only sources that were heard in it, with their whole run.
 */
int
query_duplicates(struct catalogue *catalogue, const struct call_filter *filter,
    query_duplicate_fn *each, void *arg) __attribute__((warn_unused_result));

typedef int
query_registration_fn(const struct registration_row *row, void *arg);

/* All registrations, by address of record and then by time. */
int query_registrations(struct catalogue *catalogue,
    query_registration_fn *each, void *arg) __attribute__((warn_unused_result));

/* A note as a query gives it; and tags are struct tag_row. */
struct note_view {
	int64_t id;
	int64_t time_us;
	const char *author; /* may be NULL */
	const char *body;
};

typedef int query_tag_fn(const struct tag_row *row, void *arg);
typedef int query_note_fn(const struct note_view *view, void *arg);

/* The tags of a call, by name, and its notes, by time. */
int query_tags(struct catalogue *catalogue, int64_t call_id, query_tag_fn *each,
    void *arg) __attribute__((warn_unused_result));
int query_notes(struct catalogue *catalogue, int64_t call_id,
    query_note_fn *each, void *arg) __attribute__((warn_unused_result));

/* Which rows of the audit. Zero and NULL mean "any". */
struct audit_filter {
	bool has_from;
	int64_t from_us;
	bool has_to;
	int64_t to_us;
	const char *user;                /* exactly this one */
	const char *call_uid;            /* of this call */
	size_t limit;                    /* at most so many */
	const struct call_cursor *after; /* time and id of the row before */
};

/* Who did what. */
struct audit_view {
	int64_t id;
	int64_t time_us;
	const char *user;
	const char *address;  /* it came from; NULL: a terminal */
	const char *action;   /* list play export delete tag hold ... */
	const char *call_uid; /* or NULL */
	const char *detail;   /* or NULL */
};

typedef int query_audit_fn(const struct audit_view *view, void *arg);

/* What was done, the newest first. */
int query_audit(struct catalogue *catalogue, const struct audit_filter *filter,
    query_audit_fn *each, void *arg) __attribute__((warn_unused_result));

/* A count with its name, such as ("state", "ended", 12). */
typedef int
query_stat_fn(const char *group, const char *name, int64_t value, void *arg);

/*
 * Totals over the calls that match 'filter' (its limit is not used): group
 * "calls" (name "total", "answered", "talk_ms", "legs"), "state",
 * "completeness", "codec" (streams), "final_status", "streams" (name
 * "count", "packets", "lost", "duplicates", "mirror_duplicates",
 * "reordered"), "recordings"
 * ("count", "bytes", "duration_ms"). What is not known is named "none". All
 * are of the same state of the catalogue.
 */
int query_stats(struct catalogue *catalogue, const struct call_filter *filter,
    query_stat_fn *each, void *arg) __attribute__((warn_unused_result));

enum stats_by {
	STATS_IN_ALL,
	STATS_BY_HOUR, /* of UTC */
	STATS_BY_DAY,  /* of local time */
};

/* Totals over the calls that began in one hour, or on one day. */
struct stats_view {
	int64_t from_us; /* its beginning */
	int64_t calls;
	int64_t answered;
	int64_t complete; /* by completeness */
	int64_t partial;
	int64_t missing;
	int64_t undecodable;
	int64_t skipped;
	int64_t failed; /* by state */
	int64_t talk_ms;
};

typedef int query_stats_by_fn(const struct stats_view *view, void *arg);

/* Totals for each hour, or day, in which a call that matches began, the first
 * one first (STATS_IN_ALL: none). As query_stats(). */
int query_stats_by(struct catalogue *catalogue,
    const struct call_filter *filter, enum stats_by by, query_stats_by_fn *each,
    void *arg) __attribute__((warn_unused_result));

/* So many calls are 'completeness', and not complete, for this reason; NULL: it
 * is not known. */
typedef int query_incomplete_fn(
    const char *completeness, const char *reason, int64_t calls, void *arg);

/* Why calls that match are not complete: the most frequent reasons, up to 50,
 * the most frequent first. Those that differ in their figures only are one,
 * told by the first of them. */
int
query_incomplete(struct catalogue *catalogue, const struct call_filter *filter,
    query_incomplete_fn *each, void *arg) __attribute__((warn_unused_result));

#endif
