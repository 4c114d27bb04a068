/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Blocks of the newer capture file (draft-ietf-opsawg-pcapng), in the byte
 * order of this machine: what pcapng_file.h reads again, to the nanosecond.
 * Each function puts one block at 'out' and returns its size in bytes.
 */
#ifndef CAPTURE_PCAPNG_WRITE_H
#define CAPTURE_PCAPNG_WRITE_H

#include "capture/frame.h"
#include "capture/origin.h"

/* Room for a section's or an interface's block. */
#define PCAPNG_HEADER_MAX 512
#define PCAPNG_COMMENT_MAX 400

/* Room for the block of 'frame'. */
static inline size_t
pcapng_frame_max(const struct frame *frame)
{
	return frame->captured + 64;
}

/* 'comment' says what the file is, in PCAPNG_COMMENT_MAX bytes of it at the
 * most; NULL: nothing needs to be said. */
size_t pcapng_write_section(uint8_t *out, const char *comment);

/* An interface; the first one of the section has the number 0. */
size_t pcapng_write_interface(uint8_t *out, const struct origin *origin);

/* A frame of the interface 'number', and what was lost before it. */
size_t
pcapng_write_frame(uint8_t *out, unsigned number, const struct frame *frame);

/* The capture of the interface 'number' ended at 'ended'. */
size_t pcapng_write_end(uint8_t *out, unsigned number,
    const struct origin *origin, struct tstamp ended);

#endif
