#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A flood of INVITEs while 100 calls are recorded: these lose nothing.
# SPANREC_LONG=1: 200,000 of them.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$top_srcdir/tests/live/lib.sh"

needs sipp jq sox sqlite3 python3 tcpreplay taskset
flood=40000
[ "${SPANREC_LONG:-0}" = 1 ] && flood=190000
live_network
python3 "$live/signalling.py" "$work/flood.pcap" "$flood"

live_start "$work/calls"
ok $? "recording begins"
behind live_calls 25 100 "$((flood / 10 + 9000))"
telephones=$child
sleep 6
before=$(cut -d ' ' -f 14,15 "/proc/$spanrec_pid/stat")
# The sender gets a processor of its own where there are two.
in_caller taskset -c "$(($(nproc) - 1))" tcpreplay -q -i mirror --pps 10000 \
  "$work/flood.pcap" >"$work/sent" 2>&1
ok $? "the flood is sent"
rate=$(sed -n 's/.*, \([0-9]*\)[0-9.]* pps$/\1/p' "$work/sent")
echo "# $(grep -o '[0-9.]* pps' "$work/sent"), of processor time before and" \
  "behind, in ticks: $before, $(cut -d ' ' -f 14,15 "/proc/$spanrec_pid/stat")"
ok "$((${rate:-0} < 9000))" "... at nearly 10,000 a second or more: $rate"
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
