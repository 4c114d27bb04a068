#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# More calls than the machine can write: one processor, and a codec that costs
# much. The engine keeps up; whole calls lose their audio, each says so, and
# those that are kept are whole.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$top_srcdir/tests/live/lib.sh"

needs jq sqlite3 taskset
calls=300
live_network
"$top_builddir/bench/callgen" -o "$work/much.pcap" --concurrent $calls \
  --duration 8 2>"$work/callgen.err"

sql() {
  sqlite3 "$work/calls/catalog.db" "$1"
}

live_start "$work/calls" --audio-format opus --audio-buffer 2M
ok $? "recording begins"
taskset -a -p -c 0 "$spanrec_pid" >"$work/taskset" 2>&1
in_caller_at_once taskset -c "$(($(nproc) - 1))" \
  "$top_builddir/bench/pace" mirror "$work/much.pcap" >"$work/sent" 2>&1
ok $? "$calls calls are sent in the time that they took"
sed 's/^/# /' "$work/sent"
live_take_all
live_stop
is $? 0 "SIGTERM ends it in order"
is "$(total ring_dropped)" 0 "the kernel dropped nothing"
is "$(total calls)" $calls "all are calls of the catalogue"
is "$(total rtp_lost)" 0 "no packet is missing"
complete=$(sql "SELECT count(*) FROM call WHERE completeness = 'complete'")
shed=$(sql "SELECT count(*) FROM call WHERE reason LIKE 'overload%'")
# The sender may be held up between the first packets of the two sides.
late=$(sql "SELECT count(*) FROM call WHERE completeness = 'partial' AND
  reason LIKE 'call%: nothing in the first %'")
ok "$((!complete))" "complete: $complete"
ok "$((!shed))" "their audio gave way: $shed"
is "$((complete + shed + late))" $calls "... which are all, but $late sent late"
[ "$late" -le 5 ]
ok $? "... and few are"
sql "SELECT DISTINCT '# ' || ifnull(completeness, state) || ': ' ||
  ifnull(reason, 'no reason') FROM call WHERE completeness IS NOT 'complete' AND
  ifnull(reason, '') NOT LIKE 'overload%'"
is "$(sql "SELECT count(*) FROM call, recording
  WHERE recording.call_id = call.id AND completeness = 'complete' AND
  (recording.state <> 'complete' OR duration_ms < 7000)")" 0 \
  "those that are complete are whole"
is "$(sql "SELECT count(*) FROM gap, recording, call
  WHERE gap.recording_id = recording.id AND recording.call_id = call.id AND
  completeness = 'complete'")" 0 "... without a gap"
is "$(sql 'SELECT count(*) FROM sip_message')" $((calls * 7)) \
  "every message of them is kept"
done_testing
