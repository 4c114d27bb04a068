# SPDX-License-Identifier: GPL-3.0-or-later
capture_tests = tests/capture/test_decode \
	tests/capture/test_dedup tests/capture/test_dedup_random \
	tests/capture/test_filter tests/capture/test_fragments \
	tests/capture/test_fragments_random tests/capture/test_interface \
	tests/capture/test_interfaces tests/capture/test_ip \
	tests/capture/test_link tests/capture/test_merge \
	tests/capture/test_pcap_file tests/capture/test_pcapng_file tests/capture/test_pcapng_write \
	tests/capture/test_source tests/capture/test_stream \
	tests/capture/test_tcp tests/capture/test_tcp_limits \
	tests/capture/test_tunnel
unit_tests += $(capture_tests)

capture_test_libs = capture/libcapture.a base/libbase.a $(CAPTURE_LIBS) \
	$(CHECK_LIBS)

tests_capture_test_dedup_SOURCES = tests/capture/test_dedup.c
tests_capture_test_dedup_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_capture_test_dedup_LDADD = $(capture_test_libs)

tests_capture_test_dedup_random_SOURCES = \
	tests/capture/test_dedup_random.c tests/capture/random.h
tests_capture_test_dedup_random_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_capture_test_dedup_random_LDADD = $(capture_test_libs)

tests_capture_test_filter_SOURCES = tests/capture/test_filter.c \
	tests/capture/file.h tests/capture/wire.h
tests_capture_test_filter_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_capture_test_filter_LDADD = $(capture_test_libs)

tests_capture_test_fragments_SOURCES = tests/capture/test_fragments.c \
	tests/capture/fragment.h
tests_capture_test_fragments_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_capture_test_fragments_LDADD = $(capture_test_libs)

tests_capture_test_fragments_random_SOURCES = \
	tests/capture/test_fragments_random.c tests/capture/fragment.h \
	tests/capture/random.h
tests_capture_test_fragments_random_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_capture_test_fragments_random_LDADD = $(capture_test_libs)

tests_capture_test_interface_SOURCES = tests/capture/test_interface.c
tests_capture_test_interface_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_capture_test_interface_LDADD = $(capture_test_libs)

tests_capture_test_interfaces_SOURCES = tests/capture/test_interfaces.c
tests_capture_test_interfaces_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_capture_test_interfaces_LDADD = $(capture_test_libs)

tests_capture_test_ip_SOURCES = tests/capture/test_ip.c \
	tests/capture/wire.h
tests_capture_test_ip_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_capture_test_ip_LDADD = $(capture_test_libs)

tests_capture_test_decode_SOURCES = tests/capture/test_decode.c \
	tests/capture/random.h tests/capture/wire.h
tests_capture_test_decode_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_capture_test_decode_LDADD = $(capture_test_libs)

tests_capture_test_link_SOURCES = tests/capture/test_link.c \
	tests/capture/wire.h
tests_capture_test_link_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_capture_test_link_LDADD = $(capture_test_libs)

tests_capture_test_merge_SOURCES = tests/capture/test_merge.c \
	tests/capture/file.h tests/capture/wire.h
tests_capture_test_merge_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_capture_test_merge_LDADD = $(capture_test_libs)

tests_capture_test_pcap_file_SOURCES = tests/capture/test_pcap_file.c \
	tests/capture/file.h tests/capture/wire.h
tests_capture_test_pcap_file_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_capture_test_pcap_file_LDADD = $(capture_test_libs)

tests_capture_test_pcapng_file_SOURCES = tests/capture/test_pcapng_file.c \
	tests/capture/file.h tests/capture/wire.h
tests_capture_test_pcapng_file_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_capture_test_pcapng_file_LDADD = $(capture_test_libs)

tests_capture_test_pcapng_write_SOURCES = tests/capture/test_pcapng_write.c \
	tests/capture/file.h tests/capture/wire.h
tests_capture_test_pcapng_write_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_capture_test_pcapng_write_LDADD = $(capture_test_libs)

tests_capture_test_source_SOURCES = tests/capture/test_source.c \
	tests/capture/file.h tests/capture/wire.h
tests_capture_test_source_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS) $(ZLIB_CFLAGS)
tests_capture_test_source_LDADD = $(capture_test_libs)

tests_capture_test_stream_SOURCES = tests/capture/test_stream.c
tests_capture_test_stream_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS) \
	$(ZLIB_CFLAGS) $(ZSTD_CFLAGS) $(LZ4_CFLAGS) -DZLIB_CONST
tests_capture_test_stream_LDADD = $(capture_test_libs)

tests_capture_test_tcp_SOURCES = tests/capture/test_tcp.c \
	tests/capture/tcp_bench.h
tests_capture_test_tcp_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_capture_test_tcp_LDADD = $(capture_test_libs)

tests_capture_test_tcp_limits_SOURCES = tests/capture/test_tcp_limits.c \
	tests/capture/tcp_bench.h
tests_capture_test_tcp_limits_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_capture_test_tcp_limits_LDADD = $(capture_test_libs)

tests_capture_test_tunnel_SOURCES = tests/capture/test_tunnel.c \
	tests/capture/wire.h
tests_capture_test_tunnel_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_capture_test_tunnel_LDADD = $(capture_test_libs)
