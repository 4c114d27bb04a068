#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Two hundred calls at once whose ports and addresses are used again inside of
# 100 ms, behind NATs, and by two calls at a time: no audio of one is in another
# and none is missing. Each side has a tone of its own, which is measured.
# shellcheck disable=SC2016 # $it is one of jq
set -u
. "${top_srcdir:?}/tests/replay/tap.sh"
needs jq python3
tones=$top_builddir/tests/replay/tones

python3 "$top_srcdir/tests/replay/reuse.py" "$work/in.pcap" "$work/truth"
is "$?" 0 "the capture is written"
record "$work/out" -r "$work/in.pcap"
is "$?" 0 "it is recorded"
list=$work/out.json
# Without a listing of 600 calls when it is false.
all() { # WHAT EXPRESSION
  jq -e "$2" "$list" >"$work/value"
  ok $? "$1"
}
all "600 calls, 200 of them at once" 'length == 600
  and ([.[] | {at: .answered, by: 1}, {at: .ended, by: -1}] | sort_by(.at)
    | [foreach .[] as $it (0; . + $it.by)] | max) >= 200'
all "all are complete" \
  'all(.[]; .completeness == "complete" and (.recordings | length) == 1)'
all "each has two streams" 'all(.[]; .streams | length == 2)'
all "of which no packet is missing" 'all(.[].streams[]; .lost == 0)'

# Calls, and what is heard in them.
jq -r '.[] | [.sip_call_id, .recordings[0].path] | @tsv' "$list" | sort \
  >"$work/paths"
sort "$work/truth" | join - "$work/paths" | while read -r _ one two sent back path
do
  echo "$work/out/$path $one $two $sent $back"
done >"$work/measured"
is "$(wc -l <"$work/measured" | tr -d ' ')" 600 "600 recordings are measured"
"$tones" 154 1200 <"$work/measured" >"$work/faults"
is "$?" 0 "each holds its own tones from beginning to end, and no other"
cut -d/ -f4- "$work/faults" | head -n 20 | sed 's/^/# /'

# The measurement itself: a call's tones are not those of another.
awk 'NR > 1 { print $1, last, $3, $4, $5 } { last = $2 }' "$work/measured" |
  tail -n 1 >"$work/wrong"
"$tones" 154 1200 <"$work/wrong" >"$work/faults"
is "$?" 1 "a wrong tone is noticed"
done_testing
