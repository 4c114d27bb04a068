/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * T.38 by spandsp, which reads the packets and decodes the pages; what the
 * sides say to each other in between is followed by rtp/t30.c. spandsp's own
 * fax terminal would have to take part in the call.
 */
#include "rtp/fax.h"

#include <spandsp.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "rtp/t30.h"

/* A frame of 256 bytes, its number, and what is around it. */
#define FRAME_MAX 300

#define LINE_BYTES_MAX (2432 / 8) /* the widest */

/* One side, as its packets come. */
struct side {
	struct fax_listener *fax;
	unsigned number;
	t38_core_state_t *core;
	uint8_t frame[FRAME_MAX]; /* that is being received */
	size_t frame_size;
	bool frame_bad; /* a part of it is missing */
};

struct fax_listener {
	fax_page_fn *on_page;
	void *arg;
	uint8_t *bits;      /* of the page in hand, line by line */
	size_t line_size;   /* bytes of a line */
	size_t lines, room; /* lines in 'bits', and for how many */
	struct t30_listener *t30;
	struct side sides[FAX_SIDES];
};

bool
fax_listener_is_available(void)
{
	return true;
}

/* T.38 has the first bit highest, spandsp's decoders lowest. */
static void
reverse_bits(uint8_t *to, const uint8_t *from, size_t size)
{
	bit_reverse(to, from, (int)size);
}

static void
add_to_frame(struct side *side, const uint8_t *bytes, size_t size)
{
	if (size > FRAME_MAX - side->frame_size) {
		side->frame_bad = true;
		return;
	}
	reverse_bits(side->frame + side->frame_size, bytes, size);
	side->frame_size += size;
}

static void
end_frame(struct side *side, bool good)
{
	if (good && !side->frame_bad)
		t30_listener_frame(side->fax->t30, side->number, side->frame,
		    side->frame_size);
	side->frame_size = 0;
	side->frame_bad = false;
}

static void
add_to_image(struct side *side, const uint8_t *bytes, size_t size)
{
	uint8_t piece[256];

	while (size > 0) {
		size_t part = size < sizeof piece ? size : sizeof piece;

		reverse_bits(piece, bytes, part);
		t30_listener_image(side->fax->t30, side->number, piece, part);
		bytes += part;
		size -= part;
	}
}

static int
on_data(t38_core_state_t *core, void *arg, int data_type, int field_type,
    const uint8_t *bytes, int size)
{
	struct side *side = arg;
	size_t length = bytes && size > 0 ? (size_t)size : 0;

	(void)core;
	(void)data_type;
	switch (field_type) {
	case T38_FIELD_HDLC_DATA:
		add_to_frame(side, bytes, length);
		break;
	case T38_FIELD_HDLC_FCS_OK:
	case T38_FIELD_HDLC_FCS_OK_SIG_END:
		end_frame(side, true);
		break;
	case T38_FIELD_HDLC_FCS_BAD:
	case T38_FIELD_HDLC_FCS_BAD_SIG_END:
	case T38_FIELD_HDLC_SIG_END:
		end_frame(side, false);
		break;
	case T38_FIELD_T4_NON_ECM_DATA:
		add_to_image(side, bytes, length);
		break;
	case T38_FIELD_T4_NON_ECM_SIG_END:
		add_to_image(side, bytes, length);
		t30_listener_image_end(side->fax->t30, side->number);
		break;
	default:
		break;
	}
	return 0;
}

static int
on_indicator(t38_core_state_t *core, void *arg, int indicator)
{
	struct side *side = arg;

	(void)core;
	/* Another signal begins, so the one before is over. */
	end_frame(side, false);
	if (indicator != T38_IND_NO_SIGNAL)
		t30_listener_image_end(side->fax->t30, side->number);
	return 0;
}

static int
on_missing(t38_core_state_t *core, void *arg, int sequence, int expected)
{
	struct side *side = arg;

	(void)core;
	(void)sequence;
	(void)expected;
	side->frame_bad = true;
	return 0;
}

static int
on_send(t38_core_state_t *core, void *arg, const uint8_t *bytes, int size,
    int count)
{
	(void)core;
	(void)arg;
	(void)bytes;
	(void)size;
	(void)count;
	return 0;
}

/* Given a line of the page in hand, or, at its end, none. */
static int
on_line(void *arg, const uint8_t *bytes, size_t size)
{
	struct fax_listener *fax = arg;
	size_t room = fax->room ? fax->room * 2 : 1200;
	uint8_t *bits;

	if (size != fax->line_size || fax->lines >= FAX_LINES_MAX)
		return 0;
	if (fax->lines == fax->room) {
		bits = realloc(fax->bits, room * LINE_BYTES_MAX);
		if (!bits)
			return -1;
		fax->bits = bits;
		fax->room = room;
	}
	memcpy(fax->bits + fax->lines++ * size, bytes, size);
	return 0;
}

static const int codings[] = {
    [T30_T4_1D] = T4_COMPRESSION_ITU_T4_1D,
    [T30_T4_2D] = T4_COMPRESSION_ITU_T4_2D,
    [T30_T6] = T4_COMPRESSION_ITU_T6,
};

/* Decodes 'page' into 'out', line by line; false when the library cannot. */
static bool
decode(struct fax_listener *fax, const struct t30_page *page,
    struct fax_page *out, const char *file)
{
	t4_rx_state_t *decoder = t4_rx_init(NULL, file, T4_COMPRESSION_ITU_T6);
	t4_stats_t stats;
	bool good;

	if (!decoder)
		return false;
	t4_rx_set_row_write_handler(decoder, on_line, fax);
	t4_rx_set_rx_encoding(decoder, codings[page->coding]);
	t4_rx_set_image_width(decoder, (int)page->width);
	t4_rx_set_x_resolution(decoder, T4_X_RESOLUTION_R8);
	t4_rx_set_y_resolution(decoder, (int)page->lines_per_m);
	good = t4_rx_start_page(decoder) == 0;
	if (good) {
		t4_rx_put_chunk(decoder, page->bytes, (int)page->size);
		t4_rx_get_transfer_statistics(decoder, &stats);
		t4_rx_end_page(decoder);
		out->bad_lines =
		    stats.bad_rows > 0 ? (uint32_t)stats.bad_rows : 0;
	}
	t4_rx_free(decoder);
	return good;
}

/*
 * The library wants the name of a file to write the page to, and removes it
 * when no page comes: it gets one in memory, which has no name that could be
 * removed. The page is taken line by line.
 */
static void
on_page(const struct t30_page *page, void *arg)
{
	struct fax_listener *fax = arg;
	struct fax_page out = {
	    .side = page->side,
	    .width = page->width,
	    .pixels_per_m = T4_X_RESOLUTION_R8,
	    .lines_per_m = page->lines_per_m,
	    .is_cut = page->is_cut,
	};
	char path[32];
	int file = memfd_create("fax", MFD_CLOEXEC);

	fax->lines = 0;
	fax->line_size = page->width / 8;
	snprintf(path, sizeof path, "/proc/self/fd/%d", file);
	if (file < 0 || !decode(fax, page, &out, path))
		out.is_cut = true;
	if (file >= 0)
		close(file);
	out.bits = fax->bits;
	out.lines = (uint32_t)fax->lines;
	fax->on_page(&out, fax->arg);
}

struct fax_listener *
fax_listener_new(fax_page_fn *on_page_fn, void *arg)
{
	struct fax_listener *fax = calloc(1, sizeof *fax);
	bool good;

	if (!fax)
		return NULL;
	fax->on_page = on_page_fn;
	fax->arg = arg;
	fax->t30 = t30_listener_new(on_page, fax);
	good = fax->t30 != NULL;
	for (unsigned i = 0; i < FAX_SIDES; i++) {
		struct side *side = &fax->sides[i];

		side->fax = fax;
		side->number = i;
		side->core = t38_core_init(NULL, on_indicator, on_data,
		    on_missing, side, on_send, side);
		good = good && side->core;
	}
	if (good)
		return fax;
	fax_listener_free(fax);
	return NULL;
}

void
fax_listener_push(struct fax_listener *fax, unsigned side, uint16_t sequence,
    const uint8_t *bytes, size_t size)
{
	t38_core_rx_ifp_packet(
	    fax->sides[side].core, bytes, (int)size, sequence);
}

void
fax_listener_finish(struct fax_listener *fax)
{
	t30_listener_finish(fax->t30);
}

void
fax_listener_free(struct fax_listener *fax)
{
	if (!fax)
		return;
	for (unsigned i = 0; i < FAX_SIDES; i++)
		if (fax->sides[i].core)
			t38_core_free(fax->sides[i].core);
	t30_listener_free(fax->t30);
	free(fax->bits);
	free(fax);
}
