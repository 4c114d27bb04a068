/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quotes the invariants of capture/fragments.c. */
#include "capture/fragments.h"

#include <malloc.h>

#include "tests/capture/fragment.h"

#define IP6_ID 0x12345678

static uint8_t data[65536]; /* of most packets here */

static void
fill_data(void)
{
	for (size_t i = 0; i < sizeof data; i++)
		data[i] = (uint8_t)(i * 7 + i / 256);
	counter_reset();
}

/* Pushes bytes 'from' to 'to' of the packet 'id', which has 'total'. */
static enum counter_id
push(struct fragments *fragments, uint32_t id, size_t from, size_t to,
    size_t total)
{
	struct packet fragment = fragment_of(data, from, to, to < total, id);
	struct whole whole = {0};
	enum counter_id outcome = fragments_push(fragments, &fragment, &whole);

	if (outcome != COUNTER_NONE)
		return outcome;
	ck_assert_uint_eq(whole.size, total);
	ck_assert_uint_eq(whole.length, total);
	ck_assert_uint_eq(whole.protocol, 17);
	ck_assert_mem_eq(whole.bytes, data, total);
	return outcome;
}

#define HELD COUNTER_ip_fragment
#define WHOLE COUNTER_NONE
#define MALFORMED COUNTER_ip_fragment_malformed
#define OVERLAP COUNTER_ip_fragment_overlap

START_TEST(fragments_of_both_versions_come_in_any_order)
{
	static const uint32_t ids[] = {7, IP6_ID};
	struct fragments *f = new_fragments(0, 0);

	for (size_t i = 0; i < 2; i++) {
		ck_assert_int_eq(push(f, ids[i], 0, 1480, 2000), HELD);
		ck_assert_int_eq(push(f, ids[i], 1480, 2000, 2000), WHOLE);
		ck_assert_int_eq(push(f, ids[i] + 1, 2960, 3001, 3001), HELD);
		ck_assert_int_eq(push(f, ids[i] + 1, 1480, 2960, 3001), HELD);
		ck_assert_int_eq(push(f, ids[i] + 1, 0, 1480, 3001), WHOLE);
	}
	fragments_free(f);
	fragments_free(NULL);
}
END_TEST

START_TEST(each_length_up_to_the_largest_works)
{
	static const size_t totals[] = {9, 16, 17, 511, 512, 513, 2047, 2048,
	    2049, 4096, 65528, 65529, 65535};
	struct fragments *f = new_fragments(0, 0);

	for (uint32_t i = 0; i < sizeof totals / sizeof *totals; i++) {
		size_t first = totals[i] > 60000 ? 32768 : 8;

		ck_assert_int_eq(push(f, i, first, totals[i], totals[i]), HELD);
		ck_assert_int_eq(push(f, i, 0, first, totals[i]), WHOLE);
	}
	fragments_free(f);
}
END_TEST

START_TEST(repeats_and_equal_overlaps_are_harmless)
{
	struct fragments *f = new_fragments(0, 0);

	ck_assert_int_eq(push(f, 1, 800, 1600, 3000), HELD);
	ck_assert_int_eq(push(f, 1, 800, 1600, 3000), HELD);
	ck_assert_int_eq(push(f, 1, 400, 1200, 3000), HELD);
	ck_assert_int_eq(push(f, 1, 1600, 3000, 3000), HELD);
	ck_assert_int_eq(push(f, 1, 1592, 3000, 3000), HELD);
	ck_assert_int_eq(push(f, 1, 0, 1608, 3000), WHOLE);
	/* The second copies of a mirror, a little later. */
	ck_assert_int_eq(push(f, 1, 800, 1600, 3000), HELD);
	ck_assert_int_eq(push(f, 1, 1600, 3000, 3000), HELD);
	ck_assert_int_eq(push(f, 1, 0, 1608, 3000), HELD);
	fragments_free(f);
}
END_TEST

/* RFC 5722: a packet whose fragments differ is none. */
START_TEST(a_packet_that_contradicts_itself_is_given_up)
{
	struct fragments *f = new_fragments(0, 0);
	struct packet later;
	struct whole whole;

	ck_assert_int_eq(push(f, 1, 0, 1480, 2000), HELD);
	data[1479] ^= 1;
	ck_assert_int_eq(push(f, 1, 1472, 2000, 2000), OVERLAP);
	ck_assert_uint_lt(fragments_bytes(f), 1000);
	data[1479] ^= 1;
	/* What comes of it is refused until its time is over. */
	ck_assert_int_eq(push(f, 1, 1480, 2000, 2000), OVERLAP);
	ck_assert_int_eq(push(f, 1, 0, 1480, 2000), OVERLAP);
	later = fragment_of(data, 0, 1480, true, 1);
	later.time.ns += 5 * NS_PER_SEC;
	ck_assert_int_eq(fragments_push(f, &later, &whole), OVERLAP);
	later.time.ns++;
	ck_assert_int_eq(fragments_push(f, &later, &whole), HELD);
	later = fragment_of(data, 1480, 2000, false, 1);
	later.time.ns += 6 * NS_PER_SEC;
	ck_assert_int_eq(fragments_push(f, &later, &whole), WHOLE);
	ck_assert_uint_eq(counter_get(COUNTER_ip_fragment_timeout), 0);
	fragments_free(f);
}
END_TEST

START_TEST(ends_that_contradict_each_other_are_seen)
{
	struct fragments *f = new_fragments(0, 0);
	struct packet fragment;
	struct whole whole;

	/* Two last ones. */
	ck_assert_int_eq(push(f, 1, 800, 1000, 1000), HELD);
	ck_assert_int_eq(push(f, 1, 800, 992, 992), OVERLAP);
	ck_assert_int_eq(push(f, 2, 800, 1000, 1000), HELD);
	ck_assert_int_eq(push(f, 2, 800, 1008, 1008), OVERLAP);
	/* More beyond the last one, or up to it. */
	ck_assert_int_eq(push(f, 3, 800, 1000, 1000), HELD);
	ck_assert_int_eq(push(f, 3, 1000, 1080, 2000), OVERLAP);
	ck_assert_int_eq(push(f, 4, 800, 1000, 1000), HELD);
	ck_assert_int_eq(push(f, 4, 800, 1000, 2000), OVERLAP);
	/* A last one before others, or of the same end. */
	ck_assert_int_eq(push(f, 5, 1600, 2400, 3000), HELD);
	ck_assert_int_eq(push(f, 5, 0, 80, 3000), HELD);
	ck_assert_int_eq(push(f, 5, 800, 1000, 1000), OVERLAP);
	ck_assert_int_eq(push(f, 6, 1600, 2400, 3000), HELD);
	ck_assert_int_eq(push(f, 6, 1600, 2400, 2400), OVERLAP);
	/* Of IPv6 the first one says what the payload is. */
	ck_assert_int_eq(push(f, IP6_ID, 0, 800, 3000), HELD);
	fragment = fragment_of(data, 0, 800, true, IP6_ID);
	fragment.protocol = 6;
	ck_assert_int_eq(fragments_push(f, &fragment, &whole), OVERLAP);
	fragments_free(f);
}
END_TEST

START_TEST(what_cannot_be_a_fragment_is_refused)
{
	struct fragments *f = new_fragments(0, 0);
	struct packet fragment;
	struct whole whole;

	ck_assert_int_eq(push(f, 1, 0, 0, 100), MALFORMED);
	ck_assert_int_eq(push(f, 1, 8, 8, 8), MALFORMED);
	ck_assert_int_eq(push(f, 1, 0, 12, 100), MALFORMED);
	ck_assert_int_eq(push(f, 1, 4, 12, 100), MALFORMED);
	ck_assert_int_eq(push(f, 1, 0, 100, 100), MALFORMED);
	ck_assert_int_eq(push(f, 1, 65528, 65536, 65536), MALFORMED);
	ck_assert_int_eq(push(f, 1, 65528, 65536, 65537), MALFORMED);
	fragment = fragment_of(data, 65528, 65536, false, 1);
	fragment.offset = UINT32_MAX - 7;
	ck_assert_int_eq(fragments_push(f, &fragment, &whole), MALFORMED);
	fragment = fragment_of(data, 8, 16, true, 1);
	fragment.size = 9;
	ck_assert_int_eq(fragments_push(f, &fragment, &whole), MALFORMED);
	fragment.length = SIZE_MAX - 7;
	ck_assert_int_eq(fragments_push(f, &fragment, &whole), MALFORMED);
	ck_assert_uint_eq(fragments_bytes(f), 0);
	fragments_free(f);
}
END_TEST

START_TEST(addresses_id_and_protocol_tell_packets_apart)
{
	struct fragments *f = new_fragments(0, 0);
	struct packet fragment;
	struct whole whole;

	for (int change = 0; change < 4; change++) {
		ck_assert_int_eq(push(f, 7, 0, 800, 1000), HELD);
		fragment = fragment_of(data, 800, 1000, false, 7);
		if (change == 0)
			fragment.flow.src.addr.byte[12]++;
		else if (change == 1)
			fragment.flow.dst.addr.byte[12]++;
		else if (change == 2)
			fragment.ip_id++;
		else
			fragment.protocol++;
		ck_assert_int_eq(fragments_push(f, &fragment, &whole), HELD);
	}
	ck_assert_int_eq(push(f, 7, 800, 1000, 1000), WHOLE);
	/* RFC 8200 section 4.5: of IPv6, the protocol is not asked. */
	ck_assert_int_eq(push(f, IP6_ID, 0, 800, 1000), HELD);
	fragment = fragment_of(data, 800, 1000, false, IP6_ID);
	fragment.protocol = 99;
	ck_assert_int_eq(fragments_push(f, &fragment, &whole), WHOLE);
	ck_assert_uint_eq(whole.protocol, 17);
	fragments_free(f);
}
END_TEST

START_TEST(a_snap_length_cuts_the_whole)
{
	struct fragments *f = new_fragments(0, 0);
	struct packet cut;
	struct whole whole;

	for (uint32_t id = 0; id < 2; id++) {
		cut = fragment_of(data, id * 1480, id * 1480 + 1480, true, id);
		cut.size = 101;
		ck_assert_int_eq(fragments_push(f, &cut, &whole), HELD);
		/* The other copy of it, which comes too late to help. */
		ck_assert_int_eq(
		    push(f, id, id * 1480, id * 1480 + 1480, 4000), HELD);
		cut = fragment_of(data, 2960, 4000, false, id);
		cut.size = 0;
		cut.payload = NULL;
		ck_assert_int_eq(fragments_push(f, &cut, &whole), HELD);
		cut = fragment_of(
		    data, (1 - id) * 1480, (1 - id) * 1480 + 1480, true, id);
		ck_assert_int_eq(fragments_push(f, &cut, &whole), WHOLE);
		ck_assert_uint_eq(whole.length, 4000);
		ck_assert_uint_eq(whole.size, id * 1480 + 101);
		ck_assert_mem_eq(whole.bytes, data, whole.size);
	}
	/* A cut copy of one that is there does no harm. */
	ck_assert_int_eq(push(f, 3, 0, 1480, 2000), HELD);
	cut = fragment_of(data, 0, 1480, true, 3);
	cut.size = 101;
	ck_assert_int_eq(fragments_push(f, &cut, &whole), HELD);
	ck_assert_int_eq(push(f, 3, 1480, 2000, 2000), WHOLE);
	fragments_free(f);
}
END_TEST

START_TEST(an_id_that_is_used_again_is_another_packet)
{
	struct fragments *f = new_fragments(0, 0);

	ck_assert_int_eq(push(f, 1, 0, 800, 1000), HELD);
	ck_assert_int_eq(push(f, 1, 800, 1000, 1000), WHOLE);
	/* The second copy of the first packet begins no ghost ... */
	ck_assert_int_eq(push(f, 1, 0, 800, 1000), HELD);
	data[5] ^= 1;
	data[900] ^= 1;
	/* ... which would be completed by the second packet. */
	ck_assert_int_eq(push(f, 1, 800, 1000, 1000), HELD);
	ck_assert_int_eq(push(f, 1, 0, 800, 1000), WHOLE);
	fragments_free(f);
}
END_TEST

/* Pushes a fragment at so many ms. */
static enum counter_id
push_at(struct fragments *f, size_t from, size_t to, bool more, int64_t at_ms)
{
	struct packet fragment = fragment_of(data, from, to, more, 1);
	struct whole whole;

	fragment.time.ns += at_ms * NS_PER_MS;
	return fragments_push(f, &fragment, &whole);
}

START_TEST(what_is_complete_is_soon_forgotten)
{
	struct fragments *f = new_fragments(0, 0);

	ck_assert_int_eq(push_at(f, 0, 800, true, 0), HELD);
	ck_assert_int_eq(push_at(f, 800, 1000, false, 50), WHOLE);
	ck_assert_int_eq(push_at(f, 0, 800, true, 150), HELD);
	ck_assert_int_eq(push_at(f, 800, 1000, false, 150), HELD);
	ck_assert_int_eq(push_at(f, 0, 800, true, 151), HELD);
	ck_assert_int_eq(push_at(f, 800, 1000, false, 151), WHOLE);
	fragments_tick(f, (struct tstamp){START + 251 * NS_PER_MS});
	ck_assert_uint_gt(fragments_bytes(f), 0);
	fragments_tick(f, (struct tstamp){START + 252 * NS_PER_MS});
	ck_assert_uint_eq(fragments_bytes(f), 0);
	ck_assert_uint_eq(counter_get(COUNTER_ip_fragment_timeout), 0);
	fragments_free(f);
}
END_TEST

START_TEST(what_waits_too_long_is_given_up_and_counted)
{
	struct fragments *f = new_fragments(0, 0);

	/* By the tick. */
	ck_assert_int_eq(push_at(f, 0, 800, true, 0), HELD);
	fragments_tick(f, (struct tstamp){START + 5000 * NS_PER_MS});
	ck_assert_uint_gt(fragments_bytes(f), 0);
	fragments_tick(f, (struct tstamp){START + 5001 * NS_PER_MS});
	ck_assert_uint_eq(fragments_bytes(f), 0);
	ck_assert_uint_eq(counter_get(COUNTER_ip_fragment_timeout), 1);
	/* By a fragment that is late. */
	ck_assert_int_eq(push_at(f, 0, 800, true, 6000), HELD);
	ck_assert_int_eq(push_at(f, 800, 1000, false, 11001), HELD);
	ck_assert_uint_eq(counter_get(COUNTER_ip_fragment_timeout), 2);
	ck_assert_int_eq(push_at(f, 0, 800, true, 11002), WHOLE);
	/* By a clock that was set back. */
	ck_assert_int_eq(push_at(f, 0, 808, true, 20000), HELD);
	ck_assert_int_eq(push_at(f, 808, 1000, false, 14999), HELD);
	ck_assert_uint_eq(counter_get(COUNTER_ip_fragment_timeout), 3);
	fragments_tick(f, (struct tstamp){START});
	ck_assert_uint_eq(fragments_bytes(f), 0);
	ck_assert_uint_eq(counter_get(COUNTER_ip_fragment_timeout), 4);
	fragments_free(f);
}
END_TEST

/* What the program has from malloc. */
#ifdef __SANITIZE_ADDRESS__
size_t __sanitizer_get_current_allocated_bytes(void);
#endif

static size_t
allocated(void)
{
#ifdef __SANITIZE_ADDRESS__
	return __sanitizer_get_current_allocated_bytes();
#else
	struct mallinfo2 info = mallinfo2();

	return info.uordblks + info.hblkhd;
#endif
}

/* Invariant 1: of each kind of flood, no byte over the limit is taken. */
START_TEST(a_flood_stays_within_the_memory)
{
	static const size_t places[] = {0, 8, 30000, 65520};
	const size_t fixed = 200 << 10, limit = 1 << 20;

	for (size_t kind = 0; kind < 5; kind++) {
		size_t before = allocated();
		struct fragments *f = new_fragments(limit, 0);

		counter_reset();
		for (uint32_t i = 0; i < 30000; i++) {
			size_t from = kind < 4 ? places[kind] : i % 8190 * 8;
			uint32_t id = kind < 4 ? i & 0xffff : i / 4000;

			ck_assert_int_eq(
			    push(f, id, from, from + 8, 65535), HELD);
			ck_assert_uint_le(fragments_bytes(f), limit);
			if (i % 100 == 0)
				ck_assert_uint_le(
				    allocated() - before, limit + fixed);
		}
		if (kind < 4)
			ck_assert_uint_gt(
			    counter_get(COUNTER_ip_fragment_limit), 20000);
		fragments_free(f);
		/* malloc keeps a little for the next time. */
		ck_assert_uint_lt(allocated(), before + (16 << 10));
	}
}
END_TEST

START_TEST(the_oldest_packet_makes_room)
{
	struct fragments *f = new_fragments(0, 3);
	size_t full;

	for (uint32_t id = 0; id < 3; id++)
		ck_assert_int_eq(push(f, id, 0, 800, 1000), HELD);
	full = fragments_bytes(f);
	ck_assert_int_eq(push(f, 3, 0, 800, 1000), HELD);
	ck_assert_uint_eq(counter_get(COUNTER_ip_fragment_limit), 1);
	ck_assert_int_eq(push(f, 1, 800, 1000, 1000), WHOLE);
	/* What is complete goes before what waits, and is not counted. */
	ck_assert_int_eq(push(f, 9, 0, 800, 1000), HELD);
	ck_assert_uint_le(fragments_bytes(f), full);
	ck_assert_uint_eq(counter_get(COUNTER_ip_fragment_limit), 1);
	ck_assert_int_eq(push(f, 2, 800, 1000, 1000), WHOLE);
	ck_assert_int_eq(push(f, 3, 800, 1000, 1000), WHOLE);
	ck_assert_int_eq(push(f, 9, 800, 1000, 1000), WHOLE);
	/* Packet 0 is not there any more. */
	ck_assert_int_eq(push(f, 0, 800, 1000, 1000), HELD);
	fragments_free(f);
}
END_TEST

START_TEST(a_packet_over_the_limit_never_comes)
{
	static const size_t limits[] = {1, 100, 500, 3000, 9000};

	for (size_t i = 0; i < 5; i++) {
		struct fragments *f = new_fragments(limits[i], 0);

		for (size_t from = 0; from < 16000; from += 1000) {
			ck_assert_int_eq(
			    push(f, 1, from, from + 1000, 16000), HELD);
			ck_assert_uint_le(fragments_bytes(f), limits[i]);
		}
		ck_assert_uint_gt(counter_get(COUNTER_ip_fragment_limit), 0);
		fragments_free(f);
	}
}
END_TEST

/* The largest packet, of the smallest fragments, from both ends at once. */
START_TEST(many_small_fragments_are_no_more_work)
{
	struct fragments *f = new_fragments(0, 0);

	for (uint32_t id = 0; id < 50; id++) {
		for (size_t i = 0; i < 8191; i++) {
			size_t unit = i % 2 ? 8191 - i / 2 : i / 2;
			size_t end = unit == 8191 ? 65535 : unit * 8 + 8;

			if (push(f, id, unit * 8, end, 65535) != HELD)
				ck_abort_msg("fragment %zu", i);
		}
		ck_assert_int_eq(push(f, id, 4096 * 8, 4097 * 8, 65535), WHOLE);
	}
	fragments_free(f);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("fragments");
	const TTest *const tests[] = {
	    fragments_of_both_versions_come_in_any_order,
	    each_length_up_to_the_largest_works,
	    repeats_and_equal_overlaps_are_harmless,
	    a_packet_that_contradicts_itself_is_given_up,
	    ends_that_contradict_each_other_are_seen,
	    what_cannot_be_a_fragment_is_refused,
	    addresses_id_and_protocol_tell_packets_apart,
	    a_snap_length_cuts_the_whole,
	    an_id_that_is_used_again_is_another_packet,
	    what_is_complete_is_soon_forgotten,
	    what_waits_too_long_is_given_up_and_counted,
	    a_flood_stays_within_the_memory,
	    the_oldest_packet_makes_room,
	    a_packet_over_the_limit_never_comes,
	    many_small_fragments_are_no_more_work,
	};

	for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
		add_test_between(
		    suite, "fragments_push", tests[i], fill_data, NULL);
	return run_suite(suite);
}
