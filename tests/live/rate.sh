#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Calls at a rate, both sides speaking: every call that was made is in the
# catalogue, nothing of it is missing, and the copy of the capture gives the
# same again. SPANREC_LONG=1: 50 calls a second for two minutes.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$top_srcdir/tests/live/lib.sh"

needs sipp jq sox sqlite3 python3 tcpdump
rate=20 seconds=8
[ "${SPANREC_LONG:-0}" = 1 ] && rate=50 seconds=120
calls=$((rate * seconds))
live_network

status 1 "a copy in a folder that is not there is refused" \
  in_recorder timeout 120 "$spanrec" --user root -i span -o "$work/none" \
  --tee "$work/tee/all.pcapng"
has "$(cat "$work/err")" "all.pcapng: cannot be written: No such file" \
  "... and it is said why"
mkdir "$work/tee" && chown nobody "$work/tee"
live_start "$work/calls" --tee "$work/tee/all.pcapng" --tee-size 2M
ok $? "recording begins, with a copy"
live_calls "$rate" "$calls" 3000
is $? 0 "SIPp made $calls calls, $rate a second, without a failure"
made=$(sipp_total 'SuccessfulCall(C)')
live_stop
is $? 0 "SIGTERM ends it in order, with status 0"

is "$(total calls)" "$made" "calls in the catalogue are those of SIPp"
is "$(total complete)" "$made" "... and complete"
is "$(total recordings)" "$made" "... with a recording each"
for counter in ring_dropped interface_dropped tee_dropped rtp_lost; do
  is "$(total $counter)" 0 "$counter is 0"
done
is "$(sqlite3 "$work/calls/catalog.db" 'SELECT count(*), sum(lost),
  count(DISTINCT call_id), sum(packets) > 250 * count(*) / 2 FROM stream')" \
  "$((2 * made))|0|$made|1" "two streams of each call, whole"
is "$(sqlite3 "$work/calls/catalog.db" 'SELECT count(*) FROM gap')" 0 "no gap"
is "$(find "$work/calls" -name '*.part' | wc -l)" 0 "nothing unfinished is left"

# Who speaks low is on the left.
file=$(find "$work/calls/audio" -name '*.wav' | head -n 1)
for side in 1:400 2:1000; do
  hz=$(sox "$file" -n remix "${side%:*}" trim 1 1 stat 2>&1 |
    awk '/Rough/ { print ($3 > 1.1 * '"${side#*:}"' || $3 < 0.9 * '"${side#*:}"') }')
  is "$hz" 0 "channel ${side%:*} has ${side#*:} Hz"
done

files=$(find "$work/tee" -name '*.pcapng' | wc -l)
ok $((files < 2)) "the copy has several files: $files"
status 0 "others can read it" tcpdump -r "$work/tee/all_00002.pcapng" -w -
is "$("$spanrec" -q --json -r "$work/out" -o "$work/read" | jq .packets)" \
  "$("$spanrec" -q --json -r "$work/tee/all_00002.pcapng" -o "$work/own" |
    jq .packets)" "... all of it"
"$spanrec" -q -r "$work/tee" -o "$work/again"
is $? 0 "it is replayed without a fault"
is "$(rows_of "$work/again")" "$(rows_of "$work/calls")" \
  "... and gives the same rows, files and hashes"
done_testing
