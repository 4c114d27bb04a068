/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a pcapng file says of an interface, and what that makes of the times of
 * its frames; and options, of which every block may have some at its end.
 */
#ifndef CAPTURE_PCAPNG_INTERFACE_H
#define CAPTURE_PCAPNG_INTERFACE_H

#include "capture/frame.h"

/* The smallest block that describes an interface (section 4.2). */
#define PCAPNG_INTERFACE_SIZE 20

struct pcapng_interface {
	uint32_t link_number;
	enum link_type link_type;
	uint32_t snap_bytes; /* 0: no limit */
	uint32_t multiply;   /* times by this, ... */
	uint64_t divide;     /* ... by this, ... */
	unsigned shift;      /* ... and by this power of two are nanoseconds */
	int64_t offset_s;    /* to be added */
	struct tstamp last;  /* time of its newest frame */
	bool has_last;       /* there was one */
};

/* Reads the block at 'at', which is whole and has 'total' bytes. */
void pcapng_interface_parse(struct pcapng_interface *interface,
    const uint8_t *at, uint32_t total, bool swapped);

/* When something was that has such a time stamp. */
struct tstamp
pcapng_interface_time(const struct pcapng_interface *interface, uint64_t ticks);

/* Options of a block (section 3.5): where the next one begins. */
struct pcapng_options {
	const uint8_t *at;
	size_t left;
	bool swapped;
};

/* One of them. */
struct pcapng_option {
	unsigned code;
	const uint8_t *value;
	size_t size;
};

/* The next option; false: there is none left. */
bool
pcapng_option_next(struct pcapng_options *options, struct pcapng_option *out);

#endif
