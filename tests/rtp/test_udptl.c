/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rtp/udptl.h"

#include <string.h>

#include "tests/check_main.h"

/* What was given, as "0:a 1:b " with the bytes as text. */
struct bench {
	struct udptl udptl;
	char told[4000];
};

static void
on_ifp(uint16_t sequence, const uint8_t *bytes, size_t size, void *arg)
{
	struct bench *bench = arg;
	size_t used = strlen(bench->told);

	snprintf(bench->told + used, sizeof bench->told - used, "%d:%.*s ",
	    sequence, (int)size, (const char *)bytes);
}

/* The Internet fax packet with a number: "a", "bb", "ccc", "d" ... */
static size_t
ifp(unsigned number, uint8_t out[4])
{
	size_t size = number % 3 + 1;

	memset(out, (int)('a' + number % 26), size);
	return size;
}

static uint8_t *
put(uint8_t *at, unsigned number)
{
	size_t size = ifp(number, at + 1);

	*at = (uint8_t)size;
	return at + 1 + size;
}

/* A packet with copies of 'copies' before it. */
static size_t
packet_of(unsigned number, unsigned copies, uint8_t out[64])
{
	uint8_t *at = out;

	*at++ = (uint8_t)(number >> 8);
	*at++ = (uint8_t)number;
	at = put(at, number);
	*at++ = 0;
	*at++ = (uint8_t)copies;
	for (unsigned i = 1; i <= copies; i++)
		at = put(at, number - i);
	return (size_t)(at - out);
}

/* A packet with 'count' parities of 'span' packets. */
static size_t
parity_of(unsigned number, unsigned span, unsigned count, uint8_t out[64])
{
	uint8_t *at = out;

	*at++ = (uint8_t)(number >> 8);
	*at++ = (uint8_t)number;
	at = put(at, number);
	*at++ = 0x80;
	*at++ = 1;
	*at++ = (uint8_t)span;
	*at++ = (uint8_t)count;
	for (unsigned i = 0; i < count; i++) {
		uint8_t sum[4] = {0}, one[4];
		size_t longest = 0;

		for (unsigned k = 1; k <= span; k++) {
			size_t size = ifp(number + i - k * count, one);

			for (size_t j = 0; j < size; j++)
				sum[j] ^= one[j];
			longest = size > longest ? size : longest;
		}
		*at++ = (uint8_t)longest;
		memcpy(at, sum, longest);
		at += longest;
	}
	return (size_t)(at - out);
}

static void
push(struct bench *bench, unsigned number, unsigned copies)
{
	uint8_t bytes[64];
	size_t size = packet_of(number, copies, bytes);

	ck_assert(udptl_push(&bench->udptl, bytes, size, on_ifp, bench));
}

/* All from 'first' on to 'last' as they should be told. */
static void
expect(struct bench *bench, unsigned first, unsigned last)
{
	char wanted[4000] = "";
	uint8_t bytes[4];

	for (unsigned i = first; i <= last; i++) {
		size_t size = ifp(i, bytes), used = strlen(wanted);

		snprintf(wanted + used, sizeof wanted - used, "%u:%.*s ",
		    i & 0xffff, (int)size, (const char *)bytes);
	}
	ck_assert_str_eq(bench->told, wanted);
}

START_TEST(packets_are_given_in_order_each_once)
{
	static struct bench bench;

	bench = (struct bench){.told = ""};
	for (unsigned i = 0; i < 60; i++) {
		push(&bench, i, i < 3 ? i : 3);
		push(&bench, i, i < 3 ? i : 3);
		expect(&bench, 0, i);
	}
	ck_assert_uint_eq(bench.udptl.packets, 60);
	ck_assert_uint_eq(bench.udptl.lost, 0);
}
END_TEST

START_TEST(copies_fill_in_for_lost_packets)
{
	static struct bench bench;

	bench = (struct bench){.told = ""};
	for (unsigned i = 0; i < 60; i++)
		if (i % 3 != 1)
			push(&bench, i, i < 3 ? i : 3);
	expect(&bench, 0, 59);
	ck_assert_uint_eq(bench.udptl.recovered, 20);
	ck_assert_uint_eq(bench.udptl.lost, 0);
}
END_TEST

START_TEST(parities_fill_in_for_lost_packets)
{
	static struct bench bench;
	uint8_t bytes[64];

	bench = (struct bench){.told = ""};
	for (unsigned i = 0; i < 60; i++) {
		size_t size = parity_of(i, 3, i >= 9 ? 3 : 0, bytes);

		if (i % 9 == 4 || i % 9 == 5)
			continue; /* two in a row, in two parities */
		ck_assert(
		    udptl_push(&bench.udptl, bytes, size, on_ifp, &bench));
	}
	/* A parity does not tell the length: what is too much are zeros,
	 * which text does not show. */
	expect(&bench, 0, 57);
	ck_assert_uint_eq(bench.udptl.lost, 0);
}
END_TEST

START_TEST(reordered_packets_are_put_in_order)
{
	static struct bench bench;

	bench = (struct bench){.told = ""};
	push(&bench, 0, 0);
	push(&bench, 2, 0);
	push(&bench, 1, 0);
	expect(&bench, 0, 2);
}
END_TEST

START_TEST(what_never_comes_is_not_waited_for_without_end)
{
	static struct bench bench;

	bench = (struct bench){.told = ""};
	push(&bench, 0, 0);
	for (unsigned i = 2; i <= UDPTL_WAIT; i++)
		push(&bench, i, 0);
	expect(&bench, 0, 0);
	push(&bench, UDPTL_WAIT + 1, 0);
	ck_assert_uint_eq(bench.udptl.lost, 1);
	ck_assert_ptr_nonnull(strstr(bench.told, "2:ccc 3:d "));
	push(&bench, UDPTL_WAIT + 3, 0);
	udptl_flush(&bench.udptl, on_ifp, &bench);
	ck_assert_uint_eq(bench.udptl.lost, 2);
}
END_TEST

START_TEST(numbers_wrap_and_begin_anew)
{
	static struct bench bench;

	bench = (struct bench){.told = ""};
	for (unsigned i = 65533; i < 65540; i++)
		push(&bench, i, 0);
	expect(&bench, 65533, 65539);
	push(&bench, 30000, 0);
	push(&bench, 30001, 0);
	ck_assert_ptr_nonnull(strstr(bench.told, "30000:"));
	ck_assert_uint_eq(bench.udptl.lost, 0);
}
END_TEST

START_TEST(what_is_no_packet_is_refused)
{
	static struct bench bench;
	uint8_t bytes[64];
	size_t size = packet_of(7, 2, bytes);

	bench = (struct bench){.told = ""};
	for (size_t i = 0; i < size; i++) {
		uint8_t *exact = malloc(i ? i : 1);

		memcpy(exact, bytes, i);
		ck_assert(!udptl_is_packet(exact, i));
		ck_assert(!udptl_push(&bench.udptl, exact, i, on_ifp, &bench));
		free(exact);
	}
	bytes[size] = 0;
	ck_assert(!udptl_is_packet(bytes, size + 1));
	ck_assert_str_eq(bench.told, "");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("udptl");

	add_test(suite, "udptl_push", packets_are_given_in_order_each_once);
	add_test(suite, "udptl_push", copies_fill_in_for_lost_packets);
	add_test(suite, "udptl_push", parities_fill_in_for_lost_packets);
	add_test(suite, "udptl_push", reordered_packets_are_put_in_order);
	add_test(suite, "udptl_push",
	    what_never_comes_is_not_waited_for_without_end);
	add_test(suite, "udptl_push", numbers_wrap_and_begin_anew);
	add_test(suite, "udptl_push", what_is_no_packet_is_refused);
	return run_suite(suite);
}
