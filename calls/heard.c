/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hosts, and how often audio from and to them was seen. */
#include "calls/heard.h"

#include <stdlib.h>

#include "base/counter.h"
#include "base/hash.h"
#include "base/table.h"
#include "base/window.h"
#include "calls/media.h"

enum way {
	FROM_HOST,
	TO_HOST,
	WAY_COUNT,
};

/* A host as one source sees it. */
struct host {
	struct table_link link;
	int64_t source_id;
	struct addr addr;
	uint64_t calls[WAY_COUNT]; /* that were to have audio */
	uint64_t missing[WAY_COUNT];
	struct window calls_window[WAY_COUNT];
	struct window missing_window[WAY_COUNT];
	int64_t minute; /* that the windows know */
};

struct heard {
	struct table hosts;
	int64_t minute; /* now */
	struct heard_calls calls;
	struct window answered, one_way, no_audio;
};

struct heard *
heard_new(void)
{
	struct heard *heard = calloc(1, sizeof *heard);

	if (heard && table_init(&heard->hosts, HEARD_MAX) != 0) {
		free(heard);
		heard = NULL;
	}
	return heard;
}

void
heard_free(struct heard *heard)
{
	if (!heard)
		return;
	while (heard->hosts.oldest) {
		struct host *host =
		    TABLE_ENTRY(heard->hosts.oldest, struct host, link);

		table_remove(&heard->hosts, &host->link);
		free(host);
	}
	table_clear(&heard->hosts);
	free(heard);
}

const struct endpoint *
heard_described(const struct call *call, enum side side)
{
	const struct media_endpoint *endpoint;

	for (endpoint = call->endpoints; endpoint; endpoint = endpoint->next)
		if (endpoint->speaker == (uint8_t)other_side(side))
			return &endpoint->address;
	return NULL;
}

static uint64_t
hash_of(const struct heard *heard, int64_t source_id, const struct addr *addr)
{
	return hash_bytes(addr->byte, sizeof addr->byte,
	    heard->hosts.seed ^ (uint64_t)source_id);
}

static struct host *
find_host(const struct heard *heard, int64_t source_id, const struct addr *addr)
{
	struct table_link *link =
	    table_first(&heard->hosts, hash_of(heard, source_id, addr));

	for (; link; link = table_next(link)) {
		struct host *host = TABLE_ENTRY(link, struct host, link);

		if (host->source_id == source_id &&
		    addr_equal(&host->addr, addr))
			return host;
	}
	return NULL;
}

static struct host *
add_host(struct heard *heard, int64_t source_id, const struct addr *addr)
{
	struct host *host = calloc(1, sizeof *host);

	if (!host)
		return NULL;
	host->source_id = source_id;
	host->addr = *addr;
	host->minute = heard->minute;
	if (table_add(&heard->hosts, &host->link,
		hash_of(heard, source_id, addr)) != 0) {
		free(host);
		return NULL;
	}
	return host;
}

/* The windows of a host are brought up to now when it is looked at. */
static void
catch_up(struct host *host, int64_t minute)
{
	for (enum way way = 0; way < WAY_COUNT && host->minute != minute;
	     way++) {
		window_note(&host->calls_window[way], host->calls[way],
		    host->minute, minute);
		window_note(&host->missing_window[way], host->missing[way],
		    host->minute, minute);
	}
	host->minute = minute;
}

void
heard_tick(struct heard *heard, struct tstamp now)
{
	int64_t minute = window_minute(now);
	const struct heard_calls *calls = &heard->calls;

	if (minute != heard->minute && heard->minute) {
		window_note(
		    &heard->answered, calls->answered, heard->minute, minute);
		window_note(
		    &heard->one_way, calls->one_way, heard->minute, minute);
		window_note(
		    &heard->no_audio, calls->no_audio, heard->minute, minute);
	}
	heard->minute = minute;
}

struct heard_calls
heard_total(const struct heard *heard)
{
	return heard->calls;
}

struct heard_calls
heard_recent(const struct heard *heard)
{
	const struct heard_calls *calls = &heard->calls;

	return (struct heard_calls){
	    .answered = window_recent(&heard->answered, calls->answered),
	    .one_way = window_recent(&heard->one_way, calls->one_way),
	    .no_audio = window_recent(&heard->no_audio, calls->no_audio),
	};
}

void
heard_each(const struct heard *heard, heard_host_fn *each, void *arg)
{
	for (struct table_link *link = heard->hosts.oldest; link;
	     link = link->newer) {
		struct host *host = TABLE_ENTRY(link, struct host, link);

		catch_up(host, heard->minute);
		for (enum way way = 0; way < WAY_COUNT; way++) {
			struct heard_host found = {
			    .host = host->addr,
			    .source_id = host->source_id,
			    .is_sender = way == FROM_HOST,
			    .calls = window_recent(
				&host->calls_window[way], host->calls[way]),
			    .missing = window_recent(
				&host->missing_window[way], host->missing[way]),
			};

			if (found.missing > 0)
				each(&found, arg);
		}
	}
}

static void
count(struct heard *heard, int64_t source_id, const struct endpoint *endpoint,
    enum way way, bool missing)
{
	struct host *host;

	if (!endpoint)
		return;
	host = find_host(heard, source_id, &endpoint->addr);
	if (!host)
		host = add_host(heard, source_id, &endpoint->addr);
	if (!host) {
		counter_up(heard_limit);
		return;
	}
	catch_up(host, heard->minute);
	host->calls[way]++;
	host->missing[way] += missing;
}

/* Where the audio of 'call' came from: its first stream; 0 without one. */
static int64_t
source_of(const struct call *call)
{
	return call->streams ? call->streams->source_id : 0;
}

static bool
has_stream(const struct call *call, enum side side)
{
	const struct media_stream *stream;

	for (stream = call->streams; stream; stream = stream->next)
		if (stream->side == side)
			return true;
	return false;
}

void
heard_enter(struct heard *heard, const struct call *call)
{
	int64_t source_id = source_of(call);
	unsigned silent = 0;

	for (enum side side = 0; side < SIDE_COUNT; side++) {
		bool missing = !has_stream(call, side);

		if (!call->sides[side].has_sent)
			continue;
		silent += missing;
		count(heard, source_id, heard_described(call, side), FROM_HOST,
		    missing);
		count(heard, source_id, heard_described(call, other_side(side)),
		    TO_HOST, missing);
	}
	heard->calls.answered++;
	heard->calls.one_way += silent == 1;
	heard->calls.no_audio += silent == 2;
}

static bool
lacks(const struct heard *heard, int64_t source_id,
    const struct endpoint *endpoint, enum way way, struct heard_lack *out)
{
	const struct host *host =
	    endpoint ? find_host(heard, source_id, &endpoint->addr) : NULL;

	if (!host || host->missing[way] < HEARD_CALLS_MIN ||
	    host->missing[way] * 100 < host->calls[way] * HEARD_PERCENT)
		return false;
	*out = (struct heard_lack){
	    .host = host->addr,
	    .is_sender = way == FROM_HOST,
	    .missing = host->missing[way],
	    .calls = host->calls[way],
	};
	return true;
}

bool
heard_lacks(const struct heard *heard, const struct call *call, enum side side,
    struct heard_lack *out)
{
	int64_t source_id = source_of(call);

	return lacks(heard, source_id, heard_described(call, side), FROM_HOST,
		   out) ||
	       lacks(heard, source_id, heard_described(call, other_side(side)),
		   TO_HOST, out);
}
