# SPDX-License-Identifier: GPL-3.0-or-later
# Everything but main() is a library, so that tests can link it.
noinst_LIBRARIES += recorder/librecorder.a
recorder_librecorder_a_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
recorder_librecorder_a_SOURCES = \
	recorder/audio.c recorder/audio.h \
	recorder/bindings.c recorder/bindings.h \
	recorder/call.h recorder/call_leg.c recorder/call_leg.h \
	recorder/calls.c recorder/calls.h recorder/calls_int.h \
	recorder/calls_merge.c \
	recorder/cause.c recorder/cause.h \
	recorder/clue.c recorder/clue.h \
	recorder/connections.c recorder/connections.h \
	recorder/datagram.h \
	recorder/describe.c recorder/describe.h \
	recorder/direction.c recorder/direction.h \
	recorder/fax.c recorder/fax.h \
	recorder/files.c recorder/files.h \
	recorder/filing.c recorder/filing.h \
	recorder/gap_cause.c recorder/gap_cause.h \
	recorder/gaps.c recorder/gaps.h \
	recorder/heard.c recorder/heard.h \
	recorder/hold.c \
	recorder/identity.c recorder/identity.h \
	recorder/info.c recorder/info.h \
	recorder/keys.c recorder/keys.h \
	recorder/ledger.c recorder/ledger.h \
	recorder/link.c recorder/link.h \
	recorder/link_key.c recorder/link_key.h recorder/link_score.c \
	recorder/link_options.c recorder/link_options.h \
	recorder/losses.c recorder/losses.h \
	recorder/media.c recorder/media.h \
	recorder/media_choice.c recorder/media_choice.h \
	recorder/media_ice.c recorder/media_ice.h \
	recorder/media_rtcp.c recorder/media_rtcp.h \
	recorder/media_srtp.c recorder/media_srtp.h \
	recorder/media_stream.c recorder/media_stream.h \
	recorder/measure.c recorder/measure.h \
	recorder/options.c recorder/options.h \
	recorder/orphan.c recorder/orphan.h \
	recorder/parties.c recorder/parties.h \
	recorder/pipeline.c recorder/pipeline.h \
	recorder/progress.c recorder/progress.h \
	recorder/quality.c recorder/quality.h \
	recorder/recording.c recorder/recording.h \
	recorder/recording_gaps.c recorder/recording_gaps.h \
	recorder/registrations.c recorder/registrations.h \
	recorder/replay.c recorder/replay.h \
	recorder/report.c recorder/report.h \
	recorder/reserve.c recorder/reserve.h \
	recorder/settings.h \
	recorder/signalling.c recorder/signalling.h \
	recorder/signalling_begin.c recorder/signalling_end.c \
	recorder/signalling_int.h \
	recorder/silence.c recorder/silence.h \
	recorder/site_options.c recorder/site_options.h \
	recorder/sources.c recorder/sources.h \
	recorder/tones.c recorder/tones.h \
	recorder/tls_pairs.c recorder/tls_pairs.h \
	recorder/transfer.c recorder/transfer.h

bin_PROGRAMS += spanrec
spanrec_SOURCES = recorder/main.c
spanrec_LDADD = recorder/librecorder.a capture/libcapture.a sip/libsip.a \
	rtp/librtp.a tls/libtls.a storage/libstorage.a base/libbase.a \
	$(CAPTURE_LIBS) $(TLS_LIBS) \
	$(OSIP_LIBS) $(RTP_LIBS) $(STORAGE_LIBS) $(JANSSON_LIBS)
