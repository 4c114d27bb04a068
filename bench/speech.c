/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Speech from a file, or a built-in signal that a codec and an ear take for a
 * voice: a few harmonics whose pitch wavers, swelling in syllables and in
 * phrases, with breath noise. The noise and the wavering also make each moment
 * unlike its neighbours, so that a comparison cannot lock on a whole period
 * beside the truth.
 */
#include "bench/speech.h"

#include "bench/hash.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define TURN 4294967296.0 /* one period of a 32-bit phase */
#define INDEX_SHIFT 22    /* from such a phase to a table index */
#define WAVER_SHIFT 19    /* how far the pitch wavers: four periods */
#define TWO_PI 6.283185307179586

/* Fills the tables of the built-in signal. */
static void
build_tables(struct speech *s)
{
	static const double level[] = {1.0, 0.8, 0.55, 0.7, 0.3, 0.2, 0.12};

	for (int i = 0; i < SPEECH_TABLE_LEN; i++) {
		double turn = TWO_PI * i / SPEECH_TABLE_LEN;
		double sum = 0;

		for (int h = 0; h < 7; h++)
			sum += level[h] * sin(turn * (h + 1) + h * h);
		s->period[i] = (int16_t)lrint(sum * 5200);
		s->swell[i] = (int16_t)lrint((1 - cos(turn)) * 16383);
	}
}

int
speech_init(struct speech *s, const char *path)
{
	memset(s, 0, sizeof(*s));
	build_tables(s);
	if (path == NULL)
		return 0;
	int err = wav_read(path, &s->wav);
	if (err != 0)
		return err;
	if (s->wav.rate_hz == OPTIONS_RATE_HZ && s->wav.channels == 1 &&
	    s->wav.frames > 0)
		return 0;
	fprintf(stderr, "%s: not 8000 Hz mono, or empty\n", path);
	speech_clear(s);
	return EINVAL;
}

void
speech_clear(struct speech *s)
{
	wav_clear(&s->wav);
}

/* A phase step for a frequency from 'low' to 'high' Hz, chosen by 'pick'. */
static uint32_t
step(double low, double high, uint64_t pick)
{
	double share = (double)(pick & 0xffff) / 65536;

	return (
	    uint32_t)((low + (high - low) * share) * TURN / OPTIONS_RATE_HZ);
}

void
voice_init(struct voice *v, const struct speech *s, int64_t seed, uint32_t call,
    enum side side)
{
	uint64_t key = hash_at((uint64_t)seed, (uint64_t)call * 2 + side);

	*v = (struct voice){
	    .pitch =
		side == SIDE_CALLER ? step(160, 250, key) : step(85, 155, key),
	    .syllable = step(2.6, 4.9, key >> 16),
	    .phrase = step(0.21, 0.45, key >> 32),
	    .phase = (uint32_t)(key >> 20),
	    .noise = (uint32_t)(key >> 32),
	};
	if (s->wav.frames > 0) {
		v->offset = (size_t)((uint64_t)call * 7919 % s->wav.frames);
		if (side == SIDE_CALLEE)
			v->offset += s->wav.frames / 2;
		v->offset %= s->wav.frames;
	}
}

/* Reads from the file, around its end. */
static void
read_wav(const struct speech *s, const struct voice *v, uint64_t pos,
    int16_t *out, size_t len)
{
	size_t at = (size_t)((v->offset + pos) % s->wav.frames);

	while (len > 0) {
		size_t part = s->wav.frames - at;

		if (part > len)
			part = len;
		memcpy(out, s->wav.samples + at, part * sizeof(*out));
		out += part;
		len -= part;
		at = 0;
	}
}

/* The loudness at position 'pos', 0 to 32767, by syllables and phrases. */
static int32_t
loudness(const struct speech *s, const struct voice *v, uint32_t pos)
{
	uint32_t fast = pos * v->syllable + v->phase;
	uint32_t slow = pos * v->phrase + v->phase;
	int32_t product = s->swell[fast >> INDEX_SHIFT] *
			  (s->swell[slow >> INDEX_SHIFT] / 2 + 16383);

	return product >> 15;
}

/* The breath noise at every fourth sample, -6144 to 6144. */
static int32_t
noise_at(const struct voice *v, uint32_t block)
{
	uint32_t noise = (block ^ v->noise) * 0x9e3779b1U;

	noise = (noise ^ noise >> 15) * 0x85ebca77U;
	return ((int32_t)(noise >> 20) - 2048) * 3;
}

/* Computes the built-in signal. Phases wrap around, as they should. */
static void
read_builtin(const struct speech *s, const struct voice *v, uint32_t pos,
    int16_t *out, size_t len)
{
	int32_t loud = 0, breath = 0, slope = 0;
	uint32_t waver = 0;

	for (size_t i = 0; i < len; i++, pos++) {
		/* what changes slowly is looked up at every fourth sample */
		if (i == 0 || pos % 4 == 0) {
			uint32_t held = pos & ~3U;
			uint32_t slow = held * (v->phrase * 3) + v->noise;

			loud = loudness(s, v, held);
			waver = (uint32_t)s->swell[slow >> INDEX_SHIFT]
				<< WAVER_SHIFT;
			breath = noise_at(v, pos / 4);
			slope = noise_at(v, pos / 4 + 1) - breath;
		}
		uint32_t phase = pos * v->pitch + waver;
		int32_t noise = breath + slope * (int32_t)(pos % 4) / 4;
		int32_t tone = s->period[phase >> INDEX_SHIFT];
		out[i] = (int16_t)(((tone + noise) * loud >> 16) + noise / 256);
	}
}

void
speech_read(const struct speech *s, const struct voice *v, int64_t pos_samples,
    int16_t *out, size_t len)
{
	if (s->wav.frames > 0)
		read_wav(s, v, (uint64_t)pos_samples, out, len);
	else
		read_builtin(s, v, (uint32_t)pos_samples, out, len);
}
