# SPDX-License-Identifier: GPL-3.0-or-later
# The rules of CONTRIBUTING.md, and that each is seen to be broken.
lint_tests = tests/lint/lint.sh tests/lint/broken.sh
TESTS += $(lint_tests)
dist_check_SCRIPTS += $(lint_tests)
EXTRA_DIST += tests/.shellcheckrc tests/lint/functions.py tests/lint/includes.py

AM_TESTS_ENVIRONMENT += \
	CC='$(CC)'; export CC; \
	LINT_CPPFLAGS='$(JANSSON_CFLAGS) $(CHECK_CFLAGS)'; \
	export LINT_CPPFLAGS;
