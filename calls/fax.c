/* SPDX-License-Identifier: GPL-3.0-or-later */
/* T.38 packets to files. A file has its name, and a row, once it is whole. */
#include "calls/fax.h"

#include <errno.h>

#include "base/counter.h"
#include "base/log.h"
#include "calls/pause.h"
#include "calls/policy.h"
#include "rtp/udptl.h"
#include "storage/path.h"
#include "storage/tiff.h"

/* Behind a relay the same packets come by twice: those of one way are taken,
 * unless it is silent this long. */
#define WAY_SILENCE_NS (3 * NS_PER_SEC)

#define SUFFIX ".tiff"

/* What one side sends, and where its pages go. */
struct fax_side {
	struct call_fax *fax;
	enum side side;
	bool has_flow;
	struct flow flow;
	struct tstamp first, last;
	struct tiff *tiff; /* NULL: no page yet, or no file */
	struct fax_total total;
	char path[RECORDING_PATH_SIZE];
	struct udptl udptl;
};

struct call_fax {
	struct faxes *faxes;
	struct call *call;
	struct fax_listener *listener; /* NULL: pages are not decoded */
	unsigned files;
	struct fax_total total;
	struct fax_side sides[SIDE_COUNT];
};

struct faxes {
	int dir_fd;
	struct catalogue *catalogue;
	size_t count;
};

struct faxes *
faxes_new(int dir_fd, struct catalogue *catalogue)
{
	struct faxes *faxes = calloc(1, sizeof *faxes);

	if (!faxes)
		return NULL;
	faxes->dir_fd = dir_fd;
	faxes->catalogue = catalogue;
	return faxes;
}

void
faxes_free(struct faxes *faxes)
{
	free(faxes);
}

/* The first failure is told to people. */
static void
note_failure(struct fax_side *side, int error)
{
	errno = error;
	if (!side->total.error)
		log_warn("a fax cannot be written");
	side->total.error = error;
}

/* The first page of a side is there. */
static bool
open_file(struct fax_side *side)
{
	struct call_fax *fax = side->fax;
	const struct call *call = fax->call;
	int error;

	if (side->tiff || side->total.error)
		return side->tiff != NULL;
	recording_path(side->path, tstamp_us(side->first),
	    call->sides[SIDE_CALLER].number, call->sides[SIDE_CALLEE].number,
	    call->uid, ++fax->files, SUFFIX);
	error = tiff_open(fax->faxes->dir_fd, side->path, &side->tiff);
	if (error)
		note_failure(side, error);
	return !error;
}

static void
on_page(const struct fax_page *page, void *arg)
{
	struct call_fax *fax = arg;
	struct fax_side *side = &fax->sides[page->side];
	struct tiff_page out = {
	    .width = page->width,
	    .lines = page->lines,
	    .pixels_per_m = page->pixels_per_m,
	    .lines_per_m = page->lines_per_m,
	    .bits = page->bits,
	};
	int error;

	side->total.is_cut = side->total.is_cut || page->is_cut;
	if (page->lines == 0)
		return;
	if (side->total.pages >= FAX_PAGES_MAX) {
		side->total.is_cut = true;
		return;
	}
	if (!open_file(side))
		return;
	error = tiff_add_page(side->tiff, &out);
	if (error) {
		note_failure(side, error);
		return;
	}
	side->total.pages++;
	side->total.lines += page->lines;
	side->total.bad_lines += page->bad_lines;
}

static struct call_fax *
fax_of(struct faxes *faxes, struct call *call)
{
	struct call_fax *fax = call->fax;

	if (fax)
		return fax;
	if (faxes->count >= FAXES_MAX || !(fax = calloc(1, sizeof *fax))) {
		counter_up(fax_limit);
		return NULL;
	}
	faxes->count++;
	fax->faxes = faxes;
	fax->call = call;
	fax->listener = fax_listener_new(on_page, fax);
	for (enum side side = 0; side < SIDE_COUNT; side++) {
		fax->sides[side].fax = fax;
		fax->sides[side].side = side;
	}
	call->fax = fax;
	return fax;
}

static void
on_ifp(uint16_t sequence, const uint8_t *bytes, size_t size, void *arg)
{
	struct fax_side *side = arg;

	if (side->fax->listener && policy_records(side->fax->call) &&
	    !pause_is_on(side->fax->call))
		fax_listener_push(
		    side->fax->listener, side->side, sequence, bytes, size);
}

/* Does 'packet' come on the way that is listened to? */
static bool
is_on_way(struct fax_side *side, const struct datagram *packet)
{
	if (side->has_flow &&
	    endpoint_equal(&side->flow.dst, &packet->flow->dst))
		return true;
	if (side->has_flow &&
	    tstamp_diff_ns(packet->time, side->last) < WAY_SILENCE_NS)
		return false;
	if (!side->has_flow)
		side->first = packet->time;
	side->has_flow = true;
	side->flow = *packet->flow;
	return true;
}

bool
faxes_push(struct faxes *faxes, struct call *call, enum side number,
    const struct datagram *packet)
{
	struct call_fax *fax;
	struct fax_side *side;

	if (packet->cut_bytes || !udptl_is_packet(packet->bytes, packet->size))
		return false;
	fax = fax_of(faxes, call);
	if (!fax)
		return true;
	side = &fax->sides[number];
	if (!is_on_way(side, packet))
		return true;
	side->last = packet->time;
	return udptl_push(
	    &side->udptl, packet->bytes, packet->size, on_ifp, side);
}

bool
fax_last(const struct call *call, struct tstamp *out)
{
	const struct call_fax *fax = call->fax;
	bool any = false;

	for (enum side side = 0; fax && side < SIDE_COUNT; side++) {
		const struct fax_side *it = &fax->sides[side];

		if (!it->has_flow || (any && tstamp_before(it->last, *out)))
			continue;
		*out = it->last;
		any = true;
	}
	return any;
}

static int
put_row(const struct fax_side *side, const struct tiff_written *written)
{
	const struct call *call = side->fax->call;
	const struct fax_total *total = &side->total;
	struct fax_row row = {
	    .call_id = call->id,
	    .side = side_name(side->side),
	    .path = side->path,
	    .pages = (int)total->pages,
	    .started_us = tstamp_us(side->first),
	    .bytes = written->bytes,
	    .sha256 = written->sha256,
	};
	char detail[96];
	struct event_row event = {
	    .call_id = call->id,
	    .time_us = tstamp_us(side->last),
	    .kind = "fax-pages",
	    .side = row.side,
	    .detail = detail,
	};
	int error = catalogue_add_fax(side->fax->faxes->catalogue, &row);

	snprintf(detail, sizeof detail, "%u page%s, %u lines, %u of them bad%s",
	    total->pages, total->pages == 1 ? "" : "s", total->lines,
	    total->bad_lines, total->is_cut ? ", cut" : "");
	if (!error)
		error =
		    catalogue_add_event(side->fax->faxes->catalogue, &event);
	return error;
}

/* Gives the file of a side its name, and then a row. */
static int
finish_file(struct fax_side *side)
{
	struct tiff_written written;
	int error;

	if (!side->tiff)
		return 0;
	if (side->total.pages == 0) {
		tiff_discard(side->tiff);
		side->tiff = NULL;
		return 0;
	}
	error = tiff_finish(side->tiff, false, &written);
	side->tiff = NULL;
	if (error) {
		note_failure(side, error);
		return 0;
	}
	return put_row(side, &written);
}

/* Adds what became of a side to what became of its call. */
static void
add_total(struct call_fax *fax, const struct fax_side *side)
{
	struct fax_total *total = &fax->total;

	total->packets += side->udptl.packets + side->udptl.recovered;
	total->lost += side->udptl.lost;
	total->pages += side->total.pages;
	total->lines += side->total.lines;
	total->bad_lines += side->total.bad_lines;
	total->is_cut = total->is_cut || side->total.is_cut;
	if (!total->error)
		total->error = side->total.error;
	counter_add(COUNTER_udptl_recovered, side->udptl.recovered);
	counter_add(COUNTER_udptl_lost, side->udptl.lost);
}

int
faxes_finish(struct call *call)
{
	struct call_fax *fax = call->fax;
	int first = 0;

	if (!fax)
		return 0;
	for (enum side side = 0; side < SIDE_COUNT; side++)
		udptl_flush(&fax->sides[side].udptl, on_ifp, &fax->sides[side]);
	if (fax->listener)
		fax_listener_finish(fax->listener);
	for (enum side side = 0; side < SIDE_COUNT; side++) {
		int error = finish_file(&fax->sides[side]);

		if (!first)
			first = error;
		add_total(fax, &fax->sides[side]);
	}
	return first;
}

struct fax_total
fax_total(const struct call *call)
{
	return call->fax ? call->fax->total : (struct fax_total){.packets = 0};
}

void
faxes_forget(struct faxes *faxes, struct call *call)
{
	struct call_fax *fax = call->fax;

	if (!fax)
		return;
	fax_listener_free(fax->listener);
	for (enum side side = 0; side < SIDE_COUNT; side++)
		tiff_discard(fax->sides[side].tiff);
	free(fax);
	call->fax = NULL;
	faxes->count--;
}
