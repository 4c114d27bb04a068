/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The memory of the media table, asked for before it is needed. */
#include "calls/media_prefetch.h"

#include "base/cache_line.h"
#include "calls/media_stream.h"

static void
prefetch_lines(const void *at, size_t lines)
{
	for (size_t i = 0; at && i < lines; i++)
		__builtin_prefetch((const char *)at + i * CACHE_LINE, 1);
}

/* What each packet needs is in the lines that are asked for: a field that has
 * to be waited for, in another line, costs 2 to 3 % of a replay each. */
_Static_assert(offsetof(struct media_endpoint, next) <= CACHE_LINE,
    "one line of an endpoint");
_Static_assert(offsetof(struct media_stream, codec_packets[1]) <=
		   MEDIA_STREAM_LINES * CACHE_LINE,
    "the first lines of a stream");

/*
 * In steps, each for all addresses: what one step asked for is there when the
 * next needs it. With 1,000 calls this is a quarter of a replay's time.
 */
void
media_prefetch_all(const struct table *table,
    const struct endpoint *const *addresses, size_t count)
{
	struct table_link *const *buckets[MEDIA_PREFETCH_MAX];
	struct table_link *links[MEDIA_PREFETCH_MAX];
	uint64_t hashes[MEDIA_PREFETCH_MAX];
	const struct media_endpoint *endpoints[MEDIA_PREFETCH_MAX];
	const void *const *places[MEDIA_PREFETCH_MAX];

	for (size_t i = 0; i < count; i++) {
		hashes[i] = endpoint_hash(addresses[i], table->seed);
		buckets[i] = table_bucket(table, hashes[i]);
		__builtin_prefetch(buckets[i]);
	}
	for (size_t i = 0; i < count; i++) {
		links[i] = *buckets[i];
		prefetch_lines(links[i], 1);
	}
	for (size_t i = 0; i < count; i++) {
		if (links[i] && links[i]->hash != hashes[i] &&
		    links[i]->chain) {
			links[i] = links[i]->chain;
			prefetch_lines(links[i], 1);
		}
	}
	for (size_t i = 0; i < count; i++)
		endpoints[i] = links[i] ? TABLE_ENTRY(links[i],
					      struct media_endpoint, link)
					: NULL;
	for (size_t i = 0; i < count; i++)
		if (endpoints[i])
			prefetch_lines(
			    endpoints[i]->recent, MEDIA_STREAM_LINES);
	for (size_t i = 0; i < count; i++) {
		places[i] = endpoints[i] && endpoints[i]->recent
				? endpoints[i]->recent->places
				: NULL;
		if (places[i])
			prefetch_lines(places[i], 1);
	}
	for (size_t i = 0; i < count; i++) {
		if (!places[i])
			continue;
		prefetch_lines(places[i][0], 1);
		prefetch_lines(places[i][1], 4);
	}
}
