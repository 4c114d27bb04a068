/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Encodes 16-bit mono samples, standard input, by the codecs whose encoders
 * are no part of ffmpeg in Debian. Standard output gets each frame behind two
 * octets of size; a size of 0 says that nothing is sent for that frame.
 *
 *     encode CODEC [OPTION]
 *
 * g729 [vad], amr [dtx], amr-wb [dtx], gsm, ilbc20, ilbc30, speex RATE,
 * opus [BITRATE [fec | dtx]]
 *
 * Only samples/codecs/make builds it; the recorder has no part in it.
 */
#include <bcg729/encoder.h>
#include <gsm/gsm.h>
#include <opencore-amrnb/interf_enc.h>
#include <opus/opus.h>
#include <speex/speex.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vo-amrwbenc/enc_if.h>

/* libilbc, which Debian has not: see "make". */
typedef struct iLBC_encinst_t_ IlbcEncoderInstance;
int16_t WebRtcIlbcfix_EncoderCreate(IlbcEncoderInstance **encoder);
int16_t
WebRtcIlbcfix_EncoderInit(IlbcEncoderInstance *encoder, int16_t frame_ms);
int WebRtcIlbcfix_Encode(IlbcEncoderInstance *encoder, const int16_t *samples,
    size_t count, uint8_t *out);

#define FRAME_MAX 960
#define BYTES_MAX 1500

static int16_t samples[FRAME_MAX];
static uint8_t frame[BYTES_MAX];

static bool
read_samples(size_t count)
{
	return fread(samples, sizeof *samples, count, stdin) == count;
}

static void
write_frame(int size)
{
	if (size < 0)
		abort();
	putchar(size >> 8);
	putchar(size & 0xff);
	fwrite(frame, 1, (size_t)size, stdout);
}

static void
encode_g729(bool vad)
{
	bcg729EncoderChannelContextStruct *encoder =
	    initBcg729EncoderChannel(vad);
	uint8_t size;

	while (read_samples(80)) {
		bcg729Encoder(encoder, samples, frame, &size);
		write_frame(size);
	}
}

static void
encode_amr(bool dtx)
{
	void *encoder = Encoder_Interface_init(dtx);

	while (read_samples(160))
		write_frame(Encoder_Interface_Encode(
		    encoder, MR122, samples, frame, 0));
}

static void
encode_amr_wb(bool dtx)
{
	void *encoder = E_IF_init();

	while (read_samples(320))
		write_frame(E_IF_encode(encoder, 8, samples, frame, dtx));
}

static void
encode_gsm(void)
{
	gsm encoder = gsm_create();

	while (read_samples(160)) {
		gsm_encode(encoder, samples, frame);
		write_frame(33);
	}
}

static void
encode_ilbc(int frame_ms)
{
	IlbcEncoderInstance *encoder;

	WebRtcIlbcfix_EncoderCreate(&encoder);
	WebRtcIlbcfix_EncoderInit(encoder, (int16_t)frame_ms);
	while (read_samples((size_t)frame_ms * 8))
		write_frame(WebRtcIlbcfix_Encode(
		    encoder, samples, (size_t)frame_ms * 8, frame));
}

static void
encode_speex(int rate_hz)
{
	const SpeexMode *mode =
	    speex_lib_get_mode(rate_hz == 8000    ? SPEEX_MODEID_NB
			       : rate_hz == 16000 ? SPEEX_MODEID_WB
						  : SPEEX_MODEID_UWB);
	void *encoder = speex_encoder_init(mode);
	int quality = 10;
	SpeexBits bits;

	speex_bits_init(&bits);
	speex_encoder_ctl(encoder, SPEEX_SET_QUALITY, &quality);
	while (read_samples((size_t)rate_hz / 50)) {
		speex_bits_reset(&bits);
		speex_encode_int(encoder, samples, &bits);
		speex_bits_insert_terminator(&bits);
		write_frame(speex_bits_write(&bits, (char *)frame, BYTES_MAX));
	}
}

static void
encode_opus(int bitrate, bool fec, bool dtx)
{
	/* FEC and DTX are of its speech codec; waveforms of its other one. */
	OpusEncoder *encoder = opus_encoder_create(48000, 1,
	    fec || dtx ? OPUS_APPLICATION_VOIP : OPUS_APPLICATION_AUDIO, NULL);

	opus_encoder_ctl(encoder, OPUS_SET_BITRATE(bitrate));
	opus_encoder_ctl(encoder, OPUS_SET_INBAND_FEC(fec));
	opus_encoder_ctl(encoder, OPUS_SET_PACKET_LOSS_PERC(fec ? 30 : 0));
	opus_encoder_ctl(encoder, OPUS_SET_DTX(dtx));
	if (!fec && !dtx)
		opus_encoder_ctl(encoder, OPUS_SET_SIGNAL(OPUS_SIGNAL_MUSIC));
	while (read_samples(960)) {
		int size = opus_encode(encoder, samples, 960, frame, BYTES_MAX);

		/* Nothing need be sent of a packet of two octets or less. */
		write_frame(dtx && size <= 2 ? 0 : size);
	}
}

int
main(int argc, char **argv)
{
	const char *codec = argc > 1 ? argv[1] : "";
	const char *option = argc > 2 ? argv[2] : "";
	const char *more = argc > 3 ? argv[3] : "";

	if (!strcmp(codec, "g729"))
		encode_g729(!strcmp(option, "vad"));
	else if (!strcmp(codec, "amr"))
		encode_amr(!strcmp(option, "dtx"));
	else if (!strcmp(codec, "amr-wb"))
		encode_amr_wb(!strcmp(option, "dtx"));
	else if (!strcmp(codec, "gsm"))
		encode_gsm();
	else if (!strcmp(codec, "ilbc20"))
		encode_ilbc(20);
	else if (!strcmp(codec, "ilbc30"))
		encode_ilbc(30);
	else if (!strcmp(codec, "speex"))
		encode_speex(atoi(option));
	else if (!strcmp(codec, "opus"))
		encode_opus(option[0] ? atoi(option) : 32000,
		    !strcmp(more, "fec"), !strcmp(more, "dtx"));
	else
		return 2;
	return ferror(stdin) || fflush(stdout) ? 1 : 0;
}
