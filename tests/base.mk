# SPDX-License-Identifier: GPL-3.0-or-later
base_tests = tests/base/test_arena tests/base/test_counter \
	tests/base/test_cursor \
	tests/base/test_flow tests/base/test_hash tests/base/test_mailbox \
	tests/base/test_pool tests/base/test_port_set \
	tests/base/test_table tests/base/test_text tests/base/test_thread \
	tests/base/test_tstamp \
	tests/base/test_utf8 tests/base/test_window
unit_tests += $(base_tests)

base_test_libs = base/libbase.a $(CHECK_LIBS)

tests_base_test_arena_SOURCES = tests/base/test_arena.c
tests_base_test_arena_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_base_test_arena_LDADD = $(base_test_libs)

tests_base_test_counter_SOURCES = tests/base/test_counter.c
tests_base_test_counter_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_base_test_counter_LDADD = $(base_test_libs)

tests_base_test_cursor_SOURCES = tests/base/test_cursor.c
tests_base_test_cursor_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_base_test_cursor_LDADD = $(base_test_libs)

tests_base_test_flow_SOURCES = tests/base/test_flow.c
tests_base_test_flow_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_base_test_flow_LDADD = $(base_test_libs)

tests_base_test_hash_SOURCES = tests/base/test_hash.c
tests_base_test_hash_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_base_test_hash_LDADD = $(base_test_libs)

tests_base_test_mailbox_SOURCES = tests/base/test_mailbox.c
tests_base_test_mailbox_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_base_test_mailbox_LDADD = $(base_test_libs)

tests_base_test_window_SOURCES = tests/base/test_window.c
tests_base_test_window_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_base_test_window_LDADD = $(base_test_libs)

tests_base_test_pool_SOURCES = tests/base/test_pool.c
tests_base_test_pool_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_base_test_pool_LDADD = $(base_test_libs)

tests_base_test_port_set_SOURCES = tests/base/test_port_set.c
tests_base_test_port_set_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_base_test_port_set_LDADD = $(base_test_libs)

tests_base_test_table_SOURCES = tests/base/test_table.c
tests_base_test_table_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_base_test_table_LDADD = $(base_test_libs)

tests_base_test_utf8_SOURCES = tests/base/test_utf8.c
tests_base_test_utf8_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_base_test_utf8_LDADD = $(base_test_libs)

tests_base_test_text_SOURCES = tests/base/test_text.c
tests_base_test_text_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_base_test_text_LDADD = $(base_test_libs)

tests_base_test_thread_SOURCES = tests/base/test_thread.c
tests_base_test_thread_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_base_test_thread_LDADD = $(base_test_libs)

tests_base_test_tstamp_SOURCES = tests/base/test_tstamp.c
tests_base_test_tstamp_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_base_test_tstamp_LDADD = $(base_test_libs)
