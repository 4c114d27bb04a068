/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quotes the invariants of capture/dedup.c and promise 5. */
#include "capture/dedup.h"

#include "base/counter.h"
#include "tests/check_main.h"

#define WINDOW DEDUP_WINDOW_NS
#define UDP_HEADER 8
#define START (INT64_C(1700000000) * NS_PER_SEC)

/* A packet with its bytes; the header is that of UDP. */
struct sent {
	struct packet packet;
	uint8_t bytes[UDP_HEADER + 200];
};

/* An RTP packet of G.711 at so many ms, number 'number' of its stream. */
static void
make(struct sent *sent, unsigned number, int64_t at_ms)
{
	*sent = (struct sent){
	    .packet =
		{
		    .kind = PACKET_DATAGRAM,
		    .checksum = PACKET_CHECKSUM_UDP,
		    .time = {START + at_ms * NS_PER_MS},
		    .flow = {{{"\0\0\0\0\0\0\0\0\0\0\xff\xff\xc0\0\2\1"}, 4000},
			{{"\0\0\0\0\0\0\0\0\0\0\xff\xff\xc0\0\2\2"}, 4002},
			TRANSPORT_UDP},
		    .size = 172,
		    .length = 172,
		    .header_size = UDP_HEADER,
		    .protocol = 17,
		    .ip_id = number & 0xffff,
		},
	};
	for (size_t i = 0; i < sizeof sent->bytes; i++)
		sent->bytes[i] = (uint8_t)(i * 31);
	memcpy(sent->bytes + UDP_HEADER + 2, &number, sizeof number);
	sent->packet.payload = sent->bytes + UDP_HEADER;
}

static bool
push(struct dedup *dedup, const struct packet *packet)
{
	unsigned first;
	uint64_t hash = dedup_hash(dedup, packet);

	dedup_prefetch(dedup, hash);
	return dedup_push(dedup, packet, hash, &first);
}

static bool
push_at(struct dedup *dedup, struct sent *sent, int64_t at_ms)
{
	sent->packet.time.ns = START + at_ms * NS_PER_MS;
	return push(dedup, &sent->packet);
}

static struct dedup *
new_dedup(void)
{
	struct dedup *dedup = dedup_new(WINDOW, DEDUP_BYTES_MAX);

	ck_assert_ptr_nonnull(dedup);
	return dedup;
}

START_TEST(each_further_copy_is_found_and_the_first_source_told)
{
	struct dedup *dedup = new_dedup();
	struct sent a, b;
	unsigned first = 99;
	uint64_t hash;

	make(&a, 1, 0);
	a.packet.source = 3;
	ck_assert(!push(dedup, &a.packet));
	for (unsigned source = 0; source < 5; source++) {
		make(&b, 1, source);
		b.packet.source = source;
		/* Another way to the same packet is no difference. */
		b.packet.encapsulations.count = 1;
		b.packet.encapsulations.item[0].id = source;
		hash = dedup_hash(dedup, &b.packet);
		ck_assert_uint_eq(hash, dedup_hash(dedup, &a.packet));
		ck_assert(dedup_push(dedup, &b.packet, hash, &first));
		ck_assert_uint_eq(first, 3);
		first = 99;
	}
	dedup_free(dedup);
	dedup_free(NULL);
}
END_TEST

/* All that makes another packet of one; false when there is no more. */
static bool
change(struct sent *sent, size_t which)
{
	struct packet *packet = &sent->packet;

	switch (which) {
	case 0:
		packet->kind = PACKET_SEGMENT;
		break;
	case 1:
		packet->kind = PACKET_FRAGMENT;
		break;
	case 2:
		packet->flow.transport = TRANSPORT_TCP;
		break;
	case 3:
		packet->protocol = 6;
		break;
	case 4:
		packet->flow.src.port++;
		break;
	case 5:
		packet->flow.dst.port++;
		break;
	case 6:
		packet->ip_id++;
		break;
	case 7:
		packet->ip_id += 0x10000;
		break;
	case 8:
		packet->offset = 8;
		break;
	case 9:
		packet->more_fragments = true;
		break;
	case 10:
		packet->length++;
		break;
	case 11:
		packet->size--;
		break;
	case 12:
		packet->size--;
		packet->length--;
		break;
	case 13:
		packet->checksum = PACKET_NO_CHECKSUM;
		break;
	default:
		which -= 14;
		if (which < 16)
			packet->flow.src.addr.byte[which] ^= 0x10;
		else if (which < 32)
			packet->flow.dst.addr.byte[which - 16] ^= 0x10;
		else if (which - 32 < UDP_HEADER + packet->size)
			sent->bytes[which - 32] ^= 0x10;
		else
			return false;
	}
	return true;
}

START_TEST(what_differs_in_anything_but_the_checksum_is_kept)
{
	struct sent a, b;
	size_t which = 0;

	make(&a, 1, 0);
	make(&b, 1, 1);
	for (; change(&b, which); which++, make(&b, 1, 1)) {
		struct dedup *dedup = new_dedup();
		bool is_checksum = which == 14 + 32 + 6 || which == 14 + 32 + 7;

		ck_assert(!push(dedup, &a.packet));
		if (push(dedup, &b.packet) != is_checksum)
			ck_abort_msg("change %zu", which);
		ck_assert(push(dedup, &a.packet));
		ck_assert(push(dedup, &b.packet));
		dedup_free(dedup);
	}
	ck_assert_uint_eq(which, 14 + 32 + UDP_HEADER + 172);
}
END_TEST

START_TEST(the_checksum_of_tcp_lies_elsewhere)
{
	struct dedup *dedup = new_dedup();
	struct sent a, b;

	for (size_t i = 0; i < 20; i++) {
		make(&a, (unsigned)i, 0);
		a.packet.kind = PACKET_SEGMENT;
		a.packet.checksum = PACKET_CHECKSUM_TCP;
		a.packet.header_size = 20;
		a.packet.payload = a.bytes + 20;
		b = a;
		b.packet.payload = b.bytes + 20;
		b.bytes[i] ^= 1;
		ck_assert(!push(dedup, &a.packet));
		ck_assert_int_eq(push(dedup, &b.packet), i == 16 || i == 17);
	}
	/* A header too short to have one, and no payload at all. */
	make(&a, 100, 0);
	a.packet.header_size = 7;
	a.packet.payload = a.bytes + 7;
	a.packet.size = a.packet.length = 0;
	b = a;
	b.packet.payload = b.bytes + 7;
	b.bytes[6] ^= 1;
	ck_assert(!push(dedup, &a.packet));
	ck_assert(!push(dedup, &b.packet));
	a.packet.header_size = 0;
	a.packet.payload = NULL;
	ck_assert(!push(dedup, &a.packet));
	ck_assert(push(dedup, &a.packet));
	dedup_free(dedup);
}
END_TEST

START_TEST(each_size_of_payload_works)
{
	struct dedup *dedup = new_dedup();
	struct sent a, b;

	for (size_t size = 0; size <= 40; size++) {
		make(&a, 1, 0);
		a.packet.size = size;
		ck_assert(!push(dedup, &a.packet));
		ck_assert(push(dedup, &a.packet));
		for (size_t i = 0; i < size; i++) {
			make(&b, 1, 0);
			b.packet.size = size;
			b.packet.payload = b.bytes + UDP_HEADER;
			b.packet.flow.src.port = (uint16_t)i;
			ck_assert(!push(dedup, &b.packet));
			b.bytes[UDP_HEADER + i]++;
			ck_assert(!push(dedup, &b.packet));
		}
	}
	dedup_free(dedup);
}
END_TEST

START_TEST(the_window_ends_exactly)
{
	struct dedup *dedup = new_dedup();
	struct sent a, b;

	make(&a, 1, 0);
	ck_assert(!push(dedup, &a.packet));
	ck_assert(push_at(dedup, &a, 60));
	/* The window begins with the first copy, not with the last one. */
	ck_assert(push_at(dedup, &a, 100));
	a.packet.time.ns++;
	ck_assert(!push(dedup, &a.packet));
	ck_assert(push_at(dedup, &a, 200));
	/* It ends at the newest time, whatever packet brings that. */
	make(&a, 2, 1000);
	make(&b, 3, 1101);
	ck_assert(!push(dedup, &a.packet));
	ck_assert(!push(dedup, &b.packet));
	ck_assert(!push_at(dedup, &a, 1001));
	dedup_free(dedup);
}
END_TEST

/* Promise 5: SIP's T1 is 500 ms, and with IP id 0 nothing else differs. */
START_TEST(a_retransmission_in_a_doubled_capture_is_kept_once)
{
	struct dedup *dedup = new_dedup();
	static const int64_t at_ms[] = {0, 0, 500, 500, 1500, 1502, 3500, 3540};
	struct sent invite;
	unsigned kept = 0;

	make(&invite, 0, 0);
	for (size_t i = 0; i < sizeof at_ms / sizeof *at_ms; i++)
		kept += !push_at(dedup, &invite, at_ms[i]);
	ck_assert_uint_eq(kept, 4);
	dedup_free(dedup);
}
END_TEST

START_TEST(packets_may_be_a_little_out_of_order)
{
	struct dedup *dedup = new_dedup();
	struct sent a, b;

	make(&a, 1, 50);
	make(&b, 2, 80);
	ck_assert(!push(dedup, &b.packet));
	ck_assert(!push(dedup, &a.packet));
	ck_assert(push_at(dedup, &b, 20));
	ck_assert(push_at(dedup, &a, -20));
	ck_assert(push_at(dedup, &b, 90));
	dedup_free(dedup);
}
END_TEST

START_TEST(a_clock_set_back_ends_the_history)
{
	struct dedup *dedup = new_dedup();
	struct sent a, b;

	make(&a, 1, 10000);
	make(&b, 2, 10500);
	ck_assert(!push(dedup, &a.packet));
	ck_assert(!push(dedup, &b.packet));
	/* Sent again at 10500, by a clock that was set back by 501 ms. */
	ck_assert(!push_at(dedup, &a, 9999));
	ck_assert(push_at(dedup, &a, 10010));
	ck_assert(!push_at(dedup, &b, 10020));
	ck_assert(push_at(dedup, &b, 10030));
	/* A wrong time far in the future holds up nothing. */
	make(&a, 3, INT64_C(1000000000));
	ck_assert(!push(dedup, &a.packet));
	ck_assert(!push_at(dedup, &b, 10040));
	ck_assert(push_at(dedup, &b, 10050));
	dedup_free(dedup);
}
END_TEST

START_TEST(no_time_is_too_far)
{
	static const int64_t times[] = {
	    INT64_MIN, INT64_MAX, INT64_MIN, 0, INT64_MAX - 1, INT64_MAX};
	const int64_t windows[] = {0, WINDOW, INT64_MAX};
	struct sent a;

	for (size_t w = 0; w < 3; w++) {
		struct dedup *dedup = dedup_new(windows[w], 1 << 20);

		for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
			make(&a, (unsigned)i, 0);
			a.packet.time.ns = times[i];
			ck_assert(!push(dedup, &a.packet));
			ck_assert(push(dedup, &a.packet));
		}
		dedup_free(dedup);
	}
}
END_TEST

/* Invariants 3 and 6: each of the chain is found, as far as tries go. */
START_TEST(packets_of_one_hash_are_told_apart)
{
	struct dedup *dedup = new_dedup();
	struct sent a;

	for (unsigned i = 0; i < 256; i++) {
		make(&a, 1, 0);
		a.bytes[UDP_HEADER + 100] = (uint8_t)i;
		ck_assert(!push(dedup, &a.packet));
		/* None but the newest 16 are asked. */
		a.bytes[UDP_HEADER + 100] = (uint8_t)(i < 16 ? 0 : i - 15);
		ck_assert(push(dedup, &a.packet));
	}
	a.bytes[UDP_HEADER + 100] = 0;
	ck_assert(!push(dedup, &a.packet));
	dedup_free(dedup);
}
END_TEST

/* Invariants 2 and 6, and that growing loses nothing. */
START_TEST(the_history_grows_to_a_window_and_not_further)
{
	struct dedup *dedup = new_dedup();
	size_t small = dedup_bytes(dedup), large;
	struct sent a;

	ck_assert_uint_lt(small, 512 << 10);
	counter_reset();
	for (unsigned i = 0; i < 200000; i++) {
		/* 20,000 packets in a window: some 5 MB. */
		make(&a, i, 0);
		a.packet.time.ns += i * (WINDOW / 20000);
		if (push(dedup, &a.packet))
			ck_abort_msg("packet %u is no copy", i);
		if (i < 20000)
			continue;
		make(&a, i - 19999, 0);
		a.packet.time.ns += i * (WINDOW / 20000);
		if (!push(dedup, &a.packet))
			ck_abort_msg("packet %u was forgotten", i - 19999);
	}
	large = dedup_bytes(dedup);
	ck_assert_uint_gt(large, 5 << 20);
	ck_assert_uint_lt(large, 9 << 20);
	ck_assert_uint_eq(counter_get(COUNTER_dedup_window_short), 0);
	dedup_free(dedup);
}
END_TEST

START_TEST(a_history_that_is_set_back_is_used_again)
{
	struct dedup *dedup = new_dedup();
	struct sent a;
	size_t bytes;

	for (unsigned i = 0; i < 100000; i++) {
		make(&a, i, -(int64_t)(i / 1000 * 1000));
		ck_assert(!push(dedup, &a.packet));
	}
	/* 1,000 packets between two steps need less than it began with. */
	bytes = dedup_bytes(dedup);
	ck_assert_uint_lt(bytes, 1 << 20);
	dedup_free(dedup);
}
END_TEST

START_TEST(the_limit_of_memory_holds_and_is_counted)
{
	const size_t limits[] = {0, 1, 1000, 4096, 65536, 1 << 20, 3 << 20};

	for (size_t l = 0; l < sizeof limits / sizeof *limits; l++) {
		struct dedup *dedup = dedup_new(WINDOW, limits[l]);
		struct sent a;

		counter_reset();
		for (unsigned i = 0; i < 40000; i++) {
			make(&a, i, 0);
			a.packet.size = i % 100;
			ck_assert(!push(dedup, &a.packet));
			ck_assert(push(dedup, &a.packet));
		}
		ck_assert_uint_le(
		    dedup_bytes(dedup), limits[l] + limits[l] / 2 + 1024);
		ck_assert_uint_gt(counter_get(COUNTER_dedup_window_short), 0);
		dedup_free(dedup);
	}
}
END_TEST

START_TEST(what_is_larger_than_a_block_is_not_remembered)
{
	static uint8_t bytes[256 << 10];
	struct dedup *dedup = new_dedup();
	struct sent a;

	make(&a, 1, 0);
	a.packet.payload = bytes + UDP_HEADER;
	counter_reset();
	a.packet.size = a.packet.length = 65535;
	ck_assert(!push(dedup, &a.packet));
	ck_assert(push(dedup, &a.packet));
	ck_assert_uint_eq(counter_get(COUNTER_dedup_window_short), 0);
	a.packet.size = a.packet.length = sizeof bytes - UDP_HEADER;
	ck_assert(!push(dedup, &a.packet));
	ck_assert(!push(dedup, &a.packet));
	ck_assert_uint_eq(counter_get(COUNTER_dedup_window_short), 2);
	dedup_free(dedup);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("dedup");

	add_test(suite, "dedup_push",
	    each_further_copy_is_found_and_the_first_source_told);
	add_test(suite, "dedup_push",
	    what_differs_in_anything_but_the_checksum_is_kept);
	add_test(suite, "dedup_push", the_checksum_of_tcp_lies_elsewhere);
	add_test(suite, "dedup_push", each_size_of_payload_works);
	add_test(suite, "dedup_push", the_window_ends_exactly);
	add_test(suite, "dedup_push",
	    a_retransmission_in_a_doubled_capture_is_kept_once);
	add_test(suite, "dedup_push", packets_may_be_a_little_out_of_order);
	add_test(suite, "dedup_push", a_clock_set_back_ends_the_history);
	add_test(suite, "dedup_push", no_time_is_too_far);
	add_test(suite, "dedup_push", packets_of_one_hash_are_told_apart);
	add_test(suite, "dedup_bytes",
	    the_history_grows_to_a_window_and_not_further);
	add_test(
	    suite, "dedup_bytes", a_history_that_is_set_back_is_used_again);
	add_test(
	    suite, "dedup_bytes", the_limit_of_memory_holds_and_is_counted);
	add_test(
	    suite, "dedup_push", what_is_larger_than_a_block_is_not_remembered);
	return run_suite(suite);
}
