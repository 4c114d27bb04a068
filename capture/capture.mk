# SPDX-License-Identifier: GPL-3.0-or-later
noinst_LIBRARIES += capture/libcapture.a
capture_libcapture_a_CFLAGS = $(AM_CFLAGS) $(PCAP_CFLAGS) $(ZLIB_CFLAGS)
capture_libcapture_a_SOURCES = \
	capture/batch.c capture/batch.h \
	capture/decode.c capture/decode.h \
	capture/dedup.c capture/dedup.h \
	capture/encapsulation.h \
	capture/fragments.c capture/fragments.h \
	capture/frame.h \
	capture/ip.c capture/ip.h \
	capture/link.c capture/link.h \
	capture/merge.c capture/merge.h \
	capture/packet.h \
	capture/source.c capture/source.h
CAPTURE_LIBS = $(PCAP_LIBS) $(ZLIB_LIBS)
