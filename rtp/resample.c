/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Resampling by libspeexdsp: the only file that knows it. */
#include "config.h"

#include "rtp/resample.h"

#include <stdlib.h>
#include <string.h>

#if HAVE_SPEEXDSP
#include <speex/speex_resampler.h>

/* 0 to 10: 5 passes 90 % of the band, for a tenth of what 10 costs. */
#define QUALITY 5

struct resampler {
	SpeexResamplerState *speex;
	uint32_t from_hz;
	uint32_t to_hz;
	uint64_t in;  /* samples taken */
	uint64_t out; /* samples given */
};

bool
resampler_exists(void)
{
	return true;
}

struct resampler *
resampler_new(uint32_t from_hz, uint32_t to_hz)
{
	struct resampler *resampler = calloc(1, sizeof *resampler);
	int error;

	if (!resampler)
		return NULL;
	resampler->from_hz = from_hz;
	resampler->to_hz = to_hz;
	resampler->speex =
	    speex_resampler_init(1, from_hz, to_hz, QUALITY, &error);
	if (!resampler->speex) {
		free(resampler);
		return NULL;
	}
	/* Half of the filter looks back before the first sample. */
	speex_resampler_skip_zeros(resampler->speex);
	return resampler;
}

void
resampler_free(struct resampler *resampler)
{
	if (!resampler)
		return;
	speex_resampler_destroy(resampler->speex);
	free(resampler);
}

size_t
resampler_push(struct resampler *resampler, const int16_t *in, size_t count,
    int16_t *out, size_t room)
{
	spx_uint32_t taken = (spx_uint32_t)count;
	spx_uint32_t given = (spx_uint32_t)room;

	speex_resampler_process_int(
	    resampler->speex, 0, in, &taken, out, &given);
	resampler->in += taken;
	resampler->out += given;
	return given;
}

size_t
resampler_pending(const struct resampler *resampler)
{
	uint64_t made = resampler->in * resampler->to_hz / resampler->from_hz;

	return made > resampler->out ? (size_t)(made - resampler->out) : 0;
}

size_t
resampler_drain(struct resampler *resampler, int16_t *out, size_t room)
{
	static const int16_t zeros[64];
	size_t wanted = resampler_pending(resampler), given = 0;

	if (wanted > room)
		wanted = room;
	/* What is asked for stops it: the zeros are not heard. */
	while (given < wanted)
		given += resampler_push(resampler, zeros,
		    sizeof zeros / sizeof *zeros, out + given, wanted - given);
	speex_resampler_reset_mem(resampler->speex);
	speex_resampler_skip_zeros(resampler->speex);
	resampler->in = resampler->out = 0;
	return given;
}

#else
bool
resampler_exists(void)
{
	return false;
}

struct resampler *
resampler_new(uint32_t from_hz, uint32_t to_hz)
{
	(void)from_hz, (void)to_hz;
	return NULL;
}

void
resampler_free(struct resampler *resampler)
{
	(void)resampler;
}

size_t
resampler_push(struct resampler *resampler, const int16_t *in, size_t count,
    int16_t *out, size_t room)
{
	(void)resampler, (void)in, (void)count, (void)out, (void)room;
	return 0;
}

size_t
resampler_pending(const struct resampler *resampler)
{
	(void)resampler;
	return 0;
}

size_t
resampler_drain(struct resampler *resampler, int16_t *out, size_t room)
{
	(void)resampler, (void)out, (void)room;
	return 0;
}

#endif

void
resampler_whole(struct resampler *resampler, const int16_t *in, size_t count,
    int16_t *out, size_t wanted)
{
	size_t given = resampler_push(resampler, in, count, out, wanted);

	given += resampler_drain(resampler, out + given, wanted - given);
	memset(out + given, 0, (wanted - given) * sizeof *out);
}
