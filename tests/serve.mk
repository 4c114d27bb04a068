# SPDX-License-Identifier: GPL-3.0-or-later
# spanview serve, asked over HTTP.
serve_tests = \
	tests/serve/api.sh \
	tests/serve/openapi.sh \
	tests/serve/security.sh
TESTS += $(serve_tests)
dist_check_SCRIPTS += $(serve_tests)
EXTRA_DIST += tests/serve/lib.sh \
	tests/serve/api.py \
	tests/serve/check.py \
	tests/serve/openapi.py \
	tests/serve/security.py

if HAVE_SERVE
check_PROGRAMS += tests/serve/list_routes
tests_serve_list_routes_SOURCES = tests/serve/list_routes.c
tests_serve_list_routes_LDADD = serve/libserve.a $(spanview_LDADD)
endif
