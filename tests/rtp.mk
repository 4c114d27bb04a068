# SPDX-License-Identifier: GPL-3.0-or-later
rtp_tests = tests/rtp/test_codec tests/rtp/test_conceal tests/rtp/test_decoder \
	tests/rtp/test_drift tests/rtp/test_emodel tests/rtp/test_event \
	tests/rtp/test_g711 tests/rtp/test_header tests/rtp/test_payload \
	tests/rtp/test_reorder tests/rtp/test_rtcp tests/rtp/test_static_audio \
	tests/rtp/test_stream tests/rtp/test_stun tests/rtp/test_timeline \
	tests/rtp/test_track tests/rtp/test_track_random tests/rtp/test_udptl
if HAVE_SRTP
rtp_tests += tests/rtp/test_srtp
endif
unit_tests += $(rtp_tests)

rtp_test_libs = rtp/librtp.a base/libbase.a $(RTP_LIBS) \
	$(CHECK_LIBS)

tests_rtp_test_codec_SOURCES = tests/rtp/test_codec.c
tests_rtp_test_codec_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_rtp_test_codec_LDADD = $(rtp_test_libs)

tests_rtp_test_conceal_SOURCES = tests/rtp/test_conceal.c
tests_rtp_test_conceal_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_rtp_test_conceal_LDADD = $(rtp_test_libs)

tests_rtp_test_decoder_SOURCES = tests/rtp/test_decoder.c
tests_rtp_test_decoder_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_rtp_test_decoder_LDADD = $(rtp_test_libs)

tests_rtp_test_drift_SOURCES = tests/rtp/test_drift.c
tests_rtp_test_drift_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_rtp_test_drift_LDADD = $(rtp_test_libs)

tests_rtp_test_emodel_SOURCES = tests/rtp/test_emodel.c
tests_rtp_test_emodel_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_rtp_test_emodel_LDADD = $(rtp_test_libs)

tests_rtp_test_g711_SOURCES = tests/rtp/test_g711.c
tests_rtp_test_g711_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_rtp_test_g711_LDADD = $(rtp_test_libs)

tests_rtp_test_header_SOURCES = tests/rtp/test_header.c
tests_rtp_test_header_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_rtp_test_header_LDADD = $(rtp_test_libs)

tests_rtp_test_payload_SOURCES = tests/rtp/test_payload.c
tests_rtp_test_payload_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_rtp_test_payload_LDADD = $(rtp_test_libs)

tests_rtp_test_reorder_SOURCES = tests/rtp/test_reorder.c tests/rtp/kept.h
tests_rtp_test_reorder_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_rtp_test_reorder_LDADD = $(rtp_test_libs)

tests_rtp_test_static_audio_SOURCES = tests/rtp/test_static_audio.c
tests_rtp_test_static_audio_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_rtp_test_static_audio_LDADD = $(rtp_test_libs)

tests_rtp_test_stream_SOURCES = tests/rtp/test_stream.c
tests_rtp_test_stream_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_rtp_test_stream_LDADD = $(rtp_test_libs)

tests_rtp_test_stun_SOURCES = tests/rtp/test_stun.c
tests_rtp_test_stun_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_rtp_test_stun_LDADD = $(rtp_test_libs)

tests_rtp_test_timeline_SOURCES = tests/rtp/test_timeline.c tests/rtp/kept.h
tests_rtp_test_timeline_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_rtp_test_timeline_LDADD = $(rtp_test_libs)

tests_rtp_test_track_SOURCES = tests/rtp/test_track.c tests/rtp/track_bench.h \
	tests/rtp/kept.h
tests_rtp_test_track_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_rtp_test_track_LDADD = $(rtp_test_libs)

tests_rtp_test_track_random_SOURCES = tests/rtp/test_track_random.c \
	tests/rtp/track_bench.h tests/rtp/kept.h
tests_rtp_test_track_random_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_rtp_test_track_random_LDADD = $(rtp_test_libs)

tests_rtp_test_event_SOURCES = tests/rtp/test_event.c
tests_rtp_test_event_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_rtp_test_event_LDADD = $(rtp_test_libs)

tests_rtp_test_rtcp_SOURCES = tests/rtp/test_rtcp.c
tests_rtp_test_rtcp_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_rtp_test_rtcp_LDADD = $(rtp_test_libs)

tests_rtp_test_udptl_SOURCES = tests/rtp/test_udptl.c
tests_rtp_test_udptl_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_rtp_test_udptl_LDADD = $(rtp_test_libs)

tests_rtp_test_srtp_SOURCES = tests/rtp/test_srtp.c
tests_rtp_test_srtp_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS) $(NETTLE_CFLAGS)
tests_rtp_test_srtp_LDADD = $(rtp_test_libs) $(NETTLE_LIBS)
