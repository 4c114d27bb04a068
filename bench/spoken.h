/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was really spoken in a call: the truth that callgen wrote, read back. */
#ifndef BENCH_SPOKEN_H
#define BENCH_SPOKEN_H

#include <stddef.h>
#include <stdint.h>

/* What a recording can know about a sample. */
enum spoken_mark {
	SPOKEN_HEARD,  /* its packet is in the capture */
	SPOKEN_LOST,   /* its packet was lost */
	SPOKEN_SILENT, /* nothing was sent: pause, noise or event */
};

/* One side of a call. */
struct spoken_side {
	int64_t first_packet_ns; /* capture time of sample 0 */
	double drift_ppm;        /* how fast the sampling clock runs */
	size_t samples;          /* length of the arrays below */
	int16_t *audio;          /* owned; decoded samples */
	uint8_t *marks;          /* owned; enum spoken_mark by sample */
};

/* Both sides; the index is enum side. */
struct spoken {
	struct spoken_side sides[2]; /* caller, callee */
	int64_t origin_ns;           /* the earlier of their first packets */
};

/*
 * Reads 'prefix'.json, 'prefix'.caller.s16 and 'prefix'.callee.s16. Returns 0,
 * or an errno after a message. spoken_clear() in both cases.
 */
int spoken_read(const char *prefix, struct spoken *spoken)
    __attribute__((warn_unused_result));

/* Releases what spoken_read() took. */
void spoken_clear(struct spoken *spoken);

#endif
