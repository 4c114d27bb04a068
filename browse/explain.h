/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What spanview explain is made of: sentences, each about one topic, each of
 * facts in the catalogue. Each file browse/explain_*.c knows one topic.
 */
#ifndef BROWSE_EXPLAIN_H
#define BROWSE_EXPLAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "storage/query.h"

enum topic {
	TOPIC_CALL,    /* who called whom, and how it went */
	TOPIC_AUDIO,   /* what is recorded, and what is not, and why */
	TOPIC_LEGS,    /* how it was signalled, and what joins its legs */
	TOPIC_STREAMS, /* where its audio came from, and how good it is */
	TOPIC_CAPTURE, /* what was captured, and how much of it was lost */
	TOPIC_COUNT,
};

struct sentence {
	enum topic topic;
	char *text;
};

/* The call that is explained, and what was said of it so far. */
struct explanation {
	struct catalogue *catalogue;
	const struct call_view *view;
	struct sentence *sentences;
	size_t count, size;
	bool no_memory; /* there was none for a sentence */
};

/* Writes all of it to 'out', as text in UTF-8. */
int explain_write(struct catalogue *catalogue, const struct call_view *view,
    FILE *out) __attribute__((warn_unused_result));

/* Adds a sentence. */
__attribute__((format(printf, 3, 4))) void
explain_say(struct explanation *to, enum topic topic, const char *format, ...);

/* Each adds its sentences. 0 or a positive errno of the catalogue. */
int explain_call(struct explanation *to);
int explain_audio(struct explanation *to);
int explain_legs(struct explanation *to);
int explain_streams(struct explanation *to);
int explain_capture(struct explanation *to);

/* "12 packets", "1 packet"; of several a list may be made in one sentence.
 * Returns 'out'. */
#define EXPLAIN_COUNT_SIZE 64
const char *
explain_count(uint64_t count, const char *what, char out[EXPLAIN_COUNT_SIZE]);

/* Seconds from the beginning of the call to 'us'. */
double explain_offset(const struct explanation *to, int64_t us);

/* The side, or "somebody". */
const char *explain_side(const char *side);

#endif
