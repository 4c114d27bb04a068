/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From frames to pages: ITU-T T.30 section 5.3, annex A; T.4 annex A. */
#include "rtp/t30.h"

#include <stdlib.h>
#include <string.h>

/* Facsimile control fields, the lowest bit first; bit 0 differs with who
 * speaks (T.30 section 5.3.6.1). */
enum {
	FCF_FCD = 0x06, /* a piece of a page (T.4 annex A.3.6.1) */
	FCF_DCS = 0x82, /* how the next pages are coded */
	FCF_MCF = 0x8c, /* all came */
	FCF_EOM = 0x8e, /* the page is over, as are these: */
	FCF_MPS = 0x4e,
	FCF_EOP = 0x2e,
	FCF_PRI_EOM = 0x9e,
	FCF_PRI_MPS = 0x5e,
	FCF_PRI_EOP = 0x3e,
	FCF_PPS = 0xbe, /* a block is over, and maybe the page */
	FCF_EOR = 0xce, /* it is given up */
	FCF_NULL = 0x00,
};

#define FCF(byte) ((byte)&0xfe)

/* Places in a frame: address, control, FCF, and what follows. */
#define FCF_AT 2
#define INFO_AT 3

#define FRAMES 256
#define FRAME_SIZE 256

/* A block of a page with error correction, as it comes frame by frame. */
struct block {
	uint16_t sizes[FRAMES]; /* 0: it did not come yet */
	uint8_t frames[FRAMES][FRAME_SIZE];
};

/* What one side sends. */
struct sender {
	bool has_dcs;
	enum t30_coding coding;
	unsigned width;
	unsigned lines_per_m;
	unsigned bursts; /* of image since the DCS; the first tries the line */
	bool in_burst;
	bool is_cut;   /* of the page */
	uint8_t *page; /* owned; NULL: none yet */
	size_t size, room;
	struct block *block; /* owned; NULL: no error correction yet */
	bool has_block;      /* a block of this page was taken */
	bool block_waits;    /* a PPS came, but not all of its frames */
	bool has_taken;      /* the block of 'taken' is in the page */
	uint8_t taken[2];    /* page and block */
	uint8_t pps[4];      /* of the newest PPS: FCF2, page, block, frames */
};

struct t30_listener {
	t30_page_fn *on_page;
	void *arg;
	struct sender senders[T30_SIDES];
};

struct t30_listener *
t30_listener_new(t30_page_fn *on_page, void *arg)
{
	struct t30_listener *t30 = calloc(1, sizeof *t30);

	if (!t30)
		return NULL;
	t30->on_page = on_page;
	t30->arg = arg;
	return t30;
}

void
t30_listener_free(struct t30_listener *t30)
{
	if (!t30)
		return;
	for (unsigned side = 0; side < T30_SIDES; side++) {
		free(t30->senders[side].page);
		free(t30->senders[side].block);
	}
	free(t30);
}

static bool
grow(struct sender *sender, size_t size)
{
	size_t room = sender->room ? sender->room : 4096;
	uint8_t *page;

	if (size > T30_PAGE_BYTES_MAX)
		return false;
	while (room < size)
		room *= 2;
	if (room == sender->room)
		return true;
	page = realloc(sender->page, room);
	if (!page)
		return false;
	sender->page = page;
	sender->room = room;
	return true;
}

static void
append(struct sender *sender, const uint8_t *bytes, size_t size)
{
	if (size == 0)
		return;
	if (!grow(sender, sender->size + size)) {
		sender->is_cut = true;
		return;
	}
	memcpy(sender->page + sender->size, bytes, size);
	sender->size += size;
}

static void
drop_page(struct sender *sender)
{
	sender->size = 0;
	sender->is_cut = false;
	sender->has_block = false;
}

/* The page is over. */
static void
end_page(struct t30_listener *t30, unsigned side)
{
	struct sender *sender = &t30->senders[side];
	struct t30_page page = {
	    .side = side,
	    .coding = sender->coding,
	    .width = sender->width,
	    .lines_per_m = sender->lines_per_m,
	    .bytes = sender->page,
	    .size = sender->size,
	    .is_cut = sender->is_cut,
	};

	if (sender->has_dcs && sender->size > 0)
		t30->on_page(&page, t30->arg);
	drop_page(sender);
}

/* Bit 'number', from 1, of the information in a DCS (T.30 table 2). */
static bool
dcs_bit(const uint8_t *bytes, size_t size, unsigned number)
{
	size_t at = INFO_AT + (number - 1) / 8;

	return at < size && bytes[at] >> (number - 1) % 8 & 1;
}

static void
take_dcs(struct sender *sender, const uint8_t *bytes, size_t size)
{
	sender->has_dcs = true;
	sender->lines_per_m = dcs_bit(bytes, size, 15) ? 7700 : 3850;
	if (dcs_bit(bytes, size, 41))
		sender->lines_per_m = 15400;
	sender->coding = dcs_bit(bytes, size, 16) ? T30_T4_2D : T30_T4_1D;
	if (dcs_bit(bytes, size, 31))
		sender->coding = T30_T6;
	sender->width = 1728;
	if (dcs_bit(bytes, size, 17))
		sender->width = 2048;
	if (dcs_bit(bytes, size, 18))
		sender->width = 2432;
	sender->bursts = 0;
	sender->in_burst = false;
	drop_page(sender);
	if (dcs_bit(bytes, size, 27) && !sender->block)
		sender->block = calloc(1, sizeof *sender->block);
	if (sender->block)
		memset(sender->block->sizes, 0, sizeof sender->block->sizes);
	sender->block_waits = sender->has_taken = false;
}

/* Frame number and its piece. */
static void
take_piece(struct sender *sender, const uint8_t *bytes, size_t size)
{
	struct block *block = sender->block;
	size_t piece = size - INFO_AT - 1;
	uint8_t number = bytes[INFO_AT];

	if (!block || piece == 0 || piece > FRAME_SIZE)
		return;
	block->sizes[number] = (uint16_t)piece;
	memcpy(block->frames[number], bytes + INFO_AT + 1, piece);
}

static bool
has_all(const struct block *block, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		if (block->sizes[i] == 0)
			return false;
	return true;
}

/* Puts the block of the newest PPS into the page, and ends it if it says so. */
static void
take_block(struct t30_listener *t30, unsigned side)
{
	struct sender *sender = &t30->senders[side];
	struct block *block = sender->block;
	unsigned count = sender->pps[3] + 1u;

	/* What tried the line is not of the page. */
	if (!sender->has_block)
		drop_page(sender);
	sender->has_block = true;
	for (unsigned i = 0; i < count; i++) {
		if (block->sizes[i] == 0)
			sender->is_cut = true;
		append(sender, block->frames[i], block->sizes[i]);
	}
	memset(block->sizes, 0, sizeof block->sizes);
	sender->block_waits = false;
	sender->has_taken = true;
	memcpy(sender->taken, sender->pps + 1, 2);
	if (FCF(sender->pps[0]) != FCF_NULL)
		end_page(t30, side);
}

/*
 * A block is over. When all of it is there it is taken; else the receiver asks
 * for the rest, or, having it, confirms. A PPS that comes again for the answer
 * was lost tells nothing new.
 */
static void
take_pps(struct t30_listener *t30, unsigned side, const uint8_t *bytes)
{
	struct sender *sender = &t30->senders[side];

	if (!sender->block)
		return;
	if (sender->has_taken && memcmp(sender->taken, bytes + 1, 2) == 0)
		return;
	memcpy(sender->pps, bytes, sizeof sender->pps);
	if (has_all(sender->block, sender->pps[3] + 1u))
		take_block(t30, side);
	else
		sender->block_waits = true;
}

/* 'side' confirms what the other one sent. */
static void
take_confirmation(struct t30_listener *t30, unsigned side)
{
	unsigned other = 1 - side;

	if (t30->senders[other].block_waits)
		take_block(t30, other);
}

void
t30_listener_frame(
    struct t30_listener *t30, unsigned side, const uint8_t *bytes, size_t size)
{
	struct sender *sender = &t30->senders[side];

	if (size <= FCF_AT)
		return;
	switch (FCF(bytes[FCF_AT])) {
	case FCF_DCS:
		take_dcs(sender, bytes, size);
		break;
	case FCF_FCD:
		if (size > INFO_AT + 1)
			take_piece(sender, bytes, size);
		break;
	case FCF_PPS:
		if (size >= INFO_AT + 4)
			take_pps(t30, side, bytes + INFO_AT);
		break;
	case FCF_EOR:
	case FCF_MCF:
		take_confirmation(
		    t30, FCF(bytes[FCF_AT]) == FCF_MCF ? side : 1 - side);
		break;
	case FCF_EOM:
	case FCF_MPS:
	case FCF_EOP:
	case FCF_PRI_EOM:
	case FCF_PRI_MPS:
	case FCF_PRI_EOP:
		end_page(t30, side);
		break;
	default:
		break;
	}
}

void
t30_listener_image(
    struct t30_listener *t30, unsigned side, const uint8_t *bytes, size_t size)
{
	struct sender *sender = &t30->senders[side];

	/* A burst that no page ended with was not one: it tried the line. */
	if (!sender->in_burst) {
		drop_page(sender);
		sender->bursts++;
	}
	sender->in_burst = true;
	append(sender, bytes, size);
}

void
t30_listener_image_end(struct t30_listener *t30, unsigned side)
{
	t30->senders[side].in_burst = false;
}

void
t30_listener_finish(struct t30_listener *t30)
{
	for (unsigned side = 0; side < T30_SIDES; side++) {
		struct sender *sender = &t30->senders[side];

		if (sender->block_waits)
			take_block(t30, side);
		/* What tries the line is no page. */
		if (sender->bursts == 1 && !sender->has_block)
			drop_page(sender);
		sender->is_cut = true;
		end_page(t30, side);
	}
}
