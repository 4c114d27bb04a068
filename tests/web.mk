# SPDX-License-Identifier: GPL-3.0-or-later
# The page, driven in a browser.
web_tests = tests/web/access.sh tests/web/admin.sh tests/web/build.sh \
	tests/web/live.sh tests/web/page.sh \
	tests/web/speed.sh tests/web/types.sh
TESTS += $(web_tests)
dist_check_SCRIPTS += $(web_tests)
dist_noinst_SCRIPTS += tests/web/screenshots.sh
EXTRA_DIST += tests/web/lib.sh tests/web/lib.mjs tests/web/access.mjs \
	tests/web/admin.mjs \
	tests/web/live.mjs tests/web/page.mjs tests/web/speed.mjs tests/web/screenshots.mjs \
	tests/web/package.json tests/web/package-lock.json tests/web/.npmrc
