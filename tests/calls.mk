# SPDX-License-Identifier: GPL-3.0-or-later
calls_tests = tests/calls/test_cause tests/calls/test_direction \
	tests/calls/test_feed tests/calls/test_ledger tests/calls/test_link \
	tests/calls/test_losses \
	tests/calls/test_media tests/calls/test_media_rtcp \
	tests/calls/test_nat \
	tests/calls/test_orphan \
	tests/calls/test_orphan_random tests/calls/test_recording \
	tests/calls/test_registrations tests/calls/test_rules
if HAVE_SRTP
calls_tests += tests/calls/test_media_srtp
endif
unit_tests += $(calls_tests)

calls_test_cflags = $(AM_CFLAGS) $(CHECK_CFLAGS)
calls_test_libs = calls/libcalls.a capture/libcapture.a sip/libsip.a \
	rtp/librtp.a storage/libstorage.a base/libbase.a $(CAPTURE_LIBS) \
	$(OSIP_LIBS) $(RTP_LIBS) $(STORAGE_LIBS) $(JANSSON_LIBS) $(CHECK_LIBS)

tests_calls_test_cause_SOURCES = tests/calls/test_cause.c
tests_calls_test_cause_CFLAGS = $(calls_test_cflags)
tests_calls_test_cause_LDADD = $(calls_test_libs)

tests_calls_test_direction_SOURCES = tests/calls/test_direction.c
tests_calls_test_direction_CFLAGS = $(calls_test_cflags)
tests_calls_test_direction_LDADD = $(calls_test_libs)

tests_calls_test_feed_SOURCES = tests/calls/test_feed.c \
	tests/calls/rtp_packets.h
tests_calls_test_feed_CFLAGS = $(calls_test_cflags)
tests_calls_test_feed_LDADD = $(calls_test_libs)

tests_calls_test_ledger_SOURCES = tests/calls/test_ledger.c
tests_calls_test_ledger_CFLAGS = $(calls_test_cflags)
tests_calls_test_ledger_LDADD = $(calls_test_libs)

tests_calls_test_link_SOURCES = tests/calls/test_link.c
tests_calls_test_link_CFLAGS = $(calls_test_cflags)
tests_calls_test_link_LDADD = $(calls_test_libs)

tests_calls_test_losses_SOURCES = tests/calls/test_losses.c
tests_calls_test_losses_CFLAGS = $(calls_test_cflags)
tests_calls_test_losses_LDADD = $(calls_test_libs)

tests_calls_test_media_SOURCES = tests/calls/test_media.c \
	tests/calls/rtp_packets.h
tests_calls_test_media_CFLAGS = $(calls_test_cflags)
tests_calls_test_media_LDADD = $(calls_test_libs)

tests_calls_test_nat_SOURCES = tests/calls/test_nat.c \
	tests/calls/rtp_packets.h
tests_calls_test_nat_CFLAGS = $(calls_test_cflags)
tests_calls_test_nat_LDADD = $(calls_test_libs)

tests_calls_test_orphan_SOURCES = tests/calls/test_orphan.c \
	tests/calls/rtp_packets.h
tests_calls_test_orphan_CFLAGS = $(calls_test_cflags)
tests_calls_test_orphan_LDADD = $(calls_test_libs)

tests_calls_test_orphan_random_SOURCES = tests/calls/test_orphan_random.c \
	tests/calls/rtp_packets.h
tests_calls_test_orphan_random_CFLAGS = $(calls_test_cflags)
tests_calls_test_orphan_random_LDADD = $(calls_test_libs)

tests_calls_test_recording_SOURCES = tests/calls/test_recording.c \
	tests/calls/rtp_packets.h tests/rtp/kept.h
tests_calls_test_recording_CFLAGS = $(calls_test_cflags)
tests_calls_test_recording_LDADD = $(calls_test_libs)

tests_calls_test_registrations_SOURCES = tests/calls/test_registrations.c
tests_calls_test_registrations_CFLAGS = $(calls_test_cflags)
tests_calls_test_registrations_LDADD = $(calls_test_libs)

tests_calls_test_media_rtcp_SOURCES = tests/calls/test_media_rtcp.c \
	tests/calls/rtp_packets.h
tests_calls_test_media_rtcp_CFLAGS = $(calls_test_cflags)
tests_calls_test_media_rtcp_LDADD = $(calls_test_libs)

tests_calls_test_media_srtp_SOURCES = tests/calls/test_media_srtp.c \
	tests/calls/rtp_packets.h
tests_calls_test_media_srtp_CFLAGS = $(calls_test_cflags) $(SRTP_CFLAGS)
tests_calls_test_media_srtp_LDADD = $(calls_test_libs)

tests_calls_test_rules_SOURCES = tests/calls/test_rules.c
tests_calls_test_rules_CFLAGS = $(calls_test_cflags)
tests_calls_test_rules_LDADD = $(calls_test_libs)
