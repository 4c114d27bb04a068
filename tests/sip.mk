# SPDX-License-Identifier: GPL-3.0-or-later
sip_tests = tests/sip/test_cause tests/sip/test_dialog tests/sip/test_framing \
	tests/sip/test_identity tests/sip/test_info tests/sip/test_known \
	tests/sip/test_mask tests/sip/test_sdp_crypto \
	tests/sip/test_multipart tests/sip/test_parse \
	tests/sip/test_reference tests/sip/test_sdp \
	tests/sip/test_stream tests/sip/test_torture tests/sip/test_wash \
	tests/sip/test_websocket
unit_tests += $(sip_tests)

sip_test_libs = sip/libsip.a base/libbase.a $(OSIP_LIBS) $(CHECK_LIBS)

tests_sip_test_cause_SOURCES = tests/sip/test_cause.c tests/sip/sip_check.h
tests_sip_test_cause_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_sip_test_cause_LDADD = $(sip_test_libs)

tests_sip_test_dialog_SOURCES = tests/sip/test_dialog.c \
	tests/sip/dialog_script.c tests/sip/dialog_script.h \
	tests/sip/sip_check.h
tests_sip_test_dialog_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_sip_test_dialog_LDADD = $(sip_test_libs)

tests_sip_test_framing_SOURCES = tests/sip/test_framing.c \
	tests/sip/sip_check.h tests/sip/stream_check.h
tests_sip_test_framing_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_sip_test_framing_LDADD = $(sip_test_libs)

tests_sip_test_known_SOURCES = tests/sip/test_known.c tests/sip/sip_check.h
tests_sip_test_known_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_sip_test_known_LDADD = $(sip_test_libs)

tests_sip_test_identity_SOURCES = tests/sip/test_identity.c \
	tests/sip/sip_check.h
tests_sip_test_identity_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_sip_test_identity_LDADD = $(sip_test_libs)

tests_sip_test_info_SOURCES = tests/sip/test_info.c
tests_sip_test_info_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_sip_test_info_LDADD = $(sip_test_libs)

tests_sip_test_multipart_SOURCES = tests/sip/test_multipart.c
tests_sip_test_multipart_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_sip_test_multipart_LDADD = $(sip_test_libs)

tests_sip_test_parse_SOURCES = tests/sip/test_parse.c tests/sip/sip_check.h
tests_sip_test_parse_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_sip_test_parse_LDADD = $(sip_test_libs)

tests_sip_test_reference_SOURCES = tests/sip/test_reference.c \
	tests/sip/sip_check.h
tests_sip_test_reference_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_sip_test_reference_LDADD = $(sip_test_libs)

tests_sip_test_sdp_SOURCES = tests/sip/test_sdp.c tests/sip/sip_check.h
tests_sip_test_sdp_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_sip_test_sdp_LDADD = $(sip_test_libs)

tests_sip_test_stream_SOURCES = tests/sip/test_stream.c \
	tests/sip/sip_check.h tests/sip/stream_check.h
tests_sip_test_stream_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_sip_test_stream_LDADD = capture/libcapture.a $(sip_test_libs)

EXTRA_DIST += tests/sip/torture
tests_sip_test_torture_SOURCES = tests/sip/test_torture.c tests/sip/sip_check.h
tests_sip_test_torture_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_sip_test_torture_LDADD = $(sip_test_libs)

tests_sip_test_wash_SOURCES = tests/sip/test_wash.c tests/sip/sip_check.h
tests_sip_test_wash_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_sip_test_wash_LDADD = $(sip_test_libs)

tests_sip_test_websocket_SOURCES = tests/sip/test_websocket.c \
	tests/sip/sip_check.h tests/sip/stream_check.h
tests_sip_test_websocket_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_sip_test_websocket_LDADD = $(sip_test_libs)

tests_sip_test_mask_SOURCES = tests/sip/test_mask.c
tests_sip_test_mask_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_sip_test_mask_LDADD = $(sip_test_libs)

tests_sip_test_sdp_crypto_SOURCES = tests/sip/test_sdp_crypto.c tests/sip/sip_check.h
tests_sip_test_sdp_crypto_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_sip_test_sdp_crypto_LDADD = $(sip_test_libs)
