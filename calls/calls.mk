# SPDX-License-Identifier: GPL-3.0-or-later
noinst_LIBRARIES += calls/libcalls.a
calls_libcalls_a_SOURCES = \
	calls/audio.c calls/audio.h \
	calls/bindings.c calls/bindings.h \
	calls/block.c calls/block.h \
	calls/call.h \
	calls/call_leg.c calls/call_leg.h \
	calls/calls.c calls/calls.h \
	calls/calls_int.h \
	calls/calls_find.c calls/calls_find.h \
	calls/calls_merge.c \
	calls/cause.c calls/cause.h \
	calls/chunk.c calls/chunk.h \
	calls/closing.c \
	calls/clue.c calls/clue.h \
	calls/datagram.h \
	calls/describe.c calls/describe.h \
	calls/direction.c calls/direction.h \
	calls/fax.c calls/fax.h \
	calls/feed.c calls/feed.h \
	calls/feed_event.h \
	calls/feed_mail.h \
	calls/filing.c calls/filing.h \
	calls/gap_cause.c calls/gap_cause.h \
	calls/gaps.c calls/gaps.h \
	calls/heard.c calls/heard.h \
	calls/hold.c \
	calls/identity.c calls/identity.h \
	calls/info.c calls/info.h \
	calls/keys.c calls/keys.h \
	calls/ledger.c calls/ledger.h \
	calls/link.c calls/link.h \
	calls/link_key.c calls/link_key.h \
	calls/link_score.c \
	calls/losses.c calls/losses.h \
	calls/measure.c calls/measure.h \
	calls/media.c calls/media.h \
	calls/media_choice.c calls/media_choice.h \
	calls/media_prefetch.c calls/media_prefetch.h \
	calls/media_ice.c calls/media_ice.h \
	calls/media_rtcp.c calls/media_rtcp.h \
	calls/media_srtp.c calls/media_srtp.h \
	calls/media_stream.c calls/media_stream.h \
	calls/orphan.c calls/orphan.h \
	calls/parties.c calls/parties.h \
	calls/pause.c calls/pause.h calls/pause_settings.h \
	calls/policy.c calls/policy.h \
	calls/quality.c calls/quality.h \
	calls/recording.c calls/recording.h \
	calls/recording_gaps.c calls/recording_gaps.h \
	calls/registrations.c calls/registrations.h \
	calls/rules.c calls/rules.h calls/rules_int.h \
	calls/rules_parse.c \
	calls/schedule.c calls/schedule.h \
	calls/settings.h \
	calls/signalling.c calls/signalling.h \
	calls/signalling_begin.c \
	calls/signalling_end.c \
	calls/signalling_facts.c \
	calls/signalling_int.h \
	calls/silence.c calls/silence.h \
	calls/source_figures.h \
	calls/take.c calls/take.h \
	calls/tones.c calls/tones.h \
	calls/transfer.c calls/transfer.h \
	calls/writers.c calls/writers.h
