/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Random packets through capture/dedup.c and through a list that is searched
 * from end to end: both must say the same, whatever the seed of the hash.
 */
#include "capture/dedup.h"

#include "base/counter.h"
#include "tests/check_main.h"
#include "tests/capture/random.h"

#ifdef __SANITIZE_ADDRESS__
#define PACKETS 1000000
#else
#define PACKETS 10000000
#endif

#define WINDOW 100
#define CONTENTS 480
#define SEEN_MAX 4096
#define INSTANCES 3

/* The model: what was kept since the clock was set back. */
struct model {
	struct seen {
		int64_t time_ns;
		unsigned content;
		unsigned source;
	} seen[SEEN_MAX];
	size_t count;
	int64_t newest_ns;
	int64_t last_ns[CONTENTS]; /* newest of each, whether kept or not */
};

static void
model_forget(struct model *model, int64_t now_ns)
{
	model->count = 0;
	model->newest_ns = now_ns;
	for (size_t i = 0; i < CONTENTS; i++)
		model->last_ns[i] = INT64_MIN / 2;
}

/* Lets time pass; what is older than the window is taken out. */
static void
model_time(struct model *model, int64_t now_ns)
{
	size_t kept = 0;

	if (now_ns > model->newest_ns)
		model->newest_ns = now_ns;
	if (model->newest_ns - now_ns > WINDOW)
		model_forget(model, now_ns);
	for (size_t i = 0; i < model->count; i++)
		if (model->newest_ns - model->seen[i].time_ns <= WINDOW)
			model->seen[kept++] = model->seen[i];
	model->count = kept;
}

/* The source of the first copy, or -1 when there is none. */
static int
model_push(struct model *model, const struct packet *packet, unsigned content)
{
	for (size_t i = 0; i < model->count; i++)
		if (model->seen[i].content == content)
			return (int)model->seen[i].source;
	if (model->count == SEEN_MAX)
		ck_abort_msg("the model is too small");
	model->seen[model->count++] =
	    (struct seen){packet->time.ns, content, packet->source};
	return -1;
}

/* Was a packet with 'content' there in the window? */
static bool
model_had(const struct model *model, unsigned content)
{
	return model->newest_ns - model->last_ns[content] <= WINDOW;
}

/* One of CONTENTS packets: always five differ only in a byte that the hash
 * of the longer ones does not see. */
static void
make(struct packet *packet, uint8_t bytes[300], unsigned content)
{
	size_t size = 20 + content / 5 % 12 * 20;

	memset(bytes, 0, 300);
	bytes[8 + 16] = (uint8_t)(content % 5);
	*packet = (struct packet){.kind = PACKET_DATAGRAM,
	    .checksum = PACKET_CHECKSUM_UDP,
	    .payload = bytes + 8,
	    .size = size,
	    .length = size,
	    .header_size = 8,
	    .ip_id = content / 60,
	    .source = any(1000)};
}

/* The time of the next packet: in order, a little out of it, or a jump. */
static int64_t
next_time(int64_t *now_ns)
{
	switch (any(5000)) {
	case 0:
		*now_ns -= any(1000);
		break;
	case 1:
		*now_ns += any(1000);
		break;
	default:
		*now_ns += any(4);
	}
	return any(4) ? *now_ns : *now_ns - any(WINDOW + 1);
}

/* Pushes 'packet'; says what the first source was, or -1. */
static int
dedup_says(struct dedup *dedup, const struct packet *packet)
{
	unsigned first;

	if (!dedup_push(dedup, packet, dedup_hash(dedup, packet), &first))
		return -1;
	return (int)first;
}

/*
 * Pushes random packets into three of the memory 'bytes_max'. If that is
 * enough, 'exact', each must say what the model says; if not, what each calls
 * a copy must have been there in the window.
 */
static void
compare(size_t bytes_max, unsigned packets, bool exact)
{
	static struct model model;
	struct dedup *dedups[INSTANCES];
	int64_t now_ns = 0;
	unsigned copies = 0;

	model_forget(&model, INT64_MIN / 4);
	random_state = UINT64_C(88172645463325252);
	counter_reset();
	for (size_t k = 0; k < INSTANCES; k++)
		dedups[k] = dedup_new(WINDOW, bytes_max);
	for (unsigned i = 0; i < packets; i++) {
		unsigned content = any(CONTENTS);
		struct packet packet;
		uint8_t bytes[300];
		int expected;

		make(&packet, bytes, content);
		packet.time.ns = next_time(&now_ns);
		model_time(&model, packet.time.ns);
		expected = model_push(&model, &packet, content);
		copies += expected >= 0;
		for (size_t k = 0; k < INSTANCES; k++) {
			int said = dedup_says(dedups[k], &packet);

			if (exact ? said != expected
				  : said >= 0 && !model_had(&model, content))
				ck_abort_msg("packet %u, instance %zu: %d %d",
				    i, k, said, expected);
		}
		if (model.last_ns[content] < packet.time.ns)
			model.last_ns[content] = packet.time.ns;
	}
	ck_assert_uint_gt(copies, packets / 20);
	ck_assert_uint_lt(copies, packets - packets / 20);
	ck_assert_int_eq(counter_get(COUNTER_dedup_window_short) == 0, exact);
	for (size_t k = 0; k < INSTANCES; k++)
		dedup_free(dedups[k]);
}

START_TEST(it_says_what_a_list_says)
{
	compare(64 << 10, PACKETS, true);
}
END_TEST

START_TEST(with_too_little_memory_no_packet_is_lost)
{
	compare(1024, PACKETS / 10, false);
	compare(4096, PACKETS / 10, false);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("dedup_random");

	add_test(suite, "dedup_push", it_says_what_a_list_says);
	add_test(suite, "dedup_push", with_too_little_memory_no_packet_is_lost);
	return run_suite(suite);
}
