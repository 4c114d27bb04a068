/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Files of audio that a crash or a power loss left half written: cut to what
 * is whole of them, and their headers made to say so. A file that was closed
 * in order is measured, and not changed.
 *
 * Only the last MiB of FLAC and Ogg is looked at, which is more than a minute:
 * what is before it was written to the disk long ago.
 */
#ifndef STORAGE_REPAIR_H
#define STORAGE_REPAIR_H

#include <stdint.h>

#include "storage/writer.h"

/* What a file holds. */
struct repaired {
	enum audio_format format;
	int channels;
	int rate_hz;
	uint64_t frames; /* whole samples of each channel; 0: nothing to hear */
	uint64_t bytes;  /* size of the file */
};

/*
 * Repairs the file open for reading and writing as 'fd', in place. 0; EBADMSG:
 * its header is not there, or not one that spanrec writes, and nothing was
 * changed; or an errno of the system. One of FLAC that ends in its header is
 * not damaged, but has nothing to hear.
 */
int
repair_audio(int fd, struct repaired *out) __attribute__((warn_unused_result));

#endif
