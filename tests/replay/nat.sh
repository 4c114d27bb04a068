#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Calls whose media is not where descriptions say: what is recorded, and how the
# catalogue says that it was known.
set -u
. "${top_srcdir:?}/tests/replay/tap.sh"
needs jq python3 sqlite3
scenario=$top_srcdir/tests/replay/nat.py

# replay NAME LEARNED: records a scenario; LEARNED is how its streams were.
replay() {
  name=$1
  python3 "$scenario" write "$name" "$work/in.pcap" &&
    record "$work/out" -r "$work/in.pcap"
  is "$?" 0 "$name: is recorded"
  fact "$work/out.json" "$name: one call, complete" 'length == 1
    and .[0].completeness == "complete"'
  is "$(sqlite3 "$work/out/catalog.db" 'SELECT side, learned_by FROM stream
    ORDER BY first_us, dst' | tr '\n' ' ')" "$2" "$name: how it was known"
}

# Every tone of any 100 ms from FROM to TO seconds: [[left],[right]].
tones() { # FROM TO EXPECTED
  path=$(jq -r '.[0].recordings[0].path' "$work/out.json")
  is "$(python3 "$scenario" listen "$work/out/$path" "$1" "$2")" "$3" \
    "$name: has the tones $3 from $1 to $2 s"
}

replay nat-rebinding \
  'caller|nat callee|symmetric caller|latched callee|symmetric '
tones 0 5.5 '[[400],[500]]'
replay ice-peer-reflexive 'callee|ice caller|ice '
tones 0 5.5 '[[400],[500]]'
replay bundled-video 'callee|sdp caller|sdp '
tones 0 5.5 '[[400],[500]]'
replay early-media-from-elsewhere 'callee|nat callee|sdp caller|sdp '
tones 0.1 1.4 '[[],[600]]'
tones 1.6 5.3 '[[400],[500]]'

name=forged-media
python3 "$scenario" write $name "$work/in.pcap"
record "$work/out" -r "$work/in.pcap"
is "$?" 0 "$name: is recorded"
tones 0 5.5 '[[400],[500]]'
is "$(sqlite3 "$work/out/catalog.db" \
  'SELECT DISTINCT learned_by FROM stream WHERE recorded')" sdp \
  "$name: only what both have described is recorded"
done_testing
