# SPDX-License-Identifier: GPL-3.0-or-later
unit_tests += tests/base/test_flow

tests_base_test_flow_SOURCES = tests/base/test_flow.c
tests_base_test_flow_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_base_test_flow_LDADD = base/libbase.a $(CHECK_LIBS)
