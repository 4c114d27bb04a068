/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * G.711 for the bench programs: written from the definition in ITU-T G.711
 * (11/88), tables 1a to 2b, and from nothing else. The recorder has a decoder
 * of its own; that the two share no line is what makes the comparison of
 * bench/checkaudio mean something.
 */
#ifndef BENCH_G711_H
#define BENCH_G711_H

#include <stddef.h>
#include <stdint.h>

/* The two laws; the values index the tables. */
enum g711_law {
	G711_ULAW, /* mu-law, RTP payload type 0 (RFC 3551) */
	G711_ALAW, /* A-law, RTP payload type 8 (RFC 3551) */
};

/* Both laws as tables. Read-only after g711_init(). */
struct g711 {
	uint8_t encode[2][16384]; /* code, by law and sample / 4 as unsigned */
	int16_t decode[2][256];   /* 16-bit sample, by law and code */
};

/* Fills the tables of 'g'. */
void g711_init(struct g711 *g);

/* Turns the codes at 'in' into 'len' 16-bit samples. */
void g711_decode(const struct g711 *g, enum g711_law law, const uint8_t *in,
    int16_t *out, size_t len);

/* Encodes 'len' 16-bit samples of 'in' by 'law' into 'len' bytes at 'out'. */
void g711_encode(const struct g711 *g, enum g711_law law, const int16_t *in,
    uint8_t *out, size_t len);

/* Replaces 'len' samples by what a decoder makes of their codes. */
void g711_round_trip(
    const struct g711 *g, enum g711_law law, int16_t *samples, size_t len);

/* The static RTP payload type of 'law' (RFC 3551 section 6). */
uint8_t g711_payload_type(enum g711_law law);

/* The encoding name of 'law' in SDP: "PCMU" or "PCMA". */
const char *g711_name(enum g711_law law);

/* The law that is not 'law'. */
enum g711_law g711_other(enum g711_law law);

#endif
