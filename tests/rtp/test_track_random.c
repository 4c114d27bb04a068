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
#define SIZE 80 /* 10 ms: SENT_MAX packets fit the buffer */

/*
 * A sender with loss, jitter, events, comfort noise, pauses of either kind,
 * clock jumps and a change of stream, all by chance. Returns how many
 * packets arrived, in the order of arrival.
 */
static size_t
send_by_chance(struct sent *sent)
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

		if (chance < 10)
			continue;
		if (chance < 16)
			packet.kind = CODEC_EVENT;
		else if (chance < 20)
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
		size_t count = send_by_chance(sent);
		size_t largest = 1 + random_below(1500);

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

int
main(void)
{
	Suite *suite = suite_create("track_random");

	add_test(suite, "track_render",
	    invariant_5_the_size_of_the_blocks_changes_no_sample);
	return run_suite(suite);
}
