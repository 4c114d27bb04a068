/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A packet in the making is a row of pages, made as its fragments need them,
 * each with a bit for 8 bytes: fragments are multiples of that, but for the
 * last. So the work for a fragment grows with its bytes alone, however many
 * there are, and a small fragment that lies far behind costs one page.
 *
 * Invariants:
 *  (1) 'bytes' is what all packets and pages take, and at most bytes_max
 *      between two calls; there are packets_max packets at most.
 *  (2) A bit is set when a fragment covered its 8 bytes. They have been
 *      copied, as far as they lie before 'cut' and before the packet's end.
 *  (3) A packet is in 'open' while it waits or is refused, and in 'done' for
 *      a short time after it was complete; there is one of a key at most.
 *
 * A packet stays in 'done' to know its fragments if they come again: they
 * must not begin a packet that another one with the same id would complete.
 *
 * First fragments that are too small for a transport header (RFC 1858) are
 * taken as the end points take them: refusing them would hide a call.
 */
#include "capture/fragments.h"

#include "base/hash.h"
#include "base/table.h"

#define PACKET_MAX ((size_t)65535)
#define UNIT ((size_t)8)
#define WORD_BYTES (64 * UNIT) /* that a word of bits stands for */
#define PAGE_WORDS 4
#define PAGE_BYTES (PAGE_WORDS * WORD_BYTES)
#define PAGES_MAX ((PACKET_MAX + PAGE_BYTES) / PAGE_BYTES)
#define KEY_WORDS 5

/* What malloc takes for itself with each piece of memory. */
#define MALLOC_BYTES 16

/* How long a packet that is complete is remembered: longer than a mirror
 * needs for its second copy, shorter than any sender for all its ids. */
#define DONE_NS (100 * NS_PER_MS)

struct page {
	uint64_t here[PAGE_WORDS]; /* a bit for 8 bytes */
	uint8_t bytes[PAGE_BYTES];
};

/* A packet in the making. */
struct partial {
	struct table_link link;
	uint64_t key[KEY_WORDS];
	struct tstamp since; /* of the first fragment that came; when done, of
	                        the last one */
	size_t length;       /* if has_length */
	size_t more_end;     /* the fragments with more to come end there */
	size_t units;        /* bits that are set in all pages */
	size_t cut;          /* bytes from there on were not captured */
	bool has_length;     /* the last fragment was there */
	bool has_protocol;   /* the first fragment was there */
	enum {
		PARTIAL_WAITS,
		PARTIAL_REFUSED, /* was given up; has no page */
		PARTIAL_DONE,
	} state;
	uint8_t protocol;              /* if has_protocol */
	struct page *pages[PAGES_MAX]; /* NULL where nothing came yet */
};

struct fragments {
	struct fragment_limits limits;
	struct table open;
	struct table done;
	size_t bytes;              /* invariant 1 */
	uint8_t whole[PACKET_MAX]; /* the last one that was complete */
};

struct fragments *
fragments_new(const struct fragment_limits *limits)
{
	struct fragments *fragments = calloc(1, sizeof *fragments);

	if (!fragments)
		return NULL;
	fragments->limits = *limits;
	if (!table_init(&fragments->open, limits->packets_max) &&
	    !table_init(&fragments->done, limits->packets_max))
		return fragments;
	fragments_free(fragments);
	return NULL;
}

static void
free_pages(struct fragments *fragments, struct partial *partial)
{
	for (size_t i = 0; i < PAGES_MAX; i++) {
		if (partial->pages[i])
			fragments->bytes -= sizeof(struct page) + MALLOC_BYTES;
		free(partial->pages[i]);
		partial->pages[i] = NULL;
	}
}

/* Frees a packet that is in no table any more. */
static void
free_partial(struct fragments *fragments, struct partial *partial)
{
	free_pages(fragments, partial);
	free(partial);
	fragments->bytes -= sizeof *partial + MALLOC_BYTES;
}

static void
drop(struct fragments *fragments, struct table *table, struct partial *partial)
{
	table_remove(table, &partial->link);
	free_partial(fragments, partial);
}

/* The one that is in 'table' for the longest time, or NULL. */
static struct partial *
oldest_of(const struct table *table)
{
	struct table_link *oldest = table->oldest;

	return oldest ? TABLE_ENTRY(oldest, struct partial, link) : NULL;
}

void
fragments_free(struct fragments *fragments)
{
	struct partial *partial;

	if (!fragments)
		return;
	while ((partial = oldest_of(&fragments->open)))
		drop(fragments, &fragments->open, partial);
	while ((partial = oldest_of(&fragments->done)))
		drop(fragments, &fragments->done, partial);
	table_clear(&fragments->open);
	table_clear(&fragments->done);
	free(fragments);
}

size_t
fragments_bytes(const struct fragments *fragments)
{
	return fragments->bytes;
}

/* Drops a packet, which is counted if something of it was still to come. */
static void
give_up(struct fragments *fragments, struct table *table,
    struct partial *partial, enum counter_id why)
{
	if (partial->state == PARTIAL_WAITS)
		counter_add(why, 1);
	drop(fragments, table, partial);
}

/* Is it there for over 'time_ns', by a clock that may have been set back? */
static bool
is_stale(const struct partial *partial, struct tstamp now, int64_t time_ns)
{
	int64_t age_ns = tstamp_diff_ns(now, partial->since);

	return age_ns > time_ns || age_ns < -time_ns;
}

void
fragments_tick(struct fragments *fragments, struct tstamp now)
{
	int64_t time_ns = fragments->limits.time_ns;
	struct partial *partial;

	while ((partial = oldest_of(&fragments->open)) &&
	       is_stale(partial, now, time_ns))
		give_up(fragments, &fragments->open, partial,
		    COUNTER_ip_fragment_timeout);
	while ((partial = oldest_of(&fragments->done)) &&
	       is_stale(partial, now, DONE_NS))
		drop(fragments, &fragments->done, partial);
}

/*
 * Makes room for 'packets' and 'bytes' more: what is complete goes first, then
 * what is oldest. False when there is no room, or 'keep' itself had to go.
 */
static bool
make_room(struct fragments *fragments, size_t packets, size_t bytes,
    const struct partial *keep)
{
	const struct fragment_limits *limits = &fragments->limits;

	while (bytes > limits->bytes_max - fragments->bytes ||
	       fragments->open.count + fragments->done.count + packets >
		   limits->packets_max) {
		struct table *table =
		    fragments->done.count ? &fragments->done : &fragments->open;
		struct partial *oldest = oldest_of(table);
		bool at_end = !oldest || oldest == keep;

		if (oldest)
			give_up(fragments, table, oldest,
			    COUNTER_ip_fragment_limit);
		if (at_end)
			return false;
	}
	return true;
}

/* A new packet, of which there is no fragment yet; NULL without room. */
static struct partial *
begin(struct fragments *fragments, const uint64_t key[KEY_WORDS], uint64_t hash,
    struct tstamp now)
{
	const size_t bytes = sizeof(struct partial) + MALLOC_BYTES;
	struct partial *partial;

	if (!make_room(fragments, 1, bytes, NULL))
		return NULL;
	partial = calloc(1, sizeof *partial);
	if (!partial)
		return NULL;
	fragments->bytes += bytes;
	memcpy(partial->key, key, sizeof partial->key);
	partial->since = now;
	partial->cut = PACKET_MAX;
	if (table_add(&fragments->open, &partial->link, hash) == 0)
		return partial;
	free_partial(fragments, partial);
	return NULL;
}

/* The page of a packet that byte 'at' is in; NULL without room, and then the
 * packet may be gone. */
static struct page *
page_of(struct fragments *fragments, struct partial *partial, size_t at)
{
	const size_t bytes = sizeof(struct page) + MALLOC_BYTES;
	struct page **page = &partial->pages[at / PAGE_BYTES];

	if (*page)
		return *page;
	if (!make_room(fragments, 0, bytes, partial))
		return NULL;
	*page = malloc(sizeof **page);
	if (!*page) {
		give_up(fragments, &fragments->open, partial,
		    COUNTER_ip_fragment_limit);
		return NULL;
	}
	memset((*page)->here, 0, sizeof(*page)->here);
	fragments->bytes += bytes;
	return *page;
}

/* Do end and protocol of 'fragment' go with what is known of the packet? */
static bool
goes_with(const struct partial *partial, const struct packet *fragment)
{
	size_t end = fragment->offset + fragment->length;

	if (fragment->offset == 0 && partial->has_protocol &&
	    partial->protocol != fragment->protocol)
		return false;
	if (fragment->more_fragments)
		return !partial->has_length || end < partial->length;
	return partial->has_length ? end == partial->length
				   : end > partial->more_end;
}

static void
note_end(struct partial *partial, const struct packet *fragment)
{
	size_t end = fragment->offset + fragment->length;

	if (fragment->offset == 0) {
		partial->has_protocol = true;
		partial->protocol = fragment->protocol;
	}
	if (!fragment->more_fragments) {
		partial->has_length = true;
		partial->length = end;
	} else if (partial->more_end < end) {
		partial->more_end = end;
	}
}

static size_t
smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* The bits of the bytes from 'from' to 'to', which are of one word. */
static uint64_t
bits_of(size_t from, size_t to)
{
	size_t first = from / UNIT % 64;
	size_t count = (to - from + UNIT - 1) / UNIT;

	return UINT64_MAX >> (64 - count) << first;
}

/*
 * Copies the bytes of 'fragment' from 'from' to 'to', which are of one word of
 * 'page' and of which none is there; or compares them, when all are there.
 * False when they differ.
 */
static bool
place_bytes(struct partial *partial, struct page *page,
    const struct packet *fragment, size_t from, size_t to)
{
	uint64_t *here = &page->here[from % PAGE_BYTES / WORD_BYTES];
	uint64_t bits = bits_of(from, to);
	uint8_t *mine = page->bytes + from % PAGE_BYTES;
	size_t skip = from - fragment->offset;
	size_t captured = fragment->offset + fragment->size;
	size_t end = smaller(to, captured);

	if (*here & bits) {
		end = smaller(end, partial->cut);
		return end <= from ||
		       !memcmp(mine, fragment->payload + skip, end - from);
	}
	if (end > from)
		memcpy(mine, fragment->payload + skip, end - from);
	if (end < to)
		partial->cut = smaller(partial->cut, captured);
	*here |= bits;
	partial->units += (size_t)__builtin_popcountll(bits);
	return true;
}

/* The same for bytes of which some may be there. */
static bool
place_word(struct partial *partial, struct page *page,
    const struct packet *fragment, size_t from, size_t to)
{
	uint64_t bits = bits_of(from, to);
	uint64_t here = page->here[from % PAGE_BYTES / WORD_BYTES] & bits;

	if (!here || here == bits)
		return place_bytes(partial, page, fragment, from, to);
	for (size_t at = from; at < to; at += UNIT)
		if (!place_bytes(
			partial, page, fragment, at, smaller(to, at + UNIT)))
			return false;
	return true;
}

/*
 * Puts the bytes of 'fragment' to their place. COUNTER_ip_fragment when it has
 * nothing against the packet; COUNTER_ip_fragment_overlap when it has;
 * COUNTER_NONE without room: the packet is gone.
 */
static enum counter_id
place(struct fragments *fragments, struct partial *partial,
    const struct packet *fragment)
{
	size_t end = fragment->offset + fragment->length;
	size_t from = fragment->offset, to;

	if (!goes_with(partial, fragment))
		return COUNTER_ip_fragment_overlap;
	for (; from < end; from = to) {
		struct page *page = page_of(fragments, partial, from);

		if (!page)
			return COUNTER_NONE;
		to = smaller(end, (from / WORD_BYTES + 1) * WORD_BYTES);
		if (!place_word(partial, page, fragment, from, to))
			return COUNTER_ip_fragment_overlap;
	}
	note_end(partial, fragment);
	return COUNTER_ip_fragment;
}

/* Is 'fragment' a part, seen before, of a packet that is complete? Then no
 * byte of it is new, and placing it changes nothing. */
static bool
is_repeat(struct fragments *fragments, struct partial *done,
    const struct packet *fragment)
{
	return !is_stale(done, fragment->time, DONE_NS) &&
	       place(fragments, done, fragment) == COUNTER_ip_fragment;
}

static struct partial *
find(const struct table *table, const uint64_t key[KEY_WORDS], uint64_t hash)
{
	struct table_link *link = table_first(table, hash);

	for (; link; link = table_next(link)) {
		struct partial *partial =
		    TABLE_ENTRY(link, struct partial, link);

		if (!memcmp(partial->key, key, sizeof partial->key))
			return partial;
	}
	return NULL;
}

/* The packet of 'fragment', perhaps a new one; NULL when that is complete, or
 * when there is no room. */
static struct partial *
packet_of(struct fragments *fragments, const struct packet *fragment)
{
	uint64_t key[KEY_WORDS], hash;
	struct partial *partial;

	memcpy(&key[0], fragment->flow.src.addr.byte, 16);
	memcpy(&key[2], fragment->flow.dst.addr.byte, 16);
	key[4] = (uint64_t)fragment->ip_id << 8;
	/* RFC 791 section 3.2; RFC 8200 section 4.5 leaves it out. */
	if (addr_is_ip4(&fragment->flow.src.addr))
		key[4] |= fragment->protocol;
	hash = hash_bytes(key, sizeof key, fragments->open.seed);
	partial = find(&fragments->done, key, hash);
	if (partial) {
		if (is_repeat(fragments, partial, fragment))
			return NULL;
		drop(fragments, &fragments->done, partial);
	}
	partial = find(&fragments->open, key, hash);
	if (partial &&
	    is_stale(partial, fragment->time, fragments->limits.time_ns)) {
		give_up(fragments, &fragments->open, partial,
		    COUNTER_ip_fragment_timeout);
		partial = NULL;
	}
	if (partial)
		return partial;
	partial = begin(fragments, key, hash, fragment->time);
	if (!partial)
		counter_up(ip_fragment_limit);
	return partial;
}

/* Gives the whole packet out, and remembers it for a while. */
static void
complete(struct fragments *fragments, struct partial *partial,
    struct tstamp now, struct whole *out)
{
	uint64_t hash = partial->link.hash;

	out->bytes = fragments->whole;
	out->length = partial->length;
	out->size = smaller(partial->length, partial->cut);
	out->protocol = partial->protocol;
	for (size_t at = 0; at < out->size; at += PAGE_BYTES)
		memcpy(fragments->whole + at,
		    partial->pages[at / PAGE_BYTES]->bytes,
		    smaller(out->size - at, PAGE_BYTES));
	table_remove(&fragments->open, &partial->link);
	partial->state = PARTIAL_DONE;
	partial->since = now;
	if (table_add(&fragments->done, &partial->link, hash) != 0)
		free_partial(fragments, partial);
}

/* Can it be a part of an IP packet, and not all of it? */
static bool
is_possible(const struct packet *fragment)
{
	if (fragment->length == 0 || fragment->size > fragment->length ||
	    fragment->offset % UNIT != 0 || fragment->offset > PACKET_MAX ||
	    fragment->length > PACKET_MAX - fragment->offset)
		return false;
	if (!fragment->more_fragments)
		return fragment->offset > 0;
	return fragment->length % UNIT == 0;
}

enum counter_id
fragments_push(struct fragments *fragments, const struct packet *fragment,
    struct whole *out)
{
	struct partial *partial;
	enum counter_id outcome;

	if (!is_possible(fragment))
		return COUNTER_ip_fragment_malformed;
	partial = packet_of(fragments, fragment);
	if (!partial)
		return COUNTER_ip_fragment;
	if (partial->state == PARTIAL_REFUSED)
		return COUNTER_ip_fragment_overlap;
	outcome = place(fragments, partial, fragment);
	if (outcome == COUNTER_ip_fragment_overlap) {
		partial->state = PARTIAL_REFUSED;
		free_pages(fragments, partial);
	} else if (outcome == COUNTER_NONE) {
		return COUNTER_ip_fragment;
	} else if (partial->has_length &&
		   partial->units == (partial->length + UNIT - 1) / UNIT) {
		complete(fragments, partial, fragment->time, out);
		return COUNTER_NONE;
	}
	return outcome;
}
