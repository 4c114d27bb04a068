#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Packets that come before the recorder looks at the first one wait in its ring.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$top_srcdir/tests/live/lib.sh"

needs jq sqlite3 tcpreplay tcpdump
live_network
"$top_builddir/bench/callgen" -o "$work/burst.pcap" --calls 20 --concurrent 20 \
  --duration 10 || exit 99
sent=$(tcpdump -r "$work/burst.pcap" 2>/dev/null | wc -l)

chmod 711 "$work"
behind ip netns exec "$recorder" "$spanrec" --user nobody -i span --json \
  -o "$work/calls" >"$work/live.out" 2>"$work/live.err"
spanrec_pid=$child
until is_captured span 2>/dev/null || is_gone "$spanrec_pid"; do :; done
kill -STOP "$spanrec_pid"
echo "# stopped, $(has_begun && echo after || echo before) the loop began"
in_caller tcpreplay -q -i mirror --topspeed "$work/burst.pcap" >/dev/null 2>&1
ok $? "$sent packets come, as fast as they can"
kill -CONT "$spanrec_pid"
wait_for 100 has_begun
ok $? "the recorder goes on"
folder=$work/calls came_before=0
live_take_all
live_stop
is $? 0 "it ends in order"
is "$(total packets)" "$sent" "each packet was looked at"
is "$(total ring_dropped)" 0 "none was dropped"
is "$(total calls)" 20 "20 calls"
is "$(total rtp_lost)" 0 "... of which nothing is missing"

live_start "$work/on"
behind in_caller tcpreplay -q -i mirror --pps 2000 "$work/burst.pcap" \
  >"$work/replay.out" 2>&1
before=$(in_recorder cat /sys/class/net/span/statistics/rx_packets)
wait_for 100 have_come "$((before + 2000))"
ok $? "packets come when it is ended"
live_stop
is $? 0 "it ends in order"
is "$(sqlite3 "$work/on/catalog.db" \
  'SELECT packets FROM source WHERE parent_id IS NULL')" "$(total packets)" \
  "each packet that was taken was looked at"
done_testing
