# SPDX-License-Identifier: GPL-3.0-or-later
# A fuzzer for each parser. Built plainly each one replays the files that it
# is given (its seeds and all past findings, in fuzz_NAME.in/); configured
# with --enable-fuzzing it is a libFuzzer program for scripts/fuzz.
if FUZZING
FUZZ_MAIN =
FUZZER_FLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
else
FUZZ_MAIN = tests/fuzz/replay.c
FUZZER_FLAGS = $(AM_LDFLAGS)
endif

fuzzers = tests/fuzz/fuzz_codec tests/fuzz/fuzz_control tests/fuzz/fuzz_event tests/fuzz/fuzz_fax \
	tests/fuzz/fuzz_file tests/fuzz/fuzz_fragments tests/fuzz/fuzz_frame \
	tests/fuzz/fuzz_orphan tests/fuzz/fuzz_registrations \
	tests/fuzz/fuzz_repair \
	tests/fuzz/fuzz_rtcp tests/fuzz/fuzz_rtp tests/fuzz/fuzz_sdp \
	tests/fuzz/fuzz_udptl \
	tests/fuzz/fuzz_sip tests/fuzz/fuzz_sip_stream tests/fuzz/fuzz_srtp \
	tests/fuzz/fuzz_spool \
	tests/fuzz/fuzz_stun tests/fuzz/fuzz_tcp tests/fuzz/fuzz_tls
if HAVE_SERVE
fuzzers += tests/fuzz/fuzz_request
endif
check_PROGRAMS += $(fuzzers)
TESTS += tests/fuzz/seeds.sh
dist_check_SCRIPTS += tests/fuzz/seeds.sh
EXTRA_DIST += tests/fuzz/fuzz.h tests/fuzz/replay.c \
	tests/fuzz/fuzz_codec.in tests/fuzz/fuzz_control.in tests/fuzz/fuzz_event.in tests/fuzz/fuzz_fax.in \
	tests/fuzz/fuzz_rtcp.in tests/fuzz/fuzz_udptl.in \
	tests/fuzz/fuzz_file.in tests/fuzz/fuzz_fragments.in \
	tests/fuzz/fuzz_frame.in tests/fuzz/fuzz_orphan.in \
	tests/fuzz/fuzz_request.in \
	tests/fuzz/fuzz_registrations.in tests/fuzz/fuzz_repair.in \
	tests/fuzz/fuzz_rtp.in \
	tests/fuzz/fuzz_sdp.in tests/fuzz/fuzz_sip.in \
	tests/fuzz/fuzz_sip_stream.in tests/fuzz/fuzz_srtp.in \
	tests/fuzz/fuzz_spool.in \
	tests/fuzz/fuzz_stun.in tests/fuzz/fuzz_tcp.in tests/fuzz/fuzz_tls.in

tests_fuzz_fuzz_codec_SOURCES = tests/fuzz/fuzz_codec.c tests/rtp/kept.h \
	$(FUZZ_MAIN)
tests_fuzz_fuzz_codec_LDFLAGS = $(FUZZER_FLAGS)
tests_fuzz_fuzz_codec_LDADD = rtp/librtp.a base/libbase.a $(RTP_LIBS)

tests_fuzz_fuzz_control_SOURCES = tests/fuzz/fuzz_control.c $(FUZZ_MAIN)
tests_fuzz_fuzz_control_LDFLAGS = $(FUZZER_FLAGS)
tests_fuzz_fuzz_control_LDADD = recorder/librecorder.a

tests_fuzz_fuzz_file_SOURCES = tests/fuzz/fuzz_file.c $(FUZZ_MAIN)
tests_fuzz_fuzz_file_LDFLAGS = $(FUZZER_FLAGS)
tests_fuzz_fuzz_file_LDADD = capture/libcapture.a base/libbase.a \
	$(CAPTURE_LIBS)

tests_fuzz_fuzz_fragments_SOURCES = tests/fuzz/fuzz_fragments.c $(FUZZ_MAIN)
tests_fuzz_fuzz_fragments_LDFLAGS = $(FUZZER_FLAGS)
tests_fuzz_fuzz_fragments_LDADD = capture/libcapture.a base/libbase.a

tests_fuzz_fuzz_frame_SOURCES = tests/fuzz/fuzz_frame.c $(FUZZ_MAIN)
tests_fuzz_fuzz_frame_LDFLAGS = $(FUZZER_FLAGS)
tests_fuzz_fuzz_frame_LDADD = capture/libcapture.a base/libbase.a

fuzz_calls_libs = calls/libcalls.a capture/libcapture.a sip/libsip.a \
	rtp/librtp.a storage/libstorage.a base/libbase.a $(CAPTURE_LIBS) \
	$(OSIP_LIBS) $(RTP_LIBS) $(STORAGE_LIBS) $(JANSSON_LIBS)

tests_fuzz_fuzz_orphan_SOURCES = tests/fuzz/fuzz_orphan.c $(FUZZ_MAIN)
tests_fuzz_fuzz_orphan_LDFLAGS = $(FUZZER_FLAGS)
tests_fuzz_fuzz_orphan_LDADD = $(fuzz_calls_libs)

tests_fuzz_fuzz_registrations_SOURCES = tests/fuzz/fuzz_registrations.c \
	$(FUZZ_MAIN)
tests_fuzz_fuzz_registrations_LDFLAGS = $(FUZZER_FLAGS)
tests_fuzz_fuzz_registrations_LDADD = $(fuzz_calls_libs)

tests_fuzz_fuzz_repair_SOURCES = tests/fuzz/fuzz_repair.c $(FUZZ_MAIN)
tests_fuzz_fuzz_repair_LDFLAGS = $(FUZZER_FLAGS)
tests_fuzz_fuzz_repair_LDADD = storage/libstorage.a base/libbase.a \
	$(STORAGE_LIBS)

tests_fuzz_fuzz_rtp_SOURCES = tests/fuzz/fuzz_rtp.c tests/rtp/kept.h \
	$(FUZZ_MAIN)
tests_fuzz_fuzz_rtp_LDFLAGS = $(FUZZER_FLAGS)
tests_fuzz_fuzz_rtp_LDADD = rtp/librtp.a base/libbase.a $(RTP_LIBS)

tests_fuzz_fuzz_sdp_SOURCES = tests/fuzz/fuzz_sdp.c $(FUZZ_MAIN)
tests_fuzz_fuzz_sdp_LDFLAGS = $(FUZZER_FLAGS)
tests_fuzz_fuzz_sdp_LDADD = sip/libsip.a base/libbase.a $(OSIP_LIBS)

tests_fuzz_fuzz_sip_SOURCES = tests/fuzz/fuzz_sip.c $(FUZZ_MAIN)
tests_fuzz_fuzz_sip_LDFLAGS = $(FUZZER_FLAGS)
tests_fuzz_fuzz_sip_LDADD = sip/libsip.a base/libbase.a $(OSIP_LIBS)

tests_fuzz_fuzz_sip_stream_SOURCES = tests/fuzz/fuzz_sip_stream.c $(FUZZ_MAIN)
tests_fuzz_fuzz_sip_stream_LDFLAGS = $(FUZZER_FLAGS)
tests_fuzz_fuzz_sip_stream_LDADD = sip/libsip.a base/libbase.a $(OSIP_LIBS)

tests_fuzz_fuzz_spool_SOURCES = tests/fuzz/fuzz_spool.c $(FUZZ_MAIN)
tests_fuzz_fuzz_spool_LDFLAGS = $(FUZZER_FLAGS)
tests_fuzz_fuzz_spool_LDADD = storage/libstorage.a base/libbase.a $(STORAGE_LIBS)

tests_fuzz_fuzz_stun_SOURCES = tests/fuzz/fuzz_stun.c $(FUZZ_MAIN)
tests_fuzz_fuzz_stun_LDFLAGS = $(FUZZER_FLAGS)
tests_fuzz_fuzz_stun_LDADD = rtp/librtp.a base/libbase.a $(RTP_LIBS)

tests_fuzz_fuzz_tcp_SOURCES = tests/fuzz/fuzz_tcp.c $(FUZZ_MAIN)
tests_fuzz_fuzz_tcp_LDFLAGS = $(FUZZER_FLAGS)
tests_fuzz_fuzz_tcp_LDADD = capture/libcapture.a base/libbase.a

tests_fuzz_fuzz_event_SOURCES = tests/fuzz/fuzz_event.c $(FUZZ_MAIN)
tests_fuzz_fuzz_event_LDFLAGS = $(FUZZER_FLAGS)
tests_fuzz_fuzz_event_LDADD = rtp/librtp.a base/libbase.a $(RTP_LIBS)

tests_fuzz_fuzz_fax_SOURCES = tests/fuzz/fuzz_fax.c $(FUZZ_MAIN)
tests_fuzz_fuzz_fax_LDFLAGS = $(FUZZER_FLAGS)
tests_fuzz_fuzz_fax_LDADD = rtp/librtp.a base/libbase.a $(RTP_LIBS)

tests_fuzz_fuzz_rtcp_SOURCES = tests/fuzz/fuzz_rtcp.c $(FUZZ_MAIN)
tests_fuzz_fuzz_rtcp_LDFLAGS = $(FUZZER_FLAGS)
tests_fuzz_fuzz_rtcp_LDADD = rtp/librtp.a base/libbase.a $(RTP_LIBS)

tests_fuzz_fuzz_udptl_SOURCES = tests/fuzz/fuzz_udptl.c $(FUZZ_MAIN)
tests_fuzz_fuzz_udptl_LDFLAGS = $(FUZZER_FLAGS)
tests_fuzz_fuzz_udptl_LDADD = rtp/librtp.a base/libbase.a $(RTP_LIBS)

tests_fuzz_fuzz_srtp_SOURCES = tests/fuzz/fuzz_srtp.c $(FUZZ_MAIN)
tests_fuzz_fuzz_srtp_LDFLAGS = $(FUZZER_FLAGS)
tests_fuzz_fuzz_srtp_LDADD = rtp/librtp.a base/libbase.a $(RTP_LIBS)

tests_fuzz_fuzz_tls_SOURCES = tests/fuzz/fuzz_tls.c $(FUZZ_MAIN)
tests_fuzz_fuzz_tls_LDFLAGS = $(FUZZER_FLAGS)
tests_fuzz_fuzz_tls_LDADD = tls/libtls.a base/libbase.a $(TLS_LIBS)

tests_fuzz_fuzz_request_SOURCES = tests/fuzz/fuzz_request.c $(FUZZ_MAIN)
tests_fuzz_fuzz_request_LDFLAGS = $(FUZZER_FLAGS)
tests_fuzz_fuzz_request_LDADD = serve/libserve.a $(spanview_LDADD)
