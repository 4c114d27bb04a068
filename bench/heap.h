/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The event heap of callgen: what happens next in the capture. */
#ifndef BENCH_HEAP_H
#define BENCH_HEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What an event is about. */
enum event_kind {
	EVENT_START, /* the next call begins; no subject */
	EVENT_SIP,   /* a call has a SIP message to send; struct call */
	EVENT_SLOT,  /* a stream has a slot to send; struct stream */
	EVENT_EMIT,  /* a late packet reaches the wire; struct unit */
};

/* Something that happens at a time. */
struct event {
	int64_t at_ns;        /* capture time, since 1970 */
	uint64_t serial;      /* keeps events of one time in order */
	enum event_kind kind; /* says what 'subject' is */
	void *subject;        /* borrowed */
};

/* A heap of events, the earliest on top. */
struct heap {
	struct event *events; /* owned */
	size_t len;           /* events in it */
	size_t room;          /* events that fit */
	uint64_t next_serial; /* events ever pushed */
};

/* Prepares an empty heap with room for 'room' events. Returns 0 or ENOMEM. */
int heap_init(struct heap *h, size_t room) __attribute__((warn_unused_result));

/* Releases the heap; the subjects are not touched. */
void heap_clear(struct heap *h);

/* Adds an event. Returns 0 or ENOMEM. */
int heap_push(struct heap *h, int64_t at_ns, enum event_kind kind,
    void *subject) __attribute__((warn_unused_result));

/* Takes the earliest event; false when there is none. */
bool heap_pop(struct heap *h, struct event *event)
    __attribute__((warn_unused_result));

#endif
