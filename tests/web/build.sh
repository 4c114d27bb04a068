#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# How the page is built: what it is made of, and what happens where it cannot
# be had.
. "${top_srcdir:?}/tests/tap.sh"

for lock in web tests/web; do
  is "$(grep -cE '"resolved"|https?://' "$top_srcdir/$lock/package-lock.json")" \
    0 "$lock: no address of a registry is in the lock file"
  has "$(cat "$top_srcdir/$lock/package-lock.json")" '"integrity": "sha512-' \
    "$lock: but what each package has to be"
done
is "$(grep -rnE "https?://" "$top_srcdir/web" --include=*.js --include=*.css \
  --include=*.html | grep -v 'www.w3.org/2000/svg')" '' \
  'the page names no address elsewhere'

# npm that gets nothing, as without a network.
mkdir -p "$work/bin"
printf '#!/bin/sh\necho "npm error network" >&2\nexit 1\n' >"$work/bin/npm"
chmod +x "$work/bin/npm"
PATH=$work/bin:$PATH
export PATH
status 0 'a build that gets no libraries goes on' \
  sh "$top_srcdir/web/build" "$top_srcdir/web" "$work/none" check
has "$(cat "$work/err")" 'The page of spanview serve was not built' \
  'and says that there is no page'
has "$(cat "$work/err")" 'npm error network' 'and why'
is "$(ls "$work/none/files")" '' 'nothing half is left'
status 1 'with --with-page it is a failure' \
  sh "$top_srcdir/web/build" "$top_srcdir/web" "$work/none" yes
mkdir -p "$work/half/libraries/node_modules"
cp "$top_srcdir/web/package-lock.json" "$work/half/libraries/"
status 0 'a build after one that was interrupted goes on' \
  sh "$top_srcdir/web/build" "$top_srcdir/web" "$work/half" check
has "$(cat "$work/err")" 'npm error network' \
  'and gets the libraries that it had not got'
PATH=${PATH#*:}

built=${top_builddir:?}/web
if [ -f "$built/files/index.html" ]; then
  is "$(grep -cE '<style|style=| on[a-z]+=|<script>' \
    "$built/files/index.html")" 0 'the page has no inline style or script'
  has "$(cat "$built/files/licences.txt")" 'wavesurfer' \
    'the licences of what is bundled are given on'
  (cd "$work" && NODE_PATH=$built/libraries/node_modules \
    node "$top_srcdir/web/build.mjs" "$work/again") >"$work/log" 2>&1
  is "$(diff -r "$built/files" "$work/again" 2>&1)" '' \
    'the same sources give the same files'
  page=$work/root/share/spanrec/page
  mkdir -p "$page/assets"
  echo old >"$page/assets/index-OLDHASH1.js"
  make -C "$top_builddir" install-data-local pkgdatadir=/share/spanrec \
    DESTDIR="$work/root" >"$work/log" 2>&1
  is "$(diff -r "$built/files" "$page" 2>&1)" '' \
    'it is installed whole, and nothing of an earlier one is left'
elif ! is_sanitized; then
  ok 0 'the page was not built # SKIP'
fi
done_testing
