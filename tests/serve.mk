# SPDX-License-Identifier: GPL-3.0-or-later
# spanview serve, asked over HTTP.
serve_tests = \
	tests/serve/api.sh \
	tests/serve/confined.sh \
	tests/serve/end.sh \
	tests/serve/large.sh \
	tests/serve/live.sh \
	tests/serve/openapi.sh \
	tests/serve/security.sh \
	tests/serve/sign.sh \
	tests/serve/slow.sh
TESTS += $(serve_tests)
dist_check_SCRIPTS += $(serve_tests)
EXTRA_DIST += tests/serve/lib.sh \
	tests/serve/api.py \
	tests/serve/check.py \
	tests/serve/end.py \
	tests/serve/large.py \
	tests/serve/live.py \
	tests/serve/openapi.py \
	tests/serve/security.py \
	tests/serve/sign.py \
	tests/serve/slow.py

if HAVE_SERVE
if HAVE_CHECK
check_PROGRAMS += tests/serve/test_limits
TESTS += tests/serve/test_limits
tests_serve_test_limits_SOURCES = tests/serve/test_limits.c
tests_serve_test_limits_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_serve_test_limits_LDADD = serve/libserve.a base/libbase.a $(CHECK_LIBS)
endif

check_PROGRAMS += tests/serve/list_routes
tests_serve_list_routes_SOURCES = tests/serve/list_routes.c
tests_serve_list_routes_LDADD = serve/libserve.a $(spanview_LDADD)
check_PROGRAMS += tests/serve/confined
tests_serve_confined_SOURCES = tests/serve/confined.c
tests_serve_confined_LDADD = serve/libserve.a $(spanview_LDADD)
endif
