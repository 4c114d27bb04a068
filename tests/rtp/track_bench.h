/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A track to put packets into, and what is expected of what it renders. */
#ifndef TESTS_RTP_TRACK_BENCH_H
#define TESTS_RTP_TRACK_BENCH_H

#include "rtp/g711.h"
#include "rtp/track.h"
#include "tests/check_main.h"
#include "tests/rtp/kept.h"

#define PACKET 160 /* samples, 20 ms */
#define NS_PER_SAMPLE (NS_PER_SEC / TRACK_RATE_HZ)
#define GAPS_MAX 64
#define ORIGIN ((struct tstamp){1000 * NS_PER_SEC})

/* A track, what it was told and what it gave. */
struct bench {
	struct decoder_budget budget;
	struct track track;
	size_t gap_count;
	struct {
		int64_t from, to;
	} gaps[GAPS_MAX];
	size_t rendered;
	int16_t samples[CONCEAL_HISTORY + 40000];
};

static inline void
on_gap(int64_t from, int64_t to, void *arg)
{
	struct bench *b = arg;

	ck_assert_uint_lt(b->gap_count, GAPS_MAX);
	ck_assert_int_lt(from, to);
	if (b->gap_count)
		ck_assert_int_ge(from, b->gaps[b->gap_count - 1].to);
	b->gaps[b->gap_count].from = from;
	b->gaps[b->gap_count].to = to;
	b->gap_count++;
}

static inline void
begin(struct bench *b)
{
	b->gap_count = b->rendered = 0;
	b->budget = (struct decoder_budget){.limit = 4};
	track_init(&b->track, ORIGIN, &b->budget, on_gap, b);
}

static inline void
finish(struct bench *b)
{
	track_clear(&b->track);
	kept_clear();
}

/* The A-law octet of sample 'i' of packet 'order': no two neighbours alike. */
static inline uint8_t
octet_of(uint64_t order, size_t i)
{
	return (uint8_t)(order * 101 + i * 7 + 3);
}

static inline int16_t
sample_of(uint64_t order, size_t i)
{
	uint8_t octet = octet_of(order, i);
	int16_t sample;

	g711_alaw_decode(&octet, 1, &sample);
	return sample;
}

/* Puts the packet 'order' of 'size' octets that arrived at sample 'arrival'. */
static inline int
put(struct bench *b, enum codec_kind kind, uint64_t order, int64_t arrival,
    uint32_t timestamp, size_t size)
{
	static uint8_t payload[REORDER_BYTES + 1];
	struct rtp_frame frame = {.order = order,
	    .arrival = tstamp_add_ns(ORIGIN, arrival * NS_PER_SAMPLE),
	    .timestamp = timestamp,
	    .kind = (uint8_t)kind};

	for (size_t i = 0; i < size; i++)
		payload[i] = octet_of(order, i);
	if (kind == CODEC_COMFORT_NOISE)
		payload[0] = 30; /* dB below the overload point */
	return track_put(&b->track, keep(&frame, payload, size));
}

/* The packet number 'i' of a sender that sends 20 ms of A-law, punctually. */
static inline void
put_nth(struct bench *b, uint64_t i)
{
	ck_assert_int_eq(put(b, CODEC_PCMA, 1000 + i, (int64_t)i * PACKET,
			     (uint32_t)i * PACKET, PACKET),
	    0);
}

static inline void
render(struct bench *b, size_t count)
{
	ck_assert_uint_le(b->rendered + count, 40000);
	/* What it wants as scratch is what was rendered before; keep it. */
	int16_t *block =
	    malloc((CONCEAL_HISTORY_HIGHEST + count) * sizeof *block);

	ck_assert_ptr_nonnull(block);
	track_render(&b->track, block + CONCEAL_HISTORY_HIGHEST, count);
	memcpy(b->samples + b->rendered, block + CONCEAL_HISTORY_HIGHEST,
	    count * sizeof *block);
	b->rendered += count;
	free(block);
}

/* The samples from 'at' on are those of packet 'order', its first 'skip' not.*/
static inline void
expect_packet(
    const struct bench *b, int64_t at, uint64_t order, size_t skip, size_t size)
{
	for (size_t i = skip; i < size; i++)
		ck_assert_int_eq(
		    b->samples[at + (int64_t)(i - skip)], sample_of(order, i));
}

static inline void
expect_nth(const struct bench *b, uint64_t i)
{
	expect_packet(b, (int64_t)i * PACKET, 1000 + i, 0, PACKET);
}

static inline void
expect_silence(const struct bench *b, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		ck_assert_int_eq(b->samples[i], 0);
}

static inline void
expect_gap(const struct bench *b, size_t i, int64_t from, int64_t to)
{
	ck_assert_uint_lt(i, b->gap_count);
	ck_assert_int_eq(b->gaps[i].from, from);
	ck_assert_int_eq(b->gaps[i].to, to);
}

#endif
