#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# spanview top on a terminal, beside a recorder at work.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$top_srcdir/tests/live/lib.sh"

needs jq python3 sipp sox
[ -e /dev/ptmx ] || skip_all "no pseudo-terminals"
live_network
folder=$work/calls
live_start "$folder"
ok $? "recording begins"
behind live_calls 5 6 240000
has_calls() { # NUMBER
  [ "$("$spanview" -d "$folder" control calls --json |
    jq '[.[] | select(.state == "active" and .recorded)] | length')" -ge "$1" ]
}
wait_for 150 has_calls 6
ok $? "six calls go on"
once=$("$spanview" -d "$folder" top)
is "$(printf '%s\n' "$once" | grep -c ' active .*→ *200 .*recorded')" 6 \
  "without a terminal it prints them once"
is "$(printf '%s' "$once" | tr -d '\n\40-\176\200-\377')" "" \
  "... as plain text"
timeout 900 python3 "$live/top.py" "$spanview" "$folder" >"$work/seen" 2>&1
ok $? "it can be driven by keys"
while read -r line; do
  case $line in
  'ok - '*) ok 0 "${line#ok - }" ;;
  'not ok - '*) ok 1 "${line#not ok - }" ;;
  *) printf '%s\n' "$line" | sed 's/^#*/#/' ;;
  esac
done <"$work/seen"
is "$(sqlite3 "$folder/catalog.db" \
  "SELECT group_concat(kind) FROM event WHERE kind LIKE 'pause%'" 2>&1)" \
  "pause,pause-end" "what was paused is in the catalogue"
live_stop
is "$?" 0 "the recorder ends in order"
status 1 "without a recorder it says so" "$spanview" -d "$folder" top
has "$(cat "$work/err")" "no spanrec answers" "... in words"
done_testing
