# SPDX-License-Identifier: GPL-3.0-or-later
# The generator of captures, what compares recordings and recorders: for
# bench/run and for the tests. Included by the top Makefile.am.

noinst_PROGRAMS += bench/callgen bench/checkaudio bench/floor bench/pace

bench_callgen_SOURCES = \
	bench/call.c bench/call.h \
	bench/callgen.c \
	bench/engine.c bench/engine.h \
	bench/g711.c bench/g711.h \
	bench/hash.h \
	bench/heap.c bench/heap.h \
	bench/list.c bench/list.h \
	bench/options.c bench/options.h \
	bench/packet.c bench/packet.h \
	bench/pcapfile.c bench/pcapfile.h \
	bench/plan.c bench/plan.h \
	bench/sipmsg.c bench/sipmsg.h \
	bench/speech.c bench/speech.h \
	bench/stream.c bench/stream.h \
	bench/truth.c bench/truth.h \
	bench/wav.c bench/wav.h \
	bench/wrap.c bench/wrap.h
bench_callgen_LDADD = -lm

bench_checkaudio_SOURCES = \
	bench/checkaudio.c \
	bench/compare.c bench/compare.h \
	bench/drift.c \
	bench/g711.c bench/g711.h \
	bench/json.c bench/json.h \
	bench/spoken.c bench/spoken.h \
	bench/wav.c bench/wav.h
bench_checkaudio_LDADD = -lm

bench_floor_SOURCES = bench/floor.c bench/g711.c bench/g711.h bench/hash.h
bench_floor_CFLAGS = $(AM_CFLAGS) $(PCAP_CFLAGS)
bench_floor_LDADD = $(PCAP_LIBS)

bench_pace_SOURCES = bench/pace.c

EXTRA_DIST += bench/run bench/README.md \
	bench/runner/captures.py bench/runner/check.py bench/runner/live.py \
	bench/runner/machine.py bench/runner/main.py bench/runner/measure.py \
	bench/runner/programs.py bench/runner/replay.py \
	bench/runner/report.py bench/runner/rounds.py bench/runner/rows.py \
	bench/runner/targets.py bench/runner/tools.py
