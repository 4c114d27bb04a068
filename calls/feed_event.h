/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a writer tells the engine of a recording. */
#ifndef CALLS_FEED_EVENT_H
#define CALLS_FEED_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/tstamp.h"

struct feed;
struct recording_part;

enum feed_event_kind {
	FEED_FILE_BEGUN, /* 'part': its file is open */
	FEED_FILE_ENDED, /* 'part': all is known of it; the engine owns it */
	FEED_LATE,       /* 'late': packets so far, by side */
	FEED_TONE,       /* 'tone': one was heard */
	FEED_FINISHED,   /* the last of a feed: its 'result' */
};

/* A tone in the audio of a side. */
struct feed_tone {
	uint8_t side; /* enum side, of the feed */
	char tone;    /* a key, or TONE_FAX_CNG */
	struct tstamp time;
	int64_t duration_ms;
};

struct feed_event {
	struct feed_event *next;
	struct feed *feed;
	uint8_t kind;      /* enum feed_event_kind */
	bool is_allocated; /* by itself: it is freed when it was handled */
	union {
		struct recording_part *part;
		uint64_t late[2];
		struct feed_tone tone;
	};
};

#endif
