/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Proves promise 6 for audio: what waits is limited, and whole calls give way,
 * the newest first. Files are written without threads. */
#include "calls/feed.h"

#include <fcntl.h>
#include <unistd.h>

#include "calls/recording.h"
#include "calls/writers.h"
#include "tests/calls/rtp_packets.h"
#include "tests/check_main.h"

#define CALLS 8

static char folder[64];
static int dir_fd;
static struct decoder_budget budget = {.limit = 8};
static struct writers *writers;
static struct feeds feeds;
static struct call calls[CALLS];
static struct feed *fed[CALLS];

/* What became of the files. */
static struct {
	unsigned begun, ended, finished;
	struct tstamp origin; /* of the last one */
	uint64_t frames;      /* of all */
	char path[RECORDING_PATH_SIZE];
} told;

static void
setup(void)
{
	struct writers_options options = {
	    .format = AUDIO_PCM16, .budget = &budget, .supply = &feeds.supply};

	counter_reset();
	snprintf(folder, sizeof folder, "/tmp/spanrec-feed-XXXXXX");
	options.dir_fd = dir_fd = open(mkdtemp(folder), O_RDONLY | O_DIRECTORY);
	ck_assert_int_ge(dir_fd, 0);
	writers = writers_new(&options);
	ck_assert_ptr_nonnull(writers);
	feeds_init(&feeds, writers, (size_t)1 << 20);
	memset(calls, 0, sizeof calls);
	memset(fed, 0, sizeof fed);
	memset(&told, 0, sizeof told);
	for (int i = 0; i < CALLS; i++)
		snprintf(calls[i].uid, sizeof calls[i].uid, "%016d", i);
}

static void
teardown(void)
{
	char command[sizeof folder + 16];

	for (int i = 0; i < CALLS; i++)
		if (fed[i])
			feed_free(fed[i]);
	writers_free(writers);
	feeds_clear(&feeds);
	close(dir_fd);
	snprintf(command, sizeof command, "rm -rf '%s'", folder);
	ck_assert_int_eq(system(command), 0);
}

static struct tstamp
at_packet(uint32_t number)
{
	return (struct tstamp){number * 20 * NS_PER_MS};
}

/* Gives packet 'number' of 'side' to a call, whose feed begins with it if
 * there is none. */
static void
put(int call, enum side side, uint32_t number)
{
	struct rtp_frame frame = {
	    .order = reorder_order(1, number),
	    .arrival = at_packet(number),
	    .timestamp = number * RTP_SAMPLES,
	    .kind = CODEC_PCMU,
	};
	uint8_t payload[RTP_SAMPLES];

	memset(payload, (int)number, sizeof payload);
	if (!fed[call])
		fed[call] = feed_new(&feeds, &calls[call], frame.arrival);
	if (fed[call])
		feed_push(fed[call], side, &frame, payload, sizeof payload);
}

static void
put_all(int call, uint32_t from, uint32_t to)
{
	for (uint32_t number = from; number < to; number++)
		put(call, SIDE_CALLER, number);
}

/* Ends a call, and takes what its writer tells. */
static void
end(int call)
{
	struct feed_event *event, *next;

	feed_end(fed[call]);
	writers_send_round(writers);
	for (event = writers_take_all(writers); event; event = next) {
		next = event->next;
		if (event->kind == FEED_FILE_BEGUN)
			told.begun++;
		if (event->kind == FEED_FINISHED)
			told.finished++;
		if (event->kind != FEED_FILE_ENDED)
			continue;
		told.ended++;
		told.origin = event->part->origin;
		told.frames += event->part->written.frames;
		snprintf(told.path, sizeof told.path, "%s", event->part->path);
		recording_part_free(event->part);
	}
}

static size_t
used_bytes(void)
{
	chunk_collect(&feeds.supply);
	if (feeds.supply.used_bytes == 0)
		ck_assert_uint_eq(feeds.supply.accepted_bytes, 0);
	return feeds.supply.used_bytes;
}

START_TEST(nothing_is_written_of_the_first_second)
{
	put_all(0, 0, 50);
	ck_assert(!fed[0]->has_run);
	ck_assert_uint_eq(calls[0].recordings, 0);
	put(0, SIDE_CALLER, 50);
	ck_assert_int_eq(fed[0]->state, FEED_RUNNING);
	ck_assert(fed[0]->has_run);
	put_all(0, 51, 60);
	end(0);
	ck_assert_uint_eq(calls[0].recordings, 1);
	ck_assert_uint_eq(told.begun, 1);
	ck_assert_uint_eq(told.ended, 1);
	ck_assert_uint_eq(told.finished, 1);
	ck_assert_int_eq(told.origin.ns, 0);
	ck_assert_uint_eq(told.frames, 60 * RTP_SAMPLES);
	ck_assert_uint_eq(used_bytes(), 0);
}
END_TEST

START_TEST(a_short_call_is_written_at_its_end)
{
	put_all(0, 0, 10);
	end(0);
	ck_assert_uint_eq(told.frames, 10 * RTP_SAMPLES);
	ck_assert_uint_eq(calls[0].feeds_running, 1);
}
END_TEST

START_TEST(what_is_held_is_released_from_a_time_on)
{
	put(0, SIDE_CALLER, 0);
	ck_assert(feed_hold(fed[0], 60 * NS_PER_SEC, FEED_HELD_MAX));
	put_all(0, 1, 500);
	ck_assert(!fed[0]->has_run);
	feed_release(fed[0], at_packet(300));
	put_all(0, 500, 600);
	/* It is too late for that. */
	ck_assert(!feed_hold(fed[0], NS_PER_SEC, FEED_HELD_MAX));
	ck_assert(!feed_discard(fed[0]));
	end(0);
	ck_assert_int_eq(told.origin.ns, at_packet(300).ns);
	ck_assert_uint_eq(told.frames, 300 * RTP_SAMPLES);
	ck_assert_uint_eq(counter_get(COUNTER_audio_look_back), 0);
}
END_TEST

START_TEST(what_a_writer_has_come_to_does_not_wait)
{
	put_all(0, 0, 1000);
	/* Less than 1.5 s of it are in the track, and the open chunk. */
	ck_assert_uint_le(used_bytes(), 6 * CHUNK_BYTES);
	ck_assert_uint_gt(used_bytes(), CHUNK_BYTES);
	ck_assert_uint_eq(chunk_waiting_bytes(&feeds.supply), CHUNK_BYTES);
	/* So it is nobody's loss when there is little room. */
	feeds.supply.limit_bytes = 2 * CHUNK_BYTES;
	put_all(0, 1000, 2000);
	end(0);
	ck_assert_uint_eq(told.frames, 2000 * RTP_SAMPLES);
	ck_assert_uint_eq(counter_get(COUNTER_audio_shed), 0);
	ck_assert_uint_eq(used_bytes(), 0);
}
END_TEST

START_TEST(what_is_released_from_now_on_begins_with_the_next_packet)
{
	put(0, SIDE_CALLER, 0);
	ck_assert(feed_hold(fed[0], 60 * NS_PER_SEC, FEED_HELD_MAX));
	put_all(0, 1, 4);
	feed_release(fed[0], at_packet(4));
	put_all(0, 6, 20);
	end(0);
	ck_assert_int_eq(told.origin.ns, at_packet(6).ns);
	ck_assert_uint_eq(told.frames, 14 * RTP_SAMPLES);
}
END_TEST

START_TEST(no_more_is_held_than_the_look_back)
{
	size_t most = 0;

	put(0, SIDE_CALLER, 0);
	ck_assert(feed_hold(fed[0], 2 * NS_PER_SEC, FEED_HELD_MAX));
	for (uint32_t number = 1; number < 1000; number++) {
		put(0, SIDE_CALLER, number);
		if (feeds.supply.used_bytes > most)
			most = feeds.supply.used_bytes;
	}
	/* 100 packets are 20 kB, and two chunks are not full. */
	ck_assert_uint_le(most, 8 * CHUNK_BYTES);
	ck_assert_uint_gt(counter_get(COUNTER_audio_look_back), 800);
	feed_release(fed[0], (struct tstamp){INT64_MIN});
	end(0);
	ck_assert_uint_ge(told.frames, 100 * RTP_SAMPLES);
	ck_assert_uint_le(told.frames, 150 * RTP_SAMPLES);
}
END_TEST

START_TEST(no_more_is_held_than_so_many_bytes)
{
	put(0, SIDE_CALLER, 0);
	ck_assert(feed_hold(fed[0], 3600 * NS_PER_SEC, 3 * CHUNK_BYTES));
	put_all(0, 1, 1000);
	ck_assert_uint_le(feeds.supply.used_bytes, 5 * CHUNK_BYTES);
	ck_assert_uint_gt(counter_get(COUNTER_audio_look_back), 900);
}
END_TEST

START_TEST(what_is_discarded_is_in_no_file)
{
	put_all(0, 0, 40);
	ck_assert(feed_discard(fed[0]));
	put_all(0, 40, 200);
	ck_assert_uint_eq(used_bytes(), 0);
	end(0);
	ck_assert_uint_eq(told.begun + told.finished, 0);
	ck_assert_uint_eq(calls[0].recordings, 0);
}
END_TEST

START_TEST(a_rule_that_never_decided_records_nothing)
{
	put(0, SIDE_CALLER, 0);
	ck_assert(feed_hold(fed[0], NS_PER_SEC, FEED_HELD_MAX));
	put_all(0, 1, 100);
	end(0);
	ck_assert_uint_eq(told.begun, 0);
	ck_assert_uint_eq(used_bytes(), 0);
}
END_TEST

START_TEST(after_a_discard_it_can_be_released)
{
	put_all(0, 0, 40);
	ck_assert(feed_discard(fed[0]));
	put_all(0, 40, 100);
	feed_release(fed[0], (struct tstamp){INT64_MIN});
	put_all(0, 100, 150);
	end(0);
	ck_assert_int_eq(told.origin.ns, at_packet(100).ns);
	ck_assert_uint_eq(told.frames, 50 * RTP_SAMPLES);
}
END_TEST

/* Gives what the callee of a call said to another one. */
static void
move_callee(int from, int into)
{
	static const struct feed_place places[SIDE_COUNT] = {
	    [SIDE_CALLEE] = {
		true, SIDE_CALLEE, UINT64_C(3) << REORDER_INDEX_BITS}};

	feed_move_held(fed[from], fed[into], places);
}

START_TEST(what_is_held_can_be_given_to_another_call)
{
	put_all(0, 10, 20);
	for (uint32_t number = 0; number < 40; number++) {
		put(1, SIDE_CALLER, number);
		put(1, SIDE_CALLEE, number);
	}
	move_callee(1, 0);
	ck_assert(feed_discard(fed[1]));
	end(0);
	/* From the first packet of the other one on. */
	ck_assert_int_eq(told.origin.ns, at_packet(10).ns);
	ck_assert_uint_eq(told.frames, 30 * RTP_SAMPLES);
}
END_TEST

START_TEST(what_is_moved_gives_way_meanwhile)
{
	put(0, SIDE_CALLER, 0);
	ck_assert(feed_hold(fed[0], 60 * NS_PER_SEC, FEED_HELD_MAX));
	put_all(0, 1, 60);
	/* What another call said is still in the memory that it had. */
	for (uint32_t number = 0; number < 100; number++)
		put(2, SIDE_CALLEE, number);
	end(2);
	for (uint32_t number = 20; number < 60; number++)
		put(1, SIDE_CALLEE, number);
	feeds.supply.limit_bytes = used_bytes();
	move_callee(1, 0);
	ck_assert(calls[1].is_shed && !calls[0].is_shed);
	feed_release(fed[0], (struct tstamp){INT64_MIN});
	told.frames = 0;
	end(0);
	ck_assert_uint_eq(told.frames, 60 * RTP_SAMPLES);
	ck_assert_uint_eq(used_bytes(), 0);
}
END_TEST

START_TEST(files_are_called_by_who_is_known_when_they_begin)
{
	char later[] = "4711";

	put_all(0, 0, 20);
	calls[0].sides[SIDE_CALLEE].number = later;
	put_all(0, 20, 60);
	end(0);
	ck_assert_ptr_nonnull(strstr(told.path, "_unknown_4711_000"));
}
END_TEST

START_TEST(a_packet_may_be_larger_than_a_chunk)
{
	struct rtp_frame frame = {
	    .order = reorder_order(1, 0), .kind = CODEC_PCMU};
	static uint8_t payload[REORDER_PAYLOAD_MAX + 1];

	put(0, SIDE_CALLEE, 0);
	feed_push(fed[0], SIDE_CALLER, &frame, payload, 8000);
	frame.order++;
	frame.timestamp = 8000;
	frame.arrival = at_packet(50);
	feed_push(fed[0], SIDE_CALLER, &frame, payload, REORDER_PAYLOAD_MAX);
	frame.order++;
	feed_push(fed[0], SIDE_CALLER, &frame, payload, sizeof payload);
	ck_assert_uint_eq(counter_get(COUNTER_rtp_late), 1);
	end(0);
	ck_assert_uint_eq(told.frames, 8000 + REORDER_PAYLOAD_MAX);
	ck_assert_uint_eq(used_bytes(), 0);
}
END_TEST

/* All calls hold what comes, so that memory gets short. */
static void
hold_all(uint32_t packets)
{
	for (int call = 0; call < CALLS; call++) {
		put(call, SIDE_CALLER, 0);
		if (fed[call])
			(void)feed_hold(
			    fed[call], 3600 * NS_PER_SEC, FEED_HELD_MAX);
	}
	for (uint32_t number = 1; number < packets; number++)
		for (int call = 0; call < CALLS; call++)
			put(call, SIDE_CALLER, number);
}

START_TEST(without_memory_the_newest_calls_give_way)
{
	/* 200 packets are 10 chunks: there is room for five of eight calls. */
	feeds.supply.limit_bytes = 50 * CHUNK_BYTES;
	hold_all(200);
	for (int call = 0; call < CALLS; call++) {
		bool kept = call < 5;

		ck_assert_int_eq(calls[call].is_shed, !kept);
		ck_assert_int_eq(
		    fed[call]->state, kept ? FEED_HELD : FEED_DISCARDED);
		if (call > 5)
			ck_assert_int_ge(
			    calls[call - 1].shed_at.ns, calls[call].shed_at.ns);
	}
	ck_assert_uint_eq(counter_get(COUNTER_audio_shed), 3);
	/* From then on: so their rows say. */
	ck_assert(!feed_hold(fed[6], NS_PER_SEC, FEED_HELD_MAX));
	feed_release(fed[7], (struct tstamp){INT64_MIN});
	ck_assert_int_eq(fed[6]->state, FEED_DISCARDED);
	ck_assert_int_eq(fed[7]->state, FEED_DISCARDED);
	/* What was kept is whole. */
	feed_release(fed[0], (struct tstamp){INT64_MIN});
	end(0);
	ck_assert_uint_eq(told.frames, 200 * RTP_SAMPLES);
	ck_assert_uint_le(feeds.supply.used_bytes, feeds.supply.limit_bytes);
}
END_TEST

START_TEST(with_little_memory_no_new_call_begins)
{
	feeds.supply.limit_bytes = 8 * CHUNK_BYTES;
	hold_all(1);
	/* Three quarters, and the rest is for those that go on. */
	for (int call = 0; call < CALLS; call++) {
		ck_assert_int_eq(fed[call] != NULL, call < 6);
		ck_assert_int_eq(calls[call].is_shed, call >= 6);
	}
	ck_assert_uint_eq(counter_get(COUNTER_audio_not_begun), 2);
	ck_assert_uint_eq(counter_get(COUNTER_audio_shed), 0);
}
END_TEST

static void
add_case(Suite *suite, const char *name, const TTest *test)
{
	add_test_between(suite, name, test, setup, teardown);
}

int
main(void)
{
	Suite *suite = suite_create("feed");

	add_case(suite, "young", nothing_is_written_of_the_first_second);
	add_case(suite, "young", a_short_call_is_written_at_its_end);
	add_case(suite, "hold", what_is_held_is_released_from_a_time_on);
	add_case(suite, "hold", what_a_writer_has_come_to_does_not_wait);
	add_case(suite, "hold",
	    what_is_released_from_now_on_begins_with_the_next_packet);
	add_case(suite, "hold", no_more_is_held_than_the_look_back);
	add_case(suite, "hold", no_more_is_held_than_so_many_bytes);
	add_case(suite, "hold", a_rule_that_never_decided_records_nothing);
	add_case(suite, "discard", what_is_discarded_is_in_no_file);
	add_case(suite, "discard", after_a_discard_it_can_be_released);
	add_case(suite, "move", what_is_held_can_be_given_to_another_call);
	add_case(suite, "move", what_is_moved_gives_way_meanwhile);
	add_case(
	    suite, "name", files_are_called_by_who_is_known_when_they_begin);
	add_case(suite, "size", a_packet_may_be_larger_than_a_chunk);
	add_case(suite, "overload", without_memory_the_newest_calls_give_way);
	add_case(suite, "overload", with_little_memory_no_new_call_begins);
	return run_suite(suite);
}
