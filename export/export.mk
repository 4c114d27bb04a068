# SPDX-License-Identifier: GPL-3.0-or-later
noinst_LIBRARIES += export/libexport.a
export_libexport_a_CFLAGS = $(AM_CFLAGS) $(LIBARCHIVE_CFLAGS)
export_libexport_a_SOURCES = \
	export/audio_file.c export/audio_file.h \
	export/call_audio.c export/call_audio.h \
	export/packets.c export/packets.h export/packets_int.h \
	export/packets_media.c \
	export/packets_sip.c \
	export/part_audio.c export/part_audio.h \
	export/sink.h \
	export/spool.c export/spool.h \
	export/wire.c export/wire.h \
	export/zip.c export/zip.h
EXPORT_LIBS = $(CAPTURE_LIBS) $(SPEEXDSP_LIBS) $(LIBARCHIVE_LIBS)
