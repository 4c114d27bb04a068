# SPDX-License-Identifier: GPL-3.0-or-later
tls_tests = tests/tls/test_keylog tests/tls/test_protection
unit_tests += $(tls_tests)

tls_test_libs = tls/libtls.a base/libbase.a $(TLS_LIBS) $(CHECK_LIBS)

tests_tls_test_keylog_SOURCES = tests/tls/test_keylog.c
tests_tls_test_keylog_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_tls_test_keylog_LDADD = $(tls_test_libs)

tests_tls_test_protection_SOURCES = tests/tls/test_protection.c
tests_tls_test_protection_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_tls_test_protection_LDADD = $(tls_test_libs)
