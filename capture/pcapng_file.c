/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The newer capture file. The numbers of sections in comments are those of
 * draft-ietf-opsawg-pcapng. A block is believed when its length stands at its
 * end too. Where it does not, each following byte is tried: a block begins
 * where two do, one behind the other, or one before the end of the file.
 */
#include "capture/pcapng_file.h"

#include <stdlib.h>

#include "capture/file_int.h"
#include "capture/linktype.h"
#include "capture/search.h"

#define BLOCK_SECTION 0x0a0d0d0au /* the same in either byte order */
#define BLOCK_INTERFACE 1u
#define BLOCK_PACKET 2u /* obsolete */
#define BLOCK_SIMPLE 3u
#define BLOCK_ENHANCED 6u
#define BLOCK_KNOWN_MAX 10u /* the last of those numbered from 1 on */
#define BLOCK_CUSTOM 0x0badu
#define BLOCK_CUSTOM_PRIVATE 0x40000badu

#define BYTE_ORDER_MAGIC 0x1a2b3c4du
#define SECTION_SIZE 28
#define INTERFACE_SIZE 20
#define PACKET_SIZE 32
#define SIMPLE_SIZE 16
#define BLOCK_SIZE 12 /* type, length, and length again */

#define OPTION_END 0u
#define OPTION_RESOLUTION 9u
#define OPTION_OFFSET 14u

#define INTERFACES_MAX 65536

/* Blocks of which both ends are compared; larger ones are passed over. */
#define BLOCK_WANTED_MAX ((uint32_t)512 << 10)

struct pcapng_interface {
	uint32_t link_number;
	enum link_type link_type;
	uint32_t snap_bytes; /* 0: no limit */
	uint32_t multiply;   /* times by this, ... */
	uint64_t divide;     /* ... by this, ... */
	unsigned shift;      /* ... and by this power of two are nanoseconds */
	int64_t offset_s;    /* to be added */
};

struct block {
	uint32_t type;
	uint32_t total; /* bytes with both ends */
};

/* What a block tells of a frame. */
struct packet {
	const struct pcapng_interface *interface;
	const uint8_t *bytes;
	struct tstamp time;
	uint32_t captured;
	uint32_t length;
};

bool
pcapng_file_begins(const uint8_t magic[4])
{
	return file_u32(magic, false) == BLOCK_SECTION;
}

/* The block at 'at', where BLOCK_SIZE bytes are. A section header brings the
 * byte order of its own, in which the ones behind it are written too. */
static bool
block_read(const uint8_t *at, bool *swapped, struct block *block)
{
	block->type = file_u32(at, *swapped);
	if (block->type == BLOCK_SECTION) {
		uint32_t magic = file_u32(at + 8, false);

		*swapped = magic != BYTE_ORDER_MAGIC;
		if (file_u32(at + 8, *swapped) != BYTE_ORDER_MAGIC)
			return false;
	}
	block->total = file_u32(at + 4, *swapped);
	return block->total >= BLOCK_SIZE && block->total % 4 == 0 &&
	       block->total <= FILE_RECORD_MAX;
}

/* The block at that offset from stream->at, with both its ends. */
static bool
block_is_whole(
    struct stream *stream, size_t at, bool *swapped, struct block *block)
{
	const uint8_t *end;

	if (!stream_want(stream, at + BLOCK_SIZE) ||
	    !block_read(stream->at + at, swapped, block) ||
	    block->total > BLOCK_WANTED_MAX ||
	    !stream_want(stream, at + block->total))
		return false;
	end = stream->at + at + block->total - 4;
	return file_u32(end, *swapped) == block->total;
}

static bool
is_known(uint32_t type)
{
	return (type >= BLOCK_INTERFACE && type <= BLOCK_KNOWN_MAX) ||
	       type == BLOCK_SECTION || type == BLOCK_CUSTOM ||
	       type == BLOCK_CUSTOM_PRIVATE;
}

/* Does a block begin at stream->at, and another behind it? */
static bool
chain_begins(const void *arg)
{
	const struct pcapng_file *file = arg;
	struct stream *stream = file->stream;
	bool swapped = file->swapped;
	struct block block;
	size_t next;

	if (!block_is_whole(stream, 0, &swapped, &block) ||
	    !is_known(block.type))
		return false;
	next = block.total;
	if (!stream_want(stream, next + BLOCK_SIZE))
		return stream->left == next;
	return block_is_whole(stream, next, &swapped, &block);
}

static void
forget_interfaces(struct pcapng_file *file)
{
	free(file->interfaces);
	file->interfaces = NULL;
	file->count = file->capacity = 0;
}

bool
pcapng_file_open(
    struct pcapng_file *file, struct stream *stream, struct damage *damage)
{
	struct block block;

	*file = (struct pcapng_file){.stream = stream, .damage = damage};
	return stream_want(stream, SECTION_SIZE) &&
	       block_read(stream->at, &file->swapped, &block) &&
	       block.total >= SECTION_SIZE;
}

void
pcapng_file_close(struct pcapng_file *file)
{
	forget_interfaces(file);
}

/* Section 4.2, if_tsresol: how ticks become nanoseconds. */
static void
set_resolution(struct pcapng_interface *interface, uint8_t value)
{
	unsigned power = value & 0x7f;

	interface->multiply = 1;
	interface->divide = 1;
	interface->shift = 0;
	if (value & 0x80) {
		interface->multiply = NS_PER_SEC;
		interface->shift = power;
		return;
	}
	for (; power < 9; power++)
		interface->multiply *= 10;
	for (; power > 9 && interface->divide < UINT64_MAX / 10; power--)
		interface->divide *= 10;
}

static void
read_options(struct pcapng_interface *interface, const uint8_t *at, size_t left,
    bool swapped)
{
	while (left >= 4) {
		unsigned code = file_u16(at, swapped);
		size_t size = file_u16(at + 2, swapped);
		size_t padded = (size + 3) & ~(size_t)3;

		at += 4;
		left -= 4;
		if (code == OPTION_END || padded > left)
			break;
		if (code == OPTION_RESOLUTION && size >= 1)
			set_resolution(interface, at[0]);
		if (code == OPTION_OFFSET && size >= 8)
			interface->offset_s = (int64_t)file_u64(at, swapped);
		at += padded;
		left -= padded;
	}
}

/* Section 4.2; false: it cannot be kept. The block is whole. */
static bool
add_interface(struct pcapng_file *file, const struct block *block)
{
	const uint8_t *at = file->stream->at;
	struct pcapng_interface *interface;

	if (block->total < INTERFACE_SIZE || block->total > BLOCK_WANTED_MAX ||
	    file->count == INTERFACES_MAX)
		return false;
	if (file->count == file->capacity) {
		size_t capacity = file->capacity ? file->capacity * 2 : 4;
		struct pcapng_interface *interfaces =
		    realloc(file->interfaces, capacity * sizeof *interfaces);

		if (!interfaces)
			return false;
		file->interfaces = interfaces;
		file->capacity = capacity;
	}
	interface = &file->interfaces[file->count++];
	*interface = (struct pcapng_interface){
	    .link_number = file_u16(at + 8, file->swapped),
	    .snap_bytes = file_u32(at + 12, file->swapped),
	};
	interface->link_type = linktype_parse(interface->link_number);
	set_resolution(interface, 6);
	read_options(
	    interface, at + 16, block->total - INTERFACE_SIZE, file->swapped);
	if (!file->has_link_type)
		file->link_type = interface->link_type;
	file->has_link_type = true;
	return true;
}

static struct tstamp
time_of(const struct pcapng_interface *interface, uint64_t ticks)
{
	unsigned __int128 wide =
	    ((unsigned __int128)ticks * interface->multiply) >>
	    interface->shift;
	int64_t ns, offset_ns;

	if (interface->divide > 1)
		wide /= interface->divide;
	ns = wide < INT64_MAX ? (int64_t)wide : INT64_MAX;
	if (__builtin_expect(interface->offset_s == 0, 1))
		return file_time(ns);
	if (__builtin_mul_overflow(interface->offset_s, NS_PER_SEC, &offset_ns))
		offset_ns = interface->offset_s < 0 ? INT64_MIN : INT64_MAX;
	return file_time(tstamp_add_ns((struct tstamp){ns}, offset_ns).ns);
}

/* Sections 4.3 and A: the enhanced and the obsolete packet block. */
static bool
read_packet(const struct pcapng_file *file, const struct block *block,
    struct packet *packet)
{
	const uint8_t *at = file->stream->at;
	bool swapped = file->swapped;
	uint32_t id = block->type == BLOCK_ENHANCED ? file_u32(at + 8, swapped)
						    : file_u16(at + 8, swapped);
	uint64_t ticks = (uint64_t)file_u32(at + 12, swapped) << 32 |
			 file_u32(at + 16, swapped);

	packet->captured = file_u32(at + 20, swapped);
	packet->length = file_u32(at + 24, swapped);
	packet->bytes = at + 28;
	if (id >= file->count || packet->captured > block->total - PACKET_SIZE)
		return false;
	packet->interface = &file->interfaces[id];
	packet->time = time_of(packet->interface, ticks);
	return true;
}

/* Section 4.4: the simple packet block, which has no time. */
static bool
read_simple(const struct pcapng_file *file, const struct block *block,
    struct packet *packet)
{
	const uint8_t *at = file->stream->at;
	uint32_t size = block->total - SIMPLE_SIZE;
	uint32_t snap;

	if (file->count == 0)
		return false;
	packet->interface = &file->interfaces[0];
	snap = packet->interface->snap_bytes;
	packet->length = file_u32(at + 8, file->swapped);
	packet->captured = packet->length < size ? packet->length : size;
	if (snap && packet->captured > snap)
		packet->captured = snap;
	packet->bytes = at + 12;
	packet->time = file->last;
	return true;
}

/* Fills '*out' and goes on behind the packet's block. */
static void
take(struct pcapng_file *file, const struct block *block,
    const struct packet *packet, struct frame *out)
{
	uint32_t there =
	    block->total < BLOCK_WANTED_MAX ? block->total : BLOCK_WANTED_MAX;

	out->time = packet->time;
	out->bytes = packet->bytes;
	out->captured = packet->captured < SOURCE_FRAME_MAX ? packet->captured
							    : SOURCE_FRAME_MAX;
	out->length = packet->length > packet->captured ? packet->length
							: packet->captured;
	out->link_type = packet->interface->link_type;
	out->interface = (unsigned)(packet->interface - file->interfaces);
	out->lost = 0;
	file->link_number = packet->interface->link_number;
	file->last = packet->time;
	file->frames++;
	stream_take(file->stream, there);
	file->rest = block->total - there;
}

static struct search
search_of(const struct pcapng_file *file)
{
	return (struct search){
	    .stream = file->stream,
	    .damage = file->damage,
	    .unit = "block",
	    .smallest = BLOCK_SIZE,
	    .frames = file->frames,
	    .begins = chain_begins,
	    .file = file,
	};
}

/* What became of the block at stream->at. */
enum outcome {
	TOOK_FRAME,
	TOOK_BLOCK, /* one without a frame */
	CUT,        /* the file ends in it */
	IMPOSSIBLE,
};

/* Are as many of its bytes there as are looked at, and its end the right one
 * when that is among them? */
static enum outcome
look_at_end(struct pcapng_file *file, const struct block *block)
{
	uint32_t there =
	    block->total < BLOCK_WANTED_MAX ? block->total : BLOCK_WANTED_MAX;
	const uint8_t *end;

	if (!stream_want(file->stream, there))
		return CUT;
	end = file->stream->at + there - 4;
	return there < block->total ||
		       file_u32(end, file->swapped) == block->total
		   ? TOOK_BLOCK
		   : IMPOSSIBLE;
}

/* A block that is whole: takes the frame in it, or notes what it says. */
static enum outcome
take_block(
    struct pcapng_file *file, const struct block *block, struct frame *out)
{
	struct packet packet;
	bool is_packet = false;

	switch (block->type) {
	case BLOCK_ENHANCED:
	case BLOCK_PACKET:
		is_packet = block->total >= PACKET_SIZE &&
			    read_packet(file, block, &packet);
		break;
	case BLOCK_SIMPLE:
		is_packet = block->total >= SIMPLE_SIZE &&
			    read_simple(file, block, &packet);
		break;
	case BLOCK_SECTION:
		forget_interfaces(file);
		return TOOK_BLOCK;
	case BLOCK_INTERFACE:
		return add_interface(file, block) ? TOOK_BLOCK : IMPOSSIBLE;
	default:
		return TOOK_BLOCK;
	}
	if (!is_packet)
		return IMPOSSIBLE;
	take(file, block, &packet, out);
	return TOOK_FRAME;
}

static enum outcome
next_block(struct pcapng_file *file, struct frame *out)
{
	bool before = file->swapped;
	struct block block;
	enum outcome outcome;

	if (!block_read(file->stream->at, &file->swapped, &block))
		outcome = IMPOSSIBLE;
	else
		outcome = look_at_end(file, &block);
	if (outcome != TOOK_BLOCK)
		file->swapped = before;
	if (outcome == TOOK_BLOCK)
		outcome = take_block(file, &block, out);
	if (outcome == TOOK_BLOCK && !stream_skip(file->stream, block.total))
		return CUT;
	return outcome;
}

enum source_status
pcapng_file_next(struct pcapng_file *file, struct frame *out)
{
	struct stream *stream = file->stream;
	uint32_t rest = file->rest;
	struct search search;

	file->rest = 0;
	if (rest && !stream_skip(stream, rest)) {
		search = search_of(file);
		return search_give_up(&search, stream->given_bytes, true);
	}
	for (;;) {
		enum source_status found;
		enum outcome outcome;

		if (!stream_want(stream, BLOCK_SIZE)) {
			search = search_of(file);
			return search_end(&search);
		}
		outcome = next_block(file, out);
		if (outcome == TOOK_FRAME)
			return SOURCE_FRAME;
		if (outcome == TOOK_BLOCK)
			continue;
		search = search_of(file);
		found = search_next(&search, outcome == CUT);
		if (found != SOURCE_FRAME)
			return found;
	}
}

bool
pcapng_file_has_next(const struct pcapng_file *file)
{
	const struct stream *stream = file->stream;
	uint32_t type;

	if (file->rest || stream->left < BLOCK_SIZE)
		return false;
	type = file_u32(stream->at, file->swapped);
	return (type == BLOCK_ENHANCED || type == BLOCK_PACKET ||
		   type == BLOCK_SIMPLE) &&
	       file_u32(stream->at + 4, file->swapped) <= stream->left;
}
