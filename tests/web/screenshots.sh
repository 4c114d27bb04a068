#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Takes the pictures of docs/page.md: top_srcdir=... top_builddir=...
# tests/web/screenshots.sh FOLDER. No test: "make check" does not run it.
# shellcheck source-path=SCRIPTDIR/../live source=lib.sh
. "${top_srcdir:?}/tests/live/lib.sh"
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$top_srcdir/tests/web/lib.sh"
pictures=${1:?"usage: tests/web/screenshots.sh FOLDER"}
mkdir -p "$pictures" && pictures=$(cd "$pictures" && pwd) || exit
needs_page
needs sipp sox jq python3
live_network

# A day of calls: hour, calls, and what went wrong in it.
generate() { # HOUR CALLS [OPTION...]
  hour=$1
  calls=$2
  shift 2
  "$top_builddir/bench/callgen" -o "$work/hour-$hour.pcap" --calls "$calls" \
    --concurrent 4 --duration 9 --codec mixed --seed "$hour" "$@" \
    --start "$(date -u -d "2026-11-20 $hour:04:00" +%s)" >/dev/null
}
generate 7 6
generate 8 24
generate 9 37 --loss 1 --jitter-ms 3
generate 10 41
generate 11 34 --loss 7
generate 12 15
generate 13 26 --jitter-ms 8
generate 14 39
generate 15 36 --loss 2
generate 16 28
generate 17 12
"$top_builddir/bench/callgen" -o "$work/long.pcap" --calls 1 --duration 185 \
  --loss 1.6 --jitter-ms 9 --telephone-event 31000 --gap-ms 70000:6000 --seed 7 \
  --start "$(date -u -d '2026-11-21 11:02:40' +%s)" >/dev/null
record "$work"/*.pcap "$top_srcdir"/samples/*.pcap
rm -f "$work"/*.pcap
chown -R nobody: "$work/out"
live_start "$work/out" || exit 1
add_user ada administrator
add_user sam supervisor
add_user vera viewer --numbers 305,306
serve
behind live_calls 4 12 60000
FOLDER=$pictures drive screenshots.mjs
ls -l "$pictures"
