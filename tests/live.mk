# SPDX-License-Identifier: GPL-3.0-or-later
# The recorder at work: calls in a network of namespaces, as they happen. Root
# only; SPANREC_LONG=1 makes the long ones as long as they are meant to be.
live_tests = \
	tests/live/ahead.sh \
	tests/live/burst.sh \
	tests/live/clock.sh \
	tests/live/control.sh \
	tests/live/day.sh \
	tests/live/disk.sh \
	tests/live/drops.sh \
	tests/live/endless.sh \
	tests/live/flood.sh \
	tests/live/interface.sh \
	tests/live/killed.sh \
	tests/live/overload.sh \
	tests/live/power.sh \
	tests/live/pause.sh \
	tests/live/rate.sh \
	tests/live/readers.sh \
	tests/live/record.sh \
	tests/live/service.sh \
	tests/live/stalled.sh \
	tests/live/top.sh
TESTS += $(live_tests)
dist_check_SCRIPTS += $(live_tests)
EXTRA_DIST += tests/live/ahead.c tests/live/held.sh \
	tests/live/hostile_clients.py tests/live/lib.sh \
	tests/live/metrics.py tests/live/readers.py tests/live/send.py \
	tests/live/signalling.py \
	tests/live/top.py \
	tests/live/stalled.c tests/live/sipp/callee.xml \
	tests/live/sipp/caller.xml

# A disk that loses what was not synced.
EXTRA_DIST += tests/live/crash.sh tests/live/powerloss.py
check_PROGRAMS += tests/live/powerloss.so
tests_live_powerloss_so_SOURCES = tests/live/powerloss.c
tests_live_powerloss_so_CFLAGS = $(AM_CFLAGS) -fPIC
tests_live_powerloss_so_LDFLAGS = -shared
tests_live_powerloss_so_LDADD = -ldl

# How long the machine stood still.
check_PROGRAMS += tests/live/pulse
tests_live_pulse_SOURCES = tests/live/pulse.c
