# SPDX-License-Identifier: GPL-3.0-or-later
recorder_tests = tests/recorder/test_cause tests/recorder/test_direction \
	tests/recorder/test_ledger tests/recorder/test_link \
	tests/recorder/test_losses \
	tests/recorder/test_media tests/recorder/test_media_rtcp \
	tests/recorder/test_nat \
	tests/recorder/test_options tests/recorder/test_orphan \
	tests/recorder/test_orphan_random tests/recorder/test_recording \
	tests/recorder/test_registrations
if HAVE_SRTP
recorder_tests += tests/recorder/test_media_srtp
endif
unit_tests += $(recorder_tests)

recorder_test_cflags = $(AM_CFLAGS) $(CHECK_CFLAGS)
recorder_test_libs = recorder/librecorder.a capture/libcapture.a sip/libsip.a \
	rtp/librtp.a tls/libtls.a storage/libstorage.a base/libbase.a \
	$(CAPTURE_LIBS) $(TLS_LIBS) \
	$(OSIP_LIBS) $(RTP_LIBS) $(STORAGE_LIBS) $(JANSSON_LIBS) $(CHECK_LIBS)

tests_recorder_test_cause_SOURCES = tests/recorder/test_cause.c
tests_recorder_test_cause_CFLAGS = $(recorder_test_cflags)
tests_recorder_test_cause_LDADD = $(recorder_test_libs)

tests_recorder_test_direction_SOURCES = tests/recorder/test_direction.c
tests_recorder_test_direction_CFLAGS = $(recorder_test_cflags)
tests_recorder_test_direction_LDADD = $(recorder_test_libs)

tests_recorder_test_ledger_SOURCES = tests/recorder/test_ledger.c
tests_recorder_test_ledger_CFLAGS = $(recorder_test_cflags)
tests_recorder_test_ledger_LDADD = $(recorder_test_libs)

tests_recorder_test_link_SOURCES = tests/recorder/test_link.c
tests_recorder_test_link_CFLAGS = $(recorder_test_cflags)
tests_recorder_test_link_LDADD = $(recorder_test_libs)

tests_recorder_test_losses_SOURCES = tests/recorder/test_losses.c
tests_recorder_test_losses_CFLAGS = $(recorder_test_cflags)
tests_recorder_test_losses_LDADD = $(recorder_test_libs)

tests_recorder_test_media_SOURCES = tests/recorder/test_media.c \
	tests/recorder/rtp_packets.h
tests_recorder_test_media_CFLAGS = $(recorder_test_cflags)
tests_recorder_test_media_LDADD = $(recorder_test_libs)

tests_recorder_test_nat_SOURCES = tests/recorder/test_nat.c \
	tests/recorder/rtp_packets.h
tests_recorder_test_nat_CFLAGS = $(recorder_test_cflags)
tests_recorder_test_nat_LDADD = $(recorder_test_libs)

tests_recorder_test_options_SOURCES = tests/recorder/test_options.c
tests_recorder_test_options_CFLAGS = $(recorder_test_cflags)
tests_recorder_test_options_LDADD = $(recorder_test_libs)

tests_recorder_test_orphan_SOURCES = tests/recorder/test_orphan.c \
	tests/recorder/rtp_packets.h
tests_recorder_test_orphan_CFLAGS = $(recorder_test_cflags)
tests_recorder_test_orphan_LDADD = $(recorder_test_libs)

tests_recorder_test_orphan_random_SOURCES = tests/recorder/test_orphan_random.c \
	tests/recorder/rtp_packets.h
tests_recorder_test_orphan_random_CFLAGS = $(recorder_test_cflags)
tests_recorder_test_orphan_random_LDADD = $(recorder_test_libs)

tests_recorder_test_recording_SOURCES = tests/recorder/test_recording.c \
	tests/recorder/rtp_packets.h
tests_recorder_test_recording_CFLAGS = $(recorder_test_cflags)
tests_recorder_test_recording_LDADD = $(recorder_test_libs)

tests_recorder_test_registrations_SOURCES = tests/recorder/test_registrations.c
tests_recorder_test_registrations_CFLAGS = $(recorder_test_cflags)
tests_recorder_test_registrations_LDADD = $(recorder_test_libs)

tests_recorder_test_media_rtcp_SOURCES = tests/recorder/test_media_rtcp.c \
	tests/recorder/rtp_packets.h
tests_recorder_test_media_rtcp_CFLAGS = $(recorder_test_cflags)
tests_recorder_test_media_rtcp_LDADD = $(recorder_test_libs)

tests_recorder_test_media_srtp_SOURCES = tests/recorder/test_media_srtp.c \
	tests/recorder/rtp_packets.h
tests_recorder_test_media_srtp_CFLAGS = $(recorder_test_cflags) $(SRTP_CFLAGS)
tests_recorder_test_media_srtp_LDADD = $(recorder_test_libs)
