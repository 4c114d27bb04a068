/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The newer capture file (draft-ietf-opsawg-pcapng): sections of either byte
 * order one behind the other, any number of interfaces with link types and
 * clocks of their own. Where no block can begin, the next one is looked for.
 */
#ifndef CAPTURE_PCAPNG_FILE_H
#define CAPTURE_PCAPNG_FILE_H

#include "capture/damage.h"
#include "capture/source.h"
#include "capture/stream.h"

struct pcapng_interface;

struct pcapng_file {
	struct stream *stream; /* borrowed */
	struct damage *damage; /* borrowed */
	bool swapped;          /* the section has the other byte order */
	struct pcapng_interface *interfaces; /* of the section */
	size_t count, capacity;              /* of 'interfaces' */
	uint32_t link_number;     /* of the newest frame's interface */
	enum link_type link_type; /* of the file's first interface */
	bool has_link_type;       /* one was described */
	struct tstamp last;       /* time of the newest frame */
	struct tstamp ended;      /* when the capture did; 0: not told */
	uint32_t rest;            /* bytes of its block not taken yet */
	uint64_t frames;          /* read */
};

/* Is this how such a file begins? */
bool pcapng_file_begins(const uint8_t magic[4]);

/* Reads the first section header; false: it cannot be one. */
bool pcapng_file_open(struct pcapng_file *file, struct stream *stream,
    struct damage *damage) __attribute__((warn_unused_result));

void pcapng_file_close(struct pcapng_file *file);

/* As source_next(), but for 'source' and the words of source_error(). */
enum source_status pcapng_file_next(struct pcapng_file *file, struct frame *out)
    __attribute__((warn_unused_result));

/* Is a whole frame in memory, so that reading it does not wait? */
bool pcapng_file_has_next(const struct pcapng_file *file);

#endif
