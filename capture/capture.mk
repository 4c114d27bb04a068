# SPDX-License-Identifier: GPL-3.0-or-later
noinst_LIBRARIES += capture/libcapture.a
capture_libcapture_a_CFLAGS = $(AM_CFLAGS) $(PCAP_CFLAGS) $(ZLIB_CFLAGS) \
	$(ZSTD_CFLAGS) $(LZ4_CFLAGS)
capture_libcapture_a_SOURCES = \
	capture/batch.c capture/batch.h \
	capture/damage.c capture/damage.h \
	capture/decode.c capture/decode.h \
	capture/dedup.c capture/dedup.h \
	capture/device.c capture/device.h \
	capture/encapsulation.c capture/encapsulation.h \
	capture/ethernet.c capture/ethernet.h capture/ethertype.h \
	capture/file_int.h \
	capture/filter.c capture/filter.h \
	capture/fragments.c capture/fragments.h \
	capture/frame.h \
	capture/hep.c capture/hep.h \
	capture/interface.c capture/interface.h \
	capture/interfaces.c capture/interfaces.h \
	capture/ip.c capture/ip.h \
	capture/layer.c capture/layer.h \
	capture/link.c capture/link.h \
	capture/linktype.c capture/linktype.h \
	capture/merge.c capture/merge.h \
	capture/origin.h \
	capture/packet.h \
	capture/pcap_file.c capture/pcap_file.h \
	capture/pcapng_file.c capture/pcapng_file.h \
	capture/pcapng_interface.c capture/pcapng_interface.h \
	capture/pcapng_write.c capture/pcapng_write.h \
	capture/ring.c capture/ring.h \
	capture/search.c capture/search.h \
	capture/sink.c capture/sink.h \
	capture/source.c capture/source.h \
	capture/stream.c capture/stream.h \
	capture/tcp.c capture/tcp.h capture/tcp_int.h \
	capture/tcp_half.c \
	capture/tcp_order.c capture/tcp_order.h \
	capture/tcp_place.c \
	capture/transport.c capture/transport.h \
	capture/tunnel.c capture/tunnel.h \
	capture/tunnel_ports.c capture/tunnel_ports.h \
	capture/udp_tunnel.c capture/udp_tunnel.h \
	capture/unpack.c capture/unpack.h \
	capture/unpack_gzip.c
if HAVE_ZSTD
capture_libcapture_a_SOURCES += capture/unpack_zstd.c
endif
if HAVE_LZ4
capture_libcapture_a_SOURCES += capture/unpack_lz4.c
endif
CAPTURE_LIBS = $(PCAP_LIBS) $(ZLIB_LIBS) $(ZSTD_LIBS) $(LZ4_LIBS)
