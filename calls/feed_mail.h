/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the engine sends to a writer, in order. */
#ifndef CALLS_FEED_MAIL_H
#define CALLS_FEED_MAIL_H

#include <stdint.h>

#include "base/mailbox.h"
#include "storage/rows.h"

struct feed;
struct feed_event;

enum feed_mail_kind {
	MAIL_CHUNK, /* packets: struct chunk */
	MAIL_NAME,  /* what the next file is called: struct feed_name */
	MAIL_END,   /* nothing more comes: 'end_mail' of the feed */
	MAIL_BAG,   /* collects events: struct feed_bag; of no feed */
};

/* The beginning of each of them. */
struct feed_mail {
	struct mail mail;
	struct feed *feed;
	uint8_t kind; /* enum feed_mail_kind */
};

#define FEED_NUMBER_SIZE 64

/* What the name of a file is made of, and whose it is. */
struct feed_name {
	struct feed_mail mail;
	char uid[CALL_UID_LEN + 8];    /* of the call, and which recording */
	char caller[FEED_NUMBER_SIZE]; /* numbers; "" not known */
	char callee[FEED_NUMBER_SIZE];
};

/* Travels through a writer, which puts in all events since the last one. */
struct feed_bag {
	struct feed_mail mail;
	atomic_bool is_full;
	struct feed_event *first; /* in the order in which they happened */
};

#endif
