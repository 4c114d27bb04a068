# SPDX-License-Identifier: GPL-3.0-or-later
noinst_LIBRARIES += rtp/librtp.a
rtp_librtp_a_CFLAGS = $(AM_CFLAGS) $(LIBAVCODEC_CFLAGS) $(OPUS_CFLAGS) \
	$(SPANDSP_CFLAGS) $(SPEEXDSP_CFLAGS) $(SRTP_CFLAGS)
rtp_librtp_a_SOURCES = \
	rtp/codec.c rtp/codec.h rtp/codec_int.h \
	rtp/codec_pcm.c \
	rtp/decoder.c rtp/decoder.h \
	rtp/conceal.c rtp/conceal.h \
	rtp/drift.c rtp/drift.h \
	rtp/emodel.c rtp/emodel.h \
	rtp/event.c rtp/event.h \
	rtp/fax.h \
	rtp/g711.c rtp/g711.h \
	rtp/header.c rtp/header.h \
	rtp/payload.c rtp/payload.h \
	rtp/payload_amr.c rtp/payload_amr.h \
	rtp/reorder.c rtp/reorder.h \
	rtp/resample.c rtp/resample.h \
	rtp/rtcp.c rtp/rtcp.h \
	rtp/srtp.h \
	rtp/static_audio.c rtp/static_audio.h \
	rtp/stream.c rtp/stream.h \
	rtp/stun.c rtp/stun.h \
	rtp/t30.c rtp/t30.h \
	rtp/timeline.c rtp/timeline.h \
	rtp/tone.h \
	rtp/track.c rtp/track.h rtp/track_int.h \
	rtp/track_coded.c rtp/track_law.c \
	rtp/track_rate.c \
	rtp/udptl.c rtp/udptl.h
if HAVE_LIBAVCODEC
rtp_librtp_a_SOURCES += rtp/codec_av.c
endif
if HAVE_OPUS
rtp_librtp_a_SOURCES += rtp/codec_opus.c
endif
if HAVE_SPANDSP
rtp_librtp_a_SOURCES += rtp/fax_spandsp.c rtp/tone_spandsp.c
else
rtp_librtp_a_SOURCES += rtp/spandsp_none.c
endif
if HAVE_SRTP
rtp_librtp_a_SOURCES += rtp/srtp.c
else
rtp_librtp_a_SOURCES += rtp/srtp_none.c
endif
# libavcodec is loaded when it is needed: rtp/codec_av.c.
RTP_LIBS = $(OPUS_LIBS) $(SPANDSP_LIBS) $(SPEEXDSP_LIBS) $(SRTP_LIBS) -lm
