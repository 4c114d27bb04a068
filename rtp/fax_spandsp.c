/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * T.38 by spandsp, which reads the packets and decodes the pages; what the
 * sides say to each other in between is followed by rtp/t30.c. spandsp's own
 * fax terminal would have to take part in the call.
 */
#include "rtp/fax.h"

#include <spandsp.h>
#include <stdlib.h>
#include <string.h>

#include "rtp/t30.h"

/* A frame of 256 bytes, its number, and what is around it. */
#define FRAME_MAX 300

/* One side, as its packets come. */
struct side {
	struct fax_listener *fax;
	unsigned number;
	t38_core_state_t *core;
	uint8_t frame[FRAME_MAX]; /* that is being received */
	size_t frame_size;
	bool frame_bad;      /* a part of it is missing */
	bool is_closed;      /* its pages are not wanted, or too many */
	t4_rx_state_t *tiff; /* NULL: no page yet */
	struct fax_sent sent;
};

struct fax_listener {
	fax_open_fn *open;
	void *arg;
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

static bool
open_file(struct side *side)
{
	char path[FAX_PATH_SIZE];

	if (side->tiff)
		return true;
	if (side->is_closed ||
	    !side->fax->open(side->number, path, side->fax->arg)) {
		side->is_closed = true;
		return false;
	}
	side->tiff = t4_rx_init(NULL, path, T4_COMPRESSION_ITU_T6);
	side->is_closed = !side->tiff;
	return side->tiff != NULL;
}

static void
on_page(const struct t30_page *page, void *arg)
{
	static const int codings[] = {
	    [T30_T4_1D] = T4_COMPRESSION_ITU_T4_1D,
	    [T30_T4_2D] = T4_COMPRESSION_ITU_T4_2D,
	    [T30_T6] = T4_COMPRESSION_ITU_T6,
	};
	struct fax_listener *fax = arg;
	struct side *side = &fax->sides[page->side];
	t4_stats_t stats;

	if (side->sent.pages >= FAX_PAGES_MAX || !open_file(side)) {
		side->sent.is_cut = true;
		return;
	}
	t4_rx_set_rx_encoding(side->tiff, codings[page->coding]);
	t4_rx_set_image_width(side->tiff, (int)page->width);
	t4_rx_set_x_resolution(side->tiff, T4_X_RESOLUTION_R8);
	t4_rx_set_y_resolution(side->tiff, (int)page->lines_per_m);
	if (t4_rx_start_page(side->tiff) != 0)
		return;
	t4_rx_put_chunk(side->tiff, page->bytes, (int)page->size);
	t4_rx_get_transfer_statistics(side->tiff, &stats);
	if (t4_rx_end_page(side->tiff) != 0)
		return;
	side->sent.pages++;
	side->sent.lines += (unsigned)stats.length;
	side->sent.bad_lines += (unsigned)stats.bad_rows;
	side->sent.is_cut = side->sent.is_cut || page->is_cut;
}

struct fax_listener *
fax_listener_new(fax_open_fn *open, void *arg)
{
	struct fax_listener *fax = calloc(1, sizeof *fax);
	bool good;

	if (!fax)
		return NULL;
	fax->open = open;
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

static void
close_file(struct side *side)
{
	if (side->tiff)
		t4_rx_free(side->tiff);
	side->tiff = NULL;
}

void
fax_listener_finish(struct fax_listener *fax, struct fax_sent sent[FAX_SIDES])
{
	t30_listener_finish(fax->t30);
	for (unsigned i = 0; i < FAX_SIDES; i++) {
		close_file(&fax->sides[i]);
		sent[i] = fax->sides[i].sent;
	}
}

void
fax_listener_free(struct fax_listener *fax)
{
	if (!fax)
		return;
	for (unsigned i = 0; i < FAX_SIDES; i++) {
		close_file(&fax->sides[i]);
		if (fax->sides[i].core)
			t38_core_free(fax->sides[i].core);
	}
	t30_listener_free(fax->t30);
	free(fax);
}
