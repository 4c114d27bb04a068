# SPDX-License-Identifier: GPL-3.0-or-later
# spanview serve: HTTP, accounts, and the API over what browse/ shows.
noinst_LIBRARIES += serve/libserve.a
serve_libserve_a_CPPFLAGS = $(AM_CPPFLAGS) \
	-DPAGE_FOLDER='"$(pkgdatadir)/page"'
serve_libserve_a_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS) $(MICROHTTPD_CFLAGS) \
	$(SODIUM_CFLAGS)
serve_sources = \
	serve/account_name.c serve/account_name.h \
	serve/answer.c \
	serve/api_annotate.c \
	serve/api_audio.c \
	serve/api_audit.c \
	serve/api_call.c \
	serve/api_calls.c \
	serve/api_export.c \
	serve/api_live.c \
	serve/api_open.c \
	serve/api_session.c \
	serve/api_stats.c \
	serve/api_tokens.c \
	serve/api_users.c \
	serve/audit.c serve/audit.h \
	serve/body.c serve/body.h \
	serve/call.h \
	serve/confine.c serve/confine.h \
	serve/cookie.c serve/cookie.h \
	serve/deadline.c serve/deadline.h \
	serve/exchange.h \
	serve/http.c serve/http.h serve/http_int.h \
	serve/http_answer.c \
	serve/identity.c serve/identity.h \
	serve/live.c serve/live.h \
	serve/limits.c serve/limits.h \
	serve/listen.c serve/listen.h \
	serve/openapi.h \
	serve/pages.c serve/pages.h \
	serve/params.c serve/params.h \
	serve/password.c serve/password.h \
	serve/problem.c serve/problem.h \
	serve/range.c serve/range.h \
	serve/fresh.c serve/fresh.h \
	serve/route.c serve/route.h \
	serve/secret.c serve/secret.h \
	serve/serve.c \
	serve/sending.c serve/sending.h \
	serve/server.h \
	serve/session.c serve/session.h \
	serve/stream.c serve/stream.h \
	serve/target.c serve/target.h \
	serve/user.c \
	serve/workers.c serve/workers.h
if HAVE_SERVE
serve_libserve_a_SOURCES = $(serve_sources)
nodist_serve_libserve_a_SOURCES = serve/openapi.c
SERVE_LIBS = $(MICROHTTPD_LIBS) $(SODIUM_LIBS) -lpthread
else
serve_libserve_a_SOURCES = serve/absent.c
SERVE_LIBS =
endif
EXTRA_DIST += $(serve_sources) serve/absent.c serve/openapi.json

# What describes the API, as a string of C.
serve/openapi.c: $(top_srcdir)/serve/openapi.json
	$(AM_V_GEN)$(MKDIR_P) serve && { \
	echo '#include "serve/openapi.h"'; \
	echo 'const char openapi_document[] ='; \
	sed -e 's/[\\"]/\\&/g' -e 's/.*/"&\\n"/' \
	    '$(top_srcdir)/serve/openapi.json'; \
	echo ';'; } >$@.tmp && mv $@.tmp $@
BUILT_SOURCES += serve/openapi.c
CLEANFILES += serve/openapi.c serve/openapi.c.tmp
