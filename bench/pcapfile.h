/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes capture files: pcap with nanoseconds, Ethernet. */
#ifndef BENCH_PCAPFILE_H
#define BENCH_PCAPFILE_H

#include <stddef.h>
#include <stdint.h>

/* An open capture file. */
struct pcapfile {
	int fd;           /* where the bytes go */
	int err;          /* first errno of a write, 0: none */
	uint8_t *buffer;  /* owned */
	size_t used;      /* bytes in the buffer */
	uint64_t packets; /* packets written */
	uint64_t bytes;   /* bytes written, headers and all */
	int64_t last_ns;  /* time of the last packet */
};

/*
 * Opens 'path' ("-" is standard output) and writes the file header. Returns 0
 * or an errno. pcapfile_close() after 0.
 */
int pcapfile_open(struct pcapfile *p, const char *path)
    __attribute__((warn_unused_result));

/*
 * Appends a packet of 'size' bytes captured at 'at_ns' (nanoseconds since
 * 1970). Errors are kept for pcapfile_close().
 */
void pcapfile_write(
    struct pcapfile *p, int64_t at_ns, const uint8_t *bytes, size_t size);

/* Writes what is buffered, closes. Returns the first errno of all, or 0. */
int pcapfile_close(struct pcapfile *p) __attribute__((warn_unused_result));

#endif
