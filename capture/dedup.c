/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A history of packets, written one behind the other, and an index into it
 * by hash. Each entry of the index is the newest packet of its hash, which
 * knows the one before it, and so on. Nothing is ever taken out: what is too
 * old is known by its position.
 *
 * A position counts units of 8 bytes since the beginning. The history is made
 * of blocks; an entry never crosses the end of one. Its blocks are the
 * numbers first_block to last_block, of which each has its place in the table
 * 'blocks' at number modulo table size. When the last one is full, the memory
 * of the first one is used again if all in it is older than the window; if
 * not, another block is added, up to the limit. So the history is as large as
 * the traffic of a window, and stays in the processor's cache. There is one
 * piece of memory for all blocks, of which only those in use are touched.
 *
 * Invariants:
 *  (1) floor <= next <= block_end; a position p is read only when
 *      floor <= p, and it was put into the index or into 'previous' as the
 *      beginning of an entry that was written whole, so p < next.
 *  (2) floor >= the beginning of first_block, and only the memory of blocks
 *      below it is used again: what begins at or above floor is whole.
 *  (3) previous < the position of its entry: each chain ends.
 *  (4) A position never comes twice: the 56 bits that the index has for it
 *      last for 60 years of a million packets a second.
 *  (5) The time of an entry at or above floor is at most 'newest', and was at
 *      least 'newest' less the window when it was written.
 *  (6) While no dedup_window_short is counted, no packet is used up that is
 *      younger than the window.
 */
#include "capture/dedup.h"

#include "base/cache_line.h"
#include "base/counter.h"
#include "base/hash.h"
#include "base/huge.h"

#define UNIT ((size_t)8)
#define BLOCK_BYTES ((size_t)128 << 10)
#define BLOCK_BYTES_MIN ((size_t)256)
#define BLOCKS_MIN ((size_t)8)   /* that the memory is cut into */
#define BLOCKS_FIRST ((size_t)2) /* that the first index is made for */
#define BYTES_PER_HEAD 32        /* of history */
#define KEY_WORDS 7
#define PACKETS_AHEAD 8

/* Packets of one hash that are compared: a hash does not see all bytes, so
 * anyone can send many that have the same. */
#define TRIES_MAX 16

/* An entry of the index: the position, whether the packet there has one
 * before it, and bits of the hash that save looking at it. */
#define HEAD_POSITION ((UINT64_C(1) << 56) - 1)
#define HEAD_MORE (UINT64_C(1) << 56)
#define HEAD_TAG_SHIFT 57

/* A packet; the bytes of its transport header and payload follow. */
struct entry {
	uint64_t previous; /* position of one with the same place in the index,
	                      or below floor */
	int64_t time_ns;
	uint32_t hash;
	uint32_t source;
	uint64_t key[KEY_WORDS]; /* what must be equal besides the bytes */
};

struct block {
	uint8_t *memory;
	int64_t newest_ns; /* no packet in it is newer; of a full one */
	uint64_t end;      /* position behind its last entry; of a full one */
};

struct dedup {
	uint8_t *memory;      /* of all blocks */
	uint64_t *heads;      /* the index */
	uint64_t head_mask;   /* its size, less one */
	uint64_t floor;       /* position of the oldest that is remembered */
	uint64_t next;        /* position where the next one goes */
	uint64_t block_end;   /* position behind the last block */
	int64_t newest_ns;    /* newest time seen */
	uint64_t window_ns;   /* how long a packet is remembered */
	struct block *blocks; /* by number modulo table size */
	uint64_t block_mask;  /* table size, less one */
	uint64_t first_block; /* number of the oldest */
	uint64_t last_block;  /* number of the one that is written to */
	uint64_t blocks_max;  /* how many there may be */
	unsigned block_shift; /* log2 of the units of a block */
	uint64_t seed[7];
};

static size_t
block_bytes(const struct dedup *dedup)
{
	return UNIT << dedup->block_shift;
}

static struct block *
block_of(const struct dedup *dedup, uint64_t number)
{
	return &dedup->blocks[number & dedup->block_mask];
}

/* How much older than the newest packet; invariant 5 says that it is. */
static uint64_t
age_ns(const struct dedup *dedup, int64_t time_ns)
{
	return (uint64_t)dedup->newest_ns - (uint64_t)time_ns;
}

/* The entry at a position from floor on. */
static struct entry *
entry_at(const struct dedup *dedup, uint64_t position)
{
	uint64_t inside = position & ((UINT64_C(1) << dedup->block_shift) - 1);
	const struct block *block =
	    block_of(dedup, position >> dedup->block_shift);

	return (struct entry *)(void *)(block->memory + inside * UNIT);
}

/* The bytes of the transport header and the payload that 'key' tells of. */
static size_t
packet_bytes(const uint64_t key[KEY_WORDS])
{
	return (uint32_t)key[6] + (size_t)(uint8_t)(key[6] >> 32);
}

/* The units that an entry with 'bytes' bytes takes. */
static uint64_t
entry_units(size_t bytes)
{
	return (sizeof(struct entry) + bytes + UNIT - 1) / UNIT;
}

static uint64_t *
head_of(const struct dedup *dedup, uint32_t hash)
{
	return &dedup->heads[hash & dedup->head_mask];
}

static bool
is_live(const struct dedup *dedup, uint64_t head)
{
	return (head & HEAD_POSITION) >= dedup->floor;
}

/* Those bits of a hash that a head has room for. */
static uint64_t
tag_of(uint32_t hash)
{
	return hash >> 25;
}

/* Puts the entry at 'position' before all others of its hash. */
static void
link_entry(struct dedup *dedup, struct entry *entry, uint64_t position)
{
	uint64_t *head = head_of(dedup, entry->hash);
	uint64_t link = tag_of(entry->hash) << HEAD_TAG_SHIFT | position;

	entry->previous = *head & HEAD_POSITION;
	if (is_live(dedup, *head))
		link |= HEAD_MORE;
	*head = link;
}

/* An empty index: position 0, before the first block, is below the floor. */
static uint64_t *
new_heads(uint64_t count)
{
	uint64_t *heads = huge_alloc(count * sizeof *heads);

	if (heads)
		memset(heads, 0, count * sizeof *heads);
	return heads;
}

/* Makes the index as large as the blocks ask for. Called with the last block
 * empty. Without memory it stays, and its chains get longer. */
static void
fit_index(struct dedup *dedup)
{
	uint64_t blocks = dedup->last_block - dedup->first_block + 1;
	uint64_t needed = blocks * block_bytes(dedup) / BYTES_PER_HEAD;
	uint64_t count = dedup->head_mask + 1;
	uint64_t *heads;

	if (needed <= count)
		return;
	while (count < needed)
		count *= 2;
	heads = new_heads(count);
	if (!heads)
		return;
	free(dedup->heads);
	dedup->heads = heads;
	dedup->head_mask = count - 1;
	for (uint64_t number = dedup->first_block; number < dedup->last_block;
	     number++) {
		uint64_t at = number << dedup->block_shift;

		while (at < block_of(dedup, number)->end) {
			struct entry *entry = entry_at(dedup, at);

			link_entry(dedup, entry, at);
			at += entry_units(packet_bytes(entry->key));
		}
	}
}

/* Memory for a further block: new, or that of the first one. */
static uint8_t *
block_memory(struct dedup *dedup)
{
	struct block *first = block_of(dedup, dedup->first_block);
	uint64_t first_end = (dedup->first_block + 1) << dedup->block_shift;
	uint64_t count = dedup->last_block - dedup->first_block + 1;

	if (first_end > dedup->floor &&
	    age_ns(dedup, first->newest_ns) <= dedup->window_ns) {
		if (count < dedup->blocks_max)
			return dedup->memory + count * block_bytes(dedup);
		counter_up(dedup_window_short);
	}
	dedup->first_block++;
	return first->memory;
}

/* Goes on in a further block. */
static __attribute__((noinline)) void
next_block(struct dedup *dedup)
{
	struct block *last = block_of(dedup, dedup->last_block);
	uint8_t *memory;
	uint64_t first_position;

	last->newest_ns = dedup->newest_ns;
	last->end = dedup->next;
	memory = block_memory(dedup);
	dedup->last_block++;
	block_of(dedup, dedup->last_block)->memory = memory;
	dedup->next = dedup->last_block << dedup->block_shift;
	dedup->block_end = (dedup->last_block + 1) << dedup->block_shift;
	first_position = dedup->first_block << dedup->block_shift;
	if (dedup->floor < first_position)
		dedup->floor = first_position;
	fit_index(dedup);
}

void
dedup_free(struct dedup *dedup)
{
	if (!dedup)
		return;
	free(dedup->memory);
	free(dedup->blocks);
	free(dedup->heads);
	free(dedup);
}

struct dedup *
dedup_new(int64_t window_ns, size_t bytes_max)
{
	struct dedup *dedup = calloc(1, sizeof *dedup);
	size_t bytes = BLOCK_BYTES, table = 2;

	if (!dedup)
		return NULL;
	while (bytes > BLOCK_BYTES_MIN && bytes * BLOCKS_MIN > bytes_max)
		bytes /= 2;
	dedup->block_shift = (unsigned)__builtin_ctzl(bytes / UNIT);
	dedup->blocks_max = bytes_max / bytes > 2 ? bytes_max / bytes : 2;
	while (table < dedup->blocks_max)
		table *= 2;
	dedup->block_mask = table - 1;
	dedup->head_mask = BLOCKS_FIRST * bytes / BYTES_PER_HEAD - 1;
	dedup->blocks = calloc(table, sizeof *dedup->blocks);
	dedup->heads = new_heads(dedup->head_mask + 1);
	dedup->memory = huge_alloc(dedup->blocks_max * bytes);
	if (!dedup->blocks || !dedup->heads || !dedup->memory)
		goto out;
	dedup->first_block = dedup->last_block = 1;
	block_of(dedup, 1)->memory = dedup->memory;
	dedup->floor = dedup->next = UINT64_C(1) << dedup->block_shift;
	dedup->block_end = UINT64_C(2) << dedup->block_shift;
	dedup->newest_ns = INT64_MIN;
	dedup->window_ns = (uint64_t)window_ns;
	for (size_t i = 0; i < sizeof dedup->seed / sizeof *dedup->seed; i++)
		dedup->seed[i] = hash_seed();
	return dedup;
out:
	dedup_free(dedup);
	return NULL;
}

static inline uint64_t
id_and_ports(const struct packet *packet)
{
	return (uint64_t)packet->ip_id << 32 |
	       (uint64_t)packet->flow.dst.port << 16 | packet->flow.src.port;
}

/* The fields that must be equal besides the bytes. */
static inline void
make_key(const struct packet *packet, uint64_t key[KEY_WORDS])
{
	memcpy(&key[0], packet->flow.src.addr.byte, 16);
	memcpy(&key[2], packet->flow.dst.addr.byte, 16);
	key[4] = id_and_ports(packet);
	key[5] = (uint64_t)packet->offset << 32 | (uint32_t)packet->length;
	key[6] = (uint64_t)packet->more_fragments << 63 |
		 (uint64_t)packet->flow.transport << 62 |
		 (uint64_t)packet->kind << 60 |
		 (uint64_t)packet->checksum << 48 |
		 (uint64_t)packet->protocol << 40 |
		 (uint64_t)packet->header_size << 32 | (uint32_t)packet->size;
}

uint64_t
dedup_hash(const struct dedup *dedup, const struct packet *packet)
{
	const uint64_t *seed = dedup->seed;
	const uint8_t *payload = packet->payload;
	size_t size = packet->size;
	uint64_t words[7] = {0};

	memcpy(&words[0], packet->flow.src.addr.byte + 8, 8);
	memcpy(&words[1], packet->flow.dst.addr.byte + 8, 8);
	words[2] = id_and_ports(packet);
	words[3] = (uint64_t)packet->offset << 32 | (uint32_t)packet->length;
	if (size >= 16) {
		memcpy(&words[4], payload, 16);
		memcpy(&words[6], payload + size - 8, 8);
	} else if (size) {
		memcpy(&words[4], payload, size);
	}
	return hash_mix(hash_mix(words[0] ^ seed[0], words[1] ^ seed[1]) ^
			    hash_mix(words[2] ^ seed[2], words[3] ^ seed[3]) ^
			    hash_mix(words[4] ^ seed[4], words[5] ^ seed[5]) ^
			    words[6],
	    seed[6]);
}

void
dedup_prefetch(const struct dedup *dedup, uint64_t hash)
{
	__builtin_prefetch(head_of(dedup, (uint32_t)hash), 1);
}

/* Are the packet of 'entry' and 'packet', whose key is 'key', copies? */
static bool
is_copy(const struct entry *entry, const uint64_t key[KEY_WORDS],
    const struct packet *packet)
{
	const uint8_t *seen = (const uint8_t *)(entry + 1);
	const uint8_t *bytes = packet->payload - packet->header_size;
	size_t size = packet->header_size + packet->size;
	size_t checksum = packet->checksum;

	if (memcmp(entry->key, key, sizeof entry->key))
		return false;
	if (checksum && checksum + 2 <= packet->header_size) {
		if (memcmp(seen, bytes, checksum))
			return false;
		seen += checksum + 2;
		bytes += checksum + 2;
		size -= checksum + 2;
	}
	return size == 0 || !memcmp(seen, bytes, size);
}

/*
 * The first copy of 'packet', whose entry 'mine' is not linked yet, among the
 * one at 'position' and those before it; or NULL.
 */
static const struct entry *
find(const struct dedup *dedup, const struct packet *packet,
    const struct entry *mine, uint64_t position)
{
	int tries = 0;

	while (position >= dedup->floor && tries < TRIES_MAX) {
		const struct entry *entry = entry_at(dedup, position);
		uint64_t age = age_ns(dedup, entry->time_ns);

		/* By invariant 5 those before it are too old as well. */
		if (age / 2 > dedup->window_ns)
			return NULL;
		if (entry->hash == mine->hash && age <= dedup->window_ns) {
			if (is_copy(entry, mine->key, packet))
				return entry;
			tries++;
		}
		position = entry->previous;
	}
	return NULL;
}

/* Lets time pass up to that of a packet. */
static inline void
take_time(struct dedup *dedup, int64_t now_ns)
{
	if (now_ns >= dedup->newest_ns) {
		dedup->newest_ns = now_ns;
	} else if (age_ns(dedup, now_ns) > dedup->window_ns) {
		dedup->newest_ns = now_ns;
		dedup->floor = dedup->next;
	}
}

/* Asks for the memory that a later packet, as long as this one of so many
 * units, is written to: without it all that follows waits until it is there, a
 * quarter of a replay without audio of 10,000 calls. It has to read 'dedup':
 * GCC leaves out calls of a function that does nothing but prefetch. */
static void
prefetch_ahead(const struct dedup *dedup, uint64_t units)
{
	uint64_t at = dedup->next + PACKETS_AHEAD * units;
	uint64_t end = at + units;

	if (end > dedup->block_end)
		return;
	for (; at < end; at += CACHE_LINE / UNIT)
		__builtin_prefetch(entry_at(dedup, at), 1);
}

bool
dedup_push(struct dedup *dedup, const struct packet *packet, uint64_t hash,
    unsigned *first_source)
{
	size_t size = packet->header_size + packet->size;
	uint64_t units = entry_units(size), head;
	const struct entry *first;
	struct entry *entry;

	take_time(dedup, packet->time.ns);
	if (units > dedup->block_end - dedup->next) {
		if (units > UINT64_C(1) << dedup->block_shift) {
			counter_up(dedup_window_short);
			return false;
		}
		next_block(dedup);
	}
	entry = entry_at(dedup, dedup->next);
	entry->time_ns = packet->time.ns;
	entry->hash = (uint32_t)hash;
	entry->source = packet->source;
	make_key(packet, entry->key);
	head = *head_of(dedup, entry->hash);
	if (is_live(dedup, head) &&
	    (head & HEAD_MORE ||
		head >> HEAD_TAG_SHIFT == tag_of(entry->hash))) {
		first = find(dedup, packet, entry, head & HEAD_POSITION);
		if (first) {
			*first_source = first->source;
			return true;
		}
	}
	if (size)
		memcpy(entry + 1, packet->payload - packet->header_size, size);
	link_entry(dedup, entry, dedup->next);
	dedup->next += units;
	prefetch_ahead(dedup, units);
	return false;
}

size_t
dedup_bytes(const struct dedup *dedup)
{
	uint64_t blocks = dedup->last_block - dedup->first_block + 1;

	return sizeof *dedup + blocks * block_bytes(dedup) +
	       (dedup->block_mask + 1) * sizeof *dedup->blocks +
	       (dedup->head_mask + 1) * sizeof *dedup->heads;
}
