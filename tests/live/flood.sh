#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A flood of INVITEs while 100 calls are recorded: these lose nothing.
# SPANREC_LONG=1: 200,000 of them, and none is sent late.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$top_srcdir/tests/live/lib.sh"

needs sipp jq sox sqlite3 python3 taskset
flood=40000
[ "${SPANREC_LONG:-0}" = 1 ] && flood=190000
live_network
python3 "$live/signalling.py" "$work/flood.pcap" "$flood"

live_start "$work/calls"
ok $? "recording begins"
behind live_calls 25 100 "$((flood / 10 + 9000))"
telephones=$child
all_go_on() {
  "$spanview" -d "$work/calls" control status --json |
    jq -e '.calls.recorded == 100'
}
wait_for 200 all_go_on
ok $? "100 calls go on"
before=$(cut -d ' ' -f 14,15 "/proc/$spanrec_pid/stat")
# The sender gets a processor of its own where there are two.
in_caller_at_once taskset -c "$(($(nproc) - 1))" \
  "$top_builddir/bench/pace" mirror "$work/flood.pcap" >"$work/sent" 2>&1
ok $? "the flood is sent, 10,000 a second"
has "$(cat "$work/sent")" "$flood frames are sent" "... all of it"
late=$(sed -n 's/.* \([0-9]*\) ms late$/\1/p' "$work/sent")
[ -z "${SPANREC_LONG-}" ] ||
  ok "$((${late:-9999} > 500))" "... each when it was due: $late ms late at most"
echo "# $(cat "$work/sent"); of processor time before and" \
  "behind, in ticks: $before, $(cut -d ' ' -f 14,15 "/proc/$spanrec_pid/stat")"
wait "$telephones"
is $? 0 "100 calls were made meanwhile"
live_stop
is $? 0 "SIGTERM ends it in order"
is "$(total ring_dropped)" 0 "the kernel dropped nothing"
is "$(total calls)" "$((flood + 100))" "every INVITE is a call of the catalogue"
is "$(total complete)" 100 "100 of them are complete"
is "$(total rtp_lost)" 0 "... without a packet missing"
is "$(sqlite3 "$work/calls/catalog.db" "SELECT count(*) FROM call
  WHERE caller_number LIKE '7%' AND state <> 'ended'")" "$flood" \
  "the others were never answered"
done_testing
