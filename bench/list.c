/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/list.h"

#include "bench/call.h"

#include <errno.h>
#include <inttypes.h>

int
list_open(struct engine *e)
{
	if (e->opt->list_path == NULL)
		return 0;
	e->list = fopen(e->opt->list_path, "wb");
	return e->list != NULL ? 0 : errno;
}

/* Prints what is known of one side, but not its name. */
static void
print_side(FILE *f, const struct stream *s)
{
	fprintf(f,
	    "{\"first_packet_ns\": %" PRId64 ", \"ssrc\": %" PRIu32
	    ", \"samples\": %" PRId64 ", \"packets\": %" PRIu32
	    ", \"lost\": %" PRIu32 ", \"duplicates\": %" PRIu32
	    ", \"reordered\": %" PRIu32 "}",
	    s->first_ns, s->ssrc[0], s->samples, s->captured,
	    s->highest + 1 - s->captured, s->duplicates, s->reordered);
}

void
list_call(struct engine *e, const struct call *c)
{
	const struct dialog *d = &c->dialog;
	FILE *f = e->list;

	if (f == NULL)
		return;
	fprintf(f,
	    "{\"sip_call_id\": \"%s\", \"caller_number\": \"%s\", "
	    "\"callee_number\": \"%s\", \"invite_us\": %" PRId64
	    ", \"answer_us\": %" PRId64 ", \"bye_us\": %" PRId64
	    ", \"ended_by\": \"%s\", \"messages\": %d",
	    d->call_id, d->user[SIDE_CALLER], d->user[SIDE_CALLEE],
	    call_time(c, SIPMSG_INVITE) / ENGINE_NS_PER_US,
	    call_time(c, SIPMSG_OK) / ENGINE_NS_PER_US,
	    call_time(c, SIPMSG_BYE) / ENGINE_NS_PER_US,
	    d->ender == SIDE_CALLER ? "caller" : "callee", SIPMSG_COUNT);
	if (!e->opt->sip_only) {
		fputs(", \"caller\": ", f);
		print_side(f, &c->streams[SIDE_CALLER]);
		fputs(", \"callee\": ", f);
		print_side(f, &c->streams[SIDE_CALLEE]);
	}
	fputs("}\n", f);
}

int
list_close(struct engine *e)
{
	FILE *f = e->list;
	int failed;

	if (f == NULL)
		return 0;
	e->list = NULL;
	failed = ferror(f);
	if (fclose(f) != 0)
		return errno;
	return failed ? EIO : 0;
}
