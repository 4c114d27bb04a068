# SPDX-License-Identifier: GPL-3.0-or-later
noinst_LIBRARIES += rtp/librtp.a
rtp_librtp_a_CFLAGS = $(AM_CFLAGS) $(SRTP_CFLAGS)
rtp_librtp_a_SOURCES = \
	rtp/codec.c rtp/codec.h \
	rtp/conceal.c rtp/conceal.h \
	rtp/drift.c rtp/drift.h \
	rtp/emodel.c rtp/emodel.h \
	rtp/g711.c rtp/g711.h \
	rtp/header.c rtp/header.h \
	rtp/reorder.c rtp/reorder.h \
	rtp/srtp.h \
	rtp/stream.c rtp/stream.h \
	rtp/timeline.c rtp/timeline.h \
	rtp/track.c rtp/track.h
if HAVE_SRTP
rtp_librtp_a_SOURCES += rtp/srtp.c
else
rtp_librtp_a_SOURCES += rtp/srtp_none.c
endif
RTP_LIBS = -lm $(SRTP_LIBS)
