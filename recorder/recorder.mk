# SPDX-License-Identifier: GPL-3.0-or-later
# Everything but main() is a library, so that tests can link it.
noinst_LIBRARIES += recorder/librecorder.a
recorder_librecorder_a_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
recorder_librecorder_a_SOURCES = \
	recorder/audio.c recorder/audio.h \
	recorder/bindings.c recorder/bindings.h \
	recorder/call.h \
	recorder/calls.c recorder/calls.h \
	recorder/cause.c recorder/cause.h \
	recorder/connections.c recorder/connections.h \
	recorder/datagram.h \
	recorder/describe.c recorder/describe.h \
	recorder/direction.c recorder/direction.h \
	recorder/files.c recorder/files.h \
	recorder/filing.c recorder/filing.h \
	recorder/gap_cause.c recorder/gap_cause.h \
	recorder/gaps.c recorder/gaps.h \
	recorder/heard.c recorder/heard.h \
	recorder/ledger.c recorder/ledger.h \
	recorder/losses.c recorder/losses.h \
	recorder/media.c recorder/media.h \
	recorder/media_choice.c recorder/media_choice.h \
	recorder/media_ice.c recorder/media_ice.h \
	recorder/media_srtp.c recorder/media_srtp.h \
	recorder/media_stream.c recorder/media_stream.h \
	recorder/options.c recorder/options.h \
	recorder/orphan.c recorder/orphan.h \
	recorder/parties.c recorder/parties.h \
	recorder/pipeline.c recorder/pipeline.h \
	recorder/progress.c recorder/progress.h \
	recorder/recording.c recorder/recording.h \
	recorder/registrations.c recorder/registrations.h \
	recorder/replay.c recorder/replay.h \
	recorder/report.c recorder/report.h \
	recorder/reserve.c recorder/reserve.h \
	recorder/settings.h \
	recorder/site_options.c recorder/site_options.h \
	recorder/signalling.c recorder/signalling.h  \
	recorder/silence.c recorder/silence.h \
	recorder/sources.c recorder/sources.h \
	recorder/tls_pairs.c recorder/tls_pairs.h

bin_PROGRAMS += spanrec
spanrec_SOURCES = recorder/main.c
spanrec_LDADD = recorder/librecorder.a capture/libcapture.a sip/libsip.a \
	rtp/librtp.a tls/libtls.a storage/libstorage.a base/libbase.a \
	$(CAPTURE_LIBS) $(TLS_LIBS) \
	$(OSIP_LIBS) $(RTP_LIBS) $(STORAGE_LIBS) $(JANSSON_LIBS)
