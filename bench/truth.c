/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The truth about one call: walks the plan of each side once more, decodes
 * what was encoded, and notes what the capture lacks.
 */
#include "bench/truth.h"

#include "bench/call.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#define CHANGES_MAX 4 /* a stream changes codec or SSRC at most once */

/* A position from which on something else holds. */
struct change {
	int64_t from_samples; /* position in the stream */
	uint32_t value;       /* law or generation */
};

/* What the walk found out. */
struct account {
	struct change laws[CHANGES_MAX];        /* codecs in their order */
	struct change generations[CHANGES_MAX]; /* SSRCs in their order */
	size_t law_count;                       /* of 'laws' */
	size_t generation_count;                /* of 'generations' */
};

static const char *const side_names[] = {"caller", "callee"};

/* Notes that 'value' holds from 'pos_samples' on. */
static void
note(struct change *list, size_t *len, int64_t pos_samples, uint32_t value)
{
	if (*len > 0 && list[*len - 1].value == value)
		return;
	if (*len < CHANGES_MAX)
		list[(*len)++] = (struct change){pos_samples, value};
}

/* Opens a file of the truth for writing. */
static FILE *
open_file(const struct call *c, const char *dir, const char *ending)
{
	char path[PATH_MAX];
	int n = snprintf(
	    path, sizeof(path), "%s/%s.%s", dir, c->dialog.call_id, ending);

	if (n < 0 || (size_t)n >= sizeof(path)) {
		errno = ENAMETOOLONG;
		return NULL;
	}
	return fopen(path, "wb");
}

/* Closes 'f'. Returns 0, or the errno of this or an earlier write. */
static int
close_file(FILE *f)
{
	int failed = ferror(f);

	if (fclose(f) != 0)
		return errno;
	return failed ? EIO : 0;
}

/* Writes one slot of decoded audio, little-endian. */
static void
write_slot(const struct stream *s, const struct slot *slot, FILE *f)
{
	int16_t pcm[OPTIONS_PTIME_MAX_MS * OPTIONS_SAMPLES_PER_MS] = {0};
	uint8_t bytes[sizeof(pcm)];

	if (slot->kind == SLOT_AUDIO) {
		speech_read(&s->engine->speech, &s->voice, slot->pos_samples,
		    pcm, slot->samples);
		g711_round_trip(
		    &s->engine->g711, slot->law, pcm, slot->samples);
	}
	for (uint32_t i = 0; i < slot->samples; i++) {
		bytes[2 * i] = (uint8_t)pcm[i];
		bytes[2 * i + 1] = (uint8_t)((uint16_t)pcm[i] >> 8);
	}
	fwrite(bytes, 2, slot->samples, f);
}

/* Writes the audio of one side and fills 'account'. */
static int
write_audio(const struct call *c, const char *dir, enum side side,
    struct account *account)
{
	const struct stream *s = &c->streams[side];
	FILE *f = open_file(
	    c, dir, side == SIDE_CALLER ? "caller.s16" : "callee.s16");
	struct plan plan;
	struct slot slot;

	*account = (struct account){.law_count = 0};
	if (f == NULL)
		return errno;
	plan_init(
	    &plan, s->engine->opt, side, c->dialog.law, s->plan.end_samples);
	while (plan_next(&plan, &slot) && slot.pos_samples < s->samples) {
		write_slot(s, &slot, f);
		if (slot.kind == SLOT_AUDIO)
			note(account->laws, &account->law_count,
			    slot.pos_samples, slot.law);
		if (slot.kind != SLOT_SILENT)
			note(account->generations, &account->generation_count,
			    slot.pos_samples, slot.generation);
	}
	return close_file(f);
}

/* Prints a list of ranges that ends before 'end_samples'. */
static void
print_ranges(
    FILE *f, const char *name, const struct ranges *r, int64_t end_samples)
{
	fprintf(f, "      \"%s\": [", name);
	for (size_t i = 0; i < r->len; i++) {
		int64_t to = r->items[i].to_samples;

		if (r->items[i].from_samples >= end_samples)
			break;
		if (to > end_samples)
			to = end_samples;
		fprintf(f, "%s[%" PRId64 ", %" PRId64 "]", i > 0 ? ", " : "",
		    r->items[i].from_samples, to);
	}
	fputs("]", f);
}

/* Prints the lists of codecs and SSRCs. */
static void
print_changes(FILE *f, const struct stream *s, const struct account *account)
{
	fputs("      \"codecs\": [", f);
	for (size_t i = 0; i < account->law_count; i++) {
		const struct change *at = &account->laws[i];

		fprintf(f,
		    "%s{\"from_sample\": %" PRId64 ", \"codec\": \"%s\"}",
		    i > 0 ? ", " : "", at->from_samples,
		    g711_name((enum g711_law)at->value));
	}
	fputs("],\n      \"ssrcs\": [", f);
	for (size_t i = 0; i < account->generation_count; i++) {
		const struct change *at = &account->generations[i];

		fprintf(f,
		    "%s{\"from_sample\": %" PRId64 ", \"ssrc\": %" PRIu32 "}",
		    i > 0 ? ", " : "", at->from_samples, s->ssrc[at->value]);
	}
	fputs("],\n", f);
}

/* Prints the object of one side. */
static void
print_side(FILE *f, const struct call *c, enum side side,
    const struct account *account)
{
	const struct stream *s = &c->streams[side];
	const struct endpoint *media = &c->dialog.media[side];

	fprintf(f, "    \"%s\": {\n", side_names[side]);
	fprintf(f, "      \"first_packet_ns\": %" PRId64 ",\n", s->first_ns);
	fprintf(f, "      \"samples\": %" PRId64 ",\n", s->samples);
	fprintf(
	    f, "      \"ptime_ms\": %" PRIu32 ",\n", s->engine->opt->ptime_ms);
	fprintf(f, "      \"codec\": \"%s\",\n", g711_name(c->dialog.law));
	fprintf(f, "      \"ssrc\": %" PRIu32 ",\n", s->ssrc[0]);
	fprintf(f, "      \"address\": \"%s\",\n", media->text);
	fprintf(f, "      \"port\": %u,\n", (unsigned)media->port);
	fprintf(f, "      \"packets_sent\": %" PRIu32 ",\n", s->sent);
	fprintf(f, "      \"packets_captured\": %" PRIu32 ",\n", s->captured);
	fprintf(f, "      \"duplicates\": %" PRIu32 ",\n", s->duplicates);
	fprintf(f, "      \"reordered\": %" PRIu32 ",\n", s->reordered);
	print_changes(f, s, account);
	print_ranges(f, "lost", &s->lost, s->samples);
	fputs(",\n", f);
	print_ranges(f, "silent", &s->silent, s->samples);
	fprintf(f, "\n    }%s\n", side == SIDE_CALLER ? "," : "");
}

/* Prints the time of a message in microseconds since 1970. */
static void
print_time(FILE *f, const char *name, const struct call *c, enum sipmsg msg)
{
	fprintf(f, "  \"%s\": %" PRId64 ",\n", name,
	    call_time(c, msg) / ENGINE_NS_PER_US);
}

/* Prints the whole object. */
static void
print_call(FILE *f, const struct call *c, const struct account *accounts)
{
	const struct dialog *d = &c->dialog;

	fprintf(f, "{\n  \"sip_call_id\": \"%s\",\n", d->call_id);
	for (int side = 0; side < 2; side++)
		fprintf(f, "  \"%s_number\": \"%s\",\n", side_names[side],
		    d->user[side]);
	print_time(f, "invite_us", c, SIPMSG_INVITE);
	print_time(f, "answer_us", c, SIPMSG_OK);
	print_time(f, "bye_us", c, SIPMSG_BYE);
	fprintf(f, "  \"ended_by\": \"%s\",\n", side_names[d->ender]);
	fprintf(f,
	    "  \"clock_drift_ppm\": {\"caller\": 0, \"callee\": %.9g},\n",
	    c->engine->opt->drift_ppm);
	fputs("  \"sides\": {\n", f);
	print_side(f, c, SIDE_CALLER, &accounts[SIDE_CALLER]);
	print_side(f, c, SIDE_CALLEE, &accounts[SIDE_CALLEE]);
	fputs("  }\n}\n", f);
}

int
truth_write(const struct call *c, const char *dir)
{
	struct account accounts[2];

	for (int side = 0; side < 2; side++) {
		int err = write_audio(c, dir, (enum side)side, &accounts[side]);

		if (err != 0)
			return err;
	}
	FILE *f = open_file(c, dir, "json");
	if (f == NULL)
		return errno;
	print_call(f, c, accounts);
	return close_file(f);
}
