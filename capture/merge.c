/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A k-way merge. 'order' lists the inputs that still have a frame, the next
 * one first; files of one rotation, whose times do not overlap, cost one
 * comparison a frame. An input that is not open yet stands there with the
 * time of its first frame.
 */
#include "capture/merge.h"

#include <errno.h>

#include "base/counter.h"

struct input {
	struct origin about;   /* what others may see */
	char *name;            /* owned; about.name */
	char *damage;          /* owned; what could not be read; or NULL */
	bool damaged;          /* there was something */
	struct source *source; /* owned; NULL: not open */
	struct frame next;     /* read, not delivered yet */
	bool has_next;         /* there is one, or was on the first look */
	uint64_t size_bytes;   /* of the file; 0: not known */
	uint64_t read_bytes;   /* of it, once it is closed */
};

struct merge {
	struct source_options options;
	struct input *inputs;   /* sorted by name once it has started */
	struct input **order;   /* those with a next frame, by its time */
	size_t count, capacity; /* of 'inputs' */
	size_t first, live;     /* in 'order': where it begins, how many */
	bool has_pipe;          /* one of them may have to be waited for */
	bool started;           /* merge_next() was called */
	bool fetch_first;       /* the first was delivered: read its next */
};

struct merge *
merge_new(const struct source_options *options)
{
	struct merge *merge = calloc(1, sizeof *merge);

	if (merge && options)
		merge->options = *options;
	return merge;
}

void
merge_free(struct merge *merge)
{
	if (!merge)
		return;
	for (size_t i = 0; i < merge->count; i++) {
		source_close(merge->inputs[i].source);
		free(merge->inputs[i].name);
		free(merge->inputs[i].damage);
	}
	free(merge->inputs);
	free(merge->order);
	free(merge);
}

static void
note_damage(struct input *input, const char *text)
{
	input->damage = strdup(text);
	input->damaged = true;
}

/* Closes the source of 'input', which ended, and keeps what it knew. */
static void
close_input(struct input *input)
{
	const struct damage *damage = source_damage(input->source);
	char text[SOURCE_ERROR_SIZE];

	input->about.link_type = source_link_type(input->source);
	input->about.ended = source_ended(input->source);
	input->read_bytes = source_read_bytes(input->source);
	counter_add(COUNTER_frame_filtered, source_filtered(input->source));
	counter_add(COUNTER_source_resync, damage->count);
	counter_add(COUNTER_source_bytes_lost, damage->lost_bytes);
	if (damage_any(damage)) {
		source_describe_damage(input->source, text);
		note_damage(input, text);
	}
	source_close(input->source);
	input->source = NULL;
}

/* Reads the next frame of 'input', which is open. At its end closes it. */
static void
fetch(struct input *input)
{
	enum source_status status = source_next(input->source, &input->next);

	input->has_next = status == SOURCE_FRAME;
	if (!input->has_next)
		close_input(input);
}

/* Room for one more input; false without memory. */
static bool
grow(struct merge *merge)
{
	size_t capacity = merge->capacity ? merge->capacity * 2 : 8;
	struct input *inputs;
	struct input **order;

	if (merge->count < merge->capacity)
		return true;
	inputs = realloc(merge->inputs, capacity * sizeof *inputs);
	if (inputs)
		merge->inputs = inputs;
	order = realloc(merge->order, capacity * sizeof(struct input *));
	if (order)
		merge->order = order;
	if (!inputs || !order)
		return false;
	merge->capacity = capacity;
	return true;
}

int
merge_add(struct merge *merge, const char *path, char error[SOURCE_ERROR_SIZE])
{
	/* The filter is for later: the first frame of all tells the time. */
	struct source_options look = {.stop = merge->options.stop};
	struct input input = {.name = strdup(path)};
	int result = ENOMEM;

	if (!input.name || !grow(merge)) {
		snprintf(
		    error, SOURCE_ERROR_SIZE, "%s: %s", path, strerror(ENOMEM));
		goto out;
	}
	result = source_open_file(path, &look, &input.source, error);
	if (result)
		goto out;
	input.about.kind = input.about.state = "file";
	input.about.name = input.name;
	input.size_bytes = source_size_bytes(input.source);
	if (source_is_regular(input.source))
		fetch(&input);
	else
		merge->has_pipe = true;
	if (input.has_next) { /* it is opened again when that is due */
		input.about.link_type = source_link_type(input.source);
		source_close(input.source);
		input.source = NULL;
	}
	merge->inputs[merge->count++] = input;
	return 0;
out:
	free(input.name);
	return result;
}

static int
by_name(const void *a, const void *b)
{
	const struct input *left = a, *right = b;

	return strcmp(left->name, right->name);
}

/* Does the frame of 'a' come before that of 'b'? Inputs lie in name order. */
static bool
comes_before(const struct input *a, const struct input *b)
{
	if (a->next.time.ns != b->next.time.ns)
		return a->next.time.ns < b->next.time.ns;
	return a < b;
}

static int
by_time(const void *a, const void *b)
{
	const struct input *const *left = a, *const *right = b;

	return comes_before(*left, *right) ? -1 : 1;
}

/* Puts the first of 'order' where it belongs among the others. */
static void
sink(struct merge *merge)
{
	struct input **order = merge->order + merge->first;
	struct input *input = order[0];
	size_t low = 1, high = merge->live; /* it goes before order[high] */

	if (merge->live < 2 || !comes_before(order[1], input))
		return;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (comes_before(order[middle], input))
			low = middle + 1;
		else
			high = middle;
	}
	memmove(order, order + 1, (low - 1) * sizeof(struct input *));
	order[low - 1] = input;
}

static void
drop_first(struct merge *merge)
{
	merge->first++;
	merge->live--;
}

/* A pipe gets the filter now, and is asked for its first frame: it may have
 * to be waited for, and nothing is known before. */
static void
start_input(struct merge *merge, struct input *input)
{
	if (input->source) {
		source_set_filter(input->source, merge->options.filter);
		fetch(input);
	}
	input->next.source = (unsigned)(input - merge->inputs);
	if (input->has_next)
		merge->order[merge->live++] = input;
}

static void
start(struct merge *merge)
{
	merge->started = true;
	if (merge->count == 0)
		return;
	qsort(merge->inputs, merge->count, sizeof *merge->inputs, by_name);
	for (size_t i = 0; i < merge->count; i++)
		start_input(merge, &merge->inputs[i]);
	qsort(merge->order, merge->live, sizeof(struct input *), by_time);
}

/* Opens the first of 'order', whose time has come. */
static void
open_first(struct merge *merge)
{
	struct input *input = merge->order[merge->first];
	char error[SOURCE_ERROR_SIZE];

	if (source_open_file(
		input->name, &merge->options, &input->source, error) != 0) {
		input->has_next = false;
		note_damage(input, error);
		return;
	}
	fetch(input);
}

/* Makes the first of 'order' the input whose frame is next. */
static void
settle(struct merge *merge)
{
	while (merge->live) {
		struct input *first = merge->order[merge->first];
		bool open = first->source;

		if (open && !merge->fetch_first)
			return;
		if (open)
			fetch(first);
		else
			open_first(merge);
		merge->fetch_first = false;
		if (first->has_next)
			sink(merge);
		else
			drop_first(merge);
	}
}

/* One by one: what was just written is not there to be copied whole before all
 * that was written before it is in the cache. */
static inline void
give(const struct frame *frame, struct frame *out)
{
	out->time = frame->time;
	out->bytes = frame->bytes;
	out->captured = frame->captured;
	out->length = frame->length;
	out->link_type = frame->link_type;
	out->source = frame->source;
	out->interface = frame->interface;
	out->lost = frame->lost;
	out->lost_since = frame->lost_since;
}

static inline void
count(struct input *input, const struct frame *frame)
{
	origin_count(&input->about, frame);
	counter_add(COUNTER_capture_lost, frame->lost);
}

bool
merge_next(struct merge *merge, struct frame *out)
{
	struct input *input;

	if (!merge->started)
		start(merge);
	settle(merge);
	if (merge->live == 0)
		return false;
	merge->fetch_first = true;
	input = merge->order[merge->first];
	give(&input->next, out);
	count(input, out);
	return true;
}

/* The frame of the only source that is left waits for no other. */
static bool
next_of_only(struct input *input, struct frame *out)
{
	if (!source_next_at_hand(input->source, out))
		return false;
	out->source = input->next.source;
	count(input, out);
	return true;
}

bool
merge_next_at_hand(struct merge *merge, struct frame *out)
{
	struct input *first;

	if (!merge->started || merge->live == 0)
		return false;
	first = merge->order[merge->first];
	if (merge->fetch_first && first->source) {
		if (merge->live == 1)
			return next_of_only(first, out);
		if (!source_next_at_hand(first->source, &first->next))
			return false;
		merge->fetch_first = false;
		sink(merge);
	}
	return merge_next(merge, out);
}

bool
merge_has_pipe(const struct merge *merge)
{
	return merge->has_pipe;
}

bool
merge_must_wait(const struct merge *merge)
{
	const struct input *first;

	if (!merge->started || merge->live == 0 || !merge->fetch_first)
		return false;
	first = merge->order[merge->first];
	return first->source && source_must_wait(first->source);
}

void
merge_end(struct merge *merge)
{
	for (size_t i = 0; i < merge->count; i++)
		if (merge->inputs[i].source)
			close_input(&merge->inputs[i]);
	merge->started = true;
	merge->live = 0;
}

size_t
merge_count(const struct merge *merge)
{
	return merge->count;
}

const struct origin *
merge_origin(const struct merge *merge, size_t i)
{
	return &merge->inputs[i].about;
}

const char *
merge_damage(const struct merge *merge, size_t i)
{
	const struct input *input = &merge->inputs[i];

	if (!input->damaged)
		return NULL;
	/* Without memory for the words it is damaged still. */
	return input->damage ? input->damage : input->name;
}

static const struct origin *
origin_at(const void *of, size_t i)
{
	return merge_origin(of, i);
}

struct origins
merge_origins(const struct merge *merge)
{
	return (struct origins){
	    .count = merge->count,
	    .at = origin_at,
	    .of = merge,
	};
}

uint64_t
merge_size_bytes(const struct merge *merge)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < merge->count; i++) {
		if (merge->inputs[i].size_bytes == 0)
			return 0;
		sum += merge->inputs[i].size_bytes;
	}
	return sum;
}

uint64_t
merge_read_bytes(const struct merge *merge)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < merge->count; i++) {
		const struct input *input = &merge->inputs[i];

		sum += input->source ? source_read_bytes(input->source)
				     : input->read_bytes;
	}
	return sum;
}
