/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Codecs by libavcodec: the only file that knows it. It says nothing itself:
 * what it refuses is counted.
 *
 * It is loaded when the first call needs it. With it come some eighty other
 * libraries, which cost each start 40 ms and 15 MB otherwise, and a recorder
 * of G.711 has no use for them. Where it is not installed, or where it was
 * built without some codec, that codec is not decoded.
 */
#include <dlfcn.h>
#include <libavcodec/avcodec.h>
#include <libavutil/channel_layout.h>
#include <libavutil/log.h>
#include <math.h>

#include "rtp/codec.h"
#include "rtp/codec_int.h"
#include "rtp/decoder.h"

#define ILBC_20_FRAME 38
#define ILBC_30_FRAME 50

/* The functions of it that are used, and of the libavutil that it brings. */
#define FUNCTIONS(X)                                                           \
	X(avcodec_find_decoder)                                                \
	X(avcodec_alloc_context3)                                              \
	X(avcodec_open2)                                                       \
	X(avcodec_free_context)                                                \
	X(avcodec_send_packet)                                                 \
	X(avcodec_receive_frame)                                               \
	X(av_packet_alloc)                                                     \
	X(av_packet_unref)                                                     \
	X(av_packet_free)                                                      \
	X(av_new_packet)                                                       \
	X(av_frame_alloc)                                                      \
	X(av_frame_unref)                                                      \
	X(av_frame_free)                                                       \
	X(av_log_set_level)

#define NUMBER_TEXT(number) #number
#define SONAME(name, number) name ".so." NUMBER_TEXT(number)

/* A process has a library once; it stays. */
static struct {
	bool tried;
	bool loaded;
#define MEMBER(name) __typeof__(&name) name;
	FUNCTIONS(MEMBER)
} lib;

/* Loads the library that we were built with; false: it is not there. */
static bool
load(void)
{
	void *handle;

	if (lib.tried)
		return lib.loaded;
	lib.tried = true;
	handle = dlopen(SONAME("libavcodec", LIBAVCODEC_VERSION_MAJOR),
	    RTLD_LAZY | RTLD_LOCAL);
	if (!handle)
		return false;
#define FIND(name)                                                             \
	*(void **)(void *)&lib.name = dlsym(handle, #name);                    \
	if (!lib.name)                                                         \
		return false;
	FUNCTIONS(FIND)
	lib.av_log_set_level(AV_LOG_QUIET);
	lib.loaded = true;
	return true;
}

struct av {
	AVCodecContext *context;
	AVPacket *packet;
	AVFrame *frame;
	uint8_t kind;
	uint8_t variant;
	bool is_warm; /* its first frame was decoded */
};

/* Before its first frame, the iLBC of libavcodec knows no spectrum to begin
 * from, and gives a bang of full scale. It hears that frame so often before. */
#define WARM_UPS 2

static enum AVCodecID
id_of(uint8_t kind, uint8_t variant)
{
	switch (kind) {
	case CODEC_G722:
		return AV_CODEC_ID_ADPCM_G722;
	case CODEC_G726: /* RFC 3551 section 4.5.4 begins at the low bits */
		return variant & CODEC_AAL2 ? AV_CODEC_ID_ADPCM_G726
					    : AV_CODEC_ID_ADPCM_G726LE;
	case CODEC_G729:
		return AV_CODEC_ID_G729;
	case CODEC_G723:
		return AV_CODEC_ID_G723_1;
	case CODEC_GSM:
		return AV_CODEC_ID_GSM;
	case CODEC_ILBC:
		return AV_CODEC_ID_ILBC;
	case CODEC_SPEEX:
		return AV_CODEC_ID_SPEEX;
	case CODEC_AMR:
		return AV_CODEC_ID_AMR_NB;
	case CODEC_AMR_WB:
		return AV_CODEC_ID_AMR_WB;
	default:
		return AV_CODEC_ID_NONE;
	}
}

static bool
exists(uint8_t kind, uint8_t variant)
{
	return load() && lib.avcodec_find_decoder(id_of(kind, variant));
}

/* What the codec must know before its first frame. */
static void
set_terms(AVCodecContext *context, const struct av *av)
{
	context->sample_rate = (int)codec_rate_hz(av->kind, av->variant);
	context->ch_layout = (AVChannelLayout)AV_CHANNEL_LAYOUT_MONO;
	context->thread_count = 1;
	if (av->kind == CODEC_G722)
		context->bits_per_coded_sample = 8;
	if (av->kind == CODEC_G726)
		context->bits_per_coded_sample =
		    ((av->variant & CODEC_G726_MASK) >> CODEC_G726_SHIFT) + 2;
	if (av->kind == CODEC_ILBC)
		context->block_align =
		    av->variant & CODEC_ILBC_20 ? ILBC_20_FRAME : ILBC_30_FRAME;
}

static bool
open_context(struct av *av)
{
	const AVCodec *codec =
	    lib.avcodec_find_decoder(id_of(av->kind, av->variant));

	lib.avcodec_free_context(&av->context);
	av->is_warm = false;
	av->context = codec ? lib.avcodec_alloc_context3(codec) : NULL;
	if (!av->context)
		return false;
	set_terms(av->context, av);
	return lib.avcodec_open2(av->context, codec, NULL) == 0;
}

static void
close_av(void *state)
{
	struct av *av = state;

	lib.avcodec_free_context(&av->context);
	lib.av_packet_free(&av->packet);
	lib.av_frame_free(&av->frame);
	free(av);
}

static void *
open_av(uint8_t kind, uint8_t variant)
{
	struct av *av = load() ? calloc(1, sizeof *av) : NULL;

	if (!av)
		return NULL;
	av->kind = kind;
	av->variant = variant;
	av->packet = lib.av_packet_alloc();
	av->frame = lib.av_frame_alloc();
	if (!av->packet || !av->frame || !open_context(av)) {
		close_av(av);
		return NULL;
	}
	return av;
}

/* RFC 3952: the size of a frame tells its mode, whatever was described. */
static bool
follow_mode(struct av *av, size_t frame_size)
{
	uint8_t mode = frame_size == ILBC_20_FRAME ? CODEC_ILBC_20 : 0;

	if (av->kind != CODEC_ILBC || (av->variant & CODEC_ILBC_20) == mode)
		return true;
	av->variant = (uint8_t)((av->variant & ~CODEC_ILBC_20) | mode);
	return open_context(av);
}

static int16_t
from_float(float sample)
{
	float scaled = sample * 32768.0F;

	if (!(scaled > -32768.0F)) /* no number, too */
		return INT16_MIN;
	return scaled > 32767.0F ? INT16_MAX : (int16_t)lrintf(scaled);
}

/* Adds the samples of 'frame', of one channel, to 'out'. -1: others. */
static int
take_samples(const AVFrame *frame, int16_t *out, int room)
{
	int count = frame->nb_samples < room ? frame->nb_samples : room;
	const float *floats = (const void *)frame->data[0];

	switch (frame->format) {
	case AV_SAMPLE_FMT_S16:
	case AV_SAMPLE_FMT_S16P:
		memcpy(out, frame->data[0], (size_t)count * sizeof *out);
		return count;
	case AV_SAMPLE_FMT_FLT:
	case AV_SAMPLE_FMT_FLTP:
		for (int i = 0; i < count; i++)
			out[i] = from_float(floats[i]);
		return count;
	default:
		return -1;
	}
}

static int
decode_once(struct av *av, const struct codec_frame *frame, int16_t *out)
{
	int count = 0;

	if (lib.av_new_packet(av->packet, (int)frame->size) != 0)
		return -1;
	memcpy(av->packet->data, frame->bytes, frame->size);
	if (lib.avcodec_send_packet(av->context, av->packet) != 0)
		count = -1;
	lib.av_packet_unref(av->packet);
	while (count >= 0 &&
	       lib.avcodec_receive_frame(av->context, av->frame) == 0) {
		int more =
		    take_samples(av->frame, out + count, DECODED_MAX - count);

		lib.av_frame_unref(av->frame);
		count = more < 0 ? -1 : count + more;
	}
	return count;
}

static int
decode(void *state, const struct codec_frame *frame, int16_t *out)
{
	struct av *av = state;

	if (!follow_mode(av, frame->size) || !av->context)
		return -1;
	for (int i = 0; i < WARM_UPS && !av->is_warm; i++)
		if (av->kind == CODEC_ILBC)
			(void)decode_once(av, frame, out);
	av->is_warm = true;
	return decode_once(av, frame, out);
}

const struct codec_ops codec_av = {
    .exists = exists,
    .open = open_av,
    .decode = decode,
    .close = close_av,
};
