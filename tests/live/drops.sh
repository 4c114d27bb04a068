#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A recorder that does not run for two seconds: its ring overflows. What was
# lost is counted, and the calls say that it was the recorder.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$top_srcdir/tests/live/lib.sh"

needs sipp jq sox sqlite3 python3
live_network
mkdir "$work/tee" && chown nobody "$work/tee"

sql() {
  sqlite3 "$work/calls/catalog.db" "$1"
}

live_start "$work/calls" --ring-size 2M --tee "$work/tee/all.pcapng"
ok $? "recording begins, with a ring of 2 MiB"
behind live_calls 5 10 9000
telephones=$child
wait_for 200 have_come 2500 # of ten calls, at 1000 a second
stopped_us=-$(($(date +%s%N) / 1000))
kill -STOP "$spanrec_pid"
sleep 2
kill -CONT "$spanrec_pid"
stopped_us=$(($(date +%s%N) / 1000 + stopped_us))
wait "$telephones"
is $? 0 "10 calls were made"
live_stop
is $? 0 "SIGTERM ends it in order"
ok "$((! $(total ring_dropped)))" "dropped by the kernel: $(total ring_dropped)"
ok "$((! $(total rtp_lost)))" "RTP packets missing: $(total rtp_lost)"
ok "$(($(total ring_dropped) < $(total rtp_lost)))" "... no more than that"
is "$(sql 'SELECT DISTINCT cause FROM gap')" capture "all gaps are the recorder's"
is "$(sql 'SELECT count(DISTINCT call_id) FROM gap
  JOIN recording ON recording.id = recording_id')" 10 "each call has some"
is "$(sql "SELECT count(*) FROM event WHERE kind = 'capture-loss'")" 10 \
  "... and an event that says so"
is "$(sql "SELECT count(*) FROM (SELECT sum(to_us - from_us) AS us FROM gap
  GROUP BY recording_id, side
  HAVING us < 500000 OR us > $stopped_us + 500000)")" 0 \
  "the gaps are about as long as it stood still"
"$spanrec" -q -r "$work/tee" -o "$work/again"
is "$(rows_of "$work/again")" "$(rows_of "$work/calls")" \
  "the copy gives the same, gaps too"
done_testing
