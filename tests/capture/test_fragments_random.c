/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Random packets, cut at random, whose fragments come shuffled, twice, and
 * mixed with those of others: each packet must come out once, and be equal.
 */
#include "capture/fragments.h"

#include "tests/capture/fragment.h"
#include "tests/capture/random.h"

#ifdef __SANITIZE_ADDRESS__
#define ROUNDS 300
#else
#define ROUNDS 3000
#endif

#define PACKETS 8
#define PIECES_MAX 400

struct sent {
	uint8_t bytes[65535];
	size_t size;
	size_t pieces; /* that have not been pushed, repeats not counted */
	bool came;
};

/* A fragment that is to be pushed. */
struct piece {
	struct packet fragment;
	size_t packet;  /* index of what it belongs to */
	bool is_repeat; /* or an overlap: all its bytes come otherwise too */
};

static struct sent sent[PACKETS];
static struct piece pieces[PIECES_MAX];
static size_t piece_count;

static void
add_piece(size_t packet, size_t from, size_t to, uint32_t id, bool is_repeat)
{
	struct sent *of = &sent[packet];

	if (piece_count == PIECES_MAX)
		ck_abort_msg("too many pieces");
	pieces[piece_count++] = (struct piece){
	    .fragment = fragment_of(of->bytes, from, to, to < of->size, id),
	    .packet = packet,
	    .is_repeat = is_repeat};
	of->pieces += !is_repeat;
}

/* Cuts a new packet into up to 20 fragments; some come twice or overlap. */
static void
make_packet(size_t packet, uint32_t id)
{
	struct sent *of = &sent[packet];
	size_t units, step, from, to;

	of->came = false;
	of->pieces = 0;
	of->size = 16 + any(any(10) ? 5000 : 65535 - 15);
	for (size_t i = 0; i < of->size; i++)
		of->bytes[i] = (uint8_t)any(256);
	units = (of->size + 7) / 8;
	step = 1 + units / 20 + any(units / 2);
	for (from = 0; from < of->size; from = to) {
		to = from + (step + any(step)) * 8;
		if (from == 0 && to >= of->size)
			to = 8;
		if (to > of->size)
			to = of->size;
		add_piece(packet, from, to, id, false);
		if (any(4) == 0)
			add_piece(packet, from, to, id, true);
		if (any(8) == 0 && from >= 16) /* and overlaps */
			add_piece(packet, from - 8, to, id, true);
	}
}

static void
shuffle(void)
{
	for (size_t i = piece_count; i > 1; i--) {
		size_t other = any(i);
		struct piece kept = pieces[i - 1];

		pieces[i - 1] = pieces[other];
		pieces[other] = kept;
	}
}

static void
push(struct fragments *fragments, const struct piece *piece)
{
	struct sent *of = &sent[piece->packet];
	struct whole whole;
	enum counter_id outcome =
	    fragments_push(fragments, &piece->fragment, &whole);

	of->pieces -= !piece->is_repeat;
	if (outcome == COUNTER_ip_fragment) {
		if (of->pieces == 0 && !of->came)
			ck_abort_msg("packet %zu did not come", piece->packet);
		return;
	}
	if (outcome != COUNTER_NONE || of->came)
		ck_abort_msg("packet %zu: %d", piece->packet, outcome);
	of->came = true;
	if (whole.size != of->size || whole.length != of->size ||
	    whole.protocol != 17 || memcmp(whole.bytes, of->bytes, of->size))
		ck_abort_msg("packet %zu is another", piece->packet);
}

START_TEST(each_packet_comes_once_and_equal)
{
	struct fragments *fragments = new_fragments(0, 0);

	counter_reset();
	for (size_t round = 0; round < ROUNDS; round++) {
		/* Each id comes again in the next round, for other bytes:
		 * what is complete must not be in the way. */
		piece_count = 0;
		for (size_t i = 0; i < PACKETS; i++)
			make_packet(i, (uint32_t)(i % 2 ? i : 0x10000000 + i));
		shuffle();
		for (size_t i = 0; i < piece_count; i++)
			push(fragments, &pieces[i]);
		for (size_t i = 0; i < PACKETS; i++)
			ck_assert(sent[i].came);
	}
	for (int id = 0; id < COUNTER_COUNT; id++)
		ck_assert_uint_eq(counter_get((enum counter_id)id), 0);
	fragments_free(fragments);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("fragments_random");

	add_test(suite, "fragments_push", each_packet_comes_once_and_equal);
	return run_suite(suite);
}
