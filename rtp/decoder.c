/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A codec and its resampler. */
#include "config.h"

#include "rtp/decoder.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/counter.h"
#include "rtp/codec.h"
#include "rtp/codec_int.h"
#include "rtp/conceal.h"
#include "rtp/resample.h"

struct decoder {
	struct decoder_budget *budget;
	const struct codec_ops *ops;
	void *state;                 /* of the codec */
	struct resampler *resampler; /* NULL: the rates are the same */
	uint32_t codec_hz;
	uint32_t rate_hz; /* of what is given */
	uint8_t kind;
	uint8_t variant;
};

/* What a codec and what a resampler made: the decoder's until asked again. */
static _Thread_local int16_t decoded[DECODED_MAX];
static _Thread_local int16_t resampled[DECODER_OUT_MAX];

static const struct codec_ops *
ops_of(uint8_t kind)
{
	switch (kind) {
	case CODEC_PCMU:
	case CODEC_PCMA:
	case CODEC_L16:
		return &codec_pcm;
#if HAVE_OPUS
	case CODEC_OPUS:
		return &codec_opus;
#endif
#if HAVE_LIBAVCODEC
	case CODEC_G722:
	case CODEC_G726:
	case CODEC_G729:
	case CODEC_G723:
	case CODEC_GSM:
	case CODEC_ILBC:
	case CODEC_SPEEX:
	case CODEC_AMR:
	case CODEC_AMR_WB:
		return &codec_av;
#endif
	default:
		return NULL;
	}
}

bool
decoder_exists(uint8_t kind, uint8_t variant)
{
	const struct codec_ops *ops = ops_of(kind);

	if (codec_is_g711(kind))
		return true;
	/* Sides of different rates are brought to one. */
	if (codec_rate_hz(kind, variant) != 8000 && !resampler_exists())
		return false;
	return ops && ops->exists(kind, variant);
}

static bool
take_budget(struct decoder *decoder, struct decoder_budget *budget)
{
	if (atomic_fetch_add(&budget->count, 1) >= budget->limit) {
		atomic_fetch_sub(&budget->count, 1);
		return false;
	}
	decoder->budget = budget;
	return true;
}

void
decoder_load(void)
{
	/* One of those of libavcodec, the only library that waits. */
	(void)decoder_exists(CODEC_G722, 0);
}

struct decoder *
decoder_new(struct decoder_budget *budget, uint8_t kind, uint8_t variant,
    uint32_t rate_hz)
{
	const struct codec_ops *ops = ops_of(kind);
	struct decoder *decoder;

	decoder = ops ? calloc(1, sizeof *decoder) : NULL;
	if (!decoder)
		return NULL;
	if (!take_budget(decoder, budget)) {
		counter_up(rtp_decoder_limit);
		free(decoder);
		return NULL;
	}
	decoder->ops = ops;
	decoder->kind = kind;
	decoder->variant = variant;
	decoder->codec_hz = decoder->rate_hz = codec_rate_hz(kind, variant);
	decoder->state = ops->open(kind, variant);
	if (!decoder->state || !decoder_set_rate(decoder, rate_hz)) {
		decoder_free(decoder);
		return NULL;
	}
	return decoder;
}

void
decoder_free(struct decoder *decoder)
{
	if (!decoder)
		return;
	if (decoder->state)
		decoder->ops->close(decoder->state);
	if (decoder->budget)
		atomic_fetch_sub(&decoder->budget->count, 1);
	resampler_free(decoder->resampler);
	free(decoder);
}

uint8_t
decoder_kind(const struct decoder *decoder)
{
	return decoder->kind;
}

uint8_t
decoder_variant(const struct decoder *decoder)
{
	return decoder->variant;
}

bool
decoder_set_rate(struct decoder *decoder, uint32_t rate_hz)
{
	resampler_free(decoder->resampler);
	decoder->resampler = NULL;
	decoder->rate_hz = rate_hz;
	if (rate_hz == decoder->codec_hz)
		return true;
	decoder->resampler = resampler_new(decoder->codec_hz, rate_hz);
	return decoder->resampler != NULL;
}

/* Gives 'made' samples of the codec at the rate that is wanted. */
static bool
give(struct decoder *decoder, int made, const int16_t **out, size_t *count)
{
	*out = decoded;
	*count = made > 0 ? (size_t)made : 0;
	if (decoder->rate_hz == decoder->codec_hz)
		return made >= 0;
	*out = resampled;
	if (made < 0 || !decoder->resampler)
		return false;
	*count = resampler_push(decoder->resampler, decoded, (size_t)made,
	    resampled, DECODER_OUT_MAX);
	return true;
}

bool
decoder_push(struct decoder *decoder, const struct codec_frame *frame,
    const int16_t **out, size_t *count, uint8_t *level)
{
	int made = decoder->ops->decode(decoder->state, frame, decoded);

	if (level && made > 0)
		*level = noise_level(decoded, (size_t)made);
	return give(decoder, made, out, count);
}

bool
decoder_conceals(const struct decoder *decoder)
{
	return decoder->ops->conceal != NULL;
}

bool
decoder_conceal(struct decoder *decoder, const struct codec_frame *next,
    size_t wanted, const int16_t **out, size_t *count)
{
	size_t samples = wanted * decoder->codec_hz / decoder->rate_hz;

	if (!decoder->ops->conceal)
		return false;
	return give(decoder,
	    decoder->ops->conceal(decoder->state, next, samples, decoded), out,
	    count);
}

size_t
decoder_pending(const struct decoder *decoder)
{
	return decoder->resampler ? resampler_pending(decoder->resampler) : 0;
}

void
decoder_drain(struct decoder *decoder, const int16_t **out, size_t *count)
{
	*out = resampled;
	*count = decoder->resampler ? resampler_drain(decoder->resampler,
					  resampled, DECODER_OUT_MAX)
				    : 0;
}

size_t
decoder_scaled(const struct decoder *decoder, size_t samples)
{
	return samples * decoder->rate_hz / decoder->codec_hz;
}
