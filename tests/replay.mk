# SPDX-License-Identifier: GPL-3.0-or-later
# Whole calls, from a capture to what is listed and heard of them: scenarios
# that a script writes, calls of bench/callgen, and the samples.
replay_tests = \
	tests/replay/audio.sh \
	tests/replay/bench.sh \
	tests/replay/beside.sh \
	tests/replay/calls.sh \
	tests/replay/checksum.sh \
	tests/replay/codecs.sh \
	tests/replay/damage.sh \
	tests/replay/determinism.sh \
	tests/replay/dialogs.sh \
	tests/replay/facts.sh \
	tests/replay/files.sh \
	tests/replay/hostile.sh \
	tests/replay/killed.sh \
	tests/replay/ledger.sh \
	tests/replay/legs.sh \
	tests/replay/mangled.sh \
	tests/replay/nat.sh \
	tests/replay/retention.sh \
	tests/replay/reuse.sh \
	tests/replay/pause.sh \
	tests/replay/rules.sh \
	tests/replay/samples.sh \
	tests/replay/sink.sh \
	tests/replay/srtp.sh \
	tests/replay/tcp.sh \
	tests/replay/tls.sh \
	tests/replay/trouble.sh \
	tests/replay/unseen.sh \
	tests/replay/valgrind.sh \
	tests/replay/wrapped.sh
TESTS += $(replay_tests)
dist_check_SCRIPTS += $(replay_tests)
EXTRA_DIST += tests/tap.sh tests/replay/tap.sh \
	tests/replay/beside.py tests/replay/codecs.py tests/replay/damage.py tests/replay/facts.py \
	tests/replay/hostile.py tests/replay/ledger.py tests/replay/mangle.py \
	tests/replay/nat.py tests/replay/pause.py tests/replay/reuse.py \
	tests/replay/rules.py \
	tests/replay/scenario.py tests/replay/scenario.sh \
	tests/replay/scenario_dialogs.py tests/replay/scenario_legs.py \
	tests/replay/srtp.py tests/replay/tcp.py \
	tests/replay/tls.py

check_PROGRAMS += tests/replay/correlate tests/replay/tones tests/replay/secret
tests_replay_correlate_SOURCES = tests/replay/correlate.c
tests_replay_correlate_LDADD = -lm
tests_replay_secret_SOURCES = tests/replay/secret.c \
	bench/g711.c bench/g711.h bench/wav.c bench/wav.h
tests_replay_secret_LDADD = -lm
tests_replay_tones_SOURCES = tests/replay/tones.c \
	bench/g711.c bench/g711.h bench/wav.c bench/wav.h
tests_replay_tones_LDADD = -lm
