#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The types that the page's comments promise hold, by the TypeScript compiler.
. "${top_srcdir:?}/tests/web/lib.sh"
[ -d "$top_builddir/web/libraries/node_modules" ] ||
  skip_all "the page was not built"
needs_libraries

mkdir "$work/web"
cp -R "$top_srcdir/web/page" "$top_srcdir/web/views" \
  "$top_srcdir/web/tsconfig.json" "$work/web/"
ln -s "$(cd "$top_builddir" && pwd)/web/libraries/node_modules" \
  "$work/web/node_modules"
"$libraries/node_modules/.bin/tsc" -p "$work/web" >"$work/tsc.log" 2>&1
is "$(cat "$work/tsc.log")" '' 'all types hold'
done_testing
