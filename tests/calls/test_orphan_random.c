/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is no audio never becomes a call, whatever it looks like: DNS, STUN,
 * DTLS, QUIC, RTP of moving pictures, and random bytes, on flows that are
 * busy enough to be a call.
 */
#include "calls/orphan.h"

#include <fcntl.h>
#include <unistd.h>

#include "tests/check_main.h"
#include "tests/calls/rtp_packets.h"

#define DATAGRAMS 200000
#define FLOWS 8
#define SIZE_MAX_SENT 1400

static char folder[40];
static const struct settings settings = {.media_timeout_ns = NS_PER_SEC};
static struct catalogue *catalogue;
static struct ledger ledger;
static struct calls *calls;
static struct parties *parties;
static struct orphans *orphans;
static int dir_fd;
static uint32_t state;

static void
setup(void)
{
	counter_reset();
	snprintf(folder, sizeof folder, "/tmp/spanrec-orphan-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	dir_fd = open(folder, O_RDONLY | O_DIRECTORY);
	ck_assert_int_ge(dir_fd, 0);
	ck_assert_int_eq(
	    catalogue_open(folder, CATALOGUE_WRITE, &catalogue), 0);
	calls = calls_new(&settings, dir_fd, catalogue, &ledger);
	ck_assert_ptr_nonnull(calls);
	parties = parties_new(&settings, calls, catalogue);
	ck_assert_ptr_nonnull(parties);
	orphans = orphans_new(calls, parties, ORPHANS_RECORD);
	ck_assert_ptr_nonnull(orphans);
}

static void
teardown(void)
{
	static const char *const files[] = {
	    CATALOGUE_FILE, CATALOGUE_FILE "-wal", CATALOGUE_FILE "-shm"};

	orphans_free(orphans);
	parties_free(parties);
	calls_free(calls);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		(void)unlinkat(dir_fd, files[i], 0);
	close(dir_fd);
	rmdir(folder);
}

/* The same numbers in each run (Marsaglia, 13-17-5). */
static uint32_t
next(void)
{
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state;
}

static void
fill(uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		bytes[i] = (uint8_t)next();
}

/* A generator writes datagram 'number' of a flow and gives its size. */
typedef size_t make_fn(uint8_t bytes[SIZE_MAX_SENT], uint32_t number);

static size_t
make_random(uint8_t *bytes, uint32_t number)
{
	size_t size = next() % SIZE_MAX_SENT;

	(void)number;
	fill(bytes, size);
	return size;
}

/* Random behind the first bytes of an RTP packet of G.711 of 20 ms. */
static size_t
make_disguised(uint8_t *bytes, uint32_t number)
{
	(void)number;
	fill(bytes, RTP_PACKET_SIZE);
	bytes[0] = 0x80;
	bytes[1] = next() & 1 ? 8 : 0;
	return RTP_PACKET_SIZE;
}

/* Right sequence numbers, but a clock that goes as it likes. */
static size_t
make_wrong_clock(uint8_t *bytes, uint32_t number)
{
	rtp_packet(bytes, 0, 77, (uint16_t)number);
	fill(bytes + 4, 4);
	return RTP_PACKET_SIZE;
}

/* Right but for the size of each, as of a codec that varies. */
static size_t
make_wrong_size(uint8_t *bytes, uint32_t number)
{
	rtp_packet(bytes, 0, 77, (uint16_t)number);
	return RTP_HEADER_SIZE + 40 + next() % 120;
}

/* Dynamic payload types are not believed without a description. */
static size_t
make_dynamic(uint8_t *bytes, uint32_t number)
{
	rtp_packet(bytes, 96, 77, (uint16_t)number);
	return RTP_PACKET_SIZE;
}

/* Moving pictures: one timestamp for all packets of a picture. */
static size_t
make_video(uint8_t *bytes, uint32_t number)
{
	rtp_packet(bytes, 0, 77, (uint16_t)number);
	memset(bytes + 4, (int)(number / 10), 4);
	return RTP_PACKET_SIZE;
}

/* Queries of a resolver that counts its identifiers up from 0x8000. */
static size_t
make_dns(uint8_t *bytes, uint32_t number)
{
	static const uint8_t query[] = {0x80, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0,
	    3, 'w', 'w', 'w', 7, 'e', 'x', 'a', 'm', 'p', 'l', 'e', 0, 0, 1, 0,
	    1};

	memset(bytes, 0, 172);
	memcpy(bytes, query, sizeof query);
	bytes[1] = (uint8_t)number;
	return number & 1 ? sizeof query : 172;
}

/* RFC 8489 */
static size_t
make_stun(uint8_t *bytes, uint32_t number)
{
	(void)number;
	memset(bytes, 0, 20);
	bytes[1] = 1;
	memcpy(bytes + 4, "\x21\x12\xa4\x42", 4);
	fill(bytes + 8, 12);
	return 20;
}

/* RFC 9147: records of application data. */
static size_t
make_dtls(uint8_t *bytes, uint32_t number)
{
	fill(bytes, 13 + 159);
	bytes[0] = 23;
	bytes[1] = 0xfe;
	bytes[2] = 0xfd;
	bytes[10] = (uint8_t)number;
	return 13 + 159;
}

/* RFC 9000: long and short headers. */
static size_t
make_quic(uint8_t *bytes, uint32_t number)
{
	fill(bytes, 1200);
	bytes[0] = (uint8_t)((bytes[0] & 0x3f) | (number < 4 ? 0xc0 : 0x40));
	memcpy(bytes + 1, "\0\0\0\1", number < 4 ? 4 : 0);
	return 1200;
}

START_TEST(what_is_no_audio_makes_no_call)
{
	static make_fn *const kinds[] = {make_random, make_disguised,
	    make_wrong_clock, make_wrong_size, make_dynamic, make_video,
	    make_dns, make_stun, make_dtls, make_quic};
	size_t count = sizeof kinds / sizeof *kinds;

	state = 2463534242u;
	for (uint32_t i = 0; i < DATAGRAMS; i++) {
		/* Behind its end a sanitizer looks. */
		uint8_t *bytes = malloc(SIZE_MAX_SENT);
		size_t kind = i % count;
		uint32_t number = i / (uint32_t)count;
		uint16_t port =
		    (uint16_t)(4000 + kind * FLOWS + number % FLOWS);
		struct flow flow = {
		    .src = endpoint_of(1, port), .dst = endpoint_of(2, port)};
		struct datagram packet = {.flow = &flow, .bytes = bytes};

		ck_assert_ptr_nonnull(bytes);
		packet.size = kinds[kind](bytes, number / FLOWS);
		packet.time = (struct tstamp){number / FLOWS * 20 * NS_PER_MS};
		(void)orphans_push(orphans, &packet);
		free(bytes);
	}
	ck_assert_uint_eq(counter_get(COUNTER_orphan_stream), 0);
	calls_finish(calls, (struct tstamp){NS_PER_SEC});
	ck_assert_uint_eq(ledger.calls, 0);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("orphan-random");

	add_test_between(
	    suite, "random", what_is_no_audio_makes_no_call, setup, teardown);
	return run_suite(suite);
}
