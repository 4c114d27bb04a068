/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blocks with their options; the numbers of sections are those of
 * draft-ietf-opsawg-pcapng. */
#include "capture/pcapng_write.h"

#include <string.h>

#include "capture/linktype.h"
#include "capture/source.h"

#define BLOCK_SECTION 0x0a0d0d0au
#define BLOCK_INTERFACE 1u
#define BLOCK_STATISTICS 5u
#define BLOCK_ENHANCED 6u
#define BYTE_ORDER_MAGIC 0x1a2b3c4du

#define OPTION_COMMENT 1     /* opt_comment */
#define OPTION_APPLICATION 4 /* shb_userappl */
#define OPTION_NAME 2        /* if_name */
#define OPTION_RESOLUTION 9  /* if_tsresol */
#define RESOLUTION_NS 9
#define OPTION_DROP_COUNT 4  /* epb_dropcount */
#define OPTION_END_TIME 3    /* isb_endtime */
#define OPTION_DEVICE_DROP 5 /* isb_ifdrop */
#define OPTION_SYSTEM_DROP 7 /* isb_osdrop */
#define OPTION_DELIVERED 8   /* isb_usrdeliv */

#define APPLICATION "spanrec"
#define NAME_MAX_BYTES 128

/* A block that is being written. */
struct block {
	uint8_t *start, *at;
};

static void
put(struct block *block, const void *bytes, size_t size)
{
	static const uint8_t zeros[4];
	size_t padding = -size & 3;

	memcpy(block->at, bytes, size);
	memcpy(block->at + size, zeros, padding);
	block->at += size + padding;
}

static void
put_u16(struct block *block, uint16_t value)
{
	memcpy(block->at, &value, sizeof value);
	block->at += sizeof value;
}

static void
put_u32(struct block *block, uint32_t value)
{
	memcpy(block->at, &value, sizeof value);
	block->at += sizeof value;
}

/* Section 4.3: the upper half of a time comes first. */
static void
put_time(struct block *block, struct tstamp time)
{
	put_u32(block, (uint32_t)((uint64_t)time.ns >> 32));
	put_u32(block, (uint32_t)time.ns);
}

static void
put_option(struct block *block, uint16_t code, const void *value, size_t size)
{
	put_u16(block, code);
	put_u16(block, (uint16_t)size);
	put(block, value, size);
}

static void
put_u64_option(struct block *block, uint16_t code, uint64_t value)
{
	put_option(block, code, &value, sizeof value);
}

static struct block
begin(uint8_t *out, uint32_t type)
{
	struct block block = {out, out};

	put_u32(&block, type);
	put_u32(&block, 0); /* its length, set at the end */
	return block;
}

/* Ends its options, if there were any, and the block. Returns its size. */
static size_t
end(struct block *block, bool has_options)
{
	uint32_t size;

	if (has_options)
		put_u32(block, 0);
	size = (uint32_t)(block->at - block->start) + 4;
	put_u32(block, size);
	memcpy(block->start + 4, &size, sizeof size);
	return size;
}

size_t
pcapng_write_section(uint8_t *out, const char *comment)
{
	struct block block = begin(out, BLOCK_SECTION);
	int64_t unknown = -1; /* the length of the section */

	put_u32(&block, BYTE_ORDER_MAGIC);
	put_u16(&block, 1);
	put_u16(&block, 0);
	put(&block, &unknown, sizeof unknown);
	if (comment)
		put_option(&block, OPTION_COMMENT, comment,
		    strnlen(comment, PCAPNG_COMMENT_MAX));
	put_option(
	    &block, OPTION_APPLICATION, APPLICATION, sizeof APPLICATION - 1);
	return end(&block, true);
}

size_t
pcapng_write_interface(uint8_t *out, const struct origin *origin)
{
	struct block block = begin(out, BLOCK_INTERFACE);
	uint8_t resolution = RESOLUTION_NS;

	put_u16(&block, (uint16_t)linktype_number(origin->link_type));
	put_u16(&block, 0);
	put_u32(&block, SOURCE_FRAME_MAX);
	put_option(&block, OPTION_NAME, origin->name,
	    strnlen(origin->name, NAME_MAX_BYTES));
	put_option(&block, OPTION_RESOLUTION, &resolution, sizeof resolution);
	return end(&block, true);
}

size_t
pcapng_write_frame(uint8_t *out, unsigned number, const struct frame *frame)
{
	struct block block = begin(out, BLOCK_ENHANCED);

	put_u32(&block, number);
	put_time(&block, frame->time);
	put_u32(&block, (uint32_t)frame->captured);
	put_u32(&block, (uint32_t)frame->length);
	put(&block, frame->bytes, frame->captured);
	if (frame->lost)
		put_u64_option(&block, OPTION_DROP_COUNT, frame->lost);
	return end(&block, frame->lost > 0);
}

size_t
pcapng_write_end(uint8_t *out, unsigned number, const struct origin *origin,
    struct tstamp ended)
{
	struct block block = begin(out, BLOCK_STATISTICS);

	put_u32(&block, number);
	put_time(&block, ended);
	put_u16(&block, OPTION_END_TIME);
	put_u16(&block, 8);
	put_time(&block, ended);
	put_u64_option(&block, OPTION_DEVICE_DROP, origin->device_dropped);
	put_u64_option(&block, OPTION_SYSTEM_DROP, origin->ring_dropped);
	put_u64_option(&block, OPTION_DELIVERED, origin->frames);
	return end(&block, true);
}
