/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * RTCP of the media table: A (192.0.2.1, port 4000) and B (192.0.2.2, port
 * 5000) speak to each other; each report and what comes of it.
 */
#include "calls/media_rtcp.h"

#include "tests/check_main.h"
#include "tests/calls/rtp_packets.h"

#define SSRC_A 0xaa
#define SSRC_B 0xbb

static struct media *media;
static struct call call;
static struct tstamp now;
static struct quality_row row; /* the newest ... */
static const struct media_stream *of;
static unsigned rows, byes;

static void
on_audio(struct media_stream *stream, const struct rtp_frame *frame,
    const uint8_t *payload, size_t size, void *arg)
{
	(void)stream;
	(void)frame;
	(void)payload;
	(void)size;
	(void)arg;
}

static void
on_quality(struct media_stream *stream, struct quality_row *it, void *arg)
{
	(void)arg;
	row = *it;
	of = stream;
	rows++;
}

static void
on_bye(struct media_stream *stream, struct tstamp time, void *arg)
{
	(void)arg;
	ck_assert_int_eq(time.ns, now.ns);
	of = stream;
	byes++;
}

static void
push_cut(bool by_a, int port_offset, const uint8_t *bytes, size_t size,
    size_t cut_bytes)
{
	struct endpoint a = endpoint_of(1, (uint16_t)(4000 + port_offset));
	struct endpoint b = endpoint_of(2, (uint16_t)(5000 + port_offset));
	struct flow flow = {.src = by_a ? a : b, .dst = by_a ? b : a};
	struct datagram packet = {.time = now,
	    .flow = &flow,
	    .bytes = bytes,
	    .size = size,
	    .cut_bytes = cut_bytes};

	ck_assert_int_ne(media_push(media, &packet), COUNTER_NONE);
}

static void
push(bool by_a, int port_offset, const uint8_t *bytes, size_t size)
{
	push_cut(by_a, port_offset, bytes, size, 0);
}

static void
speak(bool by_a, uint16_t first, unsigned count)
{
	uint8_t bytes[RTP_PACKET_SIZE];

	for (unsigned i = 0; i < count; i++) {
		rtp_packet(
		    bytes, 0, by_a ? SSRC_A : SSRC_B, (uint16_t)(first + i));
		push(by_a, 0, bytes, sizeof bytes);
		now = tstamp_add_ns(now, 20 * NS_PER_MS);
	}
}

static void
setup(void)
{
	struct endpoint a = endpoint_of(1, 4000), b = endpoint_of(2, 5000);

	counter_reset();
	call = (struct call){.state = CALL_ACTIVE};
	rows = byes = 0;
	now = (struct tstamp){1000 * NS_PER_SEC};
	media = media_new(10, on_audio, NULL);
	ck_assert_ptr_nonnull(media);
	media_listen(media, NULL, on_quality, on_bye);
	ck_assert_ptr_nonnull(media_watch(media, &call, SIDE_CALLER, &b));
	ck_assert_ptr_nonnull(media_watch(media, &call, SIDE_CALLEE, &a));
	speak(true, 65500, 100); /* over the wrap */
	speak(false, 7, 100);
}

static void
teardown(void)
{
	media_forget(media, &call);
	media_free(media);
}

static void
put32(uint8_t *at, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		at[i] = (uint8_t)(value >> (24 - 8 * i));
}

/* B reports of A's stream. */
static void
report(uint32_t source, uint32_t lost, uint32_t highest, uint32_t last,
    uint32_t delay)
{
	uint8_t bytes[32] = {0x81, 201, 0, 7};

	put32(bytes + 4, SSRC_B);
	put32(bytes + 8, source);
	put32(bytes + 12, lost & 0xffffff);
	put32(bytes + 16, highest);
	put32(bytes + 20, 80); /* jitter: 10 ms at 8 kHz */
	put32(bytes + 24, last);
	put32(bytes + 28, delay);
	push(false, 1, bytes, sizeof bytes);
}

/* A tells its time. */
static void
tell_time(uint32_t ntp)
{
	uint8_t bytes[28] = {0x80, 200, 0, 6};

	put32(bytes + 4, SSRC_A);
	put32(bytes + 8, ntp >> 16);
	put32(bytes + 12, ntp << 16);
	push(true, 1, bytes, sizeof bytes);
}

START_TEST(a_report_is_of_the_stream_that_it_names)
{
	report(SSRC_A, 10, 65536 + 63, 0, 0);
	ck_assert_uint_eq(rows, 1);
	ck_assert_uint_eq(of->ssrc, SSRC_A);
	ck_assert_str_eq(row.method, "rtcp");
	ck_assert_uint_eq(row.lost, 10);
	ck_assert_uint_eq(row.packets, 90);
	ck_assert(row.has_jitter);
	ck_assert_double_eq(row.jitter_ms, 10);
	ck_assert(!row.has_round_trip);
	ck_assert_int_eq(row.from_us, 1000 * INT64_C(1000000));
	report(0x999, 10, 65536 + 63, 0, 0);
	ck_assert_uint_eq(rows, 1);
}
END_TEST

START_TEST(the_next_report_is_what_came_since)
{
	report(SSRC_A, 10, 65536 + 63, 0, 0);
	now = tstamp_add_ns(now, 5 * NS_PER_SEC);
	report(SSRC_A, 12, 65536 + 163, 0, 0);
	ck_assert_uint_eq(rows, 2);
	ck_assert_uint_eq(row.lost, 2);
	ck_assert_uint_eq(row.packets, 98);
	now = tstamp_add_ns(now, 5 * NS_PER_SEC);
	report(SSRC_A, 11, 65536 + 263, 0, 0); /* one came late */
	ck_assert_uint_eq(row.lost, 0);
	ck_assert_uint_eq(row.packets, 100);
	now = tstamp_add_ns(now, 5 * NS_PER_SEC);
	report(SSRC_A, 0xffffff, 3, 0, 0); /* began anew */
	ck_assert_uint_eq(row.lost + row.packets, 0);
}
END_TEST

START_TEST(a_report_of_what_began_unseen_tells_no_count)
{
	report(SSRC_A, 500, 5 * 65536 + 63, 0, 0);
	ck_assert_uint_eq(rows, 1);
	ck_assert_uint_eq(row.lost + row.packets, 0);
	now = tstamp_add_ns(now, 5 * NS_PER_SEC);
	report(SSRC_A, 501, 5 * 65536 + 73, 0, 0);
	ck_assert_uint_eq(row.lost, 1);
	ck_assert_uint_eq(row.packets, 9);
}
END_TEST

START_TEST(the_round_trip_is_that_to_the_reporter)
{
	tell_time(0x12345678);
	now = tstamp_add_ns(now, 540 * NS_PER_MS);
	report(SSRC_A, 0, 65536 + 63, 0x12345678, 32768);
	ck_assert(row.has_round_trip);
	ck_assert_double_eq_tol(row.round_trip_ms, 40, 0.001);
	now = tstamp_add_ns(now, 2 * NS_PER_SEC);
	report(SSRC_A, 0, 65536 + 63, 0x12345679, 32768);
	ck_assert(!row.has_round_trip);
	now = tstamp_add_ns(now, 2 * NS_PER_SEC);
	report(SSRC_A, 0, 65536 + 63, 0x12345678, 0xffffffff);
	ck_assert(!row.has_round_trip);
}
END_TEST

START_TEST(reports_without_end_make_a_row_a_second)
{
	for (int i = 0; i < 1000; i++) {
		report(SSRC_A, 0, (uint32_t)(65536 + 63 + i), 0, 0);
		now = tstamp_add_ns(now, 10 * NS_PER_MS);
	}
	ck_assert_uint_eq(rows, 10);
}
END_TEST

START_TEST(a_voip_metrics_block_has_a_mos)
{
	uint8_t bytes[44] = {0x80, 207, 0, 10, 0, 0, 0, SSRC_B, 7, 0, 0, 8, 0,
	    0, 0, SSRC_A, 64, 128};

	bytes[25] = 150; /* round trip */
	bytes[34] = 41;  /* MOS of listening */
	bytes[35] = 127;
	push(false, 1, bytes, sizeof bytes);
	ck_assert_uint_eq(rows, 1);
	ck_assert_str_eq(row.method, "rtcp-xr");
	ck_assert_uint_eq(row.lost, 25);
	ck_assert_uint_eq(row.late, 50);
	ck_assert_uint_eq(row.packets, 75);
	ck_assert(row.has_mos && row.has_round_trip);
	ck_assert_double_eq_tol(row.mos, 4.1, 1e-9);
	ck_assert_double_eq(row.round_trip_ms, 150);
}
END_TEST

START_TEST(a_bye_is_told_once)
{
	uint8_t bytes[8] = {0x81, 203, 0, 1};

	put32(bytes + 4, SSRC_A);
	push(true, 0, bytes, sizeof bytes); /* RTCP-mux */
	push(true, 1, bytes, sizeof bytes);
	ck_assert_uint_eq(byes, 1);
	ck_assert_uint_eq(of->ssrc, SSRC_A);
}
END_TEST

START_TEST(malformed_and_encrypted_rtcp_is_counted)
{
	uint8_t bytes[12] = {0x80, 201, 0, 7};
	uint8_t cut[36] = {0x81, 201, 0, 7};

	push(false, 1, bytes, sizeof bytes);
	ck_assert_uint_eq(rows, 0);
	call.endpoints->encrypted = call.endpoints->next->encrypted = true;
	push(false, 1, bytes, sizeof bytes);
	ck_assert_uint_eq(rows, 0);
	ck_assert_uint_eq(counter_get(COUNTER_rtcp_encrypted), 1);
	/* Nothing tells what a part of one would be. */
	cut[3] = 13;
	put32(cut + 8, SSRC_A);
	push_cut(false, 1, cut, sizeof cut, 20);
	ck_assert_uint_eq(rows, 0);
	ck_assert_uint_eq(counter_get(COUNTER_rtcp_encrypted), 2);
	/* Its lengths tell that this one was sent in the clear. */
	report(SSRC_A, 10, 65536 + 63, 0, 0);
	ck_assert_uint_eq(rows, 1);
	ck_assert_uint_eq(counter_get(COUNTER_rtcp_encrypted), 2);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
	    a_report_is_of_the_stream_that_it_names,
	    the_next_report_is_what_came_since,
	    a_report_of_what_began_unseen_tells_no_count,
	    the_round_trip_is_that_to_the_reporter,
	    reports_without_end_make_a_row_a_second,
	    a_voip_metrics_block_has_a_mos,
	    a_bye_is_told_once,
	    malformed_and_encrypted_rtcp_is_counted,
	};
	Suite *suite = suite_create("media_rtcp");

	for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
		add_test_between(
		    suite, "media_rtcp_push", tests[i], setup, teardown);
	return run_suite(suite);
}
