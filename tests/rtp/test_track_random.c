/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Senders by chance: the same samples in blocks of any size. */
#include "tests/rtp/track_bench.h"

static uint32_t random_state;

static uint32_t
random_below(uint32_t limit)
{
	random_state = random_state * 1664525u + 1013904223u;
	return (random_state >> 8) % limit;
}

/* One packet of the random sender below. */
struct sent {
	enum codec_kind kind;
	uint64_t order;
	int64_t arrival;
	uint32_t timestamp;
	size_t size;
};

#define SENT_MAX 120
#define BLOCK_MAX 1500
#define SIZE 80 /* 10 ms: SENT_MAX packets fit the buffer */

/*
 * A sender with loss, jitter, events, comfort noise, pauses of either kind,
 * clock jumps and a change of stream, all by chance: of 100 packets 'lost' are
 * lost. Returns how many packets arrived, in the order of arrival.
 */
static size_t
send_by_chance(struct sent *sent, uint32_t lost)
{
	size_t count = 0;
	int64_t now = random_below(500);
	uint32_t time = random_below(1u << 24) << 8, generation = 0;
	int64_t index = 65536 + random_below(65536);

	for (int i = 0; i < SENT_MAX; i++, index++, now += SIZE, time += SIZE) {
		struct sent packet = {CODEC_PCMA,
		    reorder_order(generation, index), now + random_below(200),
		    time, SIZE};
		uint32_t chance = random_below(100);

		if (chance < lost)
			continue;
		if (lost && chance < 16)
			packet.kind = CODEC_EVENT;
		else if (lost && chance < 20)
			packet.kind = CODEC_COMFORT_NOISE;
		if (packet.kind != CODEC_PCMA)
			packet.size = 1;
		if (chance == 20)
			now += random_below(4000);
		if (chance == 21)
			time += random_below(4000);
		if (chance == 22)
			time = random_below(1u << 24) << 8;
		if (chance == 23) {
			generation++;
			index = random_below(65536);
		}
		size_t at = count++;

		for (; at && sent[at - 1].arrival > packet.arrival; at--)
			sent[at] = sent[at - 1];
		sent[at] = packet;
	}
	return count;
}

static void
expect_same(const struct bench *a, const struct bench *b, uint32_t seed)
{
	for (size_t i = 0; i < a->rendered; i++)
		ck_assert_msg(a->samples[i] == b->samples[i],
		    "seed %u: sample %zu differs", seed, i);
	ck_assert_uint_eq(a->gap_count, b->gap_count);
	for (size_t i = 0; i < a->gap_count; i++)
		expect_gap(b, i, a->gaps[i].from, a->gaps[i].to);
}

static void
put_sent(struct bench *b, const struct sent *sent)
{
	ck_assert_int_eq(put(b, sent->kind, sent->order, sent->arrival,
			     sent->timestamp, sent->size),
	    0);
}

START_TEST(invariant_5_the_size_of_the_blocks_changes_no_sample)
{
	static struct bench whole, pieces;
	struct sent sent[SENT_MAX];

	for (uint32_t seed = 1; seed <= 150; seed++) {
		random_state = seed;
		size_t count = send_by_chance(sent, 10);
		size_t largest = 1 + random_below(BLOCK_MAX);

		begin(&whole);
		begin(&pieces);
		for (size_t i = 0; i < count; i++) {
			put_sent(&whole, &sent[i]);
			put_sent(&pieces, &sent[i]);
		}
		render(&whole, 20000);
		while (pieces.rendered < whole.rendered) {
			size_t block = 1 + random_below((uint32_t)largest);

			if (block > whole.rendered - pieces.rendered)
				block = whole.rendered - pieces.rendered;
			render(&pieces, block);
		}
		expect_same(&whole, &pieces, seed);
		finish(&whole);
		finish(&pieces);
	}
}
END_TEST

/* Renders the next 'count' samples of 'b' for a file of 'law': what it gives
 * is what 'reference' gave. Returns how many of them were octets. */
static size_t
expect_law(struct bench *b, enum codec_kind law, const struct bench *reference,
    size_t count, uint32_t seed)
{
	static int16_t block[CONCEAL_HISTORY_HIGHEST + BLOCK_MAX];
	static uint8_t octets[BLOCK_MAX];
	int16_t *out = block + CONCEAL_HISTORY_HIGHEST;
	size_t made = track_render_law(&b->track, law, octets, out, count);

	ck_assert_uint_le(made, count);
	g711_decode((uint8_t)law, octets + made, count - made, out + made);
	for (size_t i = 0; i < count; i++)
		ck_assert_msg(out[i] == reference->samples[b->rendered + i],
		    "seed %u: sample %zu differs", seed, b->rendered + i);
	for (size_t i = made; law == CODEC_PCMU && i < count; i++)
		ck_assert_uint_ne(octets[i], 0x7f);
	b->rendered += count;
	return count - made;
}

START_TEST(octets_of_the_law_of_the_file_stay_as_they_are)
{
	static struct bench samples, octets;
	struct sent sent[SENT_MAX];
	size_t copied = 0;

	for (uint32_t seed = 1; seed <= 300; seed++) {
		enum codec_kind law = seed % 2 ? CODEC_PCMU : CODEC_PCMA;
		size_t largest, count;

		random_state = seed;
		count = send_by_chance(sent, seed % 3 ? 0 : 10);
		largest = 1 + random_below(BLOCK_MAX);
		begin(&samples);
		begin(&octets);
		for (size_t i = 0; i < count; i++) {
			if (sent[i].kind == CODEC_PCMA && random_below(50))
				sent[i].kind = law;
			put_sent(&samples, &sent[i]);
			put_sent(&octets, &sent[i]);
		}
		while (samples.rendered < 20000) {
			size_t block = 1 + random_below((uint32_t)largest);

			render(&samples, block);
			copied +=
			    expect_law(&octets, law, &samples, block, seed);
		}
		ck_assert_uint_eq(samples.gap_count, octets.gap_count);
		finish(&samples);
		finish(&octets);
	}
	/* Else nothing was tested. */
	ck_assert_uint_gt(copied, 300000);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("track_random");

	add_test(suite, "track_render",
	    invariant_5_the_size_of_the_blocks_changes_no_sample);
	add_test(suite, "track_render_law",
	    octets_of_the_law_of_the_file_stay_as_they_are);
	return run_suite(suite);
}
