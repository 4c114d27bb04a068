# SPDX-License-Identifier: GPL-3.0-or-later
# The page of "spanview serve": bundled by npm's esbuild, installed beside the
# programs. Without npm, or without a network, all else is built.
web_sources = \
	web/build \
	web/build.mjs \
	web/icon.svg \
	web/index.html \
	web/package.json \
	web/package-lock.json \
	web/.npmrc \
	web/page/annotate.js \
	web/page/api.js \
	web/page/app.js \
	web/page/charts.js \
	web/page/dialog.js \
	web/page/dom.js \
	web/page/export.js \
	web/page/facts.js \
	web/page/filter.js \
	web/page/format.js \
	web/page/grid.js \
	web/page/keys.js \
	web/page/ladder.js \
	web/page/marks.js \
	web/page/player.js \
	web/page/shell.js \
	web/page/signin.js \
	web/page/sound.js \
	web/page/tabs.js \
	web/page/theme.js \
	web/page/types.js \
	web/style/base.css \
	web/style/call.css \
	web/style/calls.css \
	web/style/ladder.css \
	web/style/report.css \
	web/style/shell.css \
	web/style/style.css \
	web/views/admin.js \
	web/views/call.js \
	web/views/calls.js \
	web/views/day.js \
	web/views/live.js \
	web/views/mirror.js
EXTRA_DIST += $(web_sources) web/tsconfig.json

if WITH_PAGE
pagedir = $(pkgdatadir)/page
noinst_DATA += web/page.stamp
web/page.stamp: $(web_sources)
	$(AM_V_GEN)$(MKDIR_P) web && \
	sh '$(srcdir)/web/build' '$(srcdir)/web' web '$(PAGE_REQUIRED)' && \
	echo >$@

# Tries again what did not work.
page:
	rm -f web/page.stamp
	$(MAKE) $(AM_MAKEFLAGS) web/page.stamp

# Files of an earlier page have names of their own, with hashes: they go.
install-data-local: web/page.stamp
	test ! -f web/files/index.html || \
	  rm -rf '$(DESTDIR)$(pagedir)/assets'
	for file in web/files/* web/files/assets/*; do \
	  test -f "$$file" || continue; \
	  $(MKDIR_P) '$(DESTDIR)$(pagedir)/assets' && \
	  $(INSTALL_DATA) "$$file" \
	    '$(DESTDIR)$(pagedir)'/"$${file#web/files/}" || exit 1; \
	done

uninstall-local:
	rm -rf '$(DESTDIR)$(pagedir)'

clean-local:
	rm -rf web/page.stamp web/files web/libraries web/log
else
page:
	@echo "This was configured without the page: it needs npm." >&2; exit 1
endif
.PHONY: page
