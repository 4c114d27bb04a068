#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Of 100,000 calls the first screen is there in 300 ms, and what is typed
# filters in 150 ms, from navigation or key to rows. SPANREC_LONG=1: medians.
. "${top_srcdir:?}/tests/web/lib.sh"
needs_page
is_sanitized && skip_all "a build with sanitizers is not timed"

mkdir "$work/out"
"$top_builddir/tests/storage/load_rows" "$work/out" "${SPANREC_CALLS:-100000}" \
  0 >"$work/load.log" 2>&1 || echo "Bail out! no catalogue"
add_user ada administrator
serve
drive speed.mjs
