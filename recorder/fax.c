/* SPDX-License-Identifier: GPL-3.0-or-later */
/* T.38 packets to files. A file has its name, and a row, once it is whole. */
#include "recorder/fax.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/counter.h"
#include "base/log.h"
#include "rtp/udptl.h"
#include "storage/digest.h"
#include "storage/part.h"
#include "storage/path.h"

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
	int fd; /* of the file; -1: none yet */
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

/* The first page of a side is there. The library opens files by their names
 * alone: it gets that of one which is open already, in the right folder. */
static bool
open_file(unsigned number, char path[FAX_PATH_SIZE], void *arg)
{
	struct call_fax *fax = arg;
	struct fax_side *side = &fax->sides[number];
	const struct call *call = fax->call;
	int error;

	recording_path(side->path, tstamp_us(side->first),
	    call->sides[SIDE_CALLER].number, call->sides[SIDE_CALLEE].number,
	    call->uid, ++fax->files, SUFFIX);
	error = part_make(fax->faxes->dir_fd, side->path, &side->fd);
	if (error) {
		errno = error;
		log_warn("the file for a fax cannot be made");
		fax->total.error = error;
		side->fd = -1;
		return false;
	}
	snprintf(path, FAX_PATH_SIZE, "/proc/self/fd/%d", side->fd);
	return true;
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
	fax->listener = fax_listener_new(open_file, fax);
	for (enum side side = 0; side < SIDE_COUNT; side++) {
		fax->sides[side].fax = fax;
		fax->sides[side].side = side;
		fax->sides[side].fd = -1;
	}
	call->fax = fax;
	return fax;
}

static void
on_ifp(uint16_t sequence, const uint8_t *bytes, size_t size, void *arg)
{
	struct fax_side *side = arg;

	if (side->fax->listener)
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
put_row(const struct fax_side *side, const struct fax_sent *sent,
    const char *sha256, uint64_t bytes)
{
	const struct call *call = side->fax->call;
	struct fax_row row = {
	    .call_id = call->id,
	    .side = side_name(side->side),
	    .path = side->path,
	    .pages = (int)sent->pages,
	    .started_us = tstamp_us(side->first),
	    .bytes = bytes,
	    .sha256 = sha256,
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
	    sent->pages, sent->pages == 1 ? "" : "s", sent->lines,
	    sent->bad_lines, sent->is_cut ? ", cut" : "");
	if (!error)
		error =
		    catalogue_add_event(side->fax->faxes->catalogue, &event);
	return error;
}

/* Gives the file of a side its name. */
static int
finish_file(struct fax_side *side, const struct fax_sent *sent)
{
	const struct faxes *faxes = side->fax->faxes;
	char sha256[DIGEST_TEXT_SIZE];
	struct stat status;
	int error;

	if (side->fd < 0)
		return 0;
	if (sent->pages == 0) {
		part_remove(faxes->dir_fd, side->path);
		return 0;
	}
	error = digest_file(side->fd, sha256);
	if (!error && fstat(side->fd, &status))
		error = errno;
	if (!error)
		error = part_give_name(faxes->dir_fd, side->path, false);
	if (error) {
		errno = error;
		log_warn("the file of a fax cannot be finished");
		side->fax->total.error = error;
		return 0;
	}
	return put_row(side, sent, sha256, (uint64_t)status.st_size);
}

int
faxes_finish(struct faxes *faxes, struct call *call)
{
	struct call_fax *fax = call->fax;
	struct fax_sent sent[FAX_SIDES] = {{0}};
	int first = 0;

	(void)faxes;
	if (!fax)
		return 0;
	for (enum side side = 0; side < SIDE_COUNT; side++)
		udptl_flush(&fax->sides[side].udptl, on_ifp, &fax->sides[side]);
	if (fax->listener)
		fax_listener_finish(fax->listener, sent);
	for (enum side side = 0; side < SIDE_COUNT; side++) {
		const struct udptl *udptl = &fax->sides[side].udptl;
		int error = finish_file(&fax->sides[side], &sent[side]);

		if (!first)
			first = error;
		fax->total.packets += udptl->packets + udptl->recovered;
		fax->total.lost += udptl->lost;
		fax->total.pages += sent[side].pages;
		fax->total.lines += sent[side].lines;
		fax->total.bad_lines += sent[side].bad_lines;
		fax->total.is_cut = fax->total.is_cut || sent[side].is_cut;
		counter_add(COUNTER_udptl_recovered, udptl->recovered);
		counter_add(COUNTER_udptl_lost, udptl->lost);
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
		if (fax->sides[side].fd >= 0)
			close(fax->sides[side].fd);
	free(fax);
	call->fax = NULL;
	faxes->count--;
}
