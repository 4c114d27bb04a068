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
#include "capture/pcapng_interface.h"
#include "capture/search.h"

#define BLOCK_SECTION 0x0a0d0d0au /* the same in either byte order */
#define BLOCK_INTERFACE 1u
#define BLOCK_PACKET 2u /* obsolete */
#define BLOCK_SIMPLE 3u
#define BLOCK_STATISTICS 5u
#define BLOCK_ENHANCED 6u
#define BLOCK_KNOWN_MAX 10u /* the last of those numbered from 1 on */
#define BLOCK_CUSTOM 0x0badu
#define BLOCK_CUSTOM_PRIVATE 0x40000badu

#define BYTE_ORDER_MAGIC 0x1a2b3c4du
#define SECTION_SIZE 28
#define PACKET_SIZE 32
#define SIMPLE_SIZE 16
#define STATISTICS_SIZE 24
#define BLOCK_SIZE 12 /* type, length, and length again */

#define OPTION_DROP_COUNT 4u /* epb_dropcount */
#define OPTION_END_TIME 3u   /* isb_endtime */

#define INTERFACES_MAX 65536

/* Blocks of which both ends are compared; larger ones are passed over. */
#define BLOCK_WANTED_MAX ((uint32_t)512 << 10)

struct block {
	uint32_t type;
	uint32_t total; /* bytes with both ends */
};

/* What a block tells of a frame. */
struct packet {
	struct pcapng_interface *interface;
	const uint8_t *bytes;
	struct tstamp time;
	uint32_t captured;
	uint32_t length;
	uint64_t lost; /* frames before it */
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

/* Section 4.2; false: it cannot be kept. The block is whole. */
static bool
add_interface(struct pcapng_file *file, const struct block *block)
{
	const uint8_t *at = file->stream->at;
	struct pcapng_interface *interface;

	if (block->total < PCAPNG_INTERFACE_SIZE ||
	    block->total > BLOCK_WANTED_MAX || file->count == INTERFACES_MAX)
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
	pcapng_interface_parse(interface, at, block->total, file->swapped);
	if (!file->has_link_type)
		file->link_type = interface->link_type;
	file->has_link_type = true;
	return true;
}

/* Section 4.6: a block that tells when the capture of an interface ended. */
static void
read_statistics(struct pcapng_file *file, const struct block *block)
{
	const uint8_t *at = file->stream->at;
	struct pcapng_options options = {
	    at + 20, block->total - STATISTICS_SIZE, file->swapped};
	uint32_t id = file_u32(at + 8, file->swapped);
	struct pcapng_option option;
	struct tstamp time;

	if (id >= file->count)
		return;
	while (pcapng_option_next(&options, &option)) {
		if (option.code != OPTION_END_TIME || option.size < 8)
			continue;
		time = pcapng_interface_time(&file->interfaces[id],
		    (uint64_t)file_u32(option.value, file->swapped) << 32 |
			file_u32(option.value + 4, file->swapped));
		if (tstamp_before(file->ended, time))
			file->ended = time;
	}
}

/* Section 4.3: how many frames were lost before that of the block, as far as
 * it says. */
static uint64_t
read_lost(const uint8_t *at, const struct block *block, uint32_t captured,
    bool swapped)
{
	uint32_t size = PACKET_SIZE + ((captured + 3) & ~3u);
	struct pcapng_options options;
	struct pcapng_option option;

	/* Options of a block of that size are not all in memory. */
	if (block->total <= size || block->total > BLOCK_WANTED_MAX)
		return 0;
	options = (struct pcapng_options){
	    at + size - 4, block->total - size, swapped};
	while (pcapng_option_next(&options, &option))
		if (option.code == OPTION_DROP_COUNT && option.size >= 8)
			return file_u64(option.value, swapped);
	return 0;
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
	packet->lost = block->type == BLOCK_ENHANCED
			   ? read_lost(at, block, packet->captured, swapped)
			   : 0;
	packet->interface = &file->interfaces[id];
	packet->time = pcapng_interface_time(packet->interface, ticks);
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
	packet->lost = 0;
	return true;
}

/* Says in '*out' what was lost since the frame before of the same interface,
 * whose time the interface has. */
static void
note_loss(const struct packet *packet, struct frame *out)
{
	struct pcapng_interface *interface = packet->interface;

	out->lost = 0;
	if (packet->lost > 0 && interface->has_last) {
		out->lost = packet->lost < UINT32_MAX ? (uint32_t)packet->lost
						      : UINT32_MAX;
		out->lost_since = interface->last;
	}
	interface->last = packet->time;
	interface->has_last = true;
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
	note_loss(packet, out);
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
	case BLOCK_STATISTICS:
		if (block->total >= STATISTICS_SIZE &&
		    block->total <= BLOCK_WANTED_MAX)
			read_statistics(file, block);
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
