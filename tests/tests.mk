# SPDX-License-Identifier: GPL-3.0-or-later
# Unit tests mirror the tree; each links the library that it tests. Shell
# tests speak TAP too. Check ends a case of 4 s: a machine that is busy, or held
# up, is no fault of it; what hangs is ended after minutes.
TEST_EXTENSIONS = .sh
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) \
	$(top_srcdir)/build-aux/tap-driver.sh
SH_LOG_DRIVER = $(LOG_DRIVER)
AM_TESTS_ENVIRONMENT = \
	top_srcdir='$(abs_top_srcdir)'; export top_srcdir; \
	top_builddir='$(abs_top_builddir)'; export top_builddir; \
	CK_DEFAULT_TIMEOUT=60; export CK_DEFAULT_TIMEOUT; \
	CK_TIMEOUT_MULTIPLIER=10; export CK_TIMEOUT_MULTIPLIER;

EXTRA_DIST += tests/check_main.h

if HAVE_CHECK
unit_tests =
include tests/base.mk
include tests/capture.mk
include tests/sip.mk
include tests/rtp.mk
include tests/storage.mk
include tests/tls.mk
include tests/calls.mk
include tests/recorder.mk
check_PROGRAMS += $(unit_tests)
TESTS += $(unit_tests)
endif

include tests/browse.mk
include tests/web.mk
include tests/serve.mk
include tests/fuzz/fuzz.mk
include tests/spanctl.mk
include tests/packaging.mk
include tests/replay.mk
include tests/live.mk
include tests/lint.mk
