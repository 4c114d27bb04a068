/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The classic capture file (draft-ietf-opsawg-pcap): micro- and nanoseconds,
 * both byte orders, and the longer record headers of patched libpcaps of the
 * nineties. Where no record can begin, the next one is looked for.
 */
#ifndef CAPTURE_PCAP_FILE_H
#define CAPTURE_PCAP_FILE_H

#include "capture/damage.h"
#include "capture/source.h"
#include "capture/stream.h"

struct pcap_file {
	struct stream *stream; /* borrowed */
	struct damage *damage; /* borrowed */
	bool swapped;          /* written by the other byte order */
	uint32_t fraction_max; /* parts of a second that there are */
	int64_t fraction_ns;   /* one of them */
	uint32_t header_size;  /* of a record */
	uint32_t snap_bytes;   /* as the file says; 0: no limit */
	uint32_t record_max;   /* captured bytes of a frame; more is damage */
	uint32_t link_number;  /* as the file says */
	enum link_type link_type; /* what that means */
	uint32_t last_s;          /* second of the newest frame */
	uint32_t rest;            /* bytes of that frame not given out */
	uint64_t frames;          /* read */
};

/* Is this how such a file begins? */
bool pcap_file_begins(const uint8_t magic[4]);

/* Reads the file header; false: it is cut short. */
bool pcap_file_open(struct pcap_file *file, struct stream *stream,
    struct damage *damage) __attribute__((warn_unused_result));

/* As source_next(), but for 'source' and the words of source_error(). */
enum source_status pcap_file_next(struct pcap_file *file, struct frame *out)
    __attribute__((warn_unused_result));

/* Gives the next frame when it is a usual one, and whole in memory: the bytes
 * of those before it stay where they are then. False: pcap_file_next() has to
 * be asked. */
bool pcap_file_next_at_hand(struct pcap_file *file, struct frame *out)
    __attribute__((warn_unused_result));

/* Is a whole frame in memory, so that reading it does not wait? */
bool pcap_file_has_next(const struct pcap_file *file);

#endif
