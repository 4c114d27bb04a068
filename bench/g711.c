/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * G.711: segments and intervals, computed once into tables.
 *
 * ITU-T G.711 speaks of 14-bit uniform values for mu-law (peak 8159) and of
 * 13-bit ones for A-law (peak 4096); here both sit at the top of 16 bits, as
 * is usual: mu-law values times 4, A-law values times 8.
 */
#include "bench/g711.h"

/* Codes one 14-bit value by G.711 table 2 (mu-law). */
static uint8_t
ulaw_code(int value)
{
	int sign = value < 0;
	int magnitude = (sign ? -1 - value : value) + 33;
	int segment = 0;

	if (magnitude > 8191)
		magnitude = 8191;
	while (magnitude >> (segment + 6) != 0)
		segment++;
	int code = segment << 4 | (magnitude >> (segment + 1) & 15);
	/* positive values have the polarity bit set; all bits but it invert */
	return (uint8_t)((sign ? 0 : 0x80) | (~code & 0x7f));
}

/* Codes one 13-bit value by G.711 table 1 (A-law). */
static uint8_t
alaw_code(int value)
{
	int sign = value < 0;
	int magnitude = (sign ? -1 - value : value) >> 1;
	int segment = 0;

	while (magnitude >> (segment + 5) != 0)
		segment++;
	/* the two lowest segments have the same step: one run of 32 codes */
	int code = magnitude;
	if (segment > 0)
		code = (segment + 1) << 4 | (magnitude >> segment & 15);
	/* the even bits are inverted on the line */
	return (uint8_t)(((sign ? 0 : 0x80) | code) ^ 0x55);
}

/* The 16-bit value of a mu-law code: the middle of its interval. */
static int16_t
ulaw_value(uint8_t code)
{
	int plain = ~code & 0x7f;
	int segment = plain >> 4;
	int magnitude = (((plain & 15) * 2 + 33) << segment) - 33;

	return (int16_t)((code & 0x80 ? magnitude : -magnitude) * 4);
}

/* The 16-bit value of an A-law code: the middle of its interval. */
static int16_t
alaw_value(uint8_t code)
{
	int plain = code ^ 0x55;
	int segment = plain >> 4 & 7;
	int magnitude = (plain & 15) * 2 + 1;

	if (segment > 0)
		magnitude = (magnitude + 32) << (segment - 1);
	return (int16_t)((plain & 0x80 ? magnitude : -magnitude) * 8);
}

void
g711_init(struct g711 *g)
{
	for (int i = 0; i < 16384; i++) {
		int value = i < 8192 ? i : i - 16384;

		g->encode[G711_ULAW][i] = ulaw_code(value);
		/* the lowest bit of 14 falls below A-law's 13 */
		g->encode[G711_ALAW][i] =
		    alaw_code(value >= 0 ? value / 2 : (value - 1) / 2);
	}
	for (int i = 0; i < 256; i++) {
		g->decode[G711_ULAW][i] = ulaw_value((uint8_t)i);
		g->decode[G711_ALAW][i] = alaw_value((uint8_t)i);
	}
}

void
g711_decode(const struct g711 *g, enum g711_law law, const uint8_t *in,
    int16_t *out, size_t len)
{
	for (size_t i = 0; i < len; i++)
		out[i] = g->decode[law][in[i]];
}

void
g711_encode(const struct g711 *g, enum g711_law law, const int16_t *in,
    uint8_t *out, size_t len)
{
	const uint8_t *table = g->encode[law];

	for (size_t i = 0; i < len; i++)
		out[i] = table[(uint16_t)in[i] >> 2];
}

void
g711_round_trip(
    const struct g711 *g, enum g711_law law, int16_t *samples, size_t len)
{
	const uint8_t *encode = g->encode[law];
	const int16_t *decode = g->decode[law];

	for (size_t i = 0; i < len; i++)
		samples[i] = decode[encode[(uint16_t)samples[i] >> 2]];
}

uint8_t
g711_payload_type(enum g711_law law)
{
	return law == G711_ULAW ? 0 : 8;
}

const char *
g711_name(enum g711_law law)
{
	return law == G711_ULAW ? "PCMU" : "PCMA";
}

enum g711_law
g711_other(enum g711_law law)
{
	return law == G711_ULAW ? G711_ALAW : G711_ULAW;
}
