/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A k-way merge. 'order' lists the sources that still have a frame, the next
 * one first; files of one rotation, whose times do not overlap, cost one
 * comparison a frame.
 */
#include "capture/merge.h"

#include <errno.h>

struct input {
	struct merge_source public; /* what others may see */
	struct source *source;      /* owned */
	struct frame next;          /* read, not delivered yet */
};

struct merge {
	struct input *inputs;   /* sorted by name */
	struct input **order;   /* those with a next frame, by its time */
	size_t count, capacity; /* of 'inputs' */
	size_t live;            /* in 'order' */
	bool started;           /* merge_next() was called */
	bool fetch_first;       /* order[0] was delivered: read its next */
};

struct merge *
merge_new(void)
{
	return calloc(1, sizeof(struct merge));
}

void
merge_free(struct merge *merge)
{
	if (!merge)
		return;
	for (size_t i = 0; i < merge->count; i++)
		source_close(merge->inputs[i].source);
	free(merge->inputs);
	free(merge->order);
	free(merge);
}

int
merge_add(struct merge *merge, struct source *source)
{
	if (merge->count == merge->capacity) {
		size_t capacity = merge->capacity ? merge->capacity * 2 : 8;
		struct input *inputs =
		    realloc(merge->inputs, capacity * sizeof *merge->inputs);
		struct input **order;

		if (inputs)
			merge->inputs = inputs;
		order = realloc(merge->order, capacity * sizeof *merge->order);
		if (order)
			merge->order = order;
		if (!inputs || !order) {
			source_close(source);
			return ENOMEM;
		}
		merge->capacity = capacity;
	}
	merge->inputs[merge->count++] =
	    (struct input){.public = {.source = source}, .source = source};
	return 0;
}

static int
by_name(const void *a, const void *b)
{
	const struct input *left = a, *right = b;

	return strcmp(source_name(left->source), source_name(right->source));
}

/* Reads the next frame of 'input'; false when there is none. */
static bool
fetch(struct input *input)
{
	struct frame *next = &input->next;
	enum source_status status = source_next(input->source, next);

	input->public.damaged = status == SOURCE_DAMAGED;
	return status == SOURCE_FRAME;
}

/* Does the frame of 'a' come before that of 'b'? Inputs lie in name order. */
static bool
comes_before(const struct input *a, const struct input *b)
{
	if (a->next.time.ns != b->next.time.ns)
		return a->next.time.ns < b->next.time.ns;
	return a < b;
}

/* Puts order[at] where it belongs among those behind it. */
static void
sink(struct merge *merge, size_t at)
{
	struct input *input = merge->order[at];

	while (
	    at + 1 < merge->live && comes_before(merge->order[at + 1], input)) {
		merge->order[at] = merge->order[at + 1];
		at++;
	}
	merge->order[at] = input;
}

static void
start(struct merge *merge)
{
	merge->started = true;
	if (merge->count)
		qsort(merge->inputs, merge->count, sizeof *merge->inputs,
		    by_name);
	for (size_t i = merge->count; i-- > 0;) {
		struct input *input = &merge->inputs[i];

		input->next.source = (unsigned)i;
		if (!fetch(input))
			continue;
		memmove(merge->order + 1, merge->order,
		    merge->live * sizeof *merge->order);
		merge->order[0] = input;
		merge->live++;
		sink(merge, 0);
	}
}

/* Reads on where the last delivered frame came from. */
static void
advance(struct merge *merge)
{
	if (fetch(merge->order[0])) {
		sink(merge, 0);
		return;
	}
	merge->live--;
	memmove(
	    merge->order, merge->order + 1, merge->live * sizeof *merge->order);
}

bool
merge_next(struct merge *merge, struct frame *out)
{
	struct merge_source *public;

	if (!merge->started)
		start(merge);
	if (merge->fetch_first)
		advance(merge);
	merge->fetch_first = merge->live > 0;
	if (!merge->fetch_first)
		return false;
	*out = merge->order[0]->next;
	public = &merge->order[0]->public;
	if (public->frames++ == 0)
	public->first = out->time;
	if (public->frames == 1 || tstamp_before(public->last, out->time))
	public->last = out->time;
	public->bytes += out->captured;
	return true;
}

size_t
merge_count(const struct merge *merge)
{
	return merge->count;
}

const struct merge_source *
merge_source(const struct merge *merge, size_t i)
{
	return &merge->inputs[i].public;
}
