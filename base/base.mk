# SPDX-License-Identifier: GPL-3.0-or-later
noinst_LIBRARIES += base/libbase.a
base_libbase_a_CFLAGS = $(AM_CFLAGS) $(SECCOMP_CFLAGS)
base_libbase_a_SOURCES = \
	base/arena.c base/arena.h \
	base/banned.h \
	base/cache_line.h \
	base/counter.c base/counter.h base/counters.def \
	base/cursor.h \
	base/flow.c base/flow.h \
	base/glob.c base/glob.h \
	base/hash.c base/hash.h \
	base/huge.c base/huge.h \
	base/landlock.c base/landlock.h \
	base/log.c base/log.h \
	base/mailbox.c base/mailbox.h \
	base/monotonic.c base/monotonic.h \
	base/pool.c base/pool.h \
	base/port_set.c base/port_set.h \
	base/position.c base/position.h \
	base/seccomp.c base/seccomp.h \
	base/table.c base/table.h \
	base/text.h \
	base/thread.c base/thread.h \
	base/tstamp.c base/tstamp.h \
	base/utf8.c base/utf8.h \
	base/vector.h \
	base/window.h
